"""The algorithm 'comparemodels': two models in, the difference of their scores out."""

from pathlib import Path
from typing import Any

from ...errors import InvalidModel
from ...job.jobs import CompareModelsJob, Result
from ...model_comparison import comparison_lines, paired
from ...model_header import read_header
from ...model_scores import ModelScores, scores_of
from ...output_names import distinct_stems
from ...progress import Progress


def compare_models(job: CompareModelsJob, progress: Progress) -> Result:
    """Compare the scores that both trainings stored, fold by fold where the folds are the same.

    Raises:
        InvalidModel: A file is no model.
    """
    progress.stage("Compare", 0, 1)
    first, second = _scores(job.model), _scores(job.previous)
    new, old = distinct_stems((job.model, job.previous))
    for line in comparison_lines((new, old), first, second):
        progress.info(line)
    return Result({}, _metrics(first, second))


def _scores(path: str) -> ModelScores | None:
    header = read_header(Path(path))
    if header is None:
        raise InvalidModel(
            f"{path} does not exist or is no model of this version; choose a file made by 'Train "
            "head'."
        )
    return scores_of(header)


def _metrics(first: ModelScores | None, second: ModelScores | None) -> dict[str, Any]:
    """Return the differences, first minus second; None where they are unknown."""
    if first is None or second is None:
        return {"difference": None, "is_paired": False}
    metrics: dict[str, Any] = {"difference": first.miou - second.miou, "is_paired": False}
    found = paired(first, second)
    if found is None:
        return metrics
    return metrics | {
        "is_paired": True,
        "fold_differences": list(found.differences),
        "fold_difference": found.mean,
        "fold_difference_sd": found.deviation,
        "fold_difference_interval": list(found.interval),
        "folds_won": found.won,
        "folds_lost": found.lost,
        "n_folds": len(found.differences),
    }
