"""Fingerprints of files: whether a file is the same as when a step ran.

The quick check compares names, sizes and modification times; only where these differ is the content
compared, so a touched but equal file counts as the same. Small files count in full, large rasters
by samples of their pixels (``core/imagery/fingerprint.py``).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ..dataset.dataset_file import dataset_files
from ..errors import InvalidScene
from ..imagery.raster_file import RasterFile

_SAMPLED_FROM_BYTES = 64_000_000
_SHAPEFILE = (".shx", ".dbf", ".prj", ".cpg")  # beside a .shp
# Files in a folder that programs write when they only read the others
_NO_DATA = (".aux.xml", ".ovr", ".lock", ".qml", "-shm", ".job.json")
_SQLITE = b"SQLite format 3\0"
# Bytes of a GeoPackage that change when it is only opened: journal mode, counters, program version
_SQLITE_STATE = (slice(18, 20), slice(24, 28), slice(92, 100))
_HEADER_BYTES = 100


@dataclass(frozen=True)
class Fingerprint:
    """What a file or folder was like.

    Attributes:
        stat: Hash of names, sizes and modification times; "" = the content has to be compared.
        content: Hash of the content.
    """

    stat: str
    content: str


def fingerprint_of(path: str) -> Fingerprint | None:
    """Return the fingerprint of a file or folder, None where there is none."""
    parts = _parts(Path(path))
    return Fingerprint(_stat(path, parts), _content(path, parts)) if parts else None


def unchanged(path: str, known: Fingerprint) -> Fingerprint | None:
    """Return the fingerprint as it is now if the content is still the same, else None."""
    parts = _parts(Path(path))
    if not parts:
        return None
    stat = _stat(path, parts)
    if stat and stat == known.stat:
        return known
    now = Fingerprint(stat, _content(path, parts))
    return now if now.content == known.content else None


def _parts(path: Path) -> list[Path]:
    """Return the files that belong to a path: sidecars with data, or the files of a folder.

    Of a dataset, only its own files count, since reports and models may lie beside them.
    """
    if path.is_dir():
        if own := dataset_files(path):
            return own
        files = sorted(file for file in path.rglob("*") if file.is_file())
        return [file for file in files if not file.name.endswith(_NO_DATA)]
    if not path.is_file():
        return []
    beside = [path.with_name(path.name + ending) for ending in ("-wal", ".msk")]
    if path.suffix.lower() == ".shp":
        beside += [path.with_suffix(ending) for ending in _SHAPEFILE]
    return [path, *(file for file in beside if file.is_file() and file.stat().st_size)]


def _stat(path: str, parts: list[Path]) -> str:
    """Return the hash for the quick check; a VRT has none, since it stands for other files."""
    if path.lower().endswith(".vrt"):
        return ""
    states = [(file, file.stat()) for file in parts]
    facts = [(file.name, state.st_size, state.st_mtime_ns) for file, state in states]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _content(path: str, parts: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in parts:
        digest.update(f"{file.name}\0{_file_content(file)}\0".encode())
    if path.lower().endswith(".vrt"):
        digest.update(_sampled(path).encode())
    return digest.hexdigest()


def _file_content(file: Path) -> str:
    """Return the hash of a file; of a large raster, of samples."""
    sampled = _sampled(str(file)) if file.stat().st_size >= _SAMPLED_FROM_BYTES else ""
    return sampled or _file_hash(file)


def _sampled(path: str) -> str:
    """Return the fingerprint of a raster; "" where the file is none."""
    raster = RasterFile(path)
    try:
        return raster.fingerprint()
    except InvalidScene:
        return ""
    finally:
        raster.close()


def _file_hash(path: Path) -> str:
    """Return the hash of a file's bytes, without those that opening a GeoPackage changes."""
    with path.open("rb") as file:
        header = bytearray(file.read(_HEADER_BYTES))
        if header.startswith(_SQLITE):
            for state in _SQLITE_STATE:
                header[state] = bytes(state.stop - state.start)
        digest = hashlib.sha256(header)
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
