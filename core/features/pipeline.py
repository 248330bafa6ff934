"""A pipeline that reads and encodes a bounded number of tiles ahead of their use, in threads."""

import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

from ..imagery.tile_grid import Tile
from ..runtime.device import Device

Read = TypeVar("Read")
Encoded = TypeVar("Encoded")


class Clock:
    """Waiting and working time of the encoders in seconds, summed over all threads."""

    def __init__(self) -> None:
        self.waited_s = self.worked_s = 0.0
        self._lock = threading.Lock()

    def add(self, waited_s: float, worked_s: float) -> None:
        """Count one batch."""
        with self._lock:
            self.waited_s += waited_s
            self.worked_s += worked_s

    @property
    def waited_fraction(self) -> float:
        """Fraction of the encoders' time in which they waited for pixels, 0..1."""
        return self.waited_s / max(self.waited_s + self.worked_s, 1e-9)


class TilePipeline(Generic[Read, Encoded]):
    """Tiles that are read and encoded in threads, in the order of their requests.

    Args:
        read: Reads one tile.
        encode: Encodes a batch of read tiles.
        device: Sets the numbers of threads and the size of a batch.
        clock: Measures the encoders.
    """

    def __init__(
        self,
        read: Callable[[Tile], Read],
        encode: Callable[[list[Tile], list[Read]], list[Encoded]],
        device: Device,
        clock: Clock | None = None,
    ) -> None:
        self._read, self._encode, self._batch = read, encode, device.batch
        self._clock = clock or Clock()
        self._readers = ThreadPoolExecutor(device.readers, "reader")
        self._encoders = ThreadPoolExecutor(device.workers, "encoder")
        self._waiting: list[Tile] = []
        self._futures: dict[str, tuple[Tile, Future[list[Encoded]], int]] = {}

    def request(self, tile: Tile) -> None:
        """Request a tile; a second request has no effect."""
        if tile.name not in self._futures and tile not in self._waiting:
            self._waiting.append(tile)
            if len(self._waiting) == self._batch:
                self._submit()

    def take(self, tile: Tile) -> Encoded:
        """Wait for a requested tile and return it; it is kept until it is dropped."""
        if tile.name not in self._futures:
            self._submit()
        _, future, position = self._futures[tile.name]
        return future.result()[position]

    def drop_above(self, row: int, keep: Collection[str]) -> None:
        """Drop tiles whose inner windows end above token row ``row``, except those in ``keep``."""
        for name, (tile, _, _) in list(self._futures.items()):
            if tile.inner.row_end <= row and name not in keep:
                del self._futures[name]

    def keep_only(self, names: Collection[str]) -> None:
        """Drop all tiles except those in ``names``."""
        self._futures = {name: entry for name, entry in self._futures.items() if name in names}

    def drop(self, tile: Tile) -> None:
        """Drop one tile."""
        self._futures.pop(tile.name, None)

    def _submit(self) -> None:
        tiles, self._waiting = self._waiting, []
        reading = [self._readers.submit(self._read, tile) for tile in tiles]
        future = self._encoders.submit(self._encode_read, tiles, reading)
        for position, tile in enumerate(tiles):
            self._futures[tile.name] = (tile, future, position)

    def _encode_read(self, tiles: list[Tile], reading: list[Future[Read]]) -> list[Encoded]:
        """Encode a batch as soon as it is read."""
        began = time.monotonic()
        read = [future.result() for future in reading]
        read_at = time.monotonic()
        encoded = self._encode(tiles, read)
        self._clock.add(read_at - began, time.monotonic() - read_at)
        return encoded

    def __enter__(self) -> "TilePipeline[Read, Encoded]":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._encoders.shutdown(cancel_futures=True)
        self._readers.shutdown(cancel_futures=True)
