"""Two models are compared by the scores in their headers, without any image."""

import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidJob, InvalidModel
from landsketch.core.job.jobs import CompareModelsJob
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.models import write_model

FOLDS = {"miou": 0.5, "validation": "blocks", "fold_miou": [0.4, 0.5, 0.6], "folds_id": "a"}
BETTER = {**FOLDS, "miou": 0.61, "fold_miou": [0.5, 0.62, 0.7]}


@pytest.fixture
def compare(tmp_path):
    """A function that compares models with these figures; it returns metrics and log."""

    def compare(new, old):
        paths = [
            str(write_model(tmp_path / f"{name}.safetensors", figures=figures))
            for name, figures in (("new", new), ("old", old))
        ]
        heard = Listener()
        return run_job(CompareModelsJob(*paths), heard).metrics, "\n".join(heard.infos)

    return compare


def test_on_the_same_folds_differences_are_paired(compare):
    metrics, log = compare(BETTER, FOLDS)
    assert metrics["is_paired"]
    assert metrics["fold_differences"] == pytest.approx([0.1, 0.12, 0.1])
    assert metrics["fold_difference"] == pytest.approx(0.32 / 3)
    assert (metrics["folds_won"], metrics["folds_lost"], metrics["n_folds"]) == (3, 0, 3)
    assert metrics["difference"] == pytest.approx(0.11)
    assert "'new' is better on 3 of 3 folds" in log
    assert "'new' is better: the interval does not contain 0." in log


def test_on_other_folds_only_the_difference_is_told_and_what_to_do(compare):
    metrics, log = compare(BETTER, {**FOLDS, "folds_id": "b"})
    assert (metrics["is_paired"], "fold_difference" in metrics) == (False, False)
    assert metrics["difference"] == pytest.approx(0.11)
    assert "not paired" in log
    assert "Evaluate model" in log


def test_a_model_without_scores_has_no_difference(compare):
    metrics, log = compare(BETTER, {})
    assert (metrics["difference"], metrics["is_paired"]) == (None, False)
    assert "'old': its accuracy was not measured" in log


def test_files_that_are_no_models_are_refused(tmp_path):
    model = str(write_model(tmp_path / "m.safetensors"))
    with pytest.raises(InvalidModel, match="none.safetensors does not exist"):
        run_job(CompareModelsJob(model, str(tmp_path / "none.safetensors")), Listener())
    with pytest.raises(InvalidJob, match="PREVIOUS is the same model"):
        CompareModelsJob(model, model)
