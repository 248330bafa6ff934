"""Imports go one way: ui → plugin → core, and inside core from imagery to engine."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORDER = (
    "imagery",
    "features",
    "labels",
    "heads",
    "training",
    "mapping",
    "postprocess",
    "similarity",
    "assessment",
    "suggestions",
    "dataset",
    "verification",
    "live",
    "cluster",
    "pipeline",
    "engine",
)
LEAVES = ("scores", "losses")  # arrays in, numbers out: anyone may ask them, they ask no one
# What the plugin may import when QGIS starts: the files of these packages (not of the folders in
# them) import the standard library and one another, nothing else.
LIGHT_PACKAGES = ("core", "core.job")
ENGINE_LIBRARIES = {"torch", "transformers", "rasterio"}
QGIS_SIDE = {"qgis", "PyQt5", "PyQt6", "processing", "plugin", "ui"}
STARTS_THE_ENGINE = (
    "core/engine/main.py"  # the one script that is not imported as part of a package
)
JOINS_PLUGIN_AND_UI = "plugin/main.py"
TALKS_TO_A_TERMINAL = "core/engine/command_line.py"


@dataclass(frozen=True)
class Import:
    """An imported module, such as ``inner.class_table``; ``late`` if inside a function."""

    module: str
    late: bool
    relative: bool


def module_name(path: str) -> str:
    """``inner/class_table.py`` -> ``inner.class_table``; packages are without ``__init__``."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path: str, tree: ast.Module) -> Iterator[Import]:
    """Yield every import of the file, relative ones resolved."""
    late = {
        id(n)
        for f in ast.walk(tree)
        if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)
        for n in ast.walk(f)
    }
    package = module_name(path).split(".")
    if not path.endswith("__init__.py"):
        package = package[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (
                Import(alias.name, id(node) in late, relative=False) for alias in node.names
            )
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = [*above, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                yield Import(
                    ".".join([*base, alias.name]), id(node) in late, relative=node.level > 0
                )


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def is_light(module: str) -> bool:
    """Whether ``module`` is a file of a light package, a name inside one, or such a package."""
    parts = module.split(".")
    for package in LIGHT_PACKAGES:
        depth = package.count(".") + 1
        if module == package:
            return True
        if is_in(module, package) and not _is_package(".".join(parts[: depth + 1])):
            return True
    return False


def _is_package(module: str) -> bool:
    return (ROOT / module.replace(".", "/")).is_dir()


def folder_of(module: str) -> str:
    """The folder of core that holds ``module``; empty for the base files directly in core."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in {*ORDER, *LEAVES} else ""


def against_the_order(path: str, found: list[Import]) -> Iterator[str]:
    """Data walks the folders of core from left to right; imports never turn back."""
    here = folder_of(module_name(path))
    for module in {i.module for i in found if i.relative and is_in(i.module, "core")}:
        there = folder_of(module)
        if (
            here in LEAVES
            and here != there
            and module.rpartition(".")[0] not in {"core.errors", "core.job.recipe"}
        ):
            yield f"{here} is a leaf, but imports {module}"
        if here == there or (here and not there) or is_in(module, "core.class_table"):
            continue
        if not here:
            yield f"a base file of core imports {module}"
        elif here in ORDER and there in ORDER and ORDER.index(there) > ORDER.index(here):
            yield f"{here} comes before {there}, but imports {module}"


def outside_core(path: str, found: list[Import]) -> Iterator[str]:
    """Core knows nothing of QGIS and calls itself only by relative names."""
    for i in found:
        top = i.module.split(".")[0]
        if top in QGIS_SIDE:
            yield f"core imports {i.module}"
        if not i.relative and top in {"core", "landsketch"} and path != STARTS_THE_ENGINE:
            yield f"absolute import of {i.module}"
    if folder_of(module_name(path)) != "imagery" and any(
        i.module == "rasterio.open" for i in found
    ):
        yield "only core/imagery opens rasters"
    if folder_of(module_name(path)) != "features" and any(
        is_in(i.module, "transformers") for i in found
    ):
        yield "only core/features imports transformers"


def heavy(path: str, found: list[Import]) -> Iterator[str]:
    """Light modules stay light, and the plugin imports nothing else of core when QGIS starts."""
    if path.startswith("core/"):
        known = sys.stdlib_module_names | {"core"}
        bad = [
            i
            for i in found
            if i.module.split(".")[0] not in known or (i.relative and not is_light(i.module))
        ]
        yield from (
            f"a light module imports {i.module}"
            for i in bad
            if is_light(module_name(path)) and not i.late
        )
        return
    for i in found:
        if i.module.split(".")[0] in ENGINE_LIBRARIES:
            yield f"the QGIS side imports {i.module}"
        if is_in(i.module, "core") and not is_light(i.module) and not i.late:
            yield f"{i.module} is not light; import it where the job starts"
        if path.startswith("plugin/") and is_in(i.module, "ui") and path != JOINS_PLUGIN_AND_UI:
            yield f"plugin imports {i.module}"


def calls(tree: ast.Module) -> Iterator[str]:
    """Yield the names of what is called: ``print``, ``rasterio.open``."""
    yield from (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def violations(path: str, source: str) -> list[str]:
    """Say what in the file breaks the plan of the house."""
    tree = ast.parse(source)
    found = list(imports(path, tree))
    called = set(calls(tree))
    problems = list(heavy(path, found))
    if path.startswith("core/"):
        problems += [*against_the_order(path, found), *outside_core(path, found)]
        if "rasterio.open" in called and not path.startswith("core/imagery/"):
            problems.append("only core/imagery opens rasters")
    if "print" in called and path != TALKS_TO_A_TERMINAL:
        problems.append("print belongs to the command line")
    return problems


def source_files() -> list[str]:
    files = [
        ROOT / "__init__.py",
        *(p for top in ("core", "plugin", "ui") for p in (ROOT / top).rglob("*.py")),
    ]
    return sorted(p.relative_to(ROOT).as_posix() for p in files if p.exists())


@pytest.mark.parametrize("path", source_files())
def test_file_keeps_to_the_plan(path: str):
    assert violations(path, (ROOT / path).read_text(encoding="utf-8")) == []


def test_light_packages_exist():
    assert [package for package in LIGHT_PACKAGES if not _is_package(package)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("core/imagery/a.py", "from ..features.registry import get"),
        ("core/imagery/a.py", "from ..features import registry"),
        ("core/features/a.py", "def f():\n    from ..heads import ridge"),
        ("core/labels/a.py", "from .. import heads"),
        ("core/mapping/a.py", "from ..engine import run"),
        ("core/scores/a.py", "from ..labels.label_set import LabelSet"),
        ("core/scores/a.py", "from ..jobs import Result"),
        ("core/job/jobs.py", "from ..heads import ridge"),
        ("core/runtime/device.py", "from ..scores import confusion"),
        ("core/heads/a.py", "import qgis.core"),
        ("core/heads/a.py", "from PyQt5 import QtCore"),
        ("core/engine/a.py", "from ...plugin import settings"),
        ("core/engine/a.py", "from core.job.jobs import Job"),
        ("core/engine/a.py", "import landsketch.core.job.jobs"),
        ("core/labels/a.py", "import rasterio\nwith rasterio.open('a.tif') as scene:\n    pass"),
        ("core/labels/a.py", "from rasterio import open as read"),
        ("core/heads/a.py", "def f():\n    from transformers import AutoModel"),
        ("core/job/jobs.py", "import numpy"),
        ("core/backbones.py", "from .features.backbone import load"),
        ("core/class_table.py", "from .runtime.device import pick"),
        ("core/mapping/a.py", "print('done')"),
        ("plugin/a.py", "print('done')"),
        ("ui/a.py", "print('done')"),
        ("plugin/a.py", "def f():\n    import torch"),
        ("plugin/a.py", "import rasterio.features"),
        ("ui/a.py", "from transformers import AutoModel"),
        ("plugin/a.py", "from ..core.engine.run import run"),
        ("plugin/algorithms/a.py", "from ...core.features import backbone"),
        ("plugin/a.py", "from ..ui.dock import Dock"),
        ("plugin/algorithms/a.py", "from ... import ui"),
    ],
)
def test_a_breach_is_found(path: str, source: str):
    assert violations(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "core/features/a.py",
            "from ..imagery.scene import Scene\nfrom ..errors import LandsketchError",
        ),
        (
            "core/imagery/a.py",
            "from ..class_table import ClassTable\nimport rasterio\nrasterio.open('a.tif')",
        ),
        (
            "core/heads/a.py",
            "from ..scores.confusion import Scores\nfrom . import ridge\nfrom .. import errors",
        ),
        (
            "core/assessment/__init__.py",
            "from .evaluate import evaluate\nfrom ..labels import split",
        ),
        ("core/features/a.py", "import torch\ndef f():\n    from transformers import AutoModel"),
        ("core/scores/a.py", "import numpy as np\nfrom ..errors import LandsketchError"),
        ("core/job/jobs.py", "import json\nfrom ..errors import InvalidJob"),
        ("core/engine/main.py", "from core.engine.command_line import main"),
        ("core/engine/command_line.py", "print('done')"),
        ("plugin/main.py", "def f():\n    from ..ui.dock import Dock"),
        (
            "plugin/a.py",
            "from ..core.job.jobs import TrainJob\nfrom ..core import backbones\nimport qgis.core",
        ),
        ("plugin/a.py", "from ..core import backbones\nfrom ..core import errors"),
        ("plugin/engine/in_process.py", "def f():\n    from ...core.engine.run import run"),
        ("ui/a.py", "from ..plugin.settings import Settings"),
    ],
)
def test_what_the_plan_allows_passes(path: str, source: str):
    assert violations(path, source) == []
