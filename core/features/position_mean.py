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
# fewer whole tiles would show the scene's content, not the backbone's bias: then nothing is
# subtracted
_MIN = 16
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
    """Average whole tiles, in the order of the tiles so that threads do not change the sum."""
    sums: list[NDArray[np.float64]] = []
    count = 0
    for features in _whole_tiles(encoder, list(_spread(tile_grid)), device):
        values = [layer.astype(np.float64) for layer in features]
        sums = [s + v for s, v in zip(sums, values, strict=True)] if sums else values
        count += 1
    if count < _MIN:
        return [_no_mean(tile_grid.tile, *shape) for shape in encoder.shapes]
    return [_centred(total, count) for total in sums]


def _whole_tiles(
    encoder: TileEncoder, tiles: list[Tile], device: Device
) -> Iterator[list[Features]]:
    """Yield the features of the tiles that have data nearly everywhere, in order."""

    def encode(batch: list[Tile], rows: list[TilePixels]) -> list[list[Features] | None]:
        return _encode_usable(encoder, batch, rows)

    with TilePipeline(encoder.read_pixels, encode, device) as pipeline:
        for tile in tiles:
            pipeline.request(tile)
        for tile in tiles:
            features = pipeline.take(tile)
            pipeline.drop(tile)
            if features is not None:
                yield features


def _encode_usable(
    encoder: TileEncoder, tiles: list[Tile], rows: list[TilePixels]
) -> list[list[Features] | None]:
    """Encode the tiles that have data nearly everywhere; None for the others."""
    usable = [row for row in rows if _has_enough_data(row)]
    whole = iter(encoder.encode_whole(usable) if usable else [])
    encoded: list[list[Features] | None] = []
    for tile, row in zip(tiles, rows, strict=True):
        if not _has_enough_data(row):
            encoded.append(None)
            continue
        features = next(whole)
        encoder.keep_for_later(tile, features)  # the map will need these tiles as well
        encoded.append(features)
    return encoded


def _has_enough_data(row: TilePixels) -> bool:
    return row.valid is not None and bool(row.valid.mean() >= _MIN_VALID)


def _no_mean(tile: int, channels: int, factor: int) -> NDArray[np.float32]:
    return np.zeros((channels, tile * factor, tile * factor), np.float32)


def _centred(total: NDArray[np.float64], count: int) -> NDArray[np.float32]:
    """Return the mean at each position minus the mean over all positions, (C, h, w)."""
    centred = total - total.mean(axis=(1, 2), keepdims=True)
    mean: NDArray[np.float32] = (centred / count).astype(np.float32)
    return mean


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
