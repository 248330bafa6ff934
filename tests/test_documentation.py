"""Documentation: named paths exist, links resolve, every algorithm is documented."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in chain(ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md"))
)
ALGORITHMS = sorted(path.stem for path in (ROOT / "plugin" / "algorithms").glob("[a-z]*.py"))
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TRACKED_FOLDERS = "core|plugin|ui|tests|docs|scripts|benchmarks|resources|requirements"
IS_PATH = re.compile(rf"(?:{TRACKED_FOLDERS})(?:/[\w.*-]+)+/?|(?:{TRACKED_FOLDERS})/")

MESSAGE = re.compile(r"^\*\*“(.+)”\*\*$", re.MULTILINE)
ELLIPSIS = "…"
MAX_IMAGE_BYTES, MAX_TOUR_BYTES = 220_000, 2_000_000


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def without_code_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def named_paths(text: str) -> list[str]:
    """Return the paths of the repository that a page names in code quotes."""
    quoted = CODE.findall(without_code_blocks(text))
    return [name for name in quoted if IS_PATH.fullmatch(name)]


def anchor(heading: str) -> str:
    """Return the anchor of a heading as Git hosts make it."""
    kept = re.sub(r"[^\w\s-]", "", heading.lower())
    return re.sub(r"\s", "-", kept.strip())


@pytest.mark.parametrize("page", PAGES)
def test_every_named_path_exists(page):
    names = named_paths(text_of(page))
    assert [name for name in names if not any(ROOT.glob(name.rstrip("/")))] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_resolves(page):
    broken = []
    for link in LINK.findall(without_code_blocks(text_of(page))):
        file, _, fragment = link.partition("#")
        if "://" in link:
            continue
        target = (ROOT / page).parent / file if file else ROOT / page
        if not target.exists():
            broken.append(link)
        elif fragment:
            headings = HEADING.findall(target.read_text(encoding="utf-8"))
            if fragment not in map(anchor, headings):
                broken.append(link)
    assert broken == []


def test_the_check_of_paths_notices_a_missing_file():
    assert named_paths("see `core/no_such_file.py` and `LOSS`") == ["core/no_such_file.py"]
    assert not any(ROOT.glob("core/no_such_file.py"))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_is_documented(algorithm):
    assert f"`landsketch:{algorithm.replace('_', '')}`" in text_of("README.md")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_has_a_help_text_with_an_example(algorithm):
    name = algorithm.replace("_", "")
    example = rf"qgis_process run landsketch:{name}( -- |$)"  # an algorithm may have no parameters
    assert re.search(example, text_of(f"resources/help/{name}.md"), re.MULTILINE)


def test_the_job_file_in_the_readme_is_valid():
    from landsketch.core.job.job_json import from_json

    jobs = re.findall(r"```json\n(.*?)```", text_of("README.md"), re.DOTALL)
    assert [from_json(job).algorithm_id for job in jobs] == ["trainhead"]


def test_job_files_in_the_command_line_page_are_valid():
    from landsketch.core.job.job_json import from_json

    jobs = re.findall(r"```json\n(.*?)```", text_of("docs/command-line.md"), re.DOTALL)
    algorithms = [from_json(job).algorithm_id for job in jobs]
    assert algorithms == ["trainhead", "predictraster", "trainhead"]


def test_every_head_is_in_the_table_of_heads():
    from landsketch.core.job.head_kinds import HEADS

    text = text_of("docs/architecture/heads-and-training.md")
    assert [head for head in HEADS if f"`{head}`" not in text] == []


def texts_of(tree: ast.AST) -> Iterator[str]:
    """Yield the texts in a program; what is filled in is an ellipsis."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.sub(r"\{\w*\}", ELLIPSIS, node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = (v.value if isinstance(v, ast.Constant) else ELLIPSIS for v in node.values)
            yield "".join(parts)


@pytest.fixture(scope="module")
def program_texts():
    files = chain.from_iterable((ROOT / top).rglob("*.py") for top in ("core", "plugin", "ui"))
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in files)
    return list(chain.from_iterable(map(texts_of, trees)))


def is_said(message: str, texts: list[str]) -> bool:
    """Tell whether one text has all parts of a message, in order; … stands for anything."""
    parts = [re.escape(part) for part in message.split(ELLIPSIS) if part.strip(" '().;,")]
    pattern = re.compile(".*".join(parts), re.DOTALL)
    return any(pattern.search(text) for text in texts)


def test_messages_on_the_troubleshooting_page_are_those_of_the_program(program_texts):
    messages = MESSAGE.findall(text_of("docs/troubleshooting.md"))
    assert len(messages) > 40
    assert [message for message in messages if not is_said(message, program_texts)] == []


def test_the_site_is_built_without_a_warning(tmp_path):
    """Pages that the navigation lacks, and broken links, images and anchors are warnings."""
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path / "site"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "tutorial" / "index.html").is_file()


def test_images_are_small():
    sizes = {path: path.stat().st_size for path in (ROOT / "docs" / "images").iterdir()}
    limits = {path: MAX_TOUR_BYTES if path.suffix == ".gif" else MAX_IMAGE_BYTES for path in sizes}
    assert [path.name for path, size in sizes.items() if size > limits[path]] == []


def test_every_image_of_the_documentation_is_used():
    used = set(chain.from_iterable(LINK.findall(text_of(page)) for page in PAGES))
    names = {Path(link).name for link in used}
    images = (ROOT / "docs" / "images").iterdir()
    assert [path.name for path in images if path.name not in names] == []
