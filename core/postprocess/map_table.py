"""The polygons of a class map with their fields: class, name, area, pixels, mean confidence."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..imagery.class_map import ClassMap, Confidence
from ..progress import Progress
from .outlines import OutlineStyle, Polygons
from .patches import Numbers, Patches, survey
from .pixel_area import pixel_area
from .polygons import PatchTotals, Selection, Tracer, in_crs

CLASS, _NAME = "class", "name"
Columns = dict[str, NDArray[Any]]
_SURVEYED = 0.25  # fraction of the work after which polygons are traced


@dataclass(frozen=True)
class Choice:
    """Which patches get a polygon, and how it is drawn.

    Attributes:
        left_out: Values of classes without polygons.
        min_area: Smallest area in m², or in square units of the CRS where that is not known.
        style: How outlines are drawn.
    """

    left_out: tuple[int, ...] = ()
    min_area: float = 0.0
    style: OutlineStyle = field(default_factory=OutlineStyle)


class MapTable:
    """Traces a map and sums the areas of its classes.

    Attributes:
        n_polygons: Number of polygons so far.
        area_name: ``area_m2``, or ``area`` where areas are not in m².

    Args:
        raster: The map, open.
        confidence: The raster of confidence, open.
        choice: Which patches are wanted.
    """

    def __init__(self, raster: ClassMap, confidence: Confidence | None, choice: Choice) -> None:
        self.raster, self._confidence, self._choice = raster, confidence, choice
        self.n_polygons, self.area_name = 0, "area_m2"
        self._names = {value: name for value, name, _ in raster.legend}
        self._area = dict.fromkeys(self._names, 0.0)

    def run(self, progress: Progress) -> Iterator[tuple[Polygons, Columns]]:
        """Yield polygons in the CRS of the map (n,) and their fields, each (n,)."""
        area = pixel_area(self.raster, progress)
        self.area_name = "area_m2" if area.in_square_metres else "area"
        patches = survey(self.raster, 4, progress.subrange(0, _SURVEYED))
        totals = PatchTotals(len(patches.sizes), area, self._confidence)
        wanted = patches.are_classes & ~np.isin(patches.classes, self._choice.left_out)
        selection = Selection(wanted, self._choice.min_area)
        tracer = Tracer(self.raster, patches, totals, selection, self._choice.style)
        for numbers, polygons in tracer.run(progress.subrange(_SURVEYED, 1)):
            yield in_crs(polygons, self.raster.grid), self._columns(patches, totals, numbers)

    def metrics(self) -> dict[str, Any]:
        """Return the number of polygons and the area of each class."""
        areas = {self._name_of(value): area for value, area in self._area.items()}
        return {"n_polygons": self.n_polygons, self.area_name: areas}

    def _columns(self, patches: Patches, totals: PatchTotals, numbers: Numbers) -> Columns:
        """Return the fields of finished patches, each (patches,)."""
        values, areas = patches.classes[numbers], totals.area[numbers]
        for value in np.unique(values).tolist():
            self._area[value] = self._area.get(value, 0.0) + float(areas[values == value].sum())
        self.n_polygons += len(numbers)
        columns: Columns = {
            CLASS: values.astype(np.int32),
            _NAME: np.array([self._name_of(value) for value in values.tolist()], object),
            self.area_name: areas,
            "pixels": patches.sizes[numbers],
        }
        if totals.has_confidence:
            columns["confidence"] = totals.mean_confidence[numbers]
        return columns

    def _name_of(self, value: int) -> str:
        return self._names.get(value, f"Class {value}")
