"""Write a map: a tiled GeoTIFF with overviews, colours, legend and style, as its kind demands."""

import contextlib
import json
import os
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import DatasetWriter
from rasterio.windows import Window

from ..atomic_write import discard, explain_os_errors, publish
from ..output_checks import check_raster_name, check_writable
from ..output_names import map_files, temporary_path, unfinished_files
from ..progress import Progress
from ..raster_kinds import RASTER_KINDS, RasterKind
from .cog import write_cog
from .map_check import check_whole
from .map_style import Legend, attribute_table, raster_style, rgb
from .tile_grid import BLOCK_PX

NODATA = 255  # of class maps
CLASSES_TAG = "LANDSKETCH_CLASSES"  # the legend as JSON, [{"value":…, "name":…, "color":…}, …]
KIND_TAG = "LANDSKETCH_KIND"
_ENTRY = ("value", "name", "color")
_CACHE_MB = 32
_MAX_OVERVIEW_BYTES = 16_000_000  # held at once for overviews: 32 000 columns of a block's rows


@dataclass(frozen=True)
class MapGrid:
    """Size and place of a map: pixels, transform from pixels to the CRS, CRS (None = unknown)."""

    width: int
    height: int
    transform: Affine
    crs: CRS | None

    def expected_bytes(self, kind: str, n_classes: int) -> int:
        """Return the disk space that a raster may take: integers compress to a quarter or less."""
        row = RASTER_KINDS[kind]
        n_bands = 1 if row.description else n_classes
        n_bytes = self.width * self.height * np.dtype(row.dtype).itemsize
        return n_bands * (n_bytes if _is_float(row) else n_bytes // 4)


class MapWriter:
    """Context manager that writes one raster; it gets its final name only after success.

    Pixels that are not written are nodata. On any exception inside the block everything made is
    removed, and an earlier raster of that name is kept.

    Args:
        path: Final name, ends in ``.tif``; its folder is made.
        grid: Size and place.
        kind: Name of a row of ``RASTER_KINDS``.
        legend: (value, name, "#rrggbb") per class.
        tags: Written into the GeoTIFF, beside the legend.
        cog: Make it cloud optimised, which temporarily takes the disk space of a second file.

    Raises:
        OutputNotWritable: The file cannot be written, or the disk is full.
    """

    def __init__(
        self,
        path: Path,
        grid: MapGrid,
        kind: str,
        legend: Legend,
        tags: Mapping[str, str],
        *,
        cog: bool = False,
    ) -> None:
        check_raster_name(path)
        self._path, self._grid, self._tags, self._cog = path, grid, tags, cog
        self._kind = RASTER_KINDS[kind]
        self._legend = () if self._kind.ramp else tuple(legend)
        self._bands: tuple[str, ...] = (self._kind.description,)
        if not self._kind.description:
            self._bands = tuple(name for _, name, _ in legend)
        self._part = temporary_path(path)
        self._dataset: DatasetWriter | None = None
        self._finished: dict[Path, Path] = {}

    def __enter__(self) -> "MapWriter":
        check_writable(self._path)
        try:
            with self._working():
                self._path.parent.mkdir(parents=True, exist_ok=True)
                discard(unfinished_files(self._path))  # what a killed run left
                self._dataset = self._create()
        except BaseException:
            self._abandon()
            raise
        return self

    def write(self, row: int, column: int, block: NDArray[np.generic]) -> None:
        """Write a block (h, w) or (bands, h, w) whose first pixel is at (row, column).

        Any size and order works; blocks aligned to 512 pixels are fastest.
        """
        if self._dataset is None:
            raise RuntimeError("write inside the with block")
        with self._working():
            height, width = block.shape[-2:]
            self._dataset.write(
                block.reshape(-1, height, width), window=Window(column, row, width, height)
            )

    def finish(self, progress: Progress) -> None:
        """Make everything but the final name, so that several rasters can be published together.

        Raises:
            Cancelled: The user asked to stop.
            OutputNotWritable: The file cannot be written, or the disk is full.
        """
        if self._dataset is None:
            return
        with self._working():
            self._close()
            self._add_overviews()
            progress.check()
            if self._cog:
                self._make_cog(progress)
            check_whole(self._part)
            _sync(self._part)
            self._finished = self._write_side_files() | {self._part: self._path}

    def __exit__(
        self, error: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.finish(Progress())
                publish(self._finished, stale=map_files(self._path))
        finally:
            self._abandon()

    @contextlib.contextmanager
    def _working(self) -> Iterator[None]:
        """Keep GDAL's cache small, so that memory does not grow with the map; explain errors."""
        with (
            explain_os_errors(self._path),
            rasterio.Env(GDAL_CACHEMAX=_CACHE_MB, GDAL_TIFF_OVR_BLOCKSIZE=BLOCK_PX),
        ):
            try:
                yield
            except CPLE_BaseError as error:  # building overviews raises it bare
                raise OSError(str(error)) from error

    def _create(self) -> DatasetWriter:
        kind = self._kind
        blocks = {"tiled": True, "blockxsize": BLOCK_PX, "blockysize": BLOCK_PX}
        layout = {**blocks, "BIGTIFF": "IF_SAFER", "interleave": "band"}
        bands = {"count": len(self._bands), "dtype": kind.dtype, "nodata": kind.nodata}
        packing = {"compress": "deflate", "zlevel": kind.level, "photometric": "MINISBLACK"}
        if kind.ramp:  # values of neighbours are similar, those of classes are not
            packing["predictor"] = 3 if _is_float(kind) else 2
        dataset = _open(
            self._part, "w", driver="GTiff", **vars(self._grid), **layout, **bands, **packing
        )
        self._describe(dataset)
        return dataset

    def _describe(self, dataset: DatasetWriter) -> None:
        """Set what is stored in the header; set after the pixels, it would move to the end."""
        for band, name in enumerate(self._bands, start=1):
            dataset.set_band_description(band, name)
        dataset.update_tags(**{**self._tags, KIND_TAG: self._kind.name})
        if self._legend:
            entries = [dict(zip(_ENTRY, entry, strict=True)) for entry in self._legend]
            dataset.update_tags(**{CLASSES_TAG: json.dumps(entries)})
            colors = {value: (*rgb(color), 255) for value, _, color in self._legend}
            dataset.write_colormap(1, colors)

    def _add_overviews(self) -> None:
        levels = _overview_levels(self._grid.width, self._grid.height)
        if levels and self._kind.overviews:
            rows = _overview_rows(self._grid.width * np.dtype(self._kind.dtype).itemsize)
            with rasterio.Env(GDAL_OVR_CHUNKYSIZE=rows), _open(self._part, "r+") as dataset:
                dataset.build_overviews(levels, Resampling[self._kind.overviews])

    def _make_cog(self, progress: Progress) -> None:
        copy = temporary_path(self._part)
        predictor = "YES" if self._kind.ramp else "NO"
        packing = {"LEVEL": self._kind.level, "PREDICTOR": predictor}
        write_cog(self._part, copy, packing, progress)
        copy.replace(self._part)

    def _write_side_files(self) -> dict[Path, Path]:
        """Write style and attribute table; return {temporary name: final name}."""
        _, aux, qml, *_ = map_files(self._path)
        _, part_aux, part_qml, *_ = map_files(self._part)
        part_qml.write_text(raster_style(self._kind, self._legend), encoding="utf-8")
        if not self._legend:
            return {part_qml: qml}
        part_aux.write_text(attribute_table(self._legend, self._bands[0]), encoding="utf-8")
        return {part_qml: qml, part_aux: aux}

    def _close(self) -> None:
        if self._dataset is not None:
            dataset, self._dataset = self._dataset, None
            dataset.close()

    def _abandon(self) -> None:
        """Remove everything unfinished; after success there is nothing to remove."""
        with contextlib.suppress(OSError, CPLE_BaseError):  # the file is removed anyway
            self._close()
        discard(unfinished_files(self._path))


def _is_float(kind: RasterKind) -> bool:
    return np.issubdtype(kind.dtype, np.floating)


def _overview_levels(width: int, height: int) -> list[int]:
    """Return 2, 4, 8 … until the longer side is below one block."""
    levels: list[int] = []
    factor = 1
    while max(width, height) / factor >= BLOCK_PX:
        factor *= 2
        levels.append(factor)
    return levels


def _overview_rows(row_bytes: int) -> int:
    """Return how many whole rows GDAL holds at once, at most a block's."""
    return max(16, min(BLOCK_PX, 1 << (_MAX_OVERVIEW_BYTES // row_bytes).bit_length() >> 1))


def _sync(path: Path) -> None:
    """Wait until the file is on the disk: network drives report a full disk only now."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _open(path: Path, mode: str, **profile: Any) -> Any:  # noqa: ANN401 (rasterio has no types)
    with warnings.catch_warnings():
        # A scene without a place gives a map without one.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return rasterio.open(path, mode, **profile)
