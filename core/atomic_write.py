"""Atomic writes: a file is written under a temporary name and then renamed, so no half file is ever seen.

Pure Python, no rasters: the plugin uses it to remove what a killed engine left behind.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .errors import OutputNotWritable
from .output_names import (
    database_files,
    licence_file,
    temporary_path,
    unfinished_files,
    work_folder,
)

_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_MIN_FREE_BYTES = 1_000_000  # below this a failed write is blamed on the disk


def publish(parts: Mapping[Path, Path], stale: Iterable[Path] = ()) -> None:
    """Move finished files {part: final name} into place; the last one is the result, those before go with it.

    The old result leaves first and the new one comes last, so that it never stands beside foreign sidecar files.
    ``stale`` files leave together with the old result.

    Raises:
        OutputNotWritable: A file cannot be moved; where the old result is locked, nothing has changed.
    """
    *_, result = parts.values()
    with explain_os_errors(result):
        for old in (result, *stale):
            old.unlink(missing_ok=True)
        for part, final in parts.items():
            part.replace(final)


def discard(paths: Iterable[Path]) -> None:
    """Remove files that may not exist or, on Windows, may still be locked."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def write_atomically(path: Path, *content: bytes | memoryview) -> None:
    """Write a small file, piece by piece: afterwards it is there whole, or it is as it was before.

    Raises:
        OutputNotWritable: The folder or the file cannot be written.
    """
    part = temporary_path(path)
    try:
        with explain_os_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.writelines(content)
            part.replace(path)
    finally:
        discard([part])


def write_atomically_in_parallel(path: Path, *content: bytes | memoryview) -> None:
    """Write a small file that other processes may write at the same time: whole, under a name of its own until then.

    Its folder is never made: whoever removes it from under us wants no more files.

    Raises:
        OutputNotWritable: The folder is gone or the file cannot be written.
    """
    part = _unique_temporary_path(path)
    try:
        with explain_os_errors(path):
            with part.open("wb") as file:
                file.writelines(content)
            part.replace(path)
    finally:
        discard([part])


def write_unless_present(path: Path, content: bytes) -> None:
    """Write a small file unless it is there; of several processes that try, one wins, and all find its file whole.

    Raises:
        OutputNotWritable: The folder is gone or the file cannot be written.
    """
    part = _unique_temporary_path(path)
    try:
        with explain_os_errors(path):
            part.write_bytes(content)
            try:
                os.link(part, path)
            except FileExistsError:
                pass
            except OSError:  # a file system without links: then the last one wins
                if not path.exists():
                    part.replace(path)
    finally:
        discard([part])


def clear_unfinished(path: Path) -> None:
    """Remove what a map, its polygons or an export in the making left when the process was killed."""
    remove_folder(work_folder(path))
    discard(
        (
            *unfinished_files(path),
            *database_files(temporary_path(path)),
            temporary_path(licence_file(path)),
        )
    )


def folder_bytes(folder: Path) -> int:
    """Return how much room the files in a folder take; 0 where there is none."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def remove_folder(folder: Path) -> None:
    """Delete a folder of pieces with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def explain_os_errors(path: Path) -> Iterator[None]:
    """Turn every operating system error inside into ``OutputNotWritable`` about ``path``."""
    try:
        yield
    except OSError as error:
        raise OutputNotWritable(_message_of(path, error)) from error


def _unique_temporary_path(path: Path) -> Path:
    """Return a name under which no other process makes ``path``."""
    return temporary_path(path.with_name(f"{path.stem}-{uuid.uuid4().hex[:12]}{path.suffix}"))


def _message_of(path: Path, error: OSError) -> str:
    if error.errno in _FULL or _free_bytes(path) < _MIN_FREE_BYTES:
        return f"The disk is full, so {path} cannot be written; free some space or choose another folder."
    if error.errno in _FORBIDDEN:
        return f"{path} cannot be written; close it in other programs (QGIS too) or choose another folder."
    cause = error.strerror or str(error.__cause__ or error)
    return f"{path} cannot be written ({cause.rstrip('.')}); choose another folder or file name."


def _free_bytes(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:  # the folder itself is gone
        return _MIN_FREE_BYTES
