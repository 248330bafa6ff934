"""A model of one scene maps another one without labels: what helps? mIoU over pairs of scenes.

    .venv/bin/python benchmarks/study_transfer.py [DATA …] [--heads lda …] [--colours …]
        [--seeds 3] [--quick]

A head trains on few labels of one scene and is scored on all of the other one. Methods of a pair
and a seed have the same head. Maps are not sharpened. An interrupted run resumes.

* Prior shift: probabilities are multiplied by the ratio of the class frequencies of the new scene
  to those of the training samples. Expectation-maximisation estimates the frequencies from the
  probabilities of the new scene (Saerens, Latinne, Decaestecker 2002). "Half" takes the root of
  the ratio. "True" takes the frequencies of the labels that score the map: an upper bound.
* Colours: before encoding, each band of the new scene gets the mean and standard deviation
  (``linear``) or the histogram (``histogram``) that the band has in the training scene.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from pathlib import Path
from statistics import mean

import numpy as np
import rasterio
import study_common as common
import torch
from common import DATA, need, table
from study_common import QUIET, RGB, Runs, Score, Study
from study_few_labels import MOST

from core.class_table import ClassTable
from core.features.feature_map import FeatureMap, stack_on_finest_grid
from core.features.session import EncodingSession
from core.heads.head import Head
from core.imagery.scene import Scene
from core.imagery.tile_grid import Window
from core.job.options import LabelOptions, SceneOptions
from core.job.recipe import Recipe
from core.labels.label_reader import read_labels
from core.labels.label_set import LabelSet
from core.labels.sampling import LabelledPixels, labelled_pixels
from core.labels.split import NEVER, Split
from core.scores.confusion import Scores, confusion
from core.training.dataset import LabelledScene, TrainingData
from core.training.fit import best_inverse_temperature, fit_head, logits_of
from core.training.task import FitTask, HeldOut

HEADS = ("lda", "linear")
AS_IT_IS, LINEAR, HISTOGRAM = "as it is", "linear", "histogram"
COLOURS = (AS_IT_IS, LINEAR, HISTOGRAM)
NO_SHIFT, FULL, HALF, TRUE = "none", "full", "half", "true"
SHIFTS = (NO_SHIFT, FULL, HALF, TRUE)
POWERS = {NO_SHIFT: 0.0, FULL: 1.0, HALF: 0.5, TRUE: 1.0}
PER_CLASS, SKETCH_PX = 25, 64
MOST_SCORED, MOST_FOR_EM = 300_000, 100_000  # pixels of a scene, chosen at random
EM_STEPS, EM_TOLERANCE = 500, 1e-5
TINY = 1e-9  # least class frequency, so that no ratio is infinite


def main() -> None:
    """Run what is missing and print the table."""
    options = _options()
    runs = Runs("transfer", "Another scene: mIoU against the map as it is", options.folder)
    session = common.begin(common.backbone())
    for name in options.data:
        sites = DATA_SETS[name](session)
        for colours in options.colours:
            for pair in _pairs(sites, quick=options.quick):
                run(name, pair, runs, session, colours, options)
        rows = summary(runs)
        runs.write({"rows": rows})
    table(runs.title, rows)


def _options() -> argparse.Namespace:
    parser = common.study_parser(__doc__, 3)
    known = list(DATA_SETS)
    parser.add_argument("data", nargs="*", choices=[*known, []], default=known)
    parser.add_argument("--heads", nargs="+", choices=HEADS, default=HEADS)
    parser.add_argument("--colours", nargs="+", choices=COLOURS, default=COLOURS)
    return common.parsed(parser)


# -- the data sets -----------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """A labelled scene that trains one model and tests others."""

    name: str
    labelled: LabelledScene

    @property
    def scene(self) -> Scene:
        """The raster."""
        return self.labelled.scene

    @cached_property
    def study(self) -> Study:
        """All labels may train: the tested scene is another one."""
        folds = np.full(len(self.labelled.labels), NEVER)
        split = Split(folds, (_nowhere(),), 0.0, 0.0)
        return Study(self.name, (self.labelled,), (self.labelled,), split, RGB, SKETCH_PX)

    @cached_property
    def histograms(self) -> np.ndarray:
        """Valid pixels per band and 8-bit value, (3, 256)."""
        pixels, valid = self.scene.read_native(_whole(self.scene))
        return np.stack([np.bincount(band[valid], minlength=256) for band in pixels])


Pair = tuple[Site, Site]


def dubai(session: EncodingSession) -> list[Site]:
    """Tiles 1, 3, 5 and 6: 4 to 11 Mpx of 1 m, 5 classes, dense label rasters."""
    folder = need(DATA / "dubai")
    classes = ClassTable.from_names(
        ["building", "land", "road", "vegetation", "water"], range(1, 6)
    )
    sites = []
    for number in (1, 3, 5, 6):
        labels = LabelOptions(raster=str(folder / f"tile{number}_labels.tif"))
        scene = Scene(SceneOptions(str(folder / f"tile{number}.tif")))
        sites.append(_site(f"tile {number}", scene, labels, classes, session))
    return sites


def new_brunswick(session: EncodingSession) -> list[Site]:
    """Two neighbouring tiles of 0.1 and 0.2 Mpx of 0.5 m, polygons of classes that both have."""
    folder = need(DATA / "new_brunswick")
    labels = LabelOptions(str(folder / "BakerLake_2017_clipped.gpkg"), class_field="Niveau_2")
    files = [folder / f"23322E759967N_clipped_1m_{number}of2.tif" for number in (1, 2)]
    scenes = [Scene(SceneOptions(str(file))) for file in files]
    present = [_class_names(labels, scene) for scene in scenes]
    classes = ClassTable.from_names(sorted(set.intersection(*present)))
    return [
        _site(f"tile {number}", scene, labels, classes, session)
        for number, scene in enumerate(scenes, start=1)
    ]


DATA_SETS: dict[str, Callable[[EncodingSession], list[Site]]] = {
    "dubai": dubai,
    "new_brunswick": new_brunswick,
}


def _site(
    name: str, scene: Scene, options: LabelOptions, classes: ClassTable, session: EncodingSession
) -> Site:
    labels = read_labels(options, scene, classes).within(scene)
    pixels = labelled_pixels(labels, scene, QUIET)
    return Site(name, LabelledScene(session.features(scene), labels, pixels))


def _class_names(options: LabelOptions, scene: Scene) -> set[str]:
    """Return the classes of which a scene has a polygon of 50 labelled pixels."""
    labels: LabelSet = read_labels(options, scene).within(scene)
    polygons = labelled_pixels(labels, scene, QUIET).polygons
    large = np.bincount(polygons, minlength=len(labels)) >= common.MIN_PX
    return {labels.table.names[number] for number in labels.classes[large]}


def _pairs(sites: list[Site], *, quick: bool) -> Iterator[Pair]:
    """Yield all ordered pairs, or one."""
    pairs = permutations(sites, 2)
    return iter([next(pairs)]) if quick else pairs


def _whole(scene: Scene) -> Window:
    return Window(0, 0, scene.height, scene.width)


def _nowhere():  # noqa: ANN202
    import shapely

    return shapely.Polygon()


# -- colours -----------------------------------------------------------------------------


def matched(pair: Pair, colours: str, session: EncodingSession) -> FeatureMap:
    """Return the features of the second scene, with colours like those of the first one."""
    train, test = pair
    if colours == AS_IT_IS:
        return test.labelled.features
    path = common.WORK / "matched" / f"{train.scene.name}-{test.scene.name}-{colours}.tif"
    path.parent.mkdir(parents=True, exist_ok=True)
    rules = {LINEAR: linear_rule, HISTOGRAM: histogram_rule}
    rule = rules[colours](test.histograms, train.histograms)
    pixels, _ = test.scene.read_native(_whole(test.scene))
    write_like(test.scene, path, np.stack([rule[i][band] for i, band in enumerate(pixels)]))
    return session.features(Scene(SceneOptions(str(path))))


def linear_rule(own: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return what each 8-bit value of each band becomes, (bands, 256), from histograms."""
    values = np.arange(256)
    rules = []
    for histogram, goal in zip(own, wanted, strict=True):
        (centre, deviation), (new_centre, new_deviation) = _moments(histogram), _moments(goal)
        rules.append((values - centre) / deviation * new_deviation + new_centre)
    return np.rint(np.clip(rules, 0, 255)).astype(np.uint8)


