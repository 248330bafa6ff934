"""Features of a tile's inner window: read from the cache, or encoded, cut out and stored."""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile, Window
from .backbone import LoadedBackbone
from .cache import Features, FeatureStore

_MAX_KEPT_BYTES = 128 * 2**20


@dataclass(frozen=True, eq=False)
class TilePixels:
    """A tile that was read: either its features, or its pixels.

    Attributes:
        features: From the cache, (C, h, w) per layer; None = not in the cache.
        pixels: (3, H, W); None if there are features.
        valid: (H, W); None if there are features.
    """

    features: list[Features] | None
    pixels: NDArray[np.uint8] | None
    valid: NDArray[np.bool_] | None

    @property
    def has_data(self) -> bool:
        """Whether the backbone must encode this tile."""
        return self.valid is not None and bool(self.valid.any())


class TileEncoder:
    """Encodes single tiles of a scene; used from several threads.

    Attributes:
        token_px: Side of a token in scaled pixels.
        factors: Per layer, cells per token side.
        n_encoded: Number of tiles encoded so far.
    """

    def __init__(
        self, scene: Scene, backbone: LoadedBackbone, store: FeatureStore | None, *, write: bool
    ) -> None:
        self._scene, self._backbone, self._store, self._write = scene, backbone, store, write
        self._batches = backbone.batches
        self.token_px = max(backbone.encoder.strides)
        self.factors = tuple(self.token_px // stride for stride in backbone.encoder.strides)
        self.n_encoded = 0
        self._kept: dict[str, list[Features]] = {}  # encoded before they are read
        self._kept_bytes = 0
        self._lock = threading.Lock()

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Per layer, channels and cells per token side."""
        return list(zip(self._backbone.encoder.widths, self.factors, strict=True))

    def read(self, tile: Tile) -> TilePixels:
        """Read a tile's features from the cache, otherwise its pixels."""
        with self._lock:
            kept = self._kept.pop(tile.name, None)
        features = kept or self._read_cache(tile)
        return self.read_pixels(tile) if features is None else TilePixels(features, None, None)

    def read_pixels(self, tile: Tile) -> TilePixels:
        """Read a tile's pixels."""
        side, window = self.token_px, tile.window
        scaled = Window(
            window.row * side, window.column * side, window.height * side, window.width * side
        )
        return TilePixels(None, *self._scene.read_pixels(scaled))

    def encode_batch(self, tiles: list[Tile], read: list[TilePixels]) -> list[list[Features]]:
        """Return the features of each tile's inner window; tiles without data are zeros.

        Args:
            tiles: The tiles.
            read: Result of ``read`` for each.
        """
        with_data = [pixels for pixels in read if pixels.has_data]
        encoded = iter(self.encode_whole(with_data) if with_data else [])
        results = []
        for tile, pixels in zip(tiles, read, strict=True):
            if pixels.features is not None:
                results.append(pixels.features)
            elif pixels.has_data:
                results.append(self._cut(tile, next(encoded)))
            else:
                results.append(self._without_data(tile))
        return results

    def encode_whole(self, tiles: list[TilePixels]) -> list[list[Features]]:
        """Run the backbone on whole tiles; return features (C, h, w) per tile and layer.

        Raises:
            OutOfMemory: The memory does not suffice for a single tile.
        """
        pixels = [tile.pixels for tile in tiles if tile.pixels is not None]
        valid = [tile.valid for tile in tiles if tile.valid is not None]
        encoded = self._batches.encode(pixels, valid)
        with self._lock:
            self.n_encoded += len(tiles)
        return encoded

    def keep_for_later(self, tile: Tile, whole: list[Features]) -> None:
        """Keep the inner window of a tile that was encoded before it is read.

        It is stored in the cache or, without a cache, in memory until it is read.
        """
        inner = self._cut(tile, whole)
        size = sum(array.nbytes for array in inner)
        with self._lock:
            is_stored = self._store is not None and self._write
            if not is_stored and self._kept_bytes + size <= _MAX_KEPT_BYTES:
                self._kept[tile.name] = inner
                self._kept_bytes += size

    def _read_cache(self, tile: Tile) -> list[Features] | None:
        """Return a tile's features in the cache; None if a layer is missing."""
        if self._store is None:
            return None
        layers = []
        for layer in self._backbone.entry.layers:
            features = self._store.get(feature_name(tile, layer))
            if features is None:
                return None
            layers.append(features)
        return layers

    def _cut(self, tile: Tile, whole: list[Features]) -> list[Features]:
        """Cut the inner window out of a whole tile and store it in the cache."""
        inner = []
        for features, factor in zip(whole, self.factors, strict=True):
            cut = features[window_slices(tile.inner, tile.window, factor)]
            inner.append(np.ascontiguousarray(cut))
        if self._store is not None and self._write:
            for layer, features in zip(self._backbone.entry.layers, inner, strict=True):
                self._store.put(feature_name(tile, layer), features)
        return inner

    def _without_data(self, tile: Tile) -> list[Features]:
        """Return zeros for the inner window of a tile without data."""
        height, width = tile.inner.height, tile.inner.width
        return [np.zeros((c, height * f, width * f), np.float16) for c, f in self.shapes]


def feature_name(tile: Tile, layer: int) -> str:
    """Return the name of a tile's layer in the cache."""
    return f"{tile.name}_l{layer:02d}"


def window_slices(common: Window, frame: Window, factor: int) -> tuple[slice, slice, slice]:
    """Return the slices of a window in an array (C, frame height * f, frame width * f).

    Args:
        common: The window, in tokens.
        frame: The window of the array, in tokens.
        factor: Cells per token side, f.
    """
    row, column = (common.row - frame.row) * factor, (common.column - frame.column) * factor
    return (
        slice(None),
        slice(row, row + common.height * factor),
        slice(column, column + common.width * factor),
    )
