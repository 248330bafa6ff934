"""Checks before a run: outputs can be written and do not replace the run's inputs."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .atomic_write import explain_os_errors
from .errors import OutputNotWritable


def check_writable(path: Path, need_bytes: int = 0) -> None:
    """Check, before long work, that ``path`` can be written; its folder need not exist yet.

    Args:
        path: The output's final name.
        need_bytes: Expected size of the output.

    Raises:
        OutputNotWritable: The path is a folder, writing is forbidden, the file is locked or the
            disk has too little free space.
    """
    if path.is_dir():
        raise OutputNotWritable(f"{path} is a folder; give the output a file name.")
    folder = _existing_folder(path)
    # Renaming another file over a write-protected one would succeed, so the flag is checked here
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise OutputNotWritable(
            f"{path} is write-protected; choose another name or remove the protection."
        )
    with explain_os_errors(path):
        with tempfile.TemporaryFile(dir=folder):
            pass
        if path.exists():
            path.replace(path)  # changes nothing, but fails if another program locks the file
    _check_free_space(path, folder, need_bytes)


def check_raster_name(path: Path) -> None:
    """Make sure that the name of a raster is that of a GeoTIFF.

    Raises:
        OutputNotWritable: It does not end in ``.tif``.
    """
    if path.suffix.lower() not in (".tif", ".tiff"):
        raise OutputNotWritable(
            f"Maps are GeoTIFF files; give {path.name} a name that ends in .tif."
        )


def check_apart(inputs: Iterable[str], outputs: Iterable[str]) -> None:
    """Check that no output replaces an input or another output; links are resolved.

    Raises:
        OutputNotWritable: An output is an input, or two outputs are one file.
    """
    sources = {os.path.realpath(path): path for path in inputs if path}
    targets: set[str] = set()
    for output in (path for path in outputs if path):
        real = os.path.realpath(output)
        if real in sources:
            raise OutputNotWritable(
                f"{output} is an input of this run and would be lost; give the output another name."
            )
        if real in targets:
            raise OutputNotWritable(
                f"Two outputs are the same file, {output}; give them different names."
            )
        targets.add(real)


def _existing_folder(path: Path) -> Path:
    """Return the nearest folder above ``path`` that exists."""
    nearest = next(folder for folder in path.absolute().parents if folder.exists())
    if not nearest.is_dir():
        raise OutputNotWritable(
            f"{path} cannot be written because {nearest} is a file; choose another folder."
        )
    return nearest


def _check_free_space(path: Path, folder: Path, need_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < need_bytes:
        raise OutputNotWritable(
            f"There is too little disk space for {path}: it may need {need_bytes / 1e9:.1f} GB "
            f"and {free / 1e9:.1f} GB are free; free some space or choose another folder."
        )
