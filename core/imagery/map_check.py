"""Make sure that a tiled GeoTIFF reached the disk whole.

GDAL may keep silent about a disk that fills up at the end.
"""

import warnings
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import rasterio
from rasterio.errors import NotGeoreferencedWarning


def check_whole(path: Path) -> None:
    """Look up where every block of the raster and its overviews lies; nothing is decoded.

    Raises:
        OSError: A block is missing or lies beyond the end of the file.
    """
    size = path.stat().st_size
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path) as dataset:
            if not all(0 < start <= size - length for start, length in _extents(dataset)):
                raise OSError("the file is incomplete, perhaps the disk is full")


def _extents(dataset: Any) -> Iterator[tuple[int, int]]:  # noqa: ANN401 (rasterio has no types)
    """Yield first byte and length of every block, 0 where the file has none."""
    bands = dataset.indexes if dataset.profile.get("interleave") == "band" else (1,)
    for overview, factor in enumerate([1, *dataset.overviews(1)], start=-1):
        level = None if factor == 1 else overview
        for band, (row, column) in product(bands, _blocks(dataset, factor)):
            names = f"BLOCK_OFFSET_{column}_{row}", f"BLOCK_SIZE_{column}_{row}"
            start, length = (_tag(dataset, name, band, level) for name in names)
            yield start, length


def _blocks(dataset: Any, factor: int) -> Iterator[tuple[int, int]]:  # noqa: ANN401
    """Return row and column of every block at a reduction.

    Overviews have the blocks of the raster.
    """
    rows, columns = (
        _up(_up(side, factor), block)
        for side, block in zip(dataset.shape, dataset.block_shapes[0], strict=True)
    )
    return ((row, column) for row in range(rows) for column in range(columns))


def _up(size: int, step: int) -> int:
    return -(-size // step)


def _tag(dataset: Any, name: str, band: int, overview: int | None) -> int:  # noqa: ANN401
    return int(dataset.get_tag_item(name, "TIFF", bidx=band, ovr=overview) or 0)
