"""Pythons on this computer that an engine environment can be made from."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .run_program import Watch, run_program

OLDEST, NEWEST = (3, 11), (3, 14)
MANAGED_VERSION = "3.12"  # that uv downloads where no Python fits
_QUESTION = (
    "import json, struct, sys, sysconfig; print(json.dumps([list(sys.version_info[:2]), "
    "8 * struct.calcsize('P'), sys.implementation.name, "
    "bool(sysconfig.get_config_var('Py_GIL_DISABLED'))]))"
)
_LIMIT_S = 10.0


@dataclass(frozen=True)
class Python:
    """An interpreter and its version, such as (3, 12)."""

    path: str
    version: tuple[int, int]

    @property
    def text(self) -> str:
        """The version as text, such as 3.12."""
        return "{}.{}".format(*self.version)


def find_python() -> Python | None:
    """Return the first Python that fits; None if there is none."""
    for path in candidates():
        python = examine_python(path)
        if python is not None:
            return python
    return None


def examine_python(path: str) -> Python | None:
    """Return the Python at ``path``; None unless it is a CPython from 3.11 to 3.14 of 64 bit."""
    done = run_program([path, "-I", "-c", _QUESTION], Watch(limit_s=_LIMIT_S))
    try:
        version, bits, implementation, is_free_threaded = json.loads(done.text)
    except (TypeError, ValueError):
        return None
    is_fitting = OLDEST <= tuple(version) <= NEWEST and bits == 64 and implementation == "cpython"
    if done.code or not is_fitting or is_free_threaded:
        return None
    return Python(path, tuple(version))


def candidates() -> list[str]:
    """Return interpreters that may fit: that of QGIS, then those on the search path."""
    found = [*map(str, _of_qgis()), *_on_search_path()]
    return [path for path in dict.fromkeys(found) if Path(path).is_file()]


def _of_qgis() -> Iterable[Path]:
    """Yield places of QGIS's own Python; never QGIS's own program."""
    prefix = Path(getattr(sys, "base_prefix", sys.prefix))
    if sys.platform == "win32":
        return [prefix / "python.exe"]
    if sys.platform == "darwin":
        return [prefix / "bin" / "python3", Path(sys.executable).parent / "bin" / "python3"]
    return [Path("/usr/bin/python3"), prefix / "bin" / "python3"]


def _on_search_path() -> Iterable[str]:
    """Yield the newest versions first; Windows keeps them in a folder of the user as well."""
    versions = range(NEWEST[1], OLDEST[1] - 1, -1)
    names = [f"python3.{minor}" for minor in versions] + ["python3", "python"]
    found = [shutil.which(name) for name in names]
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", ""), "Programs", "Python")
        found += [str(base / f"Python3{minor}" / "python.exe") for minor in versions]
    return [path for path in found if path]
