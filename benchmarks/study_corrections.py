"""How much do corrective strokes help on Kampala, and how much a filter on top of them?

    .venv/bin/python benchmarks/study_corrections.py [--methods lda …] [--seeds 5] [--quick]
        [--folder FOLDER]

A simulated annotator starts from the 58 polygons, looks at the map of the head ``lda`` and corrects
the middle of one of its three largest wrong regions with a square stroke, again and again. The seed
chooses the region, the training pixels and the forests. The annotator knows all buildings, so the
scores are an upper bound for a person. All methods get the same strokes; no stroke of a seed is
ever scored, whether it is used yet or not. An interrupted run resumes. Results are in
``benchmarks/results/corrections.json``; ``--fresh`` starts again.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import mean

import numpy as np
import study_common as common
import torch
from common import DATA, RESULTS, need, table
from scipy import ndimage
from study_annotator import Corrected, Map, Site, Stroke, annotate, fit_lda
from study_common import QUIET, Runs, clocked

from core.assessment.baselines import N_TREES, TokenForest, raw_bands_at
from core.assessment.evaluate import collect_folds
from core.imagery.scene import Scene
from core.imagery.tile_grid import Window
from core.job.options import UNLABELLED
from core.job.sharpen_options import DEFAULT_FACTOR
from core.labels.sampling import LabelledPixels
from core.labels.split import Split
from core.mapping import edge_filter
from core.runtime.device import PHYSICAL_CORES
from core.scores.boundary import BoundaryScores, boundary_counts
from core.scores.confusion import Scores
from core.training.dataset import LabelledScene, TrainingData
from core.training.fit import fit_head

STROKES = (0, 5, 10, 20, 40, 80)
ANNOTATOR = "annotator"
LDA_MEDIAN, TOKEN_FOREST = "lda, strokes of median area", "forest, tokens"
BLUR_PX = 4.0
SLOW_SEEDS, SLOW_STROKES = 3, (0, 40)  # of the forest on tokens

Model = Callable[[np.ndarray], Map]  # a map that is right where a mask (h, w) asks for it


def main() -> None:
    """Run what is missing and print the table."""
    options = _options()
    if options.fresh:
        (options.folder / "corrections.json").unlink(missing_ok=True)
    title = "Corrective strokes on Kampala: mean ± sd over seeds"
    runs = Runs("corrections", title, options.folder)
    buildings = need(DATA / "kampala" / "buildings_all.gpkg")
    site = Site(common.kampala(common.backbone()), buildings)
    for method in options.methods:
        for seed in range(options.seeds):
            run(site, runs, method, options.strokes, seed)
    show(runs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--methods", nargs="+", choices=[*METHODS], default=[*METHODS])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--fresh", action="store_true", help="forget earlier runs")
    parser.add_argument(
        "--quick", action="store_true", help="one seed, 0 and 5 strokes, no forest on tokens"
    )
    parser.add_argument("--folder", type=Path, help="where results are kept")
    options = parser.parse_args()
    options.strokes = STROKES
    if options.quick:
        options.seeds, options.strokes = 1, (0, 5)
        options.methods = [m for m in options.methods if m != TOKEN_FOREST]
    options.folder = options.folder or (common.WORK / "quick" if options.quick else RESULTS)
    return options


# -- strokes -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """The strokes of a seed in their order: row, column, whether it is a building."""

    places: list[list[int | bool]]


def strokes_of(site: Site, runs: Runs, seed: int, most: int) -> list[Stroke]:
    """Return the strokes of a seed; they are drawn once and kept with the runs."""
    key = {"strokes": most, "seed": seed, "method": ANNOTATOR}
    if not runs.has(**key):
        drawn = annotate(site, seed, most)
        runs.add(Drawn([[s.row, s.column, s.is_building] for s in drawn]), **key)
    (row,) = [row for row in runs.rows if key.items() <= row.items()]
    return [Stroke(*place) for place in row["places"]]


# -- methods -----------------------------------------------------------------------------


def lda(corrected: Corrected, fold: int | None, seed: int) -> Model:
    """Fit the head as the product does: a polygon weighs as the square root of its area."""
    head = fit_lda(corrected, fold, seed)
    return lambda _: corrected.site.map(head)


def lda_median(corrected: Corrected, fold: int | None, seed: int) -> Model:
    """Fit the head with strokes that weigh as if they had the median area of the polygons."""
    data = corrected.data(seed)
    weights = torch.from_numpy(median_weights(corrected, data)).float()
    data = replace(data, samples=replace(data.samples, weights=weights))
    head = fit_head(corrected.task(data, fold, seed), QUIET)
    return lambda _: corrected.site.map(head)


def median_weights(corrected: Corrected, data: TrainingData) -> np.ndarray:
    """Return the weights that ``training_sample`` gives, but for strokes of the median area."""
    n_drawn, classes = len(corrected.site.labels), corrected.labels.classes
    roots = np.sqrt(np.bincount(corrected.labelled.pixels.polygons, minlength=len(classes)))
    roots[n_drawn:] = np.median(roots[:n_drawn])
    of_polygon = roots / np.sqrt(np.bincount(classes, roots))[classes]
    weights = (of_polygon / np.bincount(data.polygons, minlength=len(classes)))[data.polygons]
    return weights / weights.mean()


def token_forest(corrected: Corrected, fold: int | None, seed: int) -> Model:
    """Train a forest on the token features of the head's samples."""
    head = TokenForest(corrected.task(corrected.data(seed), fold, seed).samples, seed)
    return lambda _: corrected.site.map(head)


