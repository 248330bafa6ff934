"""Checks before a run: outputs can be written and do not overwrite the run's inputs."""

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
    """Make sure, before long work, that ``path`` can be written (its folder may still have to be made).

    Args:
        path: The result's final name.
        need_bytes: Expected size; refused when the disk has less room.

    Raises:
        OutputNotWritable: A folder is in the way, writing is forbidden, the file is locked or the disk is too full.
    """
    if path.is_dir():
        raise OutputNotWritable(f"{path} is a folder; give the output a file name.")
    folder = _existing_folder(path)
    if (
        path.exists() and not path.stat().st_mode & stat.S_IWUSR
    ):  # moving a file over it would succeed all the same
        raise OutputNotWritable(
            f"{path} is write-protected; choose another name or lift the protection."
        )
    with explain_os_errors(path):
        with tempfile.TemporaryFile(dir=folder):
            pass
        if path.exists():
            path.replace(path)  # changes nothing, but fails where another program locks the file
    _check_room(path, folder, need_bytes)


def check_apart(inputs: Iterable[str], outputs: Iterable[str]) -> None:
    """Make sure that no result would replace what it is made from, by whatever name or link the two are called.

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
                f"Two outputs are the same file, {output}; give them two names."
            )
        targets.add(real)


def _existing_folder(path: Path) -> Path:
    """Return the nearest folder above ``path`` that exists."""
    above = next(folder for folder in path.absolute().parents if folder.exists())
    if not above.is_dir():
        raise OutputNotWritable(
            f"{path} cannot be written because {above} is a file; choose another folder."
        )
    return above


def _check_room(path: Path, folder: Path, need_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < need_bytes:
        lack = f"it may need {need_bytes / 1e9:.1f} GB and {free / 1e9:.1f} GB are free"
        raise OutputNotWritable(
            f"There is too little room for {path}: {lack}; make room or choose another folder."
        )
