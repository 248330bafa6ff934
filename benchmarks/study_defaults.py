"""Which options should be defaults? Each against the default, in pairs: same seed, labels, pixels.

    .venv/bin/python benchmarks/study_defaults.py [--studies kampala sentinel2] [--trials muon …]
        [--seeds 5] [--quick]

A verdict needs a mean difference above two standard errors over the seeds and of half a point or
more.
"""

import argparse
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

import study_common as common
from common import table
from study_common import Runs, Score, Study

from core.job.recipe import AugmentOptions, OptimizerOptions, Recipe

LABELS = {
    "kampala": 5,
    "sentinel2": 25,
    "dubai_colours": 10,
}  # polygons per class; Dubai is scored on another tile
MOST = 1_000
MIN_POINTS = 0.5
VIEWS = ("hflip", "rot90", "shift")


@dataclass(frozen=True)
class Trial:
    """A recipe, the same with one option changed, and how each sees the scene."""

    plain: Recipe
    changed: Recipe
    plain_mean: bool = True
    changed_mean: bool = True


_ADAMW, _MUON = OptimizerOptions(kind="adamw"), OptimizerOptions(kind="muon")


def _augmented(head: str, options: AugmentOptions) -> Trial:
    """Return a trial of one augmentation; ``plain`` has it off, whatever the default is."""
    plain = Recipe(head, augment=AugmentOptions(jitter=0.0), optimizer=_ADAMW)
    return Trial(plain, replace(plain, augment=options))


TRIALS: dict[str, Trial] = {
    "muon, mlp": Trial(Recipe("mlp", optimizer=_ADAMW), Recipe("mlp", optimizer=_MUON)),
    "muon, decoder": Trial(Recipe("decoder", optimizer=_ADAMW), Recipe("decoder", optimizer=_MUON)),
    "views, lda": _augmented("lda", AugmentOptions(views=VIEWS, jitter=0.0)),
    "views, mlp": _augmented("mlp", AugmentOptions(views=VIEWS, jitter=0.0)),
    "jitter, mlp": _augmented("mlp", AugmentOptions(jitter=0.2)),
    "mixup, mlp": _augmented("mlp", AugmentOptions(jitter=0.0, mixup=0.2)),
    "position mean, lda": Trial(Recipe("lda"), Recipe("lda"), plain_mean=False),
}


def main() -> None:
    """Run what is missing and print the verdicts."""
    options = _options()
    runs = Runs(
        "defaults", "Options against the default: mIoU in points, paired over seeds", options.folder
    )
    for name in options.studies:
        for mean in (True, False):
            run(name, runs, options, position_mean=mean)
    rows = verdicts(runs)
    runs.write({"rows": rows})
    table(runs.title, rows)


def _options() -> argparse.Namespace:
    parser = common.study_parser(__doc__, 5)
    parser.add_argument("--studies", nargs="+", choices=list(LABELS), default=list(LABELS))
    parser.add_argument("--trials", nargs="+", choices=list(TRIALS), default=list(TRIALS))
    return common.parsed(parser)


def run(name: str, runs: Runs, options: argparse.Namespace, *, position_mean: bool) -> None:
    """Run the missing sides of all trials with (or without) the position mean."""
    wanted = [
        (seed, trial, side)
        for seed in range(options.seeds)
        for trial in options.trials
        for side in sides(TRIALS[trial], position_mean=position_mean)
        if not runs.has(study=name, seed=seed, trial=trial, side=side)
    ]
    if not wanted:
        return
    study = common.STUDIES[name](replace(common.backbone(), position_mean=position_mean))
    for seed, trial, side in wanted:
        score = score_recipe(study, getattr(TRIALS[trial], side), LABELS[name], seed)
        runs.add(score, study=name, seed=seed, trial=trial, side=side)


def sides(trial: Trial, *, position_mean: bool) -> list[str]:
    """Return which sides of a trial see the scene so."""
    own = {"plain": trial.plain_mean, "changed": trial.changed_mean}
    return [side for side, mean in own.items() if mean == position_mean]


def score_recipe(study: Study, recipe: Recipe, per_class: int, seed: int) -> Score:
    """Fit a recipe on one draw of labels, fold by fold, and score it."""
    heads = []
    for fold in range(study.split.n_folds):
        data = common.draw(study, fold, per_class, seed, MOST, recipe.augment.views)
        heads.append(common.fitted(study, recipe, data, fold, seed))
    return common.score_heads(study, {"head": heads})["head"]


def verdicts(runs: Runs) -> list[dict[str, object]]:
    """Return one row per study and trial whose sides were both run."""
    rows = []
    for study, trial in dict.fromkeys((r["study"], r["trial"]) for r in runs.rows):
        by_side = {
            side: {
                r["seed"]: r
                for r in runs.rows
                if (r["study"], r["trial"], r["side"]) == (study, trial, side)
            }
            for side in ("plain", "changed")
        }
        seeds = sorted(set(by_side["plain"]) & set(by_side["changed"]))
        if not seeds:
            continue
        plain, changed = ([by_side[side][seed] for seed in seeds] for side in ("plain", "changed"))
        differences = [100 * (b["miou"] - a["miou"]) for a, b in zip(plain, changed, strict=True)]
        rows.append(
            {
                "study": study,
                "option": trial,
                "without": common.spread([r["miou"] for r in plain]),
                "with": common.spread([r["miou"] for r in changed]),
                "difference": round(statistics.mean(differences), 2),
                "sd": round(statistics.stdev(differences), 2) if len(seeds) > 1 else None,
                "× seconds": statistics.mean(r["seconds"] for r in changed)
                / max(statistics.mean(r["seconds"] for r in plain), 0.01),
                "verdict": verdict(differences),
            }
        )
    return rows


def verdict(differences: Sequence[float]) -> str:
    """Say what paired differences (points) show."""
    if len(differences) < 3:
        return "too few seeds"
    mean = statistics.mean(differences)
    error = statistics.stdev(differences) / math.sqrt(len(differences))
    if abs(mean) <= max(2 * error, MIN_POINTS):
        return "no difference"
    return "better" if mean > 0 else "worse"


if __name__ == "__main__":
    main()
