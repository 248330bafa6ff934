"""Shared by the studies: scenes with features and labels, draws of few labels, fits, scores.

A study measures mIoU over several seeds. A seed chooses the polygons that train and the order in
which heads see them. Folds, features and scored pixels stay the same, so two methods of one seed
can be compared in pairs. Fits and scores use the functions of the product: ``training_data``,
``FitTask``, ``fit_head``, ``predict_pixels``, ``collect_folds``.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from common import DATA, RESULTS, ROOT, WORK, need, pretrained

from core.assessment.evaluate import collect_folds
from core.assessment.pixels import predict_pixels
from core.class_table import ClassTable
from core.features.session import EncodingSession, open_session
from core.heads.head import Head
from core.imagery.scene import Scene
from core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
from core.job.recipe import Recipe
from core.labels.label_reader import read_labels
from core.labels.label_set import LabelSet
from core.labels.sampling import LabelledPixels, labelled_pixels
from core.labels.split import NEVER, Split
from core.mapping.rendering import Rendering
from core.progress import Progress
from core.scores.confusion import Scores
from core.training.dataset import LabelledScene, TrainingData, training_data
from core.training.fit import fit_head
from core.training.labelled_data import split_of
from core.training.task import FitTask, HeldOut

EVERY = 0  # instead of a number of polygons per class: all of them
MAX_PER_CLASS = 10_000  # training pixels, the product's default
RGB, NIR_RED_GREEN = (1, 2, 3), (8, 4, 3)
MIN_PX = 50  # what is smaller nobody sketches
QUIET = Progress()
T = TypeVar("T")


@dataclass(frozen=True)
class Study:
    """Labelled scenes and what is held out in turn.

    Attributes:
        train: Scenes that labels are drawn from.
        test: Scenes that are scored, with all their labelled pixels; the same ones in a
            cross-validation.
        split: Which polygons are scored when; those of other folds (or marked ``NEVER``) train.
        bands: All bands that a head may use, and so may the forest and the U-Net.
        sketch_px: Longest side of a drawn label; 0 = polygons are drawn whole.
    """

    name: str
    train: tuple[LabelledScene, ...]
    test: tuple[LabelledScene, ...]
    split: Split
    bands: tuple[int, ...]
    sketch_px: int = 0

    @property
    def labels(self) -> LabelSet:
        """The labels of all scenes."""
        return self.test[0].labels

    def held_out(self, fold: int) -> tuple[HeldOut, ...]:
        """Return what a fit that is scored on ``fold`` must not see."""
        return (HeldOut(self.split, fold),)

    @cached_property
    def trainable(self) -> list[list[LabelledPixels]]:
        """Per fold and training scene, the labelled pixels that may train while it is scored."""
        return [
            [self._trainable(scene, fold) for scene in self.train]
            for fold in range(self.split.n_folds)
        ]

    def _trainable(self, scene: LabelledScene, fold: int) -> LabelledPixels:
        pixels = scene.pixels
        if self.split.regions[fold].is_empty:  # no buffer to keep: millions of distances saved
            return pixels.take(self.split.folds[pixels.polygons] != fold)
        x, y = pixels.coordinates(scene.scene)
        return pixels.take(self.split.training_mask(fold, x, y, pixels.polygons))


# -- the data sets -----------------------------------------------------------------------


def kampala(options: BackboneOptions) -> Study:
    """Drone image of 0.15 m, 58 polygons in 5 classes, scale 2; five spatial folds."""
    return _kampala("kampala", options, ())


def kampala_colours(options: BackboneOptions) -> Study:
    """The same with colours as extra bands."""
    return _kampala("kampala_colours", options, RGB)


def sentinel2(options: BackboneOptions) -> Study:
    """The demo: near infrared, red, green; all 13 bands as extra bands; five spatial folds."""
    return _demo("sentinel2", options, tuple(range(1, 14)))


def sentinel2_3_bands(options: BackboneOptions) -> Study:
    """The demo with only the three bands of the backbone, for the head and the baselines."""
    return _demo("sentinel2_3_bands", options, NIR_RED_GREEN)


def dubai(options: BackboneOptions) -> Study:
    """Train on patches of tiles 1, 3 and 5, score all of tile 6; 1 m, 5 classes.

    The label rasters become patches (connected and cut at 256 px). A person would sketch only a
    part of a large patch, so a draw takes what a window of 64 px at a random place shows of it.
    """
    return _dubai("dubai", options, ())


def dubai_colours(options: BackboneOptions) -> Study:
    """The same with colours as extra bands."""
    return _dubai("dubai_colours", options, RGB)


def _kampala(name: str, options: BackboneOptions, extra: tuple[int, ...]) -> Study:
    folder = need(DATA / "kampala")
    scene = SceneOptions(str(folder / "scene.tif"), extra_bands=extra, scale=2.0)
    return cross_validated(
        name, scene, LabelOptions(str(folder / "labels.gpkg"), class_field="class"), options
    )


def _dubai(name: str, options: BackboneOptions, extra: tuple[int, ...]) -> Study:
    folder = need(DATA / "dubai")
    table = ClassTable.from_names(["building", "land", "road", "vegetation", "water"], range(1, 6))
    session = begin(options)
    own = [_rasterised(folder / f"tile{number}", extra, table, session) for number in (1, 3, 5, 6)]
    scenes = _joined(own)
    tests = (
        np.concatenate([np.full(len(s.labels), number) for number, s in enumerate(own)])
        == len(own) - 1
    )
    import shapely

    split = Split(
        np.where(tests, 0, NEVER), (shapely.Polygon(),), 0.0, 0.0
    )  # other tiles: nothing to keep away from
    return Study(name, scenes[:-1], scenes[-1:], split, RGB, sketch_px=64)


STUDIES: dict[str, Callable[[BackboneOptions], Study]] = {
    one.__name__: one
    for one in (kampala, kampala_colours, dubai, dubai_colours, sentinel2, sentinel2_3_bands)
}


def cross_validated(
    name: str, scene: SceneOptions, labels: LabelOptions, options: BackboneOptions
) -> Study:
    """Return a study of one scene whose polygons are cross-validated as the product does it."""
    opened = Scene(scene)
    own = read_labels(labels, opened).within(opened)
    labelled = LabelledScene(
        begin(options).features(opened), own, labelled_pixels(own, opened, QUIET)
    )
    split = split_of((labelled,), "blocks", 5)
    bands = tuple(dict.fromkeys((*opened.options.extra_bands, *opened.options.bands)))
    return Study(name, (labelled,), (labelled,), split, bands)


def begin(options: BackboneOptions) -> EncodingSession:
    """Load a backbone, with the cache that all benchmarks share."""
    return open_session(options, RunOptions(cache=str(WORK / "cache")), QUIET)


def backbone() -> BackboneOptions:
    """Return the pretrained backbone as the product uses it."""
    return BackboneOptions(pretrained())


def _demo(name: str, options: BackboneOptions, extra: tuple[int, ...]) -> Study:
    sys.path.insert(0, str(ROOT / "scripts"))
    import demo_data

    scene, labels = demo_data.prepare(ROOT / "build" / "data")
    seen = SceneOptions(str(scene), demo_data.NIR_RED_GREEN, extra, scale=2.0)
    return cross_validated(
        name, seen, LabelOptions(str(labels), class_field=demo_data.CLASS_FIELD), options
    )


def _rasterised(
    tile: Path, extra: tuple[int, ...], table: ClassTable, session: EncodingSession
) -> LabelledScene:
    """Return a tile with its own label raster."""
    scene = Scene(SceneOptions(f"{tile}.tif", extra_bands=extra))
    labels = read_labels(LabelOptions(raster=f"{tile}_labels.tif"), scene, table)
    return LabelledScene(session.features(scene), labels, labelled_pixels(labels, scene, QUIET))


def _joined(scenes: Sequence[LabelledScene]) -> tuple[LabelledScene, ...]:
    """Give scenes one common label set; each scene's pixels keep to its own polygons."""
    first = scenes[0].labels
    labels = LabelSet(
        np.concatenate([s.labels.geometries for s in scenes]),
        np.concatenate([s.labels.classes for s in scenes]),
        ("",) * sum(len(s.labels) for s in scenes),
        first.table,
        first.crs,
    )
    starts = np.cumsum([0, *(len(s.labels) for s in scenes)])
    return tuple(
        replace(
            s,
            labels=labels,
            pixels=replace(s.pixels, polygons=s.pixels.polygons + np.int32(offset)),
        )
        for s, offset in zip(scenes, starts, strict=False)
    )


