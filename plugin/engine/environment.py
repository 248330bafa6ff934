"""The engine's Python environment and the environment variables of its process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from qgis.PyQt.QtCore import QProcessEnvironment

from .engine_record import read_record

_ROOT = Path(__file__).resolve().parents[2]
MAIN = _ROOT / "core" / "engine" / "main.py"

# QGIS sets these for itself; in another Python they pull in the wrong libraries
_REMOVED = (
    "PYTHONHOME", "PYTHONPATH", "PYTHONEXECUTABLE", "PYTHONUSERBASE", "PYTHONSTARTUP",
    "VIRTUAL_ENV",
    "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "QGIS_PREFIX_PATH", "QGIS_PLUGINPATH",
    "PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH", "LD_LIBRARY_PATH", "LD_PRELOAD",
)  # fmt: skip
_REMOVED_PREFIX = "DYLD_"
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_SET = {
    "PYTHONIOENCODING": "utf-8",
    "PYTHONUTF8": "1",
    "PYTHONSAFEPATH": "1",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUNBUFFERED": "1",
}


def clean_environment() -> QProcessEnvironment:
    """Return this process's environment without what would mislead another Python."""
    environment = QProcessEnvironment.systemEnvironment()
    for name in environment.keys():  # noqa: SIM118 (not a dict)
        if name in _REMOVED or name.startswith(_REMOVED_PREFIX):
            environment.remove(name)
    for name in _CERTIFICATES:
        if environment.contains(name) and not _is_foreign_file(environment.value(name)):
            environment.remove(name)
    for name, value in _SET.items():
        environment.insert(name, value)
    return environment


def _is_foreign_file(path: str) -> bool:
    """Tell whether ``path`` exists outside QGIS's own folders."""
    file = Path(path).absolute()
    return file.exists() and Path(sys.prefix).absolute() not in file.parents


def data_folder() -> Path:
    """Return the user's folder for the engine environment."""
    if sys.platform == "win32":
        return (
            Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "landsketch"
        )
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "landsketch"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "landsketch"


def managed_interpreter() -> Path:
    """Return the Python of the environment that the set-up or the copied commands made.

    It need not exist.
    """
    record = read_record(data_folder())
    if record is not None:
        return Path(record.interpreter)
    inside = Path("Scripts", "python.exe") if sys.platform == "win32" else Path("bin", "python")
    return data_folder() / "engine" / inside
