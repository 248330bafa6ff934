"""Progress of a download in megabytes, with the time left."""

import time

from ..durations import duration_text
from ..progress import Progress

_SECONDS_BETWEEN_MESSAGES = 10.0
_MB = 1e6


class TransferProgress:
    """Counts the bytes of a download, which are the stage of a run.

    What an earlier run downloaded does not count, so that the time left is right.

    Attributes:
        progress: What is told.
    """

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress = progress
        self._total, self._have, self._new = total, 0, 0
        self._began = self._said = time.monotonic()

    def skip(self, size: int) -> None:
        """Count bytes that an earlier run downloaded."""
        self._have += size
        self._step()

    def add(self, size: int) -> None:
        """Count bytes that arrived.

        Raises:
            Cancelled: The user cancelled.
        """
        self._have += size
        self._new += size
        self._step()
        if time.monotonic() - self._said >= _SECONDS_BETWEEN_MESSAGES:
            self._say()

    def start_again(self, size: int) -> int:
        """Take back bytes of a file that begins again; return 0, what is left of it."""
        self._have -= size
        return 0

    def _step(self) -> None:
        left = max(0, self._total - self._have)
        self.progress.step(self._new, self._new + left)

    def _say(self) -> None:
        self._said = time.monotonic()
        speed = self._new / (self._said - self._began)
        left = duration_text((self._total - self._have) / speed)
        self.progress.info(
            f"{self._have / _MB:,.0f} of {self._total / _MB:,.0f} MB downloaded at "
            f"{speed / _MB:.1f} MB/s, {left} left"
        )