# -- draws of a few labels ---------------------------------------------------------------


def draw(
    study: Study,
    fold: int,
    per_class: int,
    seed: int,
    most: int = MAX_PER_CLASS,
    views: Sequence[str] = (),
) -> TrainingData:
    """Draw ``per_class`` training polygons of each class (``EVERY`` = all) and build their samples.

    A larger draw of a seed contains the smaller ones. Polygons of which the buffer around the
    held-out fold leaves fewer than 50 pixels are not drawn.
    """
    usable = study.trainable[fold]
    counts = sum(np.bincount(pixels.polygons, minlength=len(study.labels)) for pixels in usable)
    chosen = choose(
        study.labels.classes, counts >= MIN_PX, per_class, np.random.default_rng([seed, fold])
    )
    scenes = []
    for scene, pixels in zip(study.train, usable, strict=True):
        own = pixels.take(np.isin(pixels.polygons, chosen))
        scenes.append(
            replace(scene, pixels=sketched(own, study.sketch_px, seed) if study.sketch_px else own)
        )
    return training_data(tuple(scenes), most, seed, QUIET, views)


def choose(classes, usable, per_class: int, random) -> np.ndarray:  # noqa: ANN001
    """Return the drawn polygons: up to ``per_class`` usable ones of each class."""
    drawn = []
    for one in np.unique(classes):
        order = random.permutation(np.flatnonzero((classes == one) & usable))
        drawn.append(order[:per_class] if per_class else order)
    return np.sort(np.concatenate(drawn))


