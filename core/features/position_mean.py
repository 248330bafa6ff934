"""Position means: the backbone's mean feature per position in a tile, estimated once per map.

Features of a ViT depend on the position of a token in its tile ("What DINO saw", arXiv 2603.16840),
so the same token has different features in two shifted tiles. Subtracting the means reduces seams.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..imagery.tile_grid import Tile, TileGrid
from ..runtime.device import Device
from .cache import Features, FeatureStore
from .pipeline import TilePipeline
from .tile_encoder import TileEncoder, TilePixels

_MAX_TILES = 32  # spread over the scene
# The mean of fewer tiles would be the scene's content, not the backbone's bias
_MIN_TILES = 16
_MIN_VALID = 0.99  # fraction of valid pixels of a tile that counts
Means = list[NDArray[np.float32]]


def position_means(
    encoder: TileEncoder,
    tile_grid: TileGrid,
    layers: Sequence[int],
    store: FeatureStore | None,
    device: Device,
) -> Means | None:
    """Return per layer the mean feature at each position, minus the mean over all positions.

    They are kept in the cache, because an estimate costs the encoding of up to 32 tiles.

    Args:
        encoder: Encodes tiles of the scene.
        tile_grid: The tiles.
        layers: The backbone's layers, for the names in the cache.
        store: The scene's features in the cache; None = no cache.
        device: Where the backbone runs.

    Returns:
        One array (C, T*f, T*f) per layer; None if the scene has too few tiles.
    """
    if len(spread_tiles(tile_grid)) < _MIN_TILES:
        return None
    means = _read(store, layers)
    if means is None:
        means = [mean.astype(np.float16) for mean in _estimate(encoder, tile_grid, device)]
        if store is not None:
            for layer, mean in zip(layers, means, strict=True):
                store.put(_name(layer), mean)
    return [mean.astype(np.float32) for mean in means]


def _read(store: FeatureStore | None, layers: Sequence[int]) -> list[Features] | None:
    """Return the means in the cache; None if one is missing."""
    means: list[Features] = []
    for layer in layers:
        mean = store.get(_name(layer)) if store else None
        if mean is None:
            return None
        means.append(mean)
    return means


def _estimate(encoder: TileEncoder, tile_grid: TileGrid, device: Device) -> Means:
    """Average whole tiles, in their order, so that threads do not change the sum."""
    shapes = [(c, tile_grid.tile * f, tile_grid.tile * f) for c, f in encoder.shapes]
    sums = [np.zeros(shape, np.float64) for shape in shapes]
    count = 0
    for features in _whole_tiles(encoder, spread_tiles(tile_grid), device):
        for number, layer in enumerate(features):
            sums[number] += layer
        count += 1
    if count < _MIN_TILES:  # too many tiles contain nodata
        return [np.zeros(shape, np.float32) for shape in shapes]
    return [_centred(total, count) for total in sums]


def _whole_tiles(
    encoder: TileEncoder, tiles: list[Tile], device: Device
) -> Iterator[list[Features]]:
    """Yield the features of the tiles that are almost completely valid, in order."""

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
    """Encode the tiles that are almost completely valid; None for the others."""
    usable = [row for row in rows if _has_enough_data(row)]
    whole = iter(encoder.encode_whole(usable) if usable else [])
    encoded: list[list[Features] | None] = []
    for tile, row in zip(tiles, rows, strict=True):
        if not _has_enough_data(row):
            encoded.append(None)
            continue
        features = next(whole)
        encoder.keep_for_later(tile, features)  # the map needs these tiles as well
        encoded.append(features)
    return encoded


def _has_enough_data(row: TilePixels) -> bool:
    return row.valid is not None and bool(row.valid.mean() >= _MIN_VALID)


def _centred(total: NDArray[np.float64], count: int) -> NDArray[np.float32]:
    """Return the mean at each position minus the mean over all positions, (C, h, w)."""
    centred = total - total.mean(axis=(1, 2), keepdims=True)
    mean: NDArray[np.float32] = (centred / count).astype(np.float32)
    return mean


def spread_tiles(tile_grid: TileGrid) -> list[Tile]:
    """Return at most 32 tiles, evenly spread over a tile grid."""
    rows = len(tile_grid.tile_rows(0, tile_grid.rows))
    columns = len(tile_grid.tile_columns(0, tile_grid.columns))
    step = (rows * columns - 1) / (_MAX_TILES - 1)
    numbers = sorted({round(number * step) for number in range(_MAX_TILES)})
    return [tile_grid.tile_at(number // columns, number % columns) for number in numbers]


def _name(layer: int) -> str:
    return f"position_l{layer:02d}"
