"""The log of a fit: one JSON object per line and epoch, and optionally TensorBoard."""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from ...atomic_write import explain_os_errors, write_atomically
from ...errors import DependencyMissing
from ...runtime.json_values import to_plain_json

NAME = "events.jsonl"


class EventLog(AbstractContextManager["EventLog"]):
    """The events of one fit.

    Args:
        folder: Folder of ``events.jsonl``; None = no file.
        board: TensorBoard's folder of this fit; None = no TensorBoard.
        epoch: Number of finished epochs; events of later epochs, from an interrupted run, are
            removed.

    Raises:
        DependencyMissing: ``board`` is given, and TensorBoard is not installed.
    """

    def __init__(self, folder: Path | None, board: Path | None = None, epoch: int = 0) -> None:
        self._file = folder / NAME if folder else None
        self._board = _board(board, epoch) if board else None
        if self._file is not None:
            kept = [line for line in _lines(self._file) if json.loads(line)["epoch"] <= epoch]
            write_atomically(self._file, "".join(kept).encode())

    def write(self, event: Mapping[str, Any]) -> None:
        """Add an event: ``epoch``, ``step``, further numbers, and mappings of names to numbers."""
        if self._file is not None:
            with explain_os_errors(self._file), self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(to_plain_json(event)) + "\n")
        if self._board is not None:
            for name, value in _scalars(event):
                self._board.add_scalar(name, value, event["step"])
            self._board.flush()

    def __exit__(self, *_: object) -> None:
        if self._board is not None:
            self._board.close()


def check_tensorboard() -> None:
    """Check, before a long run, that TensorBoard is installed.

    Raises:
        DependencyMissing: TensorBoard is not installed.
    """
    try:
        import torch.utils.tensorboard  # noqa: F401
    except ImportError:
        raise DependencyMissing("tensorboard", "pip install tensorboard") from None


def collect_events(folder: Path, output: Path) -> bool:
    """Write the events of all fits in a work folder to one file.

    Args:
        folder: The work folder, with one folder per fit.
        output: The file; each event in it has the name of its ``fit``.

    Returns:
        Whether there are any events; without, no file is written.
    """
    lines: list[str] = []
    for file in sorted(folder.glob(f"*/{NAME}")):
        fit = file.parent.name
        lines += [json.dumps({"fit": fit, **event}) + "\n" for event in read_events(file)]
    if lines:
        write_atomically(output, "".join(lines).encode())
    return bool(lines)


def read_events(file: Path) -> list[dict[str, Any]]:
    """Return the events of a file; an empty list where there is no file."""
    return [json.loads(line) for line in _lines(file)]


def _board(folder: Path, epoch: int) -> Any:  # noqa: ANN401 (an optional library's)
    check_tensorboard()
    from torch.utils.tensorboard import SummaryWriter

    return SummaryWriter(str(folder), purge_step=None if epoch == 0 else epoch)


def _lines(file: Path) -> list[str]:
    """Return the complete lines of a file; a killed process may have left an incomplete one."""
    if not file.is_file():
        return []
    return [
        line
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True)
        if line.endswith("\n")
    ]


def _scalars(event: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return the names and numbers of an event; names in mappings are joined with ``/``."""
    found: list[tuple[str, float]] = []
    for name, value in event.items():
        if isinstance(value, Mapping):
            known = {inner: number for inner, number in value.items() if number is not None}
            found += [(f"{name}/{inner}", number) for inner, number in known.items()]
        elif isinstance(value, int | float) and name not in ("epoch", "step"):
            found.append((name, value))
    return found
