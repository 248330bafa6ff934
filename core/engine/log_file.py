"""A run as plain text: stages, messages, figures and how it ended, one line each with its time."""

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
    """Passes everything on and writes it into a file as well; lines of earlier runs stay."""

    def __init__(self, outer: Progress, file: Path) -> None:
        super().__init__()
        self._outer, self._file, self._stage = outer, file, ""

    def is_cancelled(self) -> bool:
        """Tell whether the user asked to stop."""
        return self._outer.is_cancelled()

    def report(self, stage: str, share: float, left_s: float | None) -> None:
        """Show the share done; a new stage gets a line."""
        if stage != self._stage:
            self.write(f"{share:4.0%} {stage}")
        self._stage = stage
        self._outer.report(stage, share, left_s)

    def info(self, text: str) -> None:
        """Show a message."""
        self.write(text)
        self._outer.info(text)

    def warning(self, text: str) -> None:
        """Show a message that the user should not miss."""
        self.write(f"Warning: {text}")
        self._outer.warning(text)

    def metric(self, values: Mapping[str, Any]) -> None:
        """Report named figures."""
        shown = (
            f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
            for name, value in values.items()
        )
        self.write(", ".join(shown))
        self._outer.metric(values)

    def write(self, text: str) -> None:
        """Add a line; it is in the file at once, so that a killed run leaves its log."""
        now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        with explain_os_errors(self._file), self._file.open("a", encoding="utf-8") as file:
            file.write(f"{now} {text}\n")


@contextmanager
def logged(progress: Progress, path: str, algorithm: str) -> Iterator[Progress]:
    """Give progress that also writes a log file; with an empty path, the progress itself.

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
    log = LoggedProgress(progress, file)
    log.write(f"Begin {algorithm}")
    try:
        yield log
    except LandsketchError as error:
        log.write(f"End: {error}")
        raise
    log.write("End: done")
