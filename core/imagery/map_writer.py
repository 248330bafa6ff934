"""Write a map: a tiled GeoTIFF of classes, confidence or probabilities with overviews, colours, legend and style."""

import contextlib
import json
import os
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

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
from ..errors import OutputNotWritable
from ..output_checks import check_writable
from ..output_names import map_files, temporary_path, unfinished_files
from ..progress import Progress
from .cog import write_cog
from .map_check import check_whole
from .map_style import Legend, attribute_table, class_style, confidence_style, rgb
from .tile_grid import BLOCK_PX

__all__ = ["CLASSES_TAG", "KIND_TAG", "NODATA", "MapGrid", "MapWriter", "check_writable"]

NODATA = 255
CLASSES_TAG = "LANDSKETCH_CLASSES"  # the legend as JSON, [{"value":…, "name":…, "color":…}, …]
KIND_TAG = "LANDSKETCH_KIND"
_CACHE_MB = 32
_MAX_OVERVIEW_PX = (
    16_000_000  # held at once while overviews are made; 32 000 columns of a block's rows
)
Kind = Literal["classes", "confidence", "probabilities"]
# Measured on 67 Mpx: level 6 takes .2-.5 s and a fifth less room than 1 for classes; confidence
# gains nothing above 1
_LEVELS = {"classes": 6, "confidence": 1, "probabilities": 1}
_DESCRIPTIONS = {"classes": "Class", "confidence": "Confidence (%)"}
_OVERVIEWS = {
    "classes": Resampling.mode,
    "confidence": Resampling.average,
    "probabilities": Resampling.average,
}


@dataclass(frozen=True)
class MapGrid:
    """Where a map lies: size in pixels, pixel-to-CRS transform, CRS (None = unknown)."""

    width: int
    height: int
    transform: Affine
    crs: CRS | None

    @property
    def expected_bytes(self) -> int:
        """Room to ask for before starting.

        Maps compress to a quarter of a byte per pixel or less.
        """
        return self.width * self.height // 4


def check_name(path: Path) -> None:
    """Make sure that a map's name ends as a GeoTIFF's does.

    Raises:
        OutputNotWritable: It does not.
    """
    if path.suffix.lower() not in (".tif", ".tiff"):
        raise OutputNotWritable(
            f"Maps are GeoTIFF files; give {path.name} a name that ends in .tif."
        )


