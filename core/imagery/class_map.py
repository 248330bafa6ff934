"""Class maps, read window by window: of Landsketch, or any raster with one band of class values."""

import contextlib
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window as RasterWindow

from ..class_table import ClassTable
from ..errors import InvalidScene
from .map_style import Legend
from .map_writer import CLASSES_TAG, KIND_TAG, NODATA, MapGrid
from .tile_grid import BLOCK_PX, Window

_ADVICE = (
    "choose a raster with one band of class values 0 to 254, such as a map of 'Predict raster'"
)
_GDAL_TAGS = ("AREA_OR_POINT",)


@dataclass(frozen=True)
class Raster:
    """Context manager around one band of an open raster.

    Attributes:
        path: Anything that GDAL reads.

    Raises:
        InvalidScene: The raster cannot be opened or read.
    """

    path: str

    @cached_property
    def _dataset(self) -> Any:  # noqa: ANN401 (rasterio has no types)
        with explain_raster_errors(self.path), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            return rasterio.open(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._dataset.close()

    @cached_property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name

    @cached_property
    def grid(self) -> MapGrid:
        """Size, transform and CRS."""
        dataset = self._dataset
        return MapGrid(dataset.width, dataset.height, dataset.transform, dataset.crs)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.grid.height, self.grid.width

    @cached_property
    def tags(self) -> dict[str, str]:
        """The tags of the file, without GDAL's own."""
        return {key: text for key, text in self._dataset.tags().items() if key not in _GDAL_TAGS}

    def read_values(self, window: Window) -> tuple[NDArray[Any], NDArray[np.bool_], Window]:
        """Read a window as far as it is inside the raster.

        Returns:
            Values (h, w), validity (h, w), and the window inside the raster.
        """
        inside = window.intersection(Window(0, 0, self.grid.height, self.grid.width))
        area = RasterWindow(inside.column, inside.row, inside.width, inside.height)
        with explain_raster_errors(self.path):
            values = self._dataset.read(1, window=area, masked=True)
        return values.data, ~np.ma.getmaskarray(values), inside


class ClassMap(Raster):
    """A raster of classes.

    Raises:
        InvalidScene: The raster is no class map.
    """

    def __enter__(self) -> Self:
        dataset, kind = self._dataset, self._dataset.tags().get(KIND_TAG, "classes")
        if dataset.count != 1 or np.dtype(dataset.dtypes[0]).kind not in "ui" or kind != "classes":
            what = f"{dataset.count} band(s) of {dataset.dtypes[0]}"
            if kind == "confidence":
                what = "a confidence raster"
            dataset.close()
            raise InvalidScene(f"{self.path} is no class map but {what}; {_ADVICE}.")
        return self

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Return the classes of a window (h, w), 255 without data and outside the map.

        Raises:
            InvalidScene: A value is no class value.
        """
        values, valid, inside = self.read_values(window)
        invalid = values[valid & ((values < 0) | (values > NODATA))]
        if invalid.size:
            raise InvalidScene(
                f"{self.path} is no class map: it contains the value {invalid[0]}; {_ADVICE}."
            )
        result = np.full((window.height, window.width), NODATA, np.uint8)
        result[inside.slices_in(window)] = np.where(valid, values, NODATA)
        return result

    @cached_property
    def legend(self) -> Legend:
        """(value, name, "#rrggbb") per class: from the tags, or made for all values."""
        stored = self.tags.get(CLASSES_TAG)
        if stored:
            table = ClassTable.from_list(json.loads(stored))
            return tuple((entry.value, entry.name, entry.color) for entry in table)
        values, colors = self._values(), self._colors()
        table = ClassTable.from_names([f"Class {value}" for value in values], values)
        return tuple((c.value, c.name, colors.get(c.value, c.color)) for c in table)

    def _values(self) -> list[int]:
        """Return all class values in the raster."""
        values: set[int] = set()
        for window in windows(*self.shape):
            values.update(np.unique(self.read(window)).tolist())
        return sorted(values - {NODATA})

    def _colors(self) -> dict[int, str]:
        """Return the raster's own colours by value, if it has a palette."""
        if self._dataset.colorinterp[0].name != "palette":
            return {}
        palette = self._dataset.colormap(1)
        return {value: "#{:02x}{:02x}{:02x}".format(*rgba) for value, rgba in palette.items()}


class Confidence(Raster):
    """The confidence raster of a map, in percent."""

    def require_grid(self, grid: MapGrid) -> None:
        """Check that the raster has the pixels of a map.

        Raises:
            InvalidScene: It has another size or position.
        """
        own = self.grid
        tolerance = 1e-6 * abs(grid.transform.a or grid.transform.b)
        is_same_place = own.transform.almost_equals(grid.transform, tolerance)
        if (own.height, own.width) != (grid.height, grid.width) or not is_same_place:
            raise InvalidScene(
                f"The confidence raster {self.path} does not have the pixels of the map; choose "
                "the one that was made together with the map."
            )

    def read(self, window: Window) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return confidence and validity, both (h, w), of a window inside the raster."""
        values, valid, _ = self.read_values(window)
        return np.where(valid, values, 0).astype(np.float64), valid & np.isfinite(values)


def windows(height: int, width: int, side_px: int = BLOCK_PX) -> Iterator[Window]:
    """Yield the windows of a raster row by row; the last ones of an axis may be smaller."""
    for row in range(0, height, side_px):
        for column in range(0, width, side_px):
            yield Window(row, column, min(side_px, height - row), min(side_px, width - column))


@contextlib.contextmanager
def explain_raster_errors(path: str) -> Iterator[None]:
    """Turn errors of rasterio inside the block into ``InvalidScene``."""
    try:
        yield
    except RasterioError as error:
        raise InvalidScene(
            f"{path} cannot be read ({error}); check the path and the format."
        ) from None
