"""The algorithm 'vectorizemap': a class map in, a GeoPackage of polygons with areas out."""

from contextlib import ExitStack
from pathlib import Path

from ...errors import InvalidJob, InvalidScene
from ...imagery.class_map import ClassMap, Confidence
from ...imagery.map_style import polygon_style
from ...job.jobs import Result, VectorizeJob
from ...output_checks import check_writable
from ...postprocess.geopackage import GeoPackageWriter
from ...postprocess.map_table import CLASS, Choice, MapTable
from ...postprocess.outlines import OutlineStyle
from ...progress import Progress


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
        style = OutlineStyle(job.smooth, job.simplify)
        choice = Choice(_values(job.leave_out, raster), job.min_area, style)
        table = MapTable(raster, confidence, choice)
        progress.stage("Trace polygons", 0.02, 1.0)
        _write(output, table, progress)
    return Result({"output": job.output}, table.metrics())


def _write(output: Path, table: MapTable, progress: Progress) -> None:
    """Trace the polygons and write them with their fields."""
    raster = table.raster
    crs = raster.grid.crs.to_wkt() if raster.grid.crs else None
    with GeoPackageWriter(output, crs, polygon_style(raster.legend, CLASS)) as writer:
        for polygons, columns in table.run(progress):
            writer.write(polygons, columns)
        if not table.n_polygons:
            raise InvalidScene(
                f"No polygon of {raster.name} is left: everything is nodata, left out or below "
                "MIN_AREA; change LEAVE_OUT or MIN_AREA."
            )


def _confidence(job: VectorizeJob, raster: ClassMap, stack: ExitStack) -> Confidence | None:
    if not job.confidence_map:
        return None
    confidence = stack.enter_context(Confidence(job.confidence_map))
    confidence.require_grid(raster.grid)
    return confidence


def _values(names: tuple[str, ...], raster: ClassMap) -> tuple[int, ...]:
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
    return tuple(known[name] for name in names)
