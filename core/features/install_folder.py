"""The folder of a backbone: built beside its place, described by ``source.json``, then renamed."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..atomic_write import explain_os_errors, remove_folder
from ..backbones import BackboneEntry
from ..errors import OutputNotWritable
from ..installed_backbones import Source, described_files, now, write_source
from ..progress import Progress

_GB = 1e9


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of ``folder`` if the block succeeds.

    Raises:
        OutputNotWritable: The folder of backbones cannot be written.
    """
    with explain_os_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".install-"))
    built = work / "new"
    try:
        built.mkdir()
        yield built
        _replace(folder, built, work / "old")
    finally:
        remove_folder(work)


def source_of(
    entry: BackboneEntry, repository: str, revision: str, layout: str, accepted: str = ""
) -> Source:
    """Return what ``source.json`` says of a backbone that is installed now, without its files."""
    return Source(
        repository=repository,
        revision=revision,
        format=layout,
        date=now(),
        licence=entry.licence,
        licence_url=entry.licence_url,
        licence_accepted=accepted,
        files=(),
    )


def record(
    folder: Path,
    source: Source,
    hashes: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> None:
    """Write ``source.json`` with all files; ``hashes`` are the SHA-256 that are known already."""
    write_source(folder, replace(source, files=described_files(folder, progress, hashes)))


def require_space(folder: Path, needed: int, what: str) -> None:
    """Make sure that a folder has room.

    Raises:
        OutputNotWritable: The disk has less than ``needed`` bytes free.
    """
    with explain_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise OutputNotWritable(
            f"{what} needs {needed / _GB:.1f} GB, but {folder} has {free / _GB:.1f} GB free; free "
            "some space or choose another folder of backbones."
        )


def _replace(folder: Path, built: Path, old: Path) -> None:
    """Put a folder in the place of another one, which is kept if that fails."""
    with explain_os_errors(folder):
        if folder.exists():
            folder.rename(old)
        try:
            built.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