def sketched(pixels: LabelledPixels, side: int, seed: int) -> LabelledPixels:
    """Keep of each polygon what a window of ``side`` px around a random pixel of it shows."""
    keep = np.zeros(len(pixels), bool)
    for polygon in np.unique(pixels.polygons):
        own = np.flatnonzero(pixels.polygons == polygon)
        random = np.random.default_rng([seed, polygon])
        centre = own[random.integers(len(own))]
        top, left = (
            pixels.rows[centre] - random.integers(side),
            pixels.columns[centre] - random.integers(side),
        )
        rows, columns = pixels.rows[own] - top, pixels.columns[own] - left
        keep[own] = (rows >= 0) & (rows < side) & (columns >= 0) & (columns < side)
    return pixels.take(keep)


# -- fits and scores ---------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """Result of one method with one draw: mIoU, class IoU over all folds, mean seconds of a fit."""

    miou: float
    class_iou: dict[str, float]
    oa: float
    seconds: float


def fitted(
    study: Study, recipe: Recipe, data: TrainingData, fold: int, seed: int
) -> tuple[Head, float]:
    """Fit a recipe; returns the head and the seconds it took from samples to head."""
    task = FitTask(recipe, data, study.held_out(fold), seed=seed)
    return clocked(lambda: fit_head(task, QUIET))


def clocked(action: Callable[[], T]) -> tuple[T, float]:
    """Return what ``action`` returns and the seconds it takes."""
    began = time.perf_counter()
    return action(), time.perf_counter() - began


def score_heads(study: Study, heads: dict[str, list[tuple[Head, float]]]) -> dict[str, Score]:
    """Score methods, each with a head and its seconds per fold, on all held-out pixels.

    All heads are rendered in one pass over the features.
    """
    every = [Rendering(head) for own in heads.values() for head, _ in own]
    maps = [predict_pixels(scene, every, scene.pixels, QUIET) for scene in study.test]
    n = study.split.n_folds
    return {
        name: score_maps(
            study, [m[i * n : (i + 1) * n] for m in maps], [seconds for _, seconds in own]
        )
        for i, (name, own) in enumerate(heads.items())
    }


def score_maps(study: Study, maps: Sequence[np.ndarray], seconds: Sequence[float]) -> Score:
    """Score maps (folds, pixels), one per tested scene."""
    folds = collect_folds(study.test, study.split, maps, (0,) * study.split.n_folds)
    scores = Scores.from_confusion(folds.pooled)
    class_iou = {
        name: round(float(v), 4)
        for name, v in zip(study.labels.table.names, scores.iou, strict=True)
    }
    return Score(
        round(scores.miou, 4), class_iou, round(scores.oa, 4), round(statistics.mean(seconds), 2)
    )


def study_parser(description: str | None, seeds: int) -> argparse.ArgumentParser:
    """Return a parser with the options of every study.

    Args:
        description: The module's docstring.
        seeds: Default number of seeds.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=seeds)
    parser.add_argument("--quick", action="store_true", help="one seed, the smallest case")
    parser.add_argument("--folder", type=Path, default=RESULTS, help="where results are kept")
    return parser


def parsed(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Return the given options; a quick study has one seed and a folder of its own."""
    options = parser.parse_args()
    if options.quick:
        options.seeds, options.folder = 1, WORK / "quick"
    return options


# -- results that an interrupted study finds again ---------------------------------------


class Runs:
    """Finished runs of a study in a JSON file, each found by its key; written after every run."""

    def __init__(self, name: str, title: str, folder: Path = RESULTS) -> None:
        self._file, self.title = folder / f"{name}.json", title
        known = json.loads(self._file.read_text()) if self._file.is_file() else {}
        self.rows: list[dict[str, Any]] = known.get("runs", [])

    def has(self, **key: Any) -> bool:  # noqa: ANN401
        """Tell whether a run is finished."""
        return any(key.items() <= row.items() for row in self.rows)

    def add(self, score: Score, **key: Any) -> None:  # noqa: ANN401
        """Keep a finished run."""
        self.rows.append({**key, **vars(score)})
        self.rows.sort(key=lambda row: json.dumps([row[name] for name in key]))
        self.write({})

    def write(self, summary: dict[str, Any]) -> None:
        """Write the file whole, with a summary in front of the runs."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        runs = ",\n  ".join(json.dumps(row) for row in self.rows)
        head = json.dumps({"title": self.title, **summary}, indent=1)[:-2]
        part.write_text(f'{head},\n "runs": [\n  {runs}\n ]\n}}\n')
        part.replace(self._file)


def spread(values: Sequence[float]) -> str:
    """Write mean ± standard deviation of shares."""
    deviation = f" ± {statistics.stdev(values):.3f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.3f}{deviation}"
