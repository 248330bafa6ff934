"""The algorithm 'suggestlabels': places where a further label is expected to help most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ...class_table import ClassTable
from ...errors import InvalidScene
from ...features.feature_map import FeatureMap, stack_on_finest_grid
from ...features.session import open_session
from ...heads.head import Head
from ...heads.model_file import Model, load_model
from ...imagery.map_style import point_style
from ...imagery.scene import Scene
from ...imagery.scene_report import report_scene
from ...imagery.tile_grid import Tile, Window
from ...job.jobs import Result, SuggestJob
from ...job.recipe import Recipe
from ...labels.label_reader import read_labels
from ...labels.sampling import labelled_pixels
from ...mapping.assemble import no_valid_pixel
from ...mapping.geometry import tokens_under
from ...mapping.model_scene import features_for, scene_for
from ...output_checks import check_writable
from ...postprocess.geopackage import GeoPackageWriter
from ...progress import Progress
from ...suggestions.candidates import Candidates, Labelled
from ...suggestions.scene_candidates import (
    away_from,
    candidates_of,
    default_distance_px,
    pixel_side,
)
from ...suggestions.suggest import Suggestion, suggest
from ...training.dataset import LabelledScene, TrainingData, training_data
from ...training.fit import fit_head
from ...training.task import FitTask

_MAX_CANDIDATES = 40_000
_MAX_TILES = 256  # of large images, so many are searched
_MAX_PER_CLASS = 1000  # training pixels
_COLOR = "#e91e63"


def suggest_labels(job: SuggestJob, progress: Progress) -> Result:
    """Fit a head if there is no model, look for places, and write them.

    Raises:
        InvalidScene: The image has no data here, or labels leave no room.
    """
    output = Path(job.output)
    check_writable(output)
    progress.stage("Open the scene", 0, 0.05)
    known = _read(job, progress)
    progress.stage("Search", 0.25, 0.95)
    candidates = _candidates(job, known, progress)
    distance = _distance_px(job, known.features)
    free = away_from(candidates, known.polygons, known.features.scene, distance)
    found = suggest(free, known.labelled, job.count, distance, job.method)
    if not found:
        raise InvalidScene(
            f"There is no place in {known.features.scene.name} that is far enough from all labels; "
            "choose a smaller MIN_DISTANCE or another EXTENT."
        )
    progress.stage("Write", 0.95, 1.0)
    _write(output, known, free, found)
    return Result({"output": job.output}, {"n_places": len(found)})


@dataclass(frozen=True)
class _Known:
    """What is known before places are looked for.

    Attributes:
        features: The feature map of the scene.
        head: The head; None if there are no labels of two classes and no model.
        names: Names of the classes of the head, by position.
        polygons: The labels, (n,).
        labelled: Training pixels.
    """

    features: FeatureMap
    head: Head | None
    names: tuple[str, ...]
    polygons: NDArray[np.object_]
    labelled: Labelled


def _read(job: SuggestJob, progress: Progress) -> _Known:
    """Open the scene, read the labels, and fit a head to them if there is no model."""
    model = load_model(Path(job.model)) if job.model else None
    features = _open(job, model, progress)
    progress.stage("Labels", 0.05, 0.25)
    data = _data(job, features, model.table if model else None, progress)
    labelled = _labelled(features, data)
    polygons = data.labels.geometries if data else np.empty(0, object)
    if model:
        return _Known(features, model.head, model.table.names, polygons, labelled)
    if data is None or len(np.unique(labelled.classes)) < 2:
        return _Known(features, None, (), polygons, labelled)
    head = fit_head(FitTask(Recipe("lda"), data, seed=job.run.seed), progress)
    return _Known(features, head, data.labels.table.names, polygons, labelled)


def _open(job: SuggestJob, model: Model | None, progress: Progress) -> FeatureMap:
    """Return the features of the scene, those that the model reads if there is one."""
    if model is None:
        scene = Scene(job.scene)
        report_scene(scene, progress)
        return open_session(job.backbone, job.run, progress).features(scene)
    scene = scene_for(model, job.scene, progress)
    session = open_session(model.backbone, job.run, progress)
    return features_for(model, session, scene, progress)


def _data(
    job: SuggestJob, features: FeatureMap, table: ClassTable | None, progress: Progress
) -> TrainingData | None:
    """Return the training samples under the labels; None without labels."""
    if not job.labels.given:
        return None
    options = job.run.opened(job.labels)
    if table is not None:
        options = replace(options, class_table="")
    labels = read_labels(options, features.scene, table).within(features.scene)
    pixels = labelled_pixels(labels, features.scene, progress.subrange(0, 0.2))
    labelled = LabelledScene(features, labels, pixels)
    encoding = progress.subrange(0.2, 1)
    return training_data((labelled,), _MAX_PER_CLASS, job.run.seed, encoding)


def _labelled(features: FeatureMap, data: TrainingData | None) -> Labelled:
    """Return the training samples as what is labelled."""
    if data is None:
        nothing = np.empty(0, np.int64)
        return Labelled(np.empty((0, features.width), np.float32), nothing, nothing, nothing)
    pixels = data.scenes[0].pixels.take(data.chosen[0])
    tokens, classes = data.samples.tokens.numpy(), pixels.classes.astype(np.int64)
    return Labelled(tokens, pixels.rows, pixels.columns, classes)


# -- places --------------------------------------------------------------------------------------


def _candidates(job: SuggestJob, known: _Known, progress: Progress) -> Candidates:
    """Return the candidates inside the extent."""
    features, scene = known.features, known.features.scene
    region = scene.window_of(job.extent)
    tiles = _searched_tiles(features, region, job.run.seed)
    n_cells = sum(tile.inner.height * tile.inner.width for tile in tiles) * features.fine_factor**2
    share = min(1.0, _MAX_CANDIDATES / n_cells)
    found = candidates_of(features, _encoded(features, tiles, progress), known.head, share)
    is_inside = (found.rows >= region.row) & (found.rows < region.row_end)
    is_inside &= (found.columns >= region.column) & (found.columns < region.column_end)
    if not is_inside.any():
        raise InvalidScene(no_valid_pixel(scene))
    return found.take(is_inside)


def _searched_tiles(features: FeatureMap, region: Window, seed: int) -> list[Tile]:
    """Return the tiles under a native window; of many, a random part in their order."""
    tiles = list(features.tile_grids[0].tiles(tokens_under(features, region)))
    if len(tiles) <= _MAX_TILES:
        return tiles
    chosen = np.random.default_rng(seed).choice(len(tiles), _MAX_TILES, replace=False)
    return [tiles[number] for number in np.sort(chosen)]


def _encoded(
    features: FeatureMap, tiles: Sequence[Tile], progress: Progress
) -> Iterator[tuple[Window, NDArray[np.float16]]]:
    """Yield inner windows in tokens with their features (D, h, w)."""
    for done, inner in enumerate(features.inner_features(wanted=tiles), start=1):
        yield inner.window, stack_on_finest_grid(inner.layers, features.factors)
        progress.step(done, len(tiles))


def _distance_px(job: SuggestJob, features: FeatureMap) -> float:
    """Return the smallest distance between places in native pixels."""
    if not job.min_distance:
        return default_distance_px(features)
    return job.min_distance / pixel_side(features.scene)


# -- output --------------------------------------------------------------------------------------


def _write(
    output: Path, known: _Known, candidates: Candidates, found: Sequence[Suggestion]
) -> None:
    """Write the places as points, best first."""
    scene = known.features.scene
    own = candidates.take(np.array([one.candidate for one in found]))
    points = shapely.points(*scene.coordinates(own.rows, own.columns))
    crs = scene.crs.to_wkt() if scene.crs else None
    with GeoPackageWriter(output, crs, point_style(_COLOR), "Point") as writer:
        writer.write(points, _columns(known.names, found))


def _columns(names: Sequence[str], found: Sequence[Suggestion]) -> dict[str, NDArray[Any]]:
    """Return the fields of the places, each (places,); without a head, classes are empty."""
    named = ("", *names)
    return {
        "rank": np.arange(1, len(found) + 1, dtype=np.int32),
        "class": np.array([named[one.predicted + 1] for one in found], object),
        "second_class": np.array([named[one.second + 1] for one in found], object),
        "margin": np.array([one.margin for one in found]),
        "reason": np.array([one.explained(names) for one in found], object),
    }
