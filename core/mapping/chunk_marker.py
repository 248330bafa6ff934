"""The marker of a chunk folder: the facts its chunks depend on, and who may continue from them."""

import json
import shutil
from pathlib import Path

from ..atomic_write import explain_os_errors, write_atomically, write_unless_present
from ..errors import ChunkMismatch, ChunksMissing
from .identity import Facts, facts_json

_OF_THE_DEVICE = ("device", "backbone dtype")  # a process that only assembles encodes nothing
_MAX_CHARACTERS = 40  # of a value that an error shows


def acquire_exclusive(folder: Path, facts: Facts) -> None:
    """Take a folder for one run: chunks of the same facts are kept, anything else is deleted."""
    marker = _marker(folder)
    if folder.is_dir() and not _holds(marker, facts):
        shutil.rmtree(folder, ignore_errors=True)
    write_atomically(marker, facts_json(facts).encode())


def join_shared(folder: Path, facts: Facts) -> None:
    """Share a folder with other processes, which may start at the same time; nothing is deleted.

    Raises:
        ChunkMismatch: Its chunks were made of something else.
    """
    with explain_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    write_unless_present(_marker(folder), facts_json(facts).encode())
    _require_equal(folder, facts)


def prepare_shared(folder: Path, facts: Facts) -> None:
    """Make a folder that others will share; chunks that were made of something else are deleted.

    Call it only while no other process uses the folder.
    """
    if folder.is_dir() and _differences(facts, _read(folder), _OF_THE_DEVICE):
        shutil.rmtree(folder, ignore_errors=True)
    with explain_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


def verify_assemblable(folder: Path, facts: Facts) -> None:
    """Make sure that a map of these facts can be assembled from a folder, whatever the device was.

    Raises:
        ChunksMissing: There is no such folder.
        ChunkMismatch: Its chunks were made of something else.
    """
    if not has_marker(folder):
        raise ChunksMissing(
            f"{folder.parent} holds no chunks of this map yet; run its shards first, such as 0/8 "
            "to 7/8."
        )
    _require_equal(folder, facts, _OF_THE_DEVICE)


def has_marker(folder: Path) -> bool:
    """Tell whether a run has begun to write chunks into a folder."""
    return _marker(folder).is_file()


def _marker(folder: Path) -> Path:
    return folder / "job.json"


def _holds(marker: Path, facts: Facts) -> bool:
    return marker.is_file() and marker.read_text(encoding="utf-8") == facts_json(facts)


def _read(folder: Path) -> Facts:
    """Return the facts of a marker; none if it is absent or not JSON."""
    try:
        facts = json.loads(_marker(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _require_equal(folder: Path, ours: Facts, ignored: tuple[str, ...] = ()) -> None:
    differences = _differences(ours, _read(folder), ignored)
    if differences:
        raise ChunkMismatch(
            f"{folder.parent} holds chunks of another job or computer ({', '.join(differences)}); "
            "give all shards the same job, files, versions and kind of device, or remove that "
            "folder."
        )


def _differences(ours: Facts, theirs: Facts, ignored: tuple[str, ...]) -> list[str]:
    """Name the facts that differ, with both values if they are short."""
    here, there = _flatten(json.loads(facts_json(ours))), _flatten(theirs)
    names = sorted((here.keys() | there.keys()) - set(ignored))
    pairs = [(name, here.get(name), there.get(name)) for name in names]
    return [_difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _difference(name: str, ours: object, theirs: object) -> str:
    values = f"{name}: {theirs} there, {ours} here"
    return values if len(values) <= _MAX_CHARACTERS + len(name) else name


def _flatten(facts: Facts, prefix: str = "") -> dict[str, object]:
    """Return nested facts by the names that lead to them, such as ``backbone torch``."""
    flat: dict[str, object] = {}
    for name, value in facts.items():
        if isinstance(value, dict):
            flat.update(_flatten(value, f"{prefix}{name} "))
        else:
            flat[f"{prefix}{name}"] = value
    return flat
