"""The algorithm 'shiftlabels': labels in, the same labels at another place out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from rasterio.crs import CRS

from ...errors import InvalidLabels
from ...imagery.scene import Scene
from ...job.jobs import Result
from ...job.label_jobs import ShiftLabelsJob
from ...job.options import LabelOptions, SceneOptions
from ...labels.label_reader import read_labels
from ...labels.shapes import reprojected, require_same_crs_kind
from ...labels.vector_file import Features, read_features
from ...output_checks import check_writable
from ...postprocess.moved_layer import Points, write_moved
from ...progress import Progress
from ...verification.label_shift import LabelShift, Offset, estimate_shift
from ...verification.shift_layer import write_shift


def shift_labels(job: ShiftLabelsJob, progress: Progress) -> Result:
    """Move the labels by the given or the estimated offset.

    Raises:
        InvalidLabels: The labels cannot be read, or their shift is not systematic.
    """
    progress.stage("Open the labels", 0, 0.05)
    check_writable(Path(job.output))
    path = job.run.place_of(job.labels)
    features = read_features(path, job.layer, [])
    if shapely.has_m(features.geometries).any():
        progress.warning("The M values of the labels are not kept.")
    scene = Scene(SceneOptions(job.image, job.bands)) if job.image else None
    metrics: dict[str, Any] = {"n_labels": len(features.geometries)}
    outputs = {"output": job.output}
    if job.is_given or scene is None:
        dx, dy = _given(job, scene)
    else:
        shift = _estimated(job, path, scene, progress)
        dx, dy = shift.offset.dx, shift.offset.dy
        metrics |= _metrics(shift)
        if job.vectors and write_shift(Path(job.vectors), shift, scene):
            outputs["vectors"] = job.vectors
    progress.stage("Move the labels", 0.9, 1.0)
    crs = features.crs if scene is None else _crs_of(scene, features)
    write_moved(path, job.layer, Path(job.output), _mover(dx, dy, crs, features.crs))
    progress.info(f"{metrics['n_labels']} labels were moved by DX={dx:.6g}, DY={dy:.6g}.")
    return Result(outputs, {"dx": dx, "dy": dy, **metrics})


def _given(job: ShiftLabelsJob, scene: Scene | None) -> tuple[float, float]:
    """Return the offset of the job in map units."""
    if job.units == "map" or scene is None:
        return job.dx, job.dy
    offset = Offset.of_pixels(scene, job.dx, job.dy)
    return offset.dx, offset.dy


def _estimated(job: ShiftLabelsJob, path: str, scene: Scene, progress: Progress) -> LabelShift:
    """Return the estimated shift.

    Raises:
        InvalidLabels: It is not systematic.
    """
    progress.stage("Compare the labels with the image", 0.05, 0.9)
    options = LabelOptions(path, job.layer, job.class_field)
    labels = read_labels(options, scene, places_only=not job.class_field).within(scene)
    shift = estimate_shift(scene, labels, progress, job.run.seed)
    if not shift.is_systematic:
        raise InvalidLabels(
            f"Nothing was moved. {shift.verdict} To move the labels all the same, give DX and DY."
        )
    progress.info(shift.verdict)
    return shift


def _metrics(shift: LabelShift) -> dict[str, Any]:
    return {
        "dx_px": shift.offset.dx_px,
        "dy_px": shift.offset.dy_px,
        "mad_px": shift.mad_px,
        "verdict": shift.verdict,
        "n_blocks": len(shift.blocks),
    }


def _crs_of(scene: Scene, features: Features) -> CRS | None:
    """Return the CRS of the offset."""
    require_same_crs_kind(features.crs, scene, "labels")
    return scene.crs


def _mover(
    dx: float, dy: float, crs: CRS | None, labels_crs: CRS | None
) -> Callable[[Points], Points]:
    """Return what moves points in the labels' CRS by an offset in another CRS.

    Only the difference is reprojected there and back, so that a reprojection's rounding stays out
    of the coordinates.
    """
    step = np.array([dx, dy])

    def moved(points: Points) -> Points:
        places = _reprojected(points, labels_crs, crs)
        before = _reprojected(places, crs, labels_crs)
        after: Points = _reprojected(places + step, crs, labels_crs)
        return points + (after - before)

    return moved


def _reprojected(points: Points, source: CRS | None, target: CRS | None) -> Points:
    moved = reprojected(np.asarray(shapely.points(points), object), source, target)
    places: Points = shapely.get_coordinates(moved)
    return places
