"""The algorithm 'vectorizemap': a class map in, a GeoPackage of polygons with areas out."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import InvalidJob, InvalidScene
from ...imagery.class_map import ClassMap, Confidence
from ...imagery.map_style import polygon_style
from ...job.jobs import Result, VectorizeJob
from ...output_checks import check_writable
from ...postprocess.geopackage import GeoPackageWriter
from ...postprocess.outlines import OutlineStyle
from ...postprocess.patches import Numbers, Patches, survey
from ...postprocess.pixel_area import pixel_area
from ...postprocess.polygons import PatchTotals, Selection, Tracer, in_crs
from ...progress import Progress

_CLASS, _NAME = "class", "name"


def vectorize(job: VectorizeJob, progress: Progress) -> Result:
    """Find the patches of a map, trace them and write them.

    Raises:
        InvalidScene: No polygon is left.
        InvalidJob: LEAVE_OUT names an unknown class.
    """
    progress.stage("Open the map", 0, 0.02)
    output = Path(job.output)
    check_writable(output)
    with ExitStack() as stack:
        raster = stack.enter_context(ClassMap(job.map))
        confidence = _confidence(job, raster, stack)
        area = pixel_area(raster, progress)
        left_out = _values(job.leave_out, raster)
        progress.stage("Find patches", 0.02, 0.25)
        patches = survey(raster, 4, progress)
        totals = PatchTotals(len(patches.sizes), area, confidence)
        wanted = patches.are_classes & ~np.isin(patches.classes, left_out)
        selection = Selection(wanted, job.min_area)
        style = OutlineStyle(job.smooth, job.simplify)
        tracer = Tracer(raster, patches, totals, selection, style)
        table = _Table(raster, patches, totals, "area_m2" if area.in_square_metres else "area")
        progress.stage("Trace polygons", 0.25, 1.0)
        _write(output, raster, tracer, table, progress)
    return Result({"output": job.output}, table.metrics())


def _write(
    output: Path, raster: ClassMap, tracer: Tracer, table: "_Table", progress: Progress
) -> None:
    """Trace the polygons and write them with their fields."""
    crs = raster.grid.crs.to_wkt() if raster.grid.crs else None
    with GeoPackageWriter(output, crs, polygon_style(raster.legend, _CLASS)) as writer:
        for numbers, polygons in tracer.run(progress):
            writer.write(in_crs(polygons, raster.grid), table.columns(numbers))
        if not table.n_polygons:
            raise InvalidScene(
                f"No polygon of {raster.name} is left: everything is nodata, left out or below "
                "MIN_AREA; change LEAVE_OUT or MIN_AREA."
            )


@dataclass
class _Table:
    """The fields of the polygons and their sums."""

    raster: ClassMap
    patches: Patches
    totals: PatchTotals
    area_name: str
    n_polygons: int = 0

    def __post_init__(self) -> None:
        self._names = {value: name for value, name, _ in self.raster.legend}
        self._area = dict.fromkeys(self._names, 0.0)

    def columns(self, numbers: Numbers) -> dict[str, NDArray[Any]]:
        """Return the fields of finished patches, each (patches,)."""
        values, areas = self.patches.classes[numbers], self.totals.area[numbers]
        for value in np.unique(values).tolist():
            self._area[value] = self._area.get(value, 0.0) + float(areas[values == value].sum())
        self.n_polygons += len(numbers)
        names = [self._names.get(value, f"Class {value}") for value in values.tolist()]
        columns: dict[str, NDArray[Any]] = {
            _CLASS: values.astype(np.int32),
            _NAME: np.array(names, object),
            self.area_name: areas,
            "pixels": self.patches.sizes[numbers],
        }
        if self.totals.has_confidence:
            columns["confidence"] = self.totals.mean_confidence[numbers]
        return columns

    def metrics(self) -> dict[str, Any]:
        """Return the number of polygons and the area of each class."""
        areas = {
            self._names.get(value, f"Class {value}"): area for value, area in self._area.items()
        }
        return {"n_polygons": self.n_polygons, self.area_name: areas}


def _confidence(job: VectorizeJob, raster: ClassMap, stack: ExitStack) -> Confidence | None:
    if not job.confidence_map:
        return None
    confidence = stack.enter_context(Confidence(job.confidence_map))
    confidence.require_grid(raster.grid)
    return confidence


def _values(names: tuple[str, ...], raster: ClassMap) -> list[int]:
    """Return the values of classes given by name or value."""
    known = {str(value): value for value, _, _ in raster.legend}
    known |= {name: value for value, name, _ in raster.legend}  # names take precedence
    for name in names:
        if name not in known:
            classes = ", ".join(name for _, name, _ in raster.legend)
            raise InvalidJob(
                f"LEAVE_OUT names '{name}', which is no class of the map; its classes are: "
                f"{classes}."
            )
    return [known[name] for name in names]
