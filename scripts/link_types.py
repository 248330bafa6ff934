"""Make the folders in which mypy finds the checkout as ``landsketch`` and the types of QGIS.

In build/types QGIS has Qt 5, in build/types-qt6 it has Qt 6. The stubs of QGIS name PyQt5 and lack
``qgis.PyQt``, so they are copied, with the binding's name, beside modules that pass the binding on.
"""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BINDINGS = {"types": "PyQt5", "types-qt6": "PyQt6"}
QT_MODULES = ("QtCore", "QtGui", "QtNetwork", "QtTest", "QtWidgets")
SIP = "def isdeleted(wrapper: object) -> bool: ...\ndef delete(wrapper: object) -> None: ...\n"


def main() -> None:
    """Write the folders; files that are as wanted stay, so that mypy's cache is used."""
    for folder, binding in BINDINGS.items():
        link_checkout(ROOT / "build" / folder / "landsketch")
        for name, text in {**qgis_stubs(binding), **qt_modules(binding)}.items():
            write(ROOT / "build" / folder / "qgis" / name, text)


def link_checkout(path: Path) -> None:
    """Make ``path`` a link to the checkout."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_symlink() or path.readlink() != ROOT:
        path.unlink(missing_ok=True)
        path.symlink_to(ROOT)


def qgis_stubs(binding: str) -> dict[str, str]:
    """Return the stubs of QGIS on a binding, by their path."""
    stubs = importlib.util.find_spec("qgis-stubs")
    if stubs is None or not stubs.submodule_search_locations:
        raise SystemExit("qgis-stubs is not installed; see requirements/dev.txt.")
    root = Path(stubs.submodule_search_locations[0])
    files = [path for path in root.rglob("*") if path.suffix in (".py", ".pyi")]
    texts = (path.read_text(encoding="utf-8").replace("PyQt5", binding) for path in files)
    return {str(path.relative_to(root)): text for path, text in zip(files, texts, strict=True)}


def qt_modules(binding: str) -> dict[str, str]:
    """Return the modules of ``qgis.PyQt``, by their path."""
    modules = {f"PyQt/{name}.pyi": f"from {binding}.{name} import *\n" for name in QT_MODULES}
    return {**modules, "PyQt/__init__.pyi": "", "PyQt/sip.pyi": SIP}


def write(path: Path, text: str) -> None:
    """Write a file, unless it is as wanted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
