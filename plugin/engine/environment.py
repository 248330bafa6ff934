"""The engine's Python environment and the environment variables of its process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from qgis.PyQt.QtCore import QProcessEnvironment

_ROOT = Path(__file__).resolve().parents[2]
MAIN = _ROOT / "core" / "engine" / "main.py"
REQUIREMENTS = _ROOT / "requirements" / "engine.txt"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"

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
    """Return the Python of the managed environment, whether it exists or not."""
    inside = Path("Scripts", "python.exe") if sys.platform == "win32" else Path("bin", "python")
    return data_folder() / "engine" / inside


def make_command() -> str:
    """Return the command that makes the managed environment, still empty."""
    base = "py -3" if sys.platform == "win32" else "python3"
    return f'{base} -m venv "{managed_interpreter().parents[1]}"'


def install_command(interpreter: str) -> str:
    """Return the command that puts the engine's packages into the environment of ``interpreter``.

    On Linux the plain torch brings gigabytes of CUDA, so the command names torch's index of CPU
    builds as well.
    """
    index = f" --extra-index-url {CPU_INDEX}" if sys.platform == "linux" else ""
    return f'"{interpreter}" -m pip install{index} -r "{REQUIREMENTS}"'
