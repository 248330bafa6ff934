"""The backbone's mean feature per position in a tile: a bias that no scene asked for, estimated once per map.

The same token in two half-shifted tiles differs because position leaks into ViT features ("What DINO saw", 2603.16840).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..imagery.tile_grid import Tile, TileGrid
from ..runtime.device import Device
from .cache import Features, FeatureStore
from .pipeline import TilePipeline
from .tile_encoder import TileEncoder, TilePixels

_SAMPLE = 32  # tiles spread over the scene
_MIN = 16  # fewer whole tiles would show the scene's content, not the backbone's bias: then nothing is subtracted
_MIN_VALID = 0.99
Means = list[NDArray[np.float32]]


def position_means(
    encoder: TileEncoder,
    tile_grid: TileGrid,
    layers: Sequence[int],
    store: FeatureStore | None,
    device: Device,
) -> Means | None:
    """Return, per layer, mean feature at each position minus mean over all positions, (C, T*f, T*f).

    None where the scene has too few whole tiles. Stored in the cache once estimated, also by prediction: it is small
    and costs up to 32 tiles.
    """
    if len(list(_spread(tile_grid))) < _MIN:
        return None
    stored = [store.get(_name(layer)) if store else None for layer in layers]
    if all(s is not None for s in stored):
        return [s.astype(np.float32) for s in stored if s is not None]
    rounded = [m.astype(np.float16) for m in _estimate(encoder, tile_grid, device)]
    if store is not None:
        for layer, mean in zip(layers, rounded, strict=True):
            store.put(_name(layer), mean)
    return [m.astype(np.float32) for m in rounded]


def _estimate(encoder: TileEncoder, tile_grid: TileGrid, device: Device) -> Means:
    """Average whole tiles; the running sum does not depend on which thread is first."""
    sums: list[NDArray[np.float64]] | None = None
    count = 0

    def encode(batch: list[Tile], rows: list[TilePixels]) -> list[list[Features] | None]:
        usable = [row for row in rows if row.valid is not None and row.valid.mean() >= _MIN_VALID]
        whole = iter(encoder.encode_whole(usable) if usable else [])
        encoded = [next(whole) if row in usable else None for row in rows]
        for tile, features in zip(batch, encoded, strict=True):
            if features is not None:
                encoder.keep_for_later(tile, features)  # the map will need these tiles as well
        return encoded

    tiles = list(_spread(tile_grid))
    with TilePipeline(encoder.read_pixels, encode, device) as pipeline:
        for tile in tiles:
            pipeline.request(tile)
        for tile in tiles:
            features = pipeline.take(tile)
            pipeline.drop(tile)
            if features is not None:
                values = [f.astype(np.float64) for f in features]
                sums = (
                    values if sums is None else [s + v for s, v in zip(sums, values, strict=True)]
                )
                count += 1
    if sums is None or count < _MIN:
        return [
            np.zeros((c, tile_grid.tile * f, tile_grid.tile * f), np.float32)
            for c, f in encoder.shapes
        ]
    return [((s - s.mean(axis=(1, 2), keepdims=True)) / count).astype(np.float32) for s in sums]


def _spread(tile_grid: TileGrid) -> Iterator[Tile]:
    """Yield at most 32 tiles evenly spread over the tile grid."""
    rows, columns = (
        len(tile_grid.tile_rows(0, tile_grid.rows)),
        len(tile_grid.tile_columns(0, tile_grid.columns)),
    )
    for i in sorted({round(k * (rows * columns - 1) / (_SAMPLE - 1)) for k in range(_SAMPLE)}):
        yield tile_grid.tile_at(i // columns, i % columns)


def _name(layer: int) -> str:
    return f"position_l{layer:02d}"
