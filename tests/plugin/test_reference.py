"""The reference in docs/reference is that of the algorithms as they are defined now."""

import importlib.util
from pathlib import Path

import pytest

from landsketch.plugin.algorithms import ALGORITHMS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def pages(qgis_app):
    path = ROOT / "scripts" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("landsketch_make_reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


def test_the_pages_are_up_to_date(pages):
    written = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    old = sorted(name for name in pages | written if pages.get(name) != written.get(name))
    assert old == [], "run make reference"


def test_there_is_a_page_for_every_algorithm(pages):
    ids = [algorithm().name() for algorithm in ALGORITHMS]
    assert set(pages) == {"index.md"} | {f"{name}.md" for name in ids}
    assert "| `MODEL` | model file | *required* |" in pages["predictraster.md"]
    assert "`MIOU_LOW`" in pages["trainhead.md"]
    assert "| `REPAIR` | true or false | `false` |" in pages["setupengine.md"]
    assert "| 3 | `CANCELLED` |" in pages["index.md"]
