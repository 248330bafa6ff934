"""Which features are worth their cost? Layers, scales, tile grids, extra bands; few labels.

    .venv/bin/python benchmarks/study_features.py [--studies kampala …] [--variants default …]
        [--seeds 5] [--quick]

The head is ``lda``. Every variant of a seed gets the same pixels of the same polygons. Scores are
mIoU of sharpened maps; for ``strokes``, building IoU on Kampala after the first 40 strokes of
``study_corrections.py``, which must have run. *Joined* scales: the features of both are inputs of
one head. The density ratio is a head of its own, compared without extra bands. An interrupted run
resumes. Results are in ``benchmarks/results/features.json``.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import study_common as common
import torch
import torch.nn.functional as F
from common import DATA, RESULTS, need, table
from numpy.typing import NDArray
from study_annotator import MOST, Site, Stroke, with_strokes
from study_common import QUIET, Runs, Study
from torch import Tensor

from core.features.at_pixels import blocks_under, tiles_under
from core.features.feature_map import stack_on_finest_grid
from core.heads.head import SCORE_STEPS, Head
from core.heads.lda import LdaHead, fit_lda
from core.heads.samples import Samples
from core.imagery.scene import Scene
from core.imagery.tile_grid import Window
from core.labels.sampling import LabelledPixels, labelled_pixels
from core.mapping.block_scores import ScoreTable, block_scores
from core.mapping.edge_filter import MARGIN_PX, EdgeFilter
from core.mapping.geometry import cells_of
from core.mapping.scoring import score_inner_window
from core.training.dataset import LabelledScene, TrainingData, training_data

LABELS = {"kampala": 5, "sentinel2": 10, "dubai_colours": 10}  # polygons per class
STROKES, N_STROKES = "strokes", 40
FACTOR = 0.75  # of the edge filter
EXTRA_BANDS = {"kampala": common.RGB, "sentinel2": (), "dubai_colours": ()}  # of "extra bands"


@dataclass(frozen=True)
class Variant:
    """How features are taken.

    Attributes:
        layers: Blocks of the backbone; empty = its default.
        scales: Multiples of the scale of the study; the features of several are joined.
        lattices: Number of tile grids.
        other_bands: Whether extra bands are those of ``EXTRA_BANDS`` instead of the study's.
        fit: What fits the head.
    """

    layers: tuple[int, ...] = ()
    scales: tuple[float, ...] = (1.0,)
    lattices: int = 1
    other_bands: bool = False
    fit: Callable[[Samples], Head] = lambda samples: fit_lda(samples, QUIET)


class DensityRatioHead(Head):
    """Kernel density of each class on the unit sphere, (Park 2026, arXiv:2606.31136).

    The score of a class is the logarithm of its density. The kernel exp(k x · x') has the k with
    the smallest cross-entropy, cross-validated on two halves of the polygons.
    """

    kind = "density"
    CONCENTRATIONS = (5.0, 10.0, 20.0, 40.0, 80.0)

    def __init__(self, samples: Samples, concentration: float) -> None:
        super().__init__(
            {
                "mean": samples.tokens.mean(dim=0),
                "bias": torch.zeros(samples.n_classes),
                "pixel_weight": torch.zeros(samples.n_classes, samples.extra.shape[1]),
                "sharpness": torch.tensor(1.0),
            }
        )
        self._known = [
            samples.take(torch.nonzero(samples.classes == c).flatten())
            for c in range(samples.n_classes)
        ]
        self._concentration = concentration

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Return the log densities of tokens (n, features) -> (n, classes)."""
        scores = torch.full((len(tokens), self.n_classes), -60.0)
        directions = self._directions(tokens)
        for number, known in enumerate(self._known):
            if len(known):
                cosine = directions @ self._directions(known.tokens).T
                log_weights = (known.weights / known.weights.sum()).log()
                scores[:, number] = (self._concentration * cosine + log_weights).logsumexp(dim=1)
        return scores

    def _directions(self, tokens: Tensor) -> Tensor:
        return F.normalize(tokens - self.tensors_by_name["mean"], dim=1)


def fit_density_ratio(samples: Samples) -> DensityRatioHead:
    """Fit the head with the best of its concentrations."""
    is_odd = samples.polygons % 2 == 1
    halves = [torch.nonzero(half).flatten() for half in (is_odd, ~is_odd)]

    def loss(concentration: float) -> float:
        total = 0.0
        for train, test in (halves, halves[::-1]):
            known = samples.take(test)
            scores = DensityRatioHead(samples.take(train), concentration).token_logits(known.tokens)
            losses = F.cross_entropy(scores, known.classes, reduction="none")
            total += float((losses.clamp(max=10) * known.weights).sum())
        return total

    return DensityRatioHead(samples, min(DensityRatioHead.CONCENTRATIONS, key=loss))


ALL_LAYERS = (2, 4, 6, 8, 10, 11)  # encoded in one pass
VARIANTS = {
    "default: layers 4, 8": Variant(),
    "layer 4": Variant(layers=(4,)),
    "layer 8": Variant(layers=(8,)),
    "layer 11": Variant(layers=(11,)),
    "layers 2, 6": Variant(layers=(2, 6)),
    "layers 4, 11": Variant(layers=(4, 11)),
    "layers 8, 11": Variant(layers=(8, 11)),
    "layers 4, 8, 11": Variant(layers=(4, 8, 11)),
    "layers 2, 4, 6, 8, 10, 11": Variant(layers=ALL_LAYERS),
    "half the scale": Variant(scales=(0.5,)),
    "joined with half the scale": Variant(scales=(1.0, 0.5)),
    "twice the scale": Variant(scales=(2.0,)),
    "joined with twice the scale": Variant(scales=(1.0, 2.0)),
    "2 tile grids": Variant(lattices=2),
    "extra bands switched": Variant(other_bands=True),
    "no extra bands, density ratio": Variant(other_bands=True, fit=fit_density_ratio),
}


def main() -> None:
    """Run what is missing and print the table."""
    options = _options()
    runs = Runs("features", "Variants of the features, few labels", options.folder)
    for name in options.studies:
        for variant in options.variants:
            run(name, variant, runs, options.seeds)
    rows = summary(runs)
    runs.write({"rows": rows})
    table(runs.title, rows)


def _options() -> argparse.Namespace:
    parser = common.study_parser(__doc__, 5)
    studies = [*LABELS, STROKES]
    parser.add_argument("--studies", nargs="+", choices=studies, default=studies)
    parser.add_argument("--variants", nargs="+", choices=list(VARIANTS), default=list(VARIANTS))
    return common.parsed(parser)


def run(name: str, title: str, runs: Runs, seeds: int) -> None:
    """Score the seeds of a variant that have no score yet."""
    variant = VARIANTS[title]
    missing = [seed for seed in range(seeds) if not runs.has(study=name, variant=title, seed=seed)]
    if not missing or (name == STROKES and variant.fit is fit_density_ratio):
        return
    score = score_strokes if name == STROKES else score_polygons
    for seed, value in zip(missing, score(name, variant, missing), strict=True):
        runs.add(Result(round(value, 4)), study=name, variant=title, seed=seed)
        print(name, title, seed, value, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Result:
    """The score of a variant with one draw of labels."""

    score: float


# -- features of a variant ---------------------------------------------------------------


def studies_of(name: str, variant: Variant) -> list[Study]:
    """Return a study once per scale of a variant; they differ in their features only."""
    plain = common.STUDIES[name](common.backbone())
    bands = EXTRA_BANDS[name] if variant.other_bands else None
    layers = variant.layers or (4, 8)
    options = replace(common.backbone(), layers=layers, lattices=variant.lattices)
    session = common.begin(options)

    def rescaled(labelled: LabelledScene, factor: float) -> LabelledScene:
        seen = labelled.scene.options
        extra = seen.extra_bands if bands is None else bands
        scene = Scene(replace(seen, scale=seen.scale * factor, extra_bands=extra))
        return replace(labelled, features=session.features(scene))

    studies = []
    for factor in variant.scales:
        train = tuple(rescaled(scene, factor) for scene in plain.train)
        tested = plain.test is plain.train
        test = train if tested else tuple(rescaled(scene, factor) for scene in plain.test)
        studies.append(replace(plain, train=train, test=test))
    return studies


def joined(parts: Sequence[Samples]) -> Samples:
    """Return samples with the token features of all parts."""
    return replace(parts[0], tokens=torch.cat([part.tokens for part in parts], dim=1))


def divided(head: Head, widths: Sequence[int]) -> list[Head]:
    """Return a head per scale, whose scores sum to those of a head of joined features."""
    if len(widths) == 1:
        return [head]
    heads, tensors = [], head.tensors_by_name
    ends = np.cumsum(widths)
    for number, (end, width) in enumerate(zip(ends, widths, strict=True)):
        own = slice(end - width, end)
        part = {name: tensors[name][..., own] for name in ("mean", "deviation", "weight")}
        part["sharpness"] = tensors["sharpness"]
        for name in ("bias", "pixel_weight"):
            part[name] = tensors[name] if number == 0 else torch.zeros_like(tensors[name])
        heads.append(LdaHead(part))
    return heads


# -- maps of joined scales ---------------------------------------------------------------


class JoinedMap:
    """A sharpened map whose scores are the sum of those at several scales."""

    def __init__(self, scenes: Sequence[LabelledScene], heads: Sequence[Head]) -> None:
        self._scene, self._heads = scenes[0].scene, heads
        self._tables = [
            ScoreTable(scene.features, head.n_planes)
            for scene, head in zip(scenes, heads, strict=True)
        ]

    def put(self, number: int, cells: Window, values: NDArray[np.float16]) -> None:
        """Score the features of an inner window of a scale."""
        features, head = self._tables[number].features, self._heads[number]
        self._tables[number].put(cells, score_inner_window(features, head, values))

    def classes(self, block: Window) -> NDArray[np.uint8]:
        """Return the most likely classes (h, w) of a block."""
        window = block.grown(MARGIN_PX)
        total: Tensor | float = 0.0
        for source, head in zip(self._tables, self._heads, strict=True):
            steps = source.features.grid.denominator * SCORE_STEPS
            total = total + block_scores(head, source, window, MARGIN_PX) / steps
        probabilities = torch.softmax(total / self._heads[0].inverse_temperature, dim=0)
        sigma = max(1.0, FACTOR * self._scene.color_difference)
        edges = EdgeFilter(*self._scene.read_native(window), sigma)
        return edges.most_likely(probabilities.float().numpy())


def mapped(
    scenes: Sequence[LabelledScene], heads: Sequence[Sequence[Head]], pixels: LabelledPixels
) -> NDArray[np.uint8]:
    """Return the classes at pixels in the maps of several heads, each divided by scales.

    Shape:
        (heads, pixels).
    """
    maps = [JoinedMap(scenes, own) for own in heads]
    for number, scene in enumerate(scenes):
        features = scene.features
        tiles = tiles_under(features, pixels.rows, pixels.columns, MARGIN_PX)
        for inner in features.inner_features(wanted=tiles):
            values = stack_on_finest_grid(inner.layers, features.factors)
            for one in maps:
                one.put(number, cells_of(features, inner.window), values)
    result = np.empty((len(maps), len(pixels)), np.uint8)
    for block, inside in blocks_under(scenes[0].scene, pixels.rows, pixels.columns):
        rows, columns = pixels.rows[inside] - block.row, pixels.columns[inside] - block.column
        for number, one in enumerate(maps):
            result[number, inside] = one.classes(block)[rows, columns]
    return result


# -- scores ------------------------------------------------------------------------------


def score_polygons(name: str, variant: Variant, seeds: Sequence[int]) -> list[float]:
    """Return the mIoU of each seed over the folds of a study."""
    studies = studies_of(name, variant)
    folds = range(studies[0].split.n_folds)
    heads = []
    for seed in seeds:
        for fold in folds:
            draws = [common.draw(study, fold, LABELS[name], seed, MOST) for study in studies]
            heads.append(fitted(variant, studies, draws, fold))
    scenes = [study.test[0] for study in studies]
    maps = mapped(scenes, heads, scenes[0].pixels)
    of_seed = np.split(maps, len(seeds))
    return [common.score_maps(studies[0], [own], [0.0]).miou for own in of_seed]


def fitted(
    variant: Variant, studies: Sequence[Study], draws: Sequence[TrainingData], fold: int
) -> list[Head]:
    """Return the heads of a fold, one per scale."""
    first = draws[0]
    mask = studies[0].split.training_mask(fold, first.x, first.y, first.polygons)
    samples = joined([draw.samples for draw in draws]).take(torch.from_numpy(np.flatnonzero(mask)))
    return divided(variant.fit(samples), [draw.samples.tokens.shape[1] for draw in draws])


def score_strokes(_: str, variant: Variant, seeds: Sequence[int]) -> list[float]:
    """Return the building IoU of each seed on Kampala."""
    studies = studies_of("kampala", variant)
    site = Site(studies[0], need(DATA / "kampala" / "buildings_all.gpkg"))
    drawn = Runs("corrections", "", RESULTS)
    return [building_iou(site, studies, variant, strokes_of(drawn, seed), seed) for seed in seeds]


def strokes_of(drawn: Runs, seed: int) -> list[Stroke]:
    """Return the strokes that the annotator drew with a seed."""
    (row,) = [r for r in drawn.rows if r["method"] == "annotator" and r["seed"] == seed]
    return [Stroke(*place) for place in row["places"]]


def building_iou(
    site: Site, studies: Sequence[Study], variant: Variant, strokes: Sequence[Stroke], seed: int
) -> float:
    """Return the IoU of buildings outside polygons and strokes."""
    labels = with_strokes(site, strokes[:N_STROKES])
    pixels = labelled_pixels(labels, site.scene, QUIET)
    scenes = [replace(study.train[0], labels=labels, pixels=pixels) for study in studies]
    data = [training_data((scene,), MOST, seed, QUIET) for scene in scenes]
    head = variant.fit(joined([one.samples for one in data]))
    heads = divided(head, [one.samples.tokens.shape[1] for one in data])
    counted = site.counted.copy()
    for stroke in strokes:
        counted[stroke.around(0)] = False
    rows, columns = np.nonzero(counted)
    everywhere = replace_pixels(pixels, rows, columns)
    is_building = mapped(scenes, [heads], everywhere)[0] == site.building
    truth = site.truth[counted]
    return float((truth & is_building).sum() / (truth | is_building).sum())


def replace_pixels(
    pixels: LabelledPixels, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> LabelledPixels:
    """Return pixels at places, of no polygon."""
    nothing = np.zeros(len(rows), np.int32)
    return replace(pixels, rows=rows, columns=columns, classes=nothing, polygons=nothing)


# -- table -------------------------------------------------------------------------------


def summary(runs: Runs) -> list[dict[str, object]]:
    """Return a row per variant: score, and difference to the default in points, per study."""
    rows = []
    for title in VARIANTS:
        row: dict[str, object] = {"variant": title}
        for study in (*LABELS, STROKES):
            own = scores_of(runs, study, title)
            if own:
                plain = scores_of(runs, study, next(iter(VARIANTS)))
                differences = [own[seed] - plain[seed] for seed in own if seed in plain]
                row[study] = common.spread(list(own.values()))
                row[f"{study}, − default"] = common.spread(differences)
        rows.append(row)
    return rows


def scores_of(runs: Runs, study: str, title: str) -> dict[int, float]:
    """Return the scores of a variant by seed."""
    own = [row for row in runs.rows if (row["study"], row["variant"]) == (study, title)]
    return {row["seed"]: row["score"] for row in own}


if __name__ == "__main__":
    main()
