"""Results are made beside their final name and moved there whole: no half file ever stands under a final name.

Pure Python, no rasters: the plugin may use it to clear away what a killed engine left.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import re
import shutil
import stat
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .errors import OutputNotWritable

_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_MIN_FREE_BYTES = 1_000_000  # below this a failed write is blamed on the disk


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


def distinct_stems(paths: Iterable[str]) -> list[str]:
    """Return names for files made from inputs, one each: their own without folder and ending, numbered where needed.

    Paths may be addresses or GDAL's names (``NETCDF:file.nc:band``); what no file system takes becomes ``_``.
    """
    taken: set[str] = set()
    stems = []
    for path in paths:
        last = re.split(r"[/\\]", path.split("?", 1)[0].rstrip("/\\"))[-1]
        name = re.sub(r"[^\w.()+-]+", "_", Path(last).stem).strip("_") or "scene"
        numbered = (name if number == 1 else f"{name}_{number}" for number in itertools.count(1))
        stems.append(next(stem for stem in numbered if stem.lower() not in taken))
        taken.add(stems[-1].lower())
    return stems


def temporary_path(path: Path) -> Path:
    """Return the name under which ``path`` is made: ``map.tif`` -> ``map.part.tif``."""
    return path.with_name(f"{path.stem}.part{path.suffix}")


def work_folder(path: Path) -> Path:
    """Return the folder that holds the pieces of ``path`` while it is made."""
    return path.with_name(f"{path.name}.work")


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


def unfinished_files(tif: Path) -> tuple[Path, ...]:
    """Return the files of a map in the making: its own, and its cloud optimised copy."""
    part = temporary_path(tif)
    return *map_files(part), *map_files(temporary_path(part))


def map_files(tif: Path) -> tuple[Path, ...]:
    """Return a map's GeoTIFF, GDAL's side file, the QGIS style, and what GDAL may have put beside it later."""
    aux, overviews, mask = (
        tif.with_name(tif.name + ending) for ending in (".aux.xml", ".ovr", ".msk")
    )
    return tif, aux, tif.with_suffix(".qml"), overviews, mask


def database_files(gpkg: Path) -> tuple[Path, ...]:
    """Return a GeoPackage and the journals that SQLite may keep beside it."""
    return gpkg, *(gpkg.with_name(gpkg.name + ending) for ending in ("-journal", "-wal", "-shm"))


def licence_file(onnx: Path) -> Path:
    """Return the file beside an exported model that tells the licence of its backbone."""
    return onnx.with_name(f"{onnx.stem}.LICENSE.txt")


def report_files(report: str) -> dict[str, str]:
    """Return the files of a report by output name; all stand beside the page and share its stem."""
    endings = {"metrics": ".metrics.json", "class_scores": ".classes.csv", "matrix": ".csv"}
    return {
        "report": report,
        **{name: str(Path(report).with_suffix(ending)) for name, ending in endings.items()},
    }


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


def _unique_temporary_path(path: Path) -> Path:
    """Return a name under which no other process makes ``path``."""
    return temporary_path(path.with_name(f"{path.stem}-{uuid.uuid4().hex[:12]}{path.suffix}"))


@contextlib.contextmanager
def explain_os_errors(path: Path) -> Iterator[None]:
    """Turn every operating system error inside into ``OutputNotWritable`` about ``path``."""
    try:
        yield
    except OSError as error:
        raise OutputNotWritable(_sentence(path, error)) from error


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in _FULL or _free_bytes(path) < _MIN_FREE_BYTES:
        return f"The disk is full, so {path} cannot be written; free some space or choose another folder."
    if error.errno in _FORBIDDEN:
        return f"{path} cannot be written; close it in other programs (QGIS too) or choose another folder."
    cause = error.strerror or str(error.__cause__ or error)
    return f"{path} cannot be written ({cause.rstrip('.')}); choose another folder or file name."


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


def _free_bytes(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:  # the folder itself is gone
        return _MIN_FREE_BYTES
