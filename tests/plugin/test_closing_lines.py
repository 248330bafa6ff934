"""The log ends with the scores in words and the next step."""

import pytest

from landsketch.core.job.job_json import from_dict
from landsketch.core.job.jobs import Result

TRAIN = {"algorithm": "trainhead", "input": "a.tif", "labels": "l.gpkg", "model": "m.safetensors"}
SCORES = {
    "miou": 0.5327,
    "oa": 0.705,
    "miou_interval": [0.411, 0.642],
    "class_iou": {"water": 0.81, "road": 0.21, "never seen": None},
}


@pytest.fixture
def lines(algorithm):
    """A function that returns the last lines of a training."""
    return lambda metrics, **options: algorithm("trainhead").closing_lines(
        from_dict({**TRAIN, **options}), Result(metrics=metrics)
    )


def test_scores_are_sentences(lines):
    assert lines(SCORES, backbone="dinov2-small") == [
        "70% of the held-out labelled pixels are mapped right.",
        "Mean IoU of the classes: 0.53, 95 % interval 0.41 to 0.64; lowest: 'road' with 0.21.",
        "Next: map an image with this model: Predict raster.",
    ]


def test_without_validation_there_is_only_the_next_step(lines):
    assert lines({}, backbone="dinov2-small") == [
        "Next: map an image with this model: Predict raster."
    ]


def test_after_the_built_in_backbone_better_ones_are_mentioned(lines):
    assert "For better maps: train with a pretrained backbone (Install backbone)." in lines({})


@pytest.mark.parametrize(("is_paired", "step"), [(True, "Compare maps"), (False, "Evaluate model")])
def test_after_a_comparison_of_models_comes_what_tells_more(algorithm, is_paired, step):
    job = from_dict({"algorithm": "comparemodels", "model": "a", "previous": "b"})
    (line,) = algorithm("comparemodels").closing_lines(
        job, Result(metrics={"is_paired": is_paired})
    )
    assert line.startswith("Next: ")
    assert step in line
