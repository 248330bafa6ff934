"""Atomic writes: a file is written under a temporary name and then renamed.

So nobody ever sees an incomplete file. Only the standard library: the plugin uses this module to
remove the temporary files of a killed engine.
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
_MIN_FREE_BYTES = 1_000_000  # with less free space, a failed write means that the disk is full


def publish(finished: Mapping[Path, Path], stale: Iterable[Path] = ()) -> None:
    """Rename finished files to their final names.

    The old result is deleted first and the new one is renamed last, so a result never stands
    beside sidecar files of another result.

    Args:
        finished: Final name of each temporary file; the last one is the result, the others are
            its sidecar files.
        stale: Files that are deleted together with the old result.

    Raises:
        OutputNotWritable: A file cannot be renamed. If the old result is locked, nothing changes.
    """
    *_, result = finished.values()
    with explain_os_errors(result):
        for old in (result, *stale):
            old.unlink(missing_ok=True)
        for temporary, final in finished.items():
            temporary.replace(final)


def discard(paths: Iterable[Path]) -> None:
    """Delete files that may not exist or, on Windows, may still be locked."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def write_atomically(path: Path, *content: bytes | memoryview) -> None:
    """Write a small file: afterwards it is either complete or unchanged.

    Args:
        path: The file; its folder is created.
        content: Parts of the file's content, in order.

    Raises:
        OutputNotWritable: The folder or the file cannot be written.
    """
    temporary = temporary_path(path)
    try:
        with explain_os_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.writelines(content)
            temporary.replace(path)
    finally:
        discard([temporary])


def write_atomically_in_parallel(path: Path, *content: bytes | memoryview) -> None:
    """Write a small file that other processes may write at the same time.

    Each process uses its own temporary name. The folder is not created: a process that deletes the
    folder in the meantime wants no more files in it.

    Raises:
        OutputNotWritable: The folder does not exist or the file cannot be written.
    """
    temporary = _unique_temporary_path(path)
    try:
        with explain_os_errors(path):
            with temporary.open("wb") as file:
                file.writelines(content)
            temporary.replace(path)
    finally:
        discard([temporary])


def write_unless_present(path: Path, content: bytes) -> None:
    """Write a small file unless it exists.

    If several processes try, the first one writes and all of them see its complete file.

    Raises:
        OutputNotWritable: The folder does not exist or the file cannot be written.
    """
    temporary = _unique_temporary_path(path)
    try:
        with explain_os_errors(path):
            temporary.write_bytes(content)
            try:
                os.link(temporary, path)
            except FileExistsError:
                pass
            except OSError:  # a file system without hard links: then the last process wins
                if not path.exists():
                    temporary.replace(path)
    finally:
        discard([temporary])


def clear_unfinished(path: Path) -> None:
    """Delete the unfinished files of a map, its polygons or an export after a kill."""
    remove_folder(work_folder(path))
    discard(
        (
            *unfinished_files(path),
            *database_files(temporary_path(path)),
            temporary_path(licence_file(path)),
        )
    )


def folder_bytes(*folders: Path) -> int:
    """Return the size of all files in folders; 0 if they do not exist.

    A file of several names counts once. Files and folders that vanish meanwhile do not count.
    """
    total = 0
    linked: dict[tuple[int, int], int] = {}
    for folder in folders:
        for path, _, names in os.walk(folder):
            states = [state for name in names if (state := _state_of(Path(path, name)))]
            total += sum(state.st_size for state in states if state.st_nlink == 1)
            linked |= {(s.st_dev, s.st_ino): s.st_size for s in states if s.st_nlink > 1}
    return total + sum(linked.values())


def _state_of(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def remove_folder(folder: Path) -> None:
    """Delete a folder with everything in it."""
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def explain_os_errors(path: Path) -> Iterator[None]:
    """Turn every ``OSError`` inside the block into ``OutputNotWritable`` about ``path``."""
    try:
        yield
    except OSError as error:
        raise OutputNotWritable(_message_of(path, error)) from error


def _unique_temporary_path(path: Path) -> Path:
    """Return a temporary name of ``path`` that no other process uses."""
    return temporary_path(path.with_name(f"{path.stem}-{uuid.uuid4().hex[:12]}{path.suffix}"))


def _message_of(path: Path, error: OSError) -> str:
    if error.errno in _FULL or _free_bytes(path) < _MIN_FREE_BYTES:
        return (
            f"The disk is full, so {path} cannot be written; free some space or choose another "
            "folder."
        )
    if error.errno in _FORBIDDEN:
        return (
            f"{path} cannot be written; close it in other programs (QGIS too) or choose another "
            "folder."
        )
    cause = error.strerror or str(error.__cause__ or error)
    return f"{path} cannot be written ({cause.rstrip('.')}); choose another folder or file name."


def _free_bytes(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:  # the folder itself does not exist
        return _MIN_FREE_BYTES
