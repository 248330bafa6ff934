"""How good is a map from few labels? mIoU and seconds over seeds: heads, forests, a U-Net.

    .venv/bin/python benchmarks/study_few_labels.py [STUDY …] [--methods ridge linear …]
        [--seeds 5] [--quick]

Every method of a seed gets the same pixels of the same polygons and is scored on the same pixels.
Kampala and the demo are scored on five spatial folds, Dubai on all of another tile. An
interrupted run resumes. Results are in ``benchmarks/results/few_labels_<study>.json``;
``--fresh`` starts again.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from statistics import mean, stdev

import numpy as np
import study_common as common
from common import RESULTS, table
from study_common import EVERY, Runs, Score, Study, clocked

from core.assessment.baselines import TokenForest, forest, raw_bands_at
from core.heads.head import Head
from core.job.options import UNLABELLED
from core.job.recipe import AugmentOptions, Recipe
from core.training.dataset import TrainingData

LABELS = {
    "kampala": (3, 5, EVERY),
    "kampala_colours": (3, 5, EVERY),
    "dubai": (5, 10, 25),
    "dubai_colours": (5, 10, 25),
    "sentinel2": (5, 10, 25),
    "sentinel2_3_bands": (5, 10, 25),
}
VIEWS = ("hflip", "rot90", "shift")
HEADS = {
    "lda": Recipe("lda"),
    "lda, views": Recipe("lda", augment=AugmentOptions(views=VIEWS)),
    **{name: Recipe(name) for name in ("ridge", "linear", "mlp", "decoder")},
}
FOREST, TOKEN_FOREST, UNET = "forest, raw bands", "forest, tokens", "U-Net from scratch"
METHODS = (*HEADS, FOREST, TOKEN_FOREST, UNET)
# Training pixels per class. Neighbours repeat each other: ten times as many change little
MOST = 1_000
UNET_LABELS = {"kampala": 5}
SLOW_SEEDS = 3  # of the token forest and the U-Net, which cost a hundred times a linear head
UNET_STEPS = 300


def main() -> None:
    """Run what is missing and print the tables."""
    options = _options()
    for name in options.studies:
        if options.fresh:
            (options.folder / f"few_labels_{name}.json").unlink(missing_ok=True)
        runs = Runs(
            f"few_labels_{name}", f"Few labels, {name}: mIoU, mean ± sd over seeds", options.folder
        )
        study = common.STUDIES[name](common.backbone())
        run(study, runs, LABELS[name][:1] if options.quick else LABELS[name], options)
        show(runs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("studies", nargs="*", choices=[*LABELS, []], default=list(LABELS))
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--unet-steps", type=int, default=UNET_STEPS)
    parser.add_argument("--fresh", action="store_true", help="forget earlier runs")
    parser.add_argument(
        "--quick", action="store_true", help="one seed, the fewest labels, a U-Net of 5 steps"
    )
    parser.add_argument("--folder", type=Path, default=RESULTS, help="where results are kept")
    options = parser.parse_args()
    if options.quick:
        options.seeds, options.unet_steps = 1, 5
        options.folder = common.WORK / "quick"
    return options


def run(study: Study, runs: Runs, labels: Sequence[int], options: argparse.Namespace) -> None:
    """Run every method that is not finished, seed by seed."""
    heads = [m for m in options.methods if m in HEADS]
    raw = RawBands(study)
    for seed in range(options.seeds):
        for per_class in labels:
            wanted = [
                *heads,
                *(
                    m
                    for m in options.methods
                    if m not in HEADS and _applies(study, m, per_class, seed)
                ),
            ]
            missing = [m for m in wanted if not runs.has(labels=per_class, seed=seed, method=m)]
            if not missing:
                continue
            for method, score in scores(
                study, raw, per_class, seed, missing, options.unet_steps
            ).items():
                runs.add(score, labels=per_class, seed=seed, method=method)
                print(
                    study.name, per_class, seed, method, score.miou, score.seconds, file=sys.stderr
                )


def _applies(study: Study, method: str, per_class: int, seed: int) -> bool:
    """Whether a baseline runs: slow ones for three seeds, the U-Net at one number of labels."""
    few = method != UNET or per_class == UNET_LABELS.get(study.name, 10)
    return few and (method == FOREST or seed < SLOW_SEEDS)


def scores(
    study: Study,
    raw: "RawBands",
    per_class: int,
    seed: int,
    methods: Sequence[str],
    unet_steps: int,
) -> dict[str, Score]:
    """Fit and score methods on one draw of labels."""
    folds = range(study.split.n_folds)
    draws = [common.draw(study, fold, per_class, seed, MOST) for fold in folds]
    heads = {m: fits(study, HEADS[m], draws, per_class, seed) for m in methods if m in HEADS}
    if TOKEN_FOREST in methods:
        heads[TOKEN_FOREST] = [clocked(partial(TokenForest, d.samples, seed)) for d in draws]
    found = common.score_heads(study, heads) if heads else {}
    if FOREST in methods:
        found[FOREST] = score_forest(study, raw, draws, seed)
    if UNET in methods:
        found[UNET] = score_unet(study, draws, seed, unet_steps)
    return found


def fits(
    study: Study, recipe: Recipe, draws: Sequence[TrainingData], per_class: int, seed: int
) -> list[tuple[Head, float]]:
    """Fit a recipe fold by fold on ``draws``, with the views of the recipe if it has any."""
    views = recipe.augment.views
    own = (
        [common.draw(study, f, per_class, seed, MOST, views) for f in range(len(draws))]
        if views
        else draws
    )
    return [common.fitted(study, recipe, data, fold, seed) for fold, data in enumerate(own)]


# -- forests -----------------------------------------------------------------------------


class RawBands:
    """Raw bands of a study's tested pixels, read once; equal ones are predicted once."""

    def __init__(self, study: Study) -> None:
        self._study = study

    @cached_property
    def distinct(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Per tested scene, the distinct values (m, bands) and which of them each pixel has."""
        found = []
        for scene in self._study.test:
            values = raw_bands_at(scene.scene, self._study.bands, scene.pixels)
            if values.shape[1] == 3:  # packed, sorting millions takes a second
                packed, of_pixel = np.unique(
                    values.astype(np.int64) @ [1 << 32, 1 << 16, 1], return_inverse=True
                )
                values = np.stack(
                    [packed >> 32, packed >> 16 & 0xFFFF, packed & 0xFFFF], axis=1
                ).astype(np.float32)
            else:
                of_pixel = np.arange(len(values))
            found.append((values, of_pixel))
        return found


def score_forest(study: Study, raw: RawBands, draws: Sequence[TrainingData], seed: int) -> Score:
    """Score the baseline of the product: 300 trees on all raw bands, on the samples of the head."""
    maps = [np.full((len(draws), len(scene.pixels)), UNLABELLED, np.uint8) for scene in study.test]
    seconds = []
    for fold, data in enumerate(draws):
        values = np.concatenate(
            [
                raw_bands_at(scene.scene, study.bands, scene.pixels.take(chosen))
                for scene, chosen in zip(data.scenes, data.chosen, strict=True)
            ]
        )
        classes, weights = data.samples.classes.numpy(), data.samples.weights.numpy()
        predict, taken = clocked(partial(forest, values, classes, weights, seed))
        seconds.append(taken)
        for result, (distinct, of_pixel) in zip(maps, raw.distinct, strict=True):
            result[fold] = predict(distinct)[of_pixel]
    return common.score_maps(study, maps, seconds)


# -- U-Net -------------------------------------------------------------------------------


def score_unet(study: Study, draws: Sequence[TrainingData], seed: int, steps: int) -> Score:
    """Score a U-Net trained from scratch on all bands and all labelled pixels of the draw."""
    from study_unet import Images, train_unet, unet_classes

    maps = [np.full((len(draws), len(scene.pixels)), UNLABELLED, np.uint8) for scene in study.test]
    seconds = []
    for fold, data in enumerate(draws):
        images = Images(data.scenes, study.bands)
        network, taken = clocked(
            partial(train_unet, images, data.scenes, len(study.labels.table), seed, steps)
        )
        seconds.append(taken)
        for result, scene, image in zip(
            maps, study.test, Images(study.test, study.bands, images.numbers).images, strict=True
        ):
            result[fold] = unet_classes(network, image)[scene.pixels.rows, scene.pixels.columns]
    return common.score_maps(study, maps, seconds)


# -- tables ------------------------------------------------------------------------------


def show(runs: Runs) -> None:
    """Print the table and keep it in front of the runs."""
    rows = summary(runs)
    runs.write({"rows": rows})
    table(runs.title, rows)


def summary(runs: Runs) -> list[dict[str, object]]:
    """Return a row per number of labels: mIoU and seconds of each method, best head − baseline."""
    rows = []
    for per_class in sorted({r["labels"] for r in runs.rows}, key=lambda k: k or 10**9):
        own = [r for r in runs.rows if r["labels"] == per_class]
        by_method = {m: [r for r in own if r["method"] == m] for m in METHODS}
        known = {m: found for m, found in by_method.items() if found}
        row: dict[str, object] = {"labels per class": per_class or "all"}
        for method, found in known.items():
            row[method] = common.spread([r["miou"] for r in found])
        row["seconds of a fit"] = ", ".join(
            f"{mean(r['seconds'] for r in found):.1f}" for found in known.values()
        )
        best = [_best(known, [m for m in known if (m in HEADS) == kind]) for kind in (True, False)]
        if all(best):
            row["best head − best baseline"] = _difference(*best)
        rows.append(row)
    return rows


def _best(known: dict[str, list[dict]], methods: Sequence[str]) -> dict[int, float]:
    """Return the mIoU by seed of the method that is best on average; {} if there is none."""
    found = [{r["seed"]: r["miou"] for r in known[m]} for m in methods]
    return max(found, key=lambda by_seed: mean(by_seed.values()), default={})


def _difference(head: dict[int, float], baseline: dict[int, float]) -> str:
    """Write the mean difference in points over the seeds that both have, and its deviation."""
    points = [100 * (head[seed] - baseline[seed]) for seed in sorted(head.keys() & baseline.keys())]
    return f"{mean(points):+.1f}" + (f" ± {stdev(points):.1f}" if len(points) > 1 else "")


if __name__ == "__main__":
    main()