class MapWriter:
    """Context manager that writes one map; its file appears under the final name only when all went well.

    Pixels nobody writes are nodata (255). On any exception inside the block everything made is removed and an earlier
    map of that name is left alone.

    Args:
        path: Final name, ends in ``.tif``; its folder is made.
        grid: Size and place.
        kind: ``classes`` (values of ``legend``), ``confidence`` (0-100 percent) or ``probabilities`` (the same, one
            band per class of ``legend``).
        legend: (value, name, "#rrggbb") per class; ignored for confidence.
        tags: Written into the GeoTIFF, beside the legend.
        cog: Make it cloud optimised, which takes the room of a second file for a while.

    Raises:
        OutputNotWritable: The file cannot be written, or the disk is full.
    """

    def __init__(
        self,
        path: Path,
        grid: MapGrid,
        kind: Kind,
        legend: Legend,
        tags: Mapping[str, str],
        *,
        cog: bool = False,
    ) -> None:
        check_name(path)
        self._path, self._grid, self._kind, self._tags, self._cog = path, grid, kind, tags, cog
        self._legend = tuple(legend) if kind == "classes" else ()
        self._bands = (
            tuple(name for _, name, _ in legend)
            if kind == "probabilities"
            else (_DESCRIPTIONS[kind],)
        )
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

    def write(self, row: int, column: int, block: NDArray[np.uint8]) -> None:
        """Write a block (height, width), or (bands, height, width), with its top left pixel at (row, column).

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
                level, predictor = _LEVELS[self._kind], "NO" if self._kind == "classes" else "YES"
                write_cog(
                    self._part,
                    temporary_path(self._part),
                    {"LEVEL": level, "PREDICTOR": predictor},
                    progress,
                )
                temporary_path(self._part).replace(self._part)
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
        """GDAL with a small block cache, so that memory does not grow with the map, and with errors people can read."""
        with (
            explain_os_errors(self._path),
            rasterio.Env(GDAL_CACHEMAX=_CACHE_MB, GDAL_TIFF_OVR_BLOCKSIZE=BLOCK_PX),
        ):
            try:
                yield
            except CPLE_BaseError as error:  # building overviews raises it bare
                raise OSError(str(error)) from error

    def _create(self) -> DatasetWriter:
        layout = {
            "tiled": True,
            "blockxsize": BLOCK_PX,
            "blockysize": BLOCK_PX,
            "BIGTIFF": "IF_SAFER",
        }
        band = {"count": len(self._bands), "dtype": "uint8", "nodata": NODATA, "interleave": "band"}
        packed = {"compress": "deflate", "zlevel": _LEVELS[self._kind], "photometric": "MINISBLACK"}
        packed |= {"predictor": 2} if self._kind != "classes" else {}
        dataset = _open(
            self._part, "w", driver="GTiff", **vars(self._grid), **layout, **band, **packed
        )
        self._describe(dataset)
        return dataset

    def _describe(self, dataset: DatasetWriter) -> None:
        """Set everything that stands in the file's header, before any pixel.

        Later it would move to the end.
        """
        for band, name in enumerate(self._bands, start=1):
            dataset.set_band_description(band, name)
        legend = [
            {"value": value, "name": name, "color": color} for value, name, color in self._legend
        ]
        own = {KIND_TAG: self._kind} | ({CLASSES_TAG: json.dumps(legend)} if legend else {})
        dataset.update_tags(**{**self._tags, **own})
        if self._legend:
            dataset.write_colormap(
                1, {value: (*rgb(color), 255) for value, _, color in self._legend}
            )

    def _add_overviews(self) -> None:
        levels = _overview_levels(self._grid.width, self._grid.height)
        if levels:
            rows = _overview_rows(self._grid.width)
            with rasterio.Env(GDAL_OVR_CHUNKYSIZE=rows), _open(self._part, "r+") as dataset:
                dataset.build_overviews(levels, _OVERVIEWS[self._kind])

    def _write_side_files(self) -> dict[Path, Path]:
        """Write style and attribute table; return {part: final name}."""
        _, aux, qml, *_ = map_files(self._path)
        _, part_aux, part_qml, *_ = map_files(self._part)
        part_qml.write_text(
            class_style(self._legend) if self._legend else confidence_style(), encoding="utf-8"
        )
        if not self._legend:
            return {part_qml: qml}
        part_aux.write_text(attribute_table(self._legend, self._bands[0]), encoding="utf-8")
        return {part_qml: qml, part_aux: aux}

    def _close(self) -> None:
        if self._dataset is not None:
            dataset, self._dataset = self._dataset, None
            dataset.close()

    def _abandon(self) -> None:
        """Leave nothing behind; after success there is nothing left to remove."""
        with contextlib.suppress(OSError, CPLE_BaseError):  # the file goes anyway
            self._close()
        discard(unfinished_files(self._path))


def _overview_levels(width: int, height: int) -> list[int]:
    """Return 2, 4, 8 … until the longer side is below one block."""
    levels: list[int] = []
    while max(width, height) / (levels[-1] if levels else 1) >= BLOCK_PX:
        levels.append(2 * levels[-1] if levels else 2)
    return levels


def _overview_rows(width: int) -> int:
    """Return how many rows GDAL holds at once, at most a block's.

    It holds them over the whole width.
    """
    return max(16, min(BLOCK_PX, 1 << (_MAX_OVERVIEW_PX // width).bit_length() >> 1))


def _sync(path: Path) -> None:
    """Wait until the file is on the disk: network drives report a full disk only now."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _open(path: Path, mode: str, **profile: Any) -> Any:  # noqa: ANN401 (rasterio has no types)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", NotGeoreferencedWarning
        )  # a scene without a place gives a map without one
        return rasterio.open(path, mode, **profile)
