"""Do sharpened maps have fewer errors than plain ones? mIoU of few-label maps over seeds.

    .venv/bin/python benchmarks/study_sharpen.py [STUDY …] [--heads lda …] [--factors 0.5 …]
        [--seeds 5] [--quick]

Maps of one seed have the same head, so they are compared in pairs. Labels, folds and scores are
those of ``study_few_labels.py``. Labels of Dubai are dense, so it has boundary scores too. On
Kampala, sparse polygons cannot judge a filter: see ``study_corrections.py``. An interrupted run
resumes.
"""

import argparse
import sys
from statistics import mean

import study_common as common
from common import table
from study_common import Runs, Score, Study
from study_few_labels import HEADS, LABELS, MOST, fits

from core.assessment.evaluate import collect_folds, predict_folds
from core.heads.head import Head
from core.job.sharpen_options import NOT_SHARPENED, SharpenOptions
from core.mapping.rendering import Rendering

STUDIES = ("sentinel2", "sentinel2_3_bands", "dubai", "dubai_colours", "kampala")
FACTORS = (0.5, 0.75, 1.0, 1.5)
PLAIN = 0.0  # instead of a factor


def main() -> None:
    """Run what is missing and print the table."""
    options = _options()
    runs = Runs("sharpen", "Sharpened against plain maps, few labels", options.folder)
    for name in options.studies:
        study = common.STUDIES[name](common.backbone())
        labels = LABELS[name][:1] if options.quick else LABELS[name]
        for seed in range(options.seeds):
            for per_class in labels:
                run(study, runs, per_class, seed, options)
    rows = summary(runs)
    runs.write({"rows": rows})
    table(runs.title, rows)


def _options() -> argparse.Namespace:
    parser = common.study_parser(__doc__, 5)
    parser.add_argument("studies", nargs="*", choices=[*STUDIES, []], default=list(STUDIES))
    parser.add_argument("--heads", nargs="+", choices=list(HEADS), default=["lda"])
    parser.add_argument("--factors", nargs="+", type=float, default=FACTORS)
    return common.parsed(parser)


def run(study: Study, runs: Runs, per_class: int, seed: int, options: argparse.Namespace) -> None:
    """Score the maps of one draw of labels that have no score yet."""
    factors = (PLAIN, *options.factors)
    for name in options.heads:
        key = {"study": study.name, "labels": per_class, "seed": seed, "head": name}
        missing = [factor for factor in factors if not runs.has(**key, factor=factor)]
        if not missing:
            continue
        draws = [
            common.draw(study, fold, per_class, seed, MOST) for fold in range(study.split.n_folds)
        ]
        heads = [head for head, _ in fits(study, HEADS[name], draws, per_class, seed)]
        for factor in missing:
            score, boundary_f1 = score_of(study, heads, factor)
            runs.add(score, **key, factor=factor, boundary_f1=boundary_f1)
            print(*key.values(), factor, score.miou, boundary_f1, file=sys.stderr, flush=True)


def score_of(study: Study, heads: list[Head], factor: float) -> tuple[Score, float | None]:
    """Return the scores of the maps that the heads of all folds make, and their boundary F1."""
    sharpening = SharpenOptions("edges", factor) if factor else NOT_SHARPENED
    renderings = [Rendering(head, sharpening=sharpening) for head in heads]
    maps, seconds = common.clocked(
        lambda: predict_folds(study.test, renderings, study.split, common.QUIET)
    )
    folds = collect_folds(study.test, study.split, maps, (0,) * study.split.n_folds)
    boundary_f1 = round(folds.boundary.mean_f1, 4) if folds.boundary else None
    return common.score_maps(study, maps, [seconds]), boundary_f1


def summary(runs: Runs) -> list[dict[str, object]]:
    """Return a row per study, number of labels, head and factor, with differences to the plain."""
    plain = {_key(row): row for row in runs.rows if row["factor"] == PLAIN}
    groups: dict[tuple, list[dict]] = {}
    for row in runs.rows:
        group = (row["study"], row["labels"], row["head"], row["factor"])
        groups.setdefault(group, []).append(row)
    return [_summary_row(group, own, plain) for group, own in groups.items()]


def _summary_row(group: tuple, own: list[dict], plain: dict[tuple, dict]) -> dict[str, object]:
    name, per_class, head, factor = group
    differences = [row["miou"] - plain[_key(row)]["miou"] for row in own]
    row: dict[str, object] = {
        "study": name,
        "labels per class": per_class or "all",
        "head": head,
        "factor": factor or "plain",
        "seeds": len(own),
        "mIoU": common.spread([row["miou"] for row in own]),
        "− plain": common.spread(differences),
    }
    if own[0]["boundary_f1"] is not None:
        row["boundary F1"] = round(mean(row["boundary_f1"] for row in own), 4)
    return row


def _key(row: dict) -> tuple:
    return tuple(row[name] for name in ("study", "labels", "seed", "head"))


if __name__ == "__main__":
    main()
