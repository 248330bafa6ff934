"""The fingerprint of a raster: a hash of its size, grid, types and sampled content.

Path, modification time, overviews and sidecar files are not part of it.
"""

import contextlib
import hashlib
from collections.abc import Iterator

import rasterio
from rasterio.enums import MaskFlags
from rasterio.io import DatasetReader
from rasterio.windows import Window as RasterWindow

_GRID = 8  # 8 x 8 = 64 sampled blocks
_BLOCK_PX = 64
_SIDECARS = (".ovr", ".msk")  # rasters beside a raster; masks are hashed together with it


def fingerprint(dataset: DatasetReader) -> str:
    """Return a hash of ``dataset`` and, for a VRT, of all its source rasters."""
    digest = hashlib.sha256()
    _add(digest, dataset)
    if dataset.driver == "VRT":
        for path in dataset.files[1:]:
            if not path.lower().endswith(_SIDECARS):
                _add_source(digest, path)
    return digest.hexdigest()


def _add_source(digest: "hashlib._Hash", path: str) -> None:
    """Add a source raster of a VRT; files that are no rasters are skipped."""
    with contextlib.suppress(rasterio.errors.RasterioError), rasterio.open(path) as source:
        _add(digest, source)


def sample_windows(width: int, height: int, grid: int, block_px: int) -> Iterator[RasterWindow]:
    """Yield ``grid`` x ``grid`` evenly spread windows of at most ``block_px``.

    In a small raster there are fewer, since equal windows are yielded once.
    """
    for row in _starts(height, grid, block_px):
        for column in _starts(width, grid, block_px):
            yield RasterWindow(column, row, min(block_px, width), min(block_px, height))


def _starts(length: int, count: int, block: int) -> list[int]:
    last = max(0, length - block)
    return sorted({round(last * i / max(1, count - 1)) for i in range(count)})


def _add(digest: "hashlib._Hash", dataset: DatasetReader) -> None:
    grid = (
        dataset.width,
        dataset.height,
        dataset.count,
        dataset.dtypes,
        tuple(dataset.transform),
        dataset.nodatavals,
    )
    digest.update(repr(grid).encode())
    digest.update((dataset.crs.to_wkt() if dataset.crs else "").encode())
    masked = any(MaskFlags.per_dataset in flags for flags in dataset.mask_flag_enums)
    for window in sample_windows(dataset.width, dataset.height, _GRID, _BLOCK_PX):
        for band in dataset.indexes:  # one by one, because bands of a VRT may differ in type
            digest.update(dataset.read(band, window=window).tobytes())
        if masked:
            digest.update(dataset.dataset_mask(window=window).tobytes())
