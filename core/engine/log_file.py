"""The log file of a run: stages, messages, metrics and the end, one line each with its time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from ..atomic_write import explain_os_errors
from ..errors import LandsketchError
from ..output_checks import check_writable
from ..progress import Progress


class LoggedProgress(Progress):
    """Forwards everything and also appends it to a file.

    Args:
        outer: Gets everything.
        file: The log file.
        level: ``info`` for everything; ``warning`` without stages and messages.
    """

    def __init__(self, outer: Progress, file: Path, level: str = "info") -> None:
        super().__init__()
        self._outer, self._file, self._stage = outer, file, ""
        self._is_full = level == "info"

    def is_cancelled(self) -> bool:
        """Tell whether the user cancelled."""
        return self._outer.is_cancelled()

    def report(self, stage: str, fraction: float, left_s: float | None) -> None:
        """Show the fraction done; a new stage gets a line."""
        if stage != self._stage and self._is_full:
            self.write(f"{fraction:4.0%} {stage}")
        self._stage = stage
        self._outer.report(stage, fraction, left_s)

    def info(self, text: str) -> None:
        """Show a message."""
        if self._is_full:
            self.write(text)
        self._outer.info(text)

    def warning(self, text: str) -> None:
        """Show a warning."""
        self.write(f"Warning: {text}")
        self._outer.warning(text)

    def metric(self, values: Mapping[str, Any]) -> None:
        """Report named metrics."""
        texts = [f"{name} {_text_of(value)}" for name, value in values.items()]
        self.write(", ".join(texts))
        self._outer.metric(values)

    def write(self, text: str) -> None:
        """Append a line at once, so that the log of a killed run is complete."""
        now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        with explain_os_errors(self._file), self._file.open("a", encoding="utf-8") as file:
            file.write(f"{now} {text}\n")


def _text_of(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


@contextmanager
def log_to_file(
    progress: Progress, path: str, algorithm: str, level: str = "info"
) -> Iterator[Progress]:
    """Yield progress that also writes a log file; with an empty path, the progress itself.

    Raises:
        OutputNotWritable: The file cannot be written.
    """
    if not path:
        yield progress
        return
    file = Path(path)
    check_writable(file)
    with explain_os_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    log = LoggedProgress(progress, file, level)
    log.write(f"Begin {algorithm}")
    try:
        yield log
    except LandsketchError as error:
        log.write(f"End: {error}")
        raise
    log.write("End: done")
