"""Read a class map window by window: one of ours, or any raster with one band of class values."""

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
_OF_GDAL = ("AREA_OR_POINT",)  # tags of GDAL itself


@dataclass(frozen=True)
class Raster:
    """Context manager around one band of an open raster; beyond its edge there is no data.

    Args:
        path: Anything GDAL reads.

    Raises:
        InvalidScene: It cannot be opened or read.
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
        """Size and place."""
        dataset = self._dataset
        return MapGrid(dataset.width, dataset.height, dataset.transform, dataset.crs)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.grid.height, self.grid.width

    @cached_property
    def tags(self) -> dict[str, str]:
        """The tags of the file, without GDAL's own."""
        return {key: text for key, text in self._dataset.tags().items() if key not in _OF_GDAL}

    def read_values(self, window: Window) -> tuple[NDArray[Any], NDArray[np.bool_], Window]:
        """Return values and validity of the part of a window inside the raster, and that part."""
        inside = window.intersection(Window(0, 0, self.grid.height, self.grid.width))
        place = RasterWindow(inside.column, inside.row, inside.width, inside.height)
        with explain_raster_errors(self.path):
            values = self._dataset.read(1, window=place, masked=True)
        return values.data, ~np.ma.getmaskarray(values), inside


class ClassMap(Raster):
    """A raster of classes.

    Raises:
        InvalidScene: It is not a class map.
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
        """Return the classes of a window (h, w), 255 without data and beyond the map."""
        values, valid, inside = self.read_values(window)
        wrong = values[valid & ((values < 0) | (values > NODATA))]
        if wrong.size:
            raise InvalidScene(
                f"{self.path} is no class map: it holds the value {wrong[0]}; {_ADVICE}."
            )
        result = np.full((window.height, window.width), NODATA, np.uint8)
        result[inside.slices_in(window)] = np.where(valid, values, NODATA)
        return result

    @cached_property
    def legend(self) -> Legend:
        """(value, name, "#rrggbb") per class: those of the tags, or new ones for all values."""
        stored = self.tags.get(CLASSES_TAG)
        if stored:
            table, colors = ClassTable.from_list(json.loads(stored)), {}
        else:
            values = self._values()
            names = [f"Class {value}" for value in values]
            table, colors = ClassTable.from_names(names, values), self._colors()
        return tuple((c.value, c.name, colors.get(c.value, c.color)) for c in table)

    def _values(self) -> list[int]:
        """Return the class values that occur."""
        values: set[int] = set()
        for window in windows(*self.shape):
            values.update(np.unique(self.read(window)).tolist())
        return sorted(values - {NODATA})

    def _colors(self) -> dict[int, str]:
        if self._dataset.colorinterp[0].name != "palette":
            return {}
        return {
            value: "#{:02x}{:02x}{:02x}".format(*rgba)
            for value, rgba in self._dataset.colormap(1).items()
        }


class Confidence(Raster):
    """The confidence raster of a map, in per cent."""

    def require_grid(self, grid: MapGrid) -> None:
        """Make sure that the raster lies pixel by pixel on a map.

        Raises:
            InvalidScene: It does not.
        """
        own = self.grid
        same_place = own.transform.almost_equals(
            grid.transform, 1e-6 * abs(grid.transform.a or grid.transform.b)
        )
        if (own.height, own.width) != (grid.height, grid.width) or not same_place:
            raise InvalidScene(
                f"The confidence raster {self.path} does not have the pixels of the map; "
                "choose the one that was made together with the map."
            )

    def read(self, window: Window) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return confidence and where it is known, both (h, w), of a window inside the raster."""
        values, valid, _ = self.read_values(window)
        return np.where(valid, values, 0).astype(np.float64), valid & np.isfinite(values)


def windows(height: int, width: int, side_px: int = BLOCK_PX) -> Iterator[Window]:
    """Yield the windows of a raster row by row, those at its end smaller."""
    for row in range(0, height, side_px):
        for column in range(0, width, side_px):
            yield Window(row, column, min(side_px, height - row), min(side_px, width - column))


@contextlib.contextmanager
def explain_raster_errors(path: str) -> Iterator[None]:
    """Turn GDAL's errors of reading into ``InvalidScene``."""
    try:
        yield
    except RasterioError as error:
        raise InvalidScene(
            f"{path} cannot be read ({error}); check the path and the format."
        ) from None