def raw_forest(corrected: Corrected, fold: int | None, seed: int) -> Model:
    """Train a forest on the raw bands of the head's samples."""
    from sklearn.ensemble import RandomForestClassifier

    data = corrected.data(seed)
    values = raw_bands_at(
        corrected.site.scene, (1, 2, 3), corrected.labelled.pixels.take(data.chosen[0])
    )
    chosen = np.ones(len(values), bool)
    if fold is not None:
        chosen = corrected.split.training_mask(fold, data.x, data.y, data.polygons)
    trees = RandomForestClassifier(
        N_TREES, n_jobs=PHYSICAL_CORES, random_state=seed, min_samples_leaf=2
    )
    classes, weights = data.samples.classes.numpy(), data.samples.weights.numpy()
    trees.fit(values[chosen], classes[chosen], sample_weight=weights[chosen])
    return partial(map_colours, corrected.site, trees, len(corrected.labels.table))


def map_colours(site: Site, trees, n_classes: int, needed: np.ndarray) -> Map:  # noqa: ANN001
    """Map the colours of the pixels that are needed, each colour once."""
    distinct, of_pixel = site.colours
    used = np.unique(of_pixel[needed])
    probabilities = np.zeros((n_classes, len(distinct)), np.float32)
    for part in np.array_split(used, len(used) // 200_000 + 1):
        probabilities[np.ix_(trees.classes_, part)] = trees.predict_proba(distinct[part]).T
    return probabilities[:, of_pixel]


def unfiltered(probabilities: Map, _: Scene) -> Map:
    """Leave a map as it is."""
    return probabilities


def blurred(probabilities: Map, _: Scene) -> Map:
    """Blur the probabilities of each class, whatever the image shows."""
    return np.stack([ndimage.gaussian_filter(plane, BLUR_PX) for plane in probabilities])


def sharpened(probabilities: Map, scene: Scene, factor: float = DEFAULT_FACTOR) -> Map:
    """Filter a map along the edges of the image, as the product does."""
    margin = edge_filter.MARGIN_PX
    window = Window(0, 0, scene.height, scene.width).grown(margin)
    around = ((0, 0), (margin, margin), (margin, margin))
    edges = edge_filter.EdgeFilter(*scene.read_native(window), factor * scene.color_difference)
    return edges.filtered(np.pad(probabilities, around))


Fit = Callable[[Corrected, int | None, int], Model]
Filter = Callable[[Map, Scene], Map]
OTHER_FACTORS = {
    f"edge filter, factor {factor:g}": partial(sharpened, factor=factor)
    for factor in (0.5, 0.75, 1.5)
}
FILTERS: dict[str, Filter] = {
    "": unfiltered,
    "edge filter": sharpened,
    **OTHER_FACTORS,
    "blur": blurred,
}
METHODS: dict[str, tuple[Fit, tuple[str, ...]]] = {
    "lda": (lda, tuple(FILTERS)),
    LDA_MEDIAN: (lda_median, ("",)),
    "forest, raw bands": (raw_forest, ("", "edge filter")),
    TOKEN_FOREST: (token_forest, ("",)),
}


def named(method: str, after: str) -> str:
    """Return the name of a method and what follows it."""
    return f"{method} + {after}" if after else method


# -- scores ------------------------------------------------------------------------------


@dataclass(frozen=True)
class MapScore:
    """Scores of one method.

    Attributes:
        iou, precision, recall: Of buildings against everything else.
        boundary_f1: Of buildings within 3 px.
        miou: Of the 58 polygons over five spatial folds.
        seconds: Of the fit and the map.
    """

    iou: float
    precision: float
    recall: float
    boundary_f1: float
    miou: float
    seconds: float


def run(site: Site, runs: Runs, method: str, numbers: Sequence[int], seed: int) -> None:
    """Run a method of a seed with every number of strokes that is not finished."""
    strokes = strokes_of(site, runs, seed, max(numbers))
    counted = scored_pixels(site, strokes)
    for n_strokes in numbers:
        key = {"strokes": n_strokes, "seed": seed}
        names = [named(method, after) for after in METHODS[method][1]]
        missing = [name for name in names if not runs.has(**key, method=name)]
        if not missing or not applies(method, n_strokes, seed):
            continue
        found = scores(Corrected(site, strokes[:n_strokes]), counted, method, seed)
        for name, score in zip(names, found, strict=True):
            if name in missing:
                runs.add(score, **key, method=name)
                print(n_strokes, seed, name, score, file=sys.stderr, flush=True)


def applies(method: str, n_strokes: int, seed: int) -> bool:
    """Tell whether a method runs: the forest on tokens is slow, and no stroke has no weight."""
    if method == TOKEN_FOREST:
        return seed < SLOW_SEEDS and n_strokes in SLOW_STROKES
    return method != LDA_MEDIAN or n_strokes > 0


def scored_pixels(site: Site, strokes: Sequence[Stroke]) -> np.ndarray:
    """Return what can be scored outside all strokes, (h, w)."""
    counted = site.counted.copy()
    for stroke in strokes:
        counted[stroke.around(0)] = False
    return counted


def scores(corrected: Corrected, counted: np.ndarray, method: str, seed: int) -> list[MapScore]:
    """Score a method with each of its filters."""
    site, (fit, names) = corrected.site, METHODS[method]
    filters = [FILTERS[name] for name in names]
    everywhere = np.ones(counted.shape, bool)
    probabilities, seconds = clocked(lambda: fit(corrected, None, seed)(everywhere))
    dense = []
    for smooth in filters:
        filtered, more = clocked(partial(smooth, probabilities, site.scene))
        mapped = filtered.argmax(axis=0) == site.building
        dense.append((building_scores(site.truth, mapped, counted), seconds + more))
    folds = fold_scores(corrected, fit, filters, seed)
    return [
        MapScore(*found, miou, round(taken, 2))
        for (found, taken), miou in zip(dense, folds, strict=True)
    ]


def building_scores(
    truth: np.ndarray, mapped: np.ndarray, counted: np.ndarray
) -> tuple[float, float, float, float]:
    """Return IoU, precision, recall and boundary F1 of buildings, all arguments (h, w)."""
    both = (truth & mapped & counted).sum()
    either = ((truth | mapped) & counted).sum()
    reference = np.where(counted, truth, UNLABELLED).astype(np.uint8)
    counts = boundary_counts(reference, mapped.astype(np.uint8), 2)
    boundary = BoundaryScores.from_counts(counts).f1[1]
    precision, recall = both / (mapped & counted).sum(), both / (truth & counted).sum()
    found = (both / either, precision, recall, boundary)
    iou, precision, recall, boundary = (round(float(value), 4) for value in found)
    return iou, precision, recall, boundary


def fold_scores(
    corrected: Corrected, fit: Fit, filters: Sequence[Filter], seed: int
) -> list[float]:
    """Return the mIoU of the 58 polygons over the folds, with each filter."""
    site, split = corrected.site, corrected.split
    pixels = site.labelled.pixels
    maps = [np.full((split.n_folds, len(pixels)), UNLABELLED, np.uint8) for _ in filters]
    for fold in range(split.n_folds):
        held_out = np.flatnonzero(split.folds[pixels.polygons] == fold)
        own = pixels.take(held_out)
        probabilities = fit(corrected, fold, seed)(surroundings(site, own, filters))
        for result, smooth in zip(maps, filters, strict=True):
            classes = smooth(probabilities, site.scene).argmax(axis=0)
            result[fold, held_out] = classes[own.rows, own.columns]
    scored = (replace(corrected.labelled, pixels=pixels),)
    return [miou_of(scored, split, result) for result in maps]


def surroundings(site: Site, pixels: LabelledPixels, filters: Sequence[Filter]) -> np.ndarray:
    """Return the pixels, and what the filters need around them, (h, w)."""
    needed = np.zeros(site.truth.shape, bool)
    needed[pixels.rows, pixels.columns] = True
    if len(filters) == 1:
        return needed
    return ndimage.maximum_filter(needed, 2 * edge_filter.MARGIN_PX + 1)


def miou_of(scenes: tuple[LabelledScene, ...], split: Split, maps: np.ndarray) -> float:
    """Return the mIoU of maps (folds, pixels), each on the pixels that its fold holds out."""
    counts = collect_folds(scenes, split, [maps], (0,) * split.n_folds)
    return round(Scores.from_confusion(counts.pooled).miou, 4)


# -- tables ------------------------------------------------------------------------------


def show(runs: Runs) -> None:
    """Print the tables and keep them in front of the runs."""
    summaries = {score: summary(runs, score) for score in ("iou", "boundary_f1", "miou")}
    runs.write({"sharpen factor": DEFAULT_FACTOR, **summaries})
    for score, rows in summaries.items():
        table(f"{runs.title}: {score}", rows)


def summary(runs: Runs, score: str) -> list[dict[str, object]]:
    """Return a row per method: a score by the number of strokes, seconds of a fit and a map."""
    rows = []
    scored = [row for row in runs.rows if row["method"] != ANNOTATOR]
    for method in dict.fromkeys(named(m, f) for m in METHODS for f in METHODS[m][1]):
        own = [row for row in scored if row["method"] == method]
        result: dict[str, object] = {"method": method}
        for n_strokes in sorted({row["strokes"] for row in own}):
            values = [row[score] for row in own if row["strokes"] == n_strokes]
            result[str(n_strokes)] = common.spread(values)
        if own:
            rows.append({**result, "seconds": round(mean(row["seconds"] for row in own), 1)})
    return rows


if __name__ == "__main__":
    main()
