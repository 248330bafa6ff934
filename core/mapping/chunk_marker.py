"""Whose parts a folder holds: the marker beside them tells all that changes a score, and who may go on from them."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..atomic_write import explain_os_errors, write_atomically, write_unless_present
from ..errors import ChunkMismatch, ChunksMissing

Facts = Mapping[str, Any]
_OF_THE_DEVICE = ("device", "backbone dtype")  # whoever only assembles encodes nothing
_LONGEST = 40  # characters of a value that a sentence may hold


def text_of(facts: object) -> str:
    """Return facts as the text that two runs must share to share parts."""
    return json.dumps(facts, sort_keys=True, default=str)


def claim(folder: Path, facts: Facts) -> None:
    """Take a folder for one run alone: parts of the same facts are kept, anything else is deleted."""
    marker = _marker(folder)
    if folder.is_dir() and not (
        marker.is_file() and marker.read_text(encoding="utf-8") == text_of(facts)
    ):
        shutil.rmtree(folder, ignore_errors=True)
    write_atomically(marker, text_of(facts).encode())


def join(folder: Path, facts: Facts) -> None:
    """Share a folder with other processes, which may start at this moment: nothing is ever deleted.

    Raises:
        ForeignParts: Its parts were made of something else.
    """
    with explain_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    write_unless_present(_marker(folder), text_of(facts).encode())
    _compare(folder, facts, _read(folder))


def check(folder: Path, facts: Facts) -> None:
    """Make sure that a map of these facts can be assembled from a folder, on whatever device its parts were made.

    Raises:
        PartsMissing: There is no such folder.
        ForeignParts: Its parts were made of something else.
    """
    if not is_begun(folder):
        raise ChunksMissing(
            f"{folder.parent} holds no parts of this map yet; run its shards first, such as 0/8 to 7/8."
        )
    _compare(folder, facts, _read(folder), _OF_THE_DEVICE)


def make_ready(folder: Path, facts: Facts) -> None:
    """Make a folder for others to share, while nobody does yet: parts that were made of something else are deleted."""
    if folder.is_dir() and _differences(facts, _read(folder), _OF_THE_DEVICE):
        shutil.rmtree(folder, ignore_errors=True)
    with explain_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


def is_begun(folder: Path) -> bool:
    """Tell whether anybody has joined."""
    return _marker(folder).is_file()


def _marker(folder: Path) -> Path:
    return folder / "job.json"


def _read(folder: Path) -> Facts:
    """Return the facts of a marker; none where it is absent or of another kind."""
    try:
        found = json.loads(_marker(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _compare(folder: Path, ours: Facts, theirs: Facts, ignored: tuple[str, ...] = ()) -> None:
    if differences := _differences(ours, theirs, ignored):
        raise ChunkMismatch(
            f"{folder.parent} holds parts of another job or computer ({', '.join(differences)}); give all shards the "
            "same job, files, versions and kind of device, or remove that folder."
        )


def _differences(ours: Facts, theirs: Facts, ignored: tuple[str, ...]) -> list[str]:
    """Name what differs, with both values where they are short."""
    here, there = _flat(json.loads(text_of(ours))), _flat(theirs)
    names = [
        name for name in sorted(here.keys() | there.keys()) if here.get(name) != there.get(name)
    ]
    return [
        _difference(name, here.get(name), there.get(name)) for name in names if name not in ignored
    ]


def _difference(name: str, ours: object, theirs: object) -> str:
    values = f"{name}: {theirs} there, {ours} here"
    return values if len(values) <= _LONGEST + len(name) else name


def _flat(facts: Facts, above: str = "") -> dict[str, object]:
    """Return nested facts by the words that lead to them: ``backbone torch``."""
    found: dict[str, object] = {}
    for name, value in facts.items():
        found |= (
            _flat(value, f"{above}{name} ")
            if isinstance(value, dict)
            else {f"{above}{name}": value}
        )
    return found
