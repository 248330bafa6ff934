"""Read and encode tiles ahead of their use: reader threads, then encoder threads, a bounded number in flight."""

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

from ..imagery.lattice import Tile

Read = TypeVar("Read")
Encoded = TypeVar("Encoded")


class TilePipeline(Generic[Read, Encoded]):
    """Futures of tiles by name. Tiles are encoded in batches of ``batch`` in the order they are requested."""

    def __init__(
        self,
        read: Callable[[Tile], Read],
        encode: Callable[[list[Tile], list[Read]], list[Encoded]],
        workers: int,
        batch: int,
    ) -> None:
        self._read, self._encode, self._batch = read, encode, batch
        self._readers = ThreadPoolExecutor(max(2, workers), "reader")
        self._encoders = ThreadPoolExecutor(workers, "encoder")
        self._waiting: list[Tile] = []
        self._futures: dict[str, tuple[Tile, Future[list[Encoded]], int]] = {}

    def request(self, tile: Tile) -> None:
        """Ask for a tile; asking again changes nothing."""
        if tile.name not in self._futures and tile not in self._waiting:
            self._waiting.append(tile)
            if len(self._waiting) == self._batch:
                self._submit()

    def take(self, tile: Tile) -> Encoded:
        """Return a requested tile, waiting for it if need be; it stays until it is dropped."""
        if tile.name not in self._futures:
            self._submit()
        _, future, place = self._futures[tile.name]
        return future.result()[place]

    def drop_above(self, row: int, keep: Collection[str]) -> None:
        """Forget the tiles whose cores end above token row ``row``, except those named in ``keep``."""
        above = [name for name, (tile, _, _) in self._futures.items() if tile.core.row_end <= row and name not in keep]
        for name in above:
            del self._futures[name]

    def drop(self, tile: Tile) -> None:
        """Forget one tile."""
        self._futures.pop(tile.name, None)

    def _submit(self) -> None:
        tiles, self._waiting = self._waiting, []
        reading = [self._readers.submit(self._read, tile) for tile in tiles]
        future = self._encoders.submit(lambda: self._encode(tiles, [r.result() for r in reading]))
        for place, tile in enumerate(tiles):
            self._futures[tile.name] = (tile, future, place)

    def __enter__(self) -> "TilePipeline[Read, Encoded]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._encoders.shutdown(cancel_futures=True)
        self._readers.shutdown(cancel_futures=True)
