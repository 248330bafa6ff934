"""From a tile to the features of its inner window.

They come from the cache, or the tile is read, encoded, cut and stored.
"""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile, Window
from .backbone import LoadedBackbone
from .cache import Features, FeatureStore

_MAX_ASIDE_BYTES = 128 * 2**20


@dataclass(frozen=True, eq=False)
class TilePixels:
    """What was read of a tile.

    It is either features from the cache, or pixels (3, H, W) and validity (H, W).
    """

    features: list[Features] | None
    pixels: NDArray[np.uint8] | None
    valid: NDArray[np.bool_] | None

    @property
    def has_data(self) -> bool:
        """Whether the backbone must see this tile."""
        return self.valid is not None and bool(self.valid.any())


class TileEncoder:
    """Features of single tiles of one scene by one backbone; used from several threads at once.

    Attributes:
        token_px: Side of a token in scaled pixels.
        factors: Per layer, how many of its cells a token has along each side.
        n_encoded: Tiles that went through the backbone.
    """

    def __init__(
        self, scene: Scene, backbone: LoadedBackbone, store: FeatureStore | None, *, write: bool
    ) -> None:
        self._scene, self._backbone, self._store, self._write = scene, backbone, store, write
        self._batches = backbone.batches
        self.token_px = max(backbone.encoder.strides)
        self.factors = tuple(self.token_px // stride for stride in backbone.encoder.strides)
        self.n_encoded = 0
        self._aside: dict[str, list[Features]] = {}
        self._aside_bytes = 0
        self._lock = threading.Lock()

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Per layer, channels and cells per token side."""
        return list(zip(self._backbone.encoder.widths, self.factors, strict=True))

    def read(self, tile: Tile) -> TilePixels:
        """Read a tile's features from the cache, or else its pixels."""
        with self._lock:
            aside = self._aside.pop(tile.name, None)
        cached = aside or self._cached(tile)
        return self.read_pixels(tile) if cached is None else TilePixels(cached, None, None)

    def read_pixels(self, tile: Tile) -> TilePixels:
        """Read a tile's pixels."""
        side, window = self.token_px, tile.window
        scaled = Window(
            window.row * side, window.column * side, window.height * side, window.width * side
        )
        return TilePixels(None, *self._scene.read_pixels(scaled))

    def encode_batch(self, tiles: list[Tile], rows: list[TilePixels]) -> list[list[Features]]:
        """Return the inner window features of each tile.

        Nodata tiles are zeros and never meet the backbone.
        """
        todo = [(tile, row) for tile, row in zip(tiles, rows, strict=True) if row.has_data]
        encoded = iter(self.encode_whole([row for _, row in todo]) if todo else [])
        return [
            row.features
            if row.features is not None
            else self.keep(tile, next(encoded) if row.has_data else None)
            for tile, row in zip(tiles, rows, strict=True)
        ]

    def encode_whole(self, tiles: list[TilePixels]) -> list[list[Features]]:
        """Run the backbone on whole tiles.

        Raises:
            OutOfMemory: There is no room for even one of them.
        """
        pixels = [t.pixels for t in tiles if t.pixels is not None]
        encoded = self._batches.encode(pixels, [t.valid for t in tiles if t.valid is not None])
        with self._lock:
            self.n_encoded += len(tiles)
        return encoded

    def keep_for_later(self, tile: Tile, whole: list[Features]) -> None:
        """Keep the inner window of a tile that was encoded ahead of its turn.

        It is stored in the cache, or else in memory until it is read.
        """
        inner = self.keep(tile, whole)
        size = sum(array.nbytes for array in inner)
        with self._lock:
            is_stored = self._store is not None and self._write
            if not is_stored and self._aside_bytes + size <= _MAX_ASIDE_BYTES:
                self._aside[tile.name] = inner
                self._aside_bytes += size

    def _cached(self, tile: Tile) -> list[Features] | None:
        if self._store is None:
            return None
        found = [
            self._store.get(feature_name(tile, layer)) for layer in self._backbone.entry.layers
        ]
        return None if any(f is None for f in found) else [f for f in found if f is not None]

    def keep(self, tile: Tile, whole: list[Features] | None) -> list[Features]:
        """Cut the inner window out of a whole tile and store it."""
        if whole is None:
            return [
                np.zeros((c, tile.inner.height * f, tile.inner.width * f), np.float16)
                for c, f in self.shapes
            ]
        inner = [
            np.ascontiguousarray(w[window_slices(tile.inner, tile.window, f)])
            for w, f in zip(whole, self.factors, strict=True)
        ]
        if self._store is not None and self._write:
            for layer, features in zip(self._backbone.entry.layers, inner, strict=True):
                self._store.put(feature_name(tile, layer), features)
        return inner


def feature_name(tile: Tile, layer: int) -> str:
    """Return the name of a tile's layer in the cache."""
    return f"{tile.name}_l{layer:02d}"


def window_slices(common: Window, frame: Window, factor: int) -> tuple[slice, slice, slice]:
    """Return the slices of ``common`` (tokens) in an array (C, …) that covers ``frame``."""
    row, column = (common.row - frame.row) * factor, (common.column - frame.column) * factor
    return (
        slice(None),
        slice(row, row + common.height * factor),
        slice(column, column + common.width * factor),
    )
