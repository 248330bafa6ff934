"""The settings of a report: titles and parameter names, and the defaults apart."""

import pytest

from landsketch.core.assessment.report_settings import report_settings
from landsketch.core.job.job_json import from_dict

TRAIN = {
    "algorithm": "trainhead",
    "input": ["scene.tif"],
    "bands": [4, 3, 2],
    "labels": "labels.gpkg",
    "class_field": "kind",
    "model": "m.safetensors",
    "head": "mlp",
    "learning_rate": 0.01,
}
EVALUATE = {"algorithm": "evaluatemodel", "input": "a.tif", "labels": "l.gpkg", "model": "m"}


def by_name(settings):
    return {title.split("(")[-1].rstrip(")"): text for title, text in settings.items()}


def test_only_options_that_differ_from_their_defaults_are_changed():
    settings = report_settings(from_dict(TRAIN), None)
    assert by_name(settings.changed) == {
        "BANDS": "4, 3, 2",
        "LABELS": "labels.gpkg",
        "CLASS_FIELD": "kind",
        "MODEL": "m.safetensors",
        "HEAD": "mlp",
        "LEARNING_RATE": "0.01",
    }
    defaults = by_name(settings.defaults)
    assert (defaults["FOLDS"], defaults["BASELINES"], defaults["LABEL_RASTER"]) == ("5", "no", "–")


@pytest.mark.parametrize("values", [TRAIN, EVALUATE])
def test_every_option_of_the_user_but_input_is_shown(values):
    job = from_dict(values)
    settings = report_settings(job, None)
    names = [option.name for option, _ in job.values()]
    shown = [*by_name(settings.changed), *by_name(settings.defaults)]
    assert sorted(shown) == sorted(set(names) - {"INPUT", "COMMAND", "STAGED"})