def histogram_rule(own: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the same for equal shares of pixels below a value."""
    rules = []
    for histogram, goal in zip(own, wanted, strict=True):
        shares, goals = histogram.cumsum() / histogram.sum(), goal.cumsum() / goal.sum()
        rules.append(np.interp(shares, goals, np.arange(256)))
    return np.rint(rules).astype(np.uint8)


def _moments(histogram: np.ndarray) -> tuple[float, float]:
    """Return mean and standard deviation."""
    values = np.arange(256)
    centre = np.average(values, weights=histogram)
    deviation = np.average((values - centre) ** 2, weights=histogram) ** 0.5
    return float(centre), float(deviation) or 1.0


def write_like(scene: Scene, path: Path, pixels: np.ndarray) -> None:
    """Write pixels (bands, h, w) on the grid of a scene without nodata."""
    count, height, width = pixels.shape
    profile = {"driver": "GTiff", "count": count, "height": height, "width": width}
    with rasterio.open(
        path, "w", **profile, dtype="uint8", crs=scene.crs, transform=scene.transform
    ) as file:
        file.write(pixels)


# -- probabilities -----------------------------------------------------------------------


class Tokens:
    """All tokens of a scene, and where some of its pixels lie among them."""

    def __init__(self, features: FeatureMap, rows: np.ndarray, columns: np.ndarray) -> None:
        layers = features.read(Window(0, 0, features.rows, features.columns))
        values = stack_on_finest_grid(layers, features.factors)
        self._width = values.shape[2]
        self._tokens = torch.from_numpy(values.reshape(len(values), -1).T.copy())
        cell_rows, cell_columns, self._weights = features.grid.corners(rows, columns)
        self._cells = cell_rows * self._width + cell_columns

    @torch.inference_mode()
    def probabilities(self, head: Head) -> np.ndarray:
        """Return what a plain map has at the pixels, (pixels, classes)."""
        scores = head.token_logits(self._tokens.float()) * head.inverse_temperature
        at_corners = scores.double().numpy()[self._cells]
        total = np.einsum("pcn,pc->pn", at_corners, self._weights)
        return torch.softmax(torch.from_numpy(total), dim=1).numpy()


@dataclass(frozen=True)
class Places:
    """Pixels of a tested scene: first those that are scored, then any for EM.

    Attributes:
        scored: Labelled pixels that the training scene does not show.
        rows, columns: All pixels, (n,).
    """

    scored: LabelledPixels
    rows: np.ndarray
    columns: np.ndarray


def places(pair: Pair) -> Places:
    """Choose pixels at random, the same ones for all methods."""
    train, test = pair
    random = np.random.default_rng(0)
    pixels = test.labelled.pixels
    x, y = pixels.coordinates(test.scene)
    west, south, east, north = train.scene.bounds
    new = np.flatnonzero((x < west) | (x > east) | (y < south) | (y > north))
    scored = pixels.take(np.sort(random.permutation(new)[:MOST_SCORED]))
    rows = random.integers(test.scene.height, size=MOST_FOR_EM)
    columns = random.integers(test.scene.width, size=MOST_FOR_EM)
    return Places(
        scored, np.concatenate([scored.rows, rows]), np.concatenate([scored.columns, columns])
    )


def fit(data: TrainingData, name: str, seed: int) -> Head:
    """Fit a head with calibrated probabilities.

    ``lda`` calibrates itself on two halves of the polygons; other heads do here what it does.
    """
    task = FitTask(Recipe(name), data, seed=seed)
    head = fit_head(task, QUIET)
    if name == "lda":
        return head
    parts = []
    for held_out in _halves(data):
        one = FitTask(Recipe(name), data, (held_out,), seed=seed)
        parts.append(logits_of(fit_head(one, QUIET), one.validation_samples))
    return head.with_inverse_temperature(best_inverse_temperature(parts))


def _halves(data: TrainingData) -> list[HeldOut]:
    """Return every other drawn polygon of each class, and the rest."""
    folds = np.full(len(data.labels), NEVER)
    drawn = np.unique(data.polygons)
    for number in np.unique(data.labels.classes[drawn]):
        own = drawn[data.labels.classes[drawn] == number]
        folds[own] = np.arange(len(own)) % 2
    split = Split(folds, (_nowhere(), _nowhere()), 0.0, 0.0)
    return [HeldOut(split, fold) for fold in (0, 1)]


def training_frequencies(data: TrainingData) -> np.ndarray:
    """Return the class frequencies of the samples as heads see them: by weight, (classes,)."""
    samples = data.samples
    counts = np.bincount(samples.classes, weights=samples.weights, minlength=samples.n_classes)
    return counts / counts.sum()


def em_frequencies(probabilities: np.ndarray, trained: np.ndarray) -> np.ndarray:
    """Estimate the class frequencies of a scene from its probabilities.

    Args:
        probabilities: Of a head trained at other frequencies, (pixels, classes).
        trained: Those frequencies, (classes,).
    """
    known = np.maximum(trained, TINY)
    found = known
    for _ in range(EM_STEPS):
        weighted = probabilities * (found / known)
        weighted /= weighted.sum(axis=1, keepdims=True)
        before, found = found, weighted.mean(axis=0)
        if np.abs(found - before).max() < EM_TOLERANCE:
            break
    return found


# -- scores ------------------------------------------------------------------------------


def run(
    name: str,
    pair: Pair,
    runs: Runs,
    session: EncodingSession,
    colours: str,
    options: argparse.Namespace,
) -> None:
    """Score all heads and seeds of a pair that have no score yet."""
    train, test = pair
    key = {"data": name, "train": train.name, "test": test.name, "colours": colours}
    wanted = [{**key, "head": h, "seed": s} for s in range(options.seeds) for h in options.heads]
    missing = [one for one in wanted if not runs.has(**one, shift=TRUE)]
    if not missing:
        return
    chosen = places(pair)
    tokens = Tokens(matched(pair, colours, session), chosen.rows, chosen.columns)
    for one in missing:
        data, head = fitted(train, one["head"], one["seed"])
        for shift, score, error in scores(data, head, tokens, chosen, test):
            runs.add(score, **one, shift=shift, frequency_error=error)
            print(*one.values(), shift, score.miou, error, file=sys.stderr, flush=True)


_FITS: dict[tuple[str, str, int], tuple[TrainingData, Head]] = {}


def fitted(train: Site, name: str, seed: int) -> tuple[TrainingData, Head]:
    """Return a draw of labels and its head; each is made once."""
    key = (train.scene.path, name, seed)
    if key not in _FITS:
        data = common.draw(train.study, 0, PER_CLASS, seed, MOST)
        _FITS[key] = data, fit(data, name, seed)
    return _FITS[key]


def scores(
    data: TrainingData, head: Head, tokens: Tokens, chosen: Places, test: Site
) -> Iterator[tuple[str, Score, float]]:
    """Yield each shift, its score, and half the absolute error of its class frequencies."""
    names = test.labelled.labels.table.names
    probabilities, seconds = common.clocked(lambda: tokens.probabilities(head))
    classes = chosen.scored.classes
    own, anywhere = np.split(probabilities, [len(classes)])
    trained = training_frequencies(data)
    true = np.bincount(classes, minlength=len(names)) / len(classes)
    estimated = em_frequencies(anywhere, trained)
    frequencies = {NO_SHIFT: trained, FULL: estimated, HALF: estimated, TRUE: true}
    for shift, power in POWERS.items():
        found = frequencies[shift]
        factors = (np.maximum(found, TINY) / np.maximum(trained, TINY)) ** power
        score = _score(classes, (own * factors).argmax(axis=1), names, seconds)
        yield shift, score, round(float(np.abs(found - true).sum() / 2), 4)


def _score(
    classes: np.ndarray, predicted: np.ndarray, names: tuple[str, ...], seconds: float
) -> Score:
    together = np.zeros(len(classes), np.int64)
    counts = confusion(classes, predicted, len(names), together, 1)[0]
    found = Scores.from_confusion(counts)
    class_iou = {n: round(float(v), 4) for n, v in zip(names, found.iou, strict=True)}
    return Score(round(found.miou, 4), class_iou, round(found.oa, 4), round(seconds, 2))


# -- tables ------------------------------------------------------------------------------


def summary(runs: Runs) -> list[dict[str, object]]:
    """Return a row per data set, head and method, with differences to the map as it is."""
    groups: dict[tuple, list[dict]] = {}
    for row in runs.rows:
        group = (row["data"], row["head"], row["colours"], row["shift"])
        groups.setdefault(group, []).append(row)
    order = sorted(groups, key=_place)
    plain = {_key(row): row for row in runs.rows if _is_plain(row)}
    return [_summary_row(group, groups[group], plain) for group in order]


def _summary_row(group: tuple, own: list[dict], plain: dict[tuple, dict]) -> dict[str, object]:
    """Return means over pairs; a pair is the mean over its seeds."""
    pairs: dict[tuple, list[dict]] = {}
    for row in own:
        pairs.setdefault((row["train"], row["test"]), []).append(row)
    name, head, colours, shift = group
    row: dict[str, object] = {"data": name, "head": head, "colours": colours, "shift": shift}
    for score, title in (("miou", "mIoU"), ("oa", "accuracy")):
        means = [mean(r[score] for r in rows) for rows in pairs.values()]
        before = [mean(plain[_key(r)][score] for r in rows) for rows in pairs.values()]
        gains = [after - old for after, old in zip(means, before, strict=True)]
        row[title] = f"{mean(means):.3f}"
        row[f"{title} gain"] = common.spread(gains)
        row[f"{title} wins"] = f"{sum(gain > 0 for gain in gains)} of {len(gains)}"
    row["frequency error"] = round(mean(r["frequency_error"] for r in own), 3)
    return row


def _place(group: tuple) -> tuple:
    """Sort methods in the order in which they are listed above."""
    data, head, colours, shift = group
    return data, head, COLOURS.index(colours), SHIFTS.index(shift)


def _is_plain(row: dict) -> bool:
    return row["colours"] == AS_IT_IS and row["shift"] == NO_SHIFT


def _key(row: dict) -> tuple:
    return tuple(row[name] for name in ("data", "train", "test", "head", "seed"))


if __name__ == "__main__":
    main()
