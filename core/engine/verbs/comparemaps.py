"""The algorithm 'comparemaps': two class maps in, a raster and a table of the changes out."""

from pathlib import Path
from typing import Any

from ...assessment.csv_tables import SPREADSHEET, csv_text
from ...atomic_write import write_atomically
from ...errors import InvalidScene
from ...imagery.class_map import ClassMap, windows
from ...imagery.map_writer import MapWriter
from ...imagery.same_grid import require_same_grid
from ...job.jobs import CompareMapsJob, Result
from ...output_checks import check_raster_name, check_writable
from ...postprocess.changes import Change, Changes, ClassPairs, count_changes
from ...postprocess.pixel_area import PixelArea, pixel_area
from ...progress import Progress

_KIND = "changes"
_N_LOGGED = 10


def compare_maps(job: CompareMapsJob, progress: Progress) -> Result:
    """Count the changes, then write raster and table, both or none.

    Raises:
        InvalidScene: The maps have different pixels, no class name in common, or nowhere data in
            both.
    """
    progress.stage("Open the maps", 0, 0.02)
    output = Path(job.output)
    check_raster_name(output)
    for path in filter(None, (job.output, job.table)):
        check_writable(Path(path))
    with ClassMap(job.previous) as earlier, ClassMap(job.map) as later:
        require_same_grid(earlier, later)
        check_writable(output, later.grid.expected_bytes(_KIND, 1))
        pairs = ClassPairs(earlier, later)
        _tell_differences(pairs, earlier, later, progress)
        area = pixel_area(later, progress)
        progress.stage("Count the changes", 0.02, 0.5)
        changes = count_changes(pairs, area, progress)
        if not changes.found:
            raise InvalidScene(
                f"{earlier.name} and {later.name} have nowhere data in common; choose two maps of "
                "the same place."
            )
        tags = {"LANDSKETCH_EARLIER": earlier.name, "LANDSKETCH_LATER": later.name}
        writer = MapWriter(output, later.grid, _KIND, changes.legend, tags)
        _write(job, changes, writer, _unit(area), progress)
    metrics = _metrics(changes, area)
    for line in _lines(changes, area):
        progress.info(line)
    outputs = {"output": job.output}
    if job.table:
        outputs["table"] = job.table
    return Result(outputs, metrics)


def _write(
    job: CompareMapsJob, changes: Changes, raster: MapWriter, unit: str, progress: Progress
) -> None:
    progress.stage("Write the changes", 0.5, 1.0)
    blocks = list(windows(*changes.pairs.shape))
    with raster as writer:
        for done, window in enumerate(blocks, start=1):
            codes = changes.codes(changes.pairs.read(window))
            writer.write(window.row, window.column, codes)
            progress.step(done, len(blocks))
        if job.table:
            writer.finish(progress)
            write_atomically(Path(job.table), _table(changes, unit).encode(SPREADSHEET))


def _tell_differences(
    pairs: ClassPairs, earlier: ClassMap, later: ClassMap, progress: Progress
) -> None:
    """Say which classes only one map has."""
    for raster, names in ((earlier, pairs.only_earlier), (later, pairs.only_later)):
        if names:
            progress.info(f"Classes of {raster.name} only: {', '.join(names)}.")


def _metrics(changes: Changes, area: PixelArea) -> dict[str, Any]:
    total = sum(change.area for change in changes.found)
    changed = sum(change.area for change in changes.changed)
    unit = _unit(area)
    return {
        "changed_pixels": sum(change.pixels for change in changes.changed),
        "compared_pixels": sum(change.pixels for change in changes.found),
        "one_sided_pixels": changes.one_sided_pixels,
        "changed_share": changed / total,
        f"changed_{unit}": changed,
        f"compared_{unit}": total,
        "changes": [_record(changes, change, unit) for change in changes.changed],
    }


def _record(changes: Changes, change: Change, unit: str) -> dict[str, Any]:
    return {
        "value": changes.code_of(change),
        "from": change.earlier,
        "to": change.later,
        "pixels": change.pixels,
        unit: change.area,
    }


def _unit(area: PixelArea) -> str:
    """Return the name of an area's field."""
    return "area_m2" if area.in_square_metres else "area"


def _table(changes: Changes, unit: str) -> str:
    """Return all pairs of classes as CSV, also those that did not change."""
    total = sum(change.area for change in changes.found)
    header = ["value", "from", "to", "pixels", unit, "share"]
    rows = [
        [
            changes.code_of(change),
            change.earlier,
            change.later,
            change.pixels,
            f"{change.area:.10g}",
            f"{change.area / total:.6g}",
        ]
        for change in changes.found
    ]
    return csv_text(header, rows)


def _lines(changes: Changes, area: PixelArea) -> list[str]:
    """Return the result in words, the largest changes first."""
    unit = "m²" if area.in_square_metres else "square units of the map"
    changed, total = changes.changed, sum(change.area for change in changes.found)
    if not changed:
        return ["Nothing changed: where both maps have data, they are the same."]
    sum_changed = sum(change.area for change in changed)
    lines = [
        f"{sum_changed / total:.1%} of the area changed: {sum_changed:,.0f} of {total:,.0f} {unit}."
    ]
    for change in changed[:_N_LOGGED]:
        share = change.area / sum_changed
        text = f"{change.earlier} → {change.later}: {change.area:,.0f} {unit}, {share:.0%} of it"
        lines.append(text)
    if len(changed) > _N_LOGGED:
        lines.append(f"… and {len(changed) - _N_LOGGED} smaller changes.")
    if changes.one_sided_pixels:
        lines.append(f"{changes.one_sided_pixels:,} pixels have data in one map only.")
    return lines
