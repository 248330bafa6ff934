"""The engine environment that the set-up made last: one small file names it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ...core.atomic_write import write_atomically

_NAME = "engine.json"


@dataclass(frozen=True)
class EngineRecord:
    """An engine environment.

    Attributes:
        folder: Folder of the environment.
        interpreter: Its Python.
        device: What its torch is built for, cpu or cuda.
        lock: Id of the lock that its packages come from.
        python: Version of its Python.
        made: Date and time, ISO 8601.
    """

    folder: str
    interpreter: str
    device: str
    lock: str
    python: str
    made: str


def read_record(folder: Path) -> EngineRecord | None:
    """Return the record in the user's data folder; None if there is none or its Python is gone."""
    try:
        values = json.loads((folder / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    names = [field.name for field in fields(EngineRecord)]
    if not isinstance(values, Mapping) or not all(isinstance(values.get(n), str) for n in names):
        return None
    record = EngineRecord(**{name: values[name] for name in names})
    return record if Path(record.interpreter).is_file() else None


def write_record(folder: Path, record: EngineRecord) -> None:
    """Make an environment the one that is used; readers see the old record or the new one.

    Raises:
        OutputNotWritable: The file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / _NAME, json.dumps(asdict(record), indent=1).encode("utf-8"))


def forget_record(folder: Path) -> None:
    """Delete the record."""
    (folder / _NAME).unlink(missing_ok=True)
