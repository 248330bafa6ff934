"""How far a download of packages is: from the lines of uv and the growth of its cache."""

from __future__ import annotations

import re
import time
from pathlib import Path

from ...core.atomic_write import folder_bytes

_BEGUN = re.compile(r"^\s*Downloading (\S+) \(([\d.]+)([KMG])iB\)")
_DONE = re.compile(r"^\s*Downloaded (\S+)")
_FACTORS = {"K": 2**10, "M": 2**20, "G": 2**30}
_LOOK_EVERY_S = 1.0
_UNPACKED = 3.3  # uv unpacks while it downloads; bytes on disk per downloaded byte, about
_STALLED_S = 600.0


class DownloadProgress:
    """Bytes that have arrived.

    Args:
        folder: The cache that grows.
        n_bytes: Bytes to expect.
    """

    def __init__(self, folder: Path, n_bytes: int) -> None:
        self._folder, self.n_bytes = folder, n_bytes
        self._begun: dict[str, float] = {}
        self._n_finished = 0.0
        self._size_at_start = folder_bytes(folder)
        self._grown = 0
        self._looked_at = self._moved_at = time.monotonic()

    def read_line(self, line: str) -> None:
        """Take a line of uv."""
        self._moved_at = time.monotonic()
        begun = _BEGUN.match(line)
        if begun:
            name, number, unit = begun.groups()
            self._begun[name] = float(number) * _FACTORS[unit]
        done = _DONE.match(line)
        if done:
            self._n_finished += self._begun.pop(done.group(1), 0.0)

    def arrived(self) -> int:
        """Return about how many bytes have arrived: never less than before a look."""
        self._look()
        return round(min(self.n_bytes, max(self._n_finished, self._grown / _UNPACKED)))

    def is_stalled(self) -> bool:
        """Tell whether nothing has happened for ten minutes."""
        self._look()
        return time.monotonic() - self._moved_at > _STALLED_S

    def _look(self) -> None:
        """Measure the cache, at most once per second."""
        now = time.monotonic()
        if now - self._looked_at < _LOOK_EVERY_S:
            return
        # A computer that slept has not stalled
        if now - self._looked_at > 60.0:
            self._moved_at = now
        self._looked_at = now
        grown = max(0, folder_bytes(self._folder) - self._size_at_start)
        if grown != self._grown:
            self._grown, self._moved_at = max(grown, self._grown), now
