"""The QGIS side fits Qt 6: it is imported with PyQt6, and lint finds what only Qt 5 forgives."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_IMPORT_ALL = """
import importlib, importlib.util, pathlib, sys, types
import PyQt6.QtCore, PyQt6.QtGui, PyQt6.QtTest, PyQt6.QtWidgets, PyQt6.sip

class Anything(type(PyQt6.QtCore.QObject)):
    # Classes of QGIS: whatever is asked of them is another one; they can be base classes of widgets
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(name, (PyQt6.QtCore.QObject,), {})
    def __or__(cls, other):
        return cls

class Module(types.ModuleType):
    __path__ = []
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(name, (PyQt6.QtCore.QObject,), {})

for name in ("qgis", "qgis.core", "qgis.gui", "qgis.utils", "processing", "processing.gui", "osgeo",
             "osgeo.gdal", "osgeo.ogr", "osgeo.osr"):
    sys.modules[name] = Module(name)
sys.modules["qgis.PyQt"] = PyQt6
for name in ("QtCore", "QtGui", "QtTest", "QtWidgets", "sip"):
    sys.modules["qgis.PyQt." + name] = getattr(PyQt6, name)

root = pathlib.Path(sys.argv[1])
spec = importlib.util.spec_from_file_location(
    "landsketch", root / "__init__.py", submodule_search_locations=[str(root)])
package = sys.modules["landsketch"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
files = [path for part in ("plugin", "ui") for path in (root / part).rglob("*.py")]
files = [path for path in files if path.name != "__init__.py"]
for path in sorted(files):
    importlib.import_module("landsketch." + ".".join(path.relative_to(root).with_suffix("").parts))
print(len(files))
"""
_SOURCE = """\
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtWidgets import QDialog, QFrame, QLabel
def good(dialog: QDialog, label: QLabel) -> int:
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return dialog.exec()
def bad(dialog: QDialog, label: QLabel, frame: QFrame, event: QEvent) -> None:
    label.setAlignment(Qt.AlignRight)
    frame.setFrameShape(0)
    dialog.exec_()
    event.type() == QEvent.KeyPress
from qgis.PyQt.QtWidgets import QAction
import qgis.PyQt.QtWebKit
"""
_BAD_LINES = [7, 8, 9, 10, 11, 12]


def python(*arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, **options
    )


def test_every_module_is_imported_with_pyqt6():
    pytest.importorskip("PyQt6.QtWidgets", exc_type=ImportError)  # also where Qt lacks a library
    done = python("-c", _IMPORT_ALL, str(ROOT))
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100


def test_lint_finds_what_qt_6_lacks(tmp_path, monkeypatch):
    pytest.importorskip("mypy")
    pytest.importorskip("PyQt6")
    assert python(ROOT / "scripts" / "link_types.py").returncode == 0
    source = tmp_path / "source.py"
    source.write_text(_SOURCE)
    monkeypatch.setenv("MYPYPATH", str(ROOT / "build" / "types-qt6"))
    done = python("-m", "mypy", "--cache-dir", ".mypy_cache/qt6", str(source), cwd=ROOT)
    errors = [
        line for line in done.stdout.splitlines() if "source.py:" in line and "error:" in line
    ]
    lines = {int(line.partition("source.py:")[2].split(":")[0]) for line in errors}
    assert sorted(lines) == _BAD_LINES, done.stdout
