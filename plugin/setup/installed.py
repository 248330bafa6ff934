"""The engine environment that is installed: its state, its size, and how it is removed."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from ...core.atomic_write import folder_bytes, remove_folder
from ...core.errors import Cancelled
from ...core.progress import Progress
from ..engine.engine import EngineUnavailable
from ..engine.engine_record import EngineRecord, forget_record, read_record
from ..engine.environment import data_folder
from ..engine.lookup import find_interpreter
from ..settings import Settings
from . import locks
from .plan import default_folder
from .setup_lock import setup_lock

PREFIX = "engine-"


@dataclass(frozen=True)
class EngineState:
    """Which Python runs the engine.

    Attributes:
        interpreter: Its path; empty if there is none.
        problem: Why there is none.
        record: What the set-up made, if that is the one which is used.
    """

    interpreter: str
    problem: str = ""
    record: EngineRecord | None = None

    @property
    def is_outdated(self) -> bool:
        """Whether this plugin wants other packages than the set-up installed."""
        return self.record is not None and self.record.lock != locks.lock_id(self.record.device)


def engine_state() -> EngineState:
    """Return which engine is used, without starting it."""
    try:
        interpreter = find_interpreter(Settings.load().interpreter)
    except EngineUnavailable as error:
        return EngineState("", str(error))
    record = read_record(data_folder())
    is_own = record is not None and record.interpreter == interpreter
    return EngineState(interpreter, record=record if is_own else None)


def engine_folder() -> Path:
    """Return the folder of the environment that the set-up made; one that is missing, if none."""
    record = read_record(data_folder())
    return Path(record.folder) if record else data_folder() / "engine"


def remove_engine(progress: Progress) -> int:
    """Remove the environment that the set-up made, uv and downloads; return the bytes freed.

    Raises:
        Cancelled: The user cancelled while another QGIS was at work.
    """
    with setup_lock(data_folder(), progress):
        record = read_record(data_folder())
        if record is None:
            return 0
        forget_record(data_folder())
        own = [*own_folders(Path(record.folder).parent), *own_folders(default_folder())]
        n_bytes = folder_bytes(*own)
        for folder in own:
            remove_folder(folder)
        return n_bytes


def remove_old_engines() -> None:
    """Remove what earlier and interrupted set-ups left, unless a set-up is at work now."""
    record = read_record(data_folder())
    if record is None:
        return
    with contextlib.suppress(Cancelled), setup_lock(data_folder(), _Impatient()):
        for folder in own_folders(Path(record.folder).parent):
            if folder != Path(record.folder):
                remove_folder(folder)


class _Impatient(Progress):
    """Does not wait for a lock."""

    def is_cancelled(self) -> bool:
        return True

    def report(self, stage: str, fraction: float, left_s: float | None) -> None:
        """Say nothing."""


def own_folders(folder: Path) -> list[Path]:
    """Return what set-ups have made in a folder: environments, uv, downloads."""
    return [path for path in folder.glob("*") if _is_own(path)] if folder.is_dir() else []


def _is_own(path: Path) -> bool:
    name = path.name
    return path.is_dir() and (name.startswith((PREFIX, "uv-")) or name == "downloads")
