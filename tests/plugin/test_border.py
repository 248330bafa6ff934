"""From processing.run to a tiny engine and back: results, sentences and silence after a cancel."""

from pathlib import Path

import processing
import pytest
from qgis.core import QgsProcessingException, QgsProcessingFeedback, QgsProject

from landsketch.core.imagery.map_style import class_style

GOOD = """
say("hello"); job = hear()["job"]
say("progress", stage="Map", share=0.5, left_s=80)
say("log", level="info", text="half way")
open(job["output"], "wb").write(open(job["input"], "rb").read())
classes = [{"value": 1, "name": "water", "color": "#3b7dd8"}]
say("result", outputs={"output": job["output"]}, metrics={"classes": classes, "seconds": 1})
"""


class Feedback(QgsProcessingFeedback):
    """Keeps what it was told; cancels itself at a given share."""

    def __init__(self, cancel_at=101):
        super().__init__()
        self.stages = []
        self.progressChanged.connect(
            lambda percent: self.cancel() if percent >= cancel_at else None
        )

    def setProgressText(self, text):
        self.stages.append(text)
        super().setProgressText(text)


@pytest.fixture
def parameters(provider, scene, tmp_path):
    model = tmp_path / "model.safetensors"
    model.write_bytes(b"")
    return {"INPUT": str(scene), "MODEL": str(model), "OUTPUT": str(tmp_path / "out put.tif")}


def test_a_run_returns_its_outputs_and_tells_its_progress(engine_python, parameters):
    engine_python(GOOD)
    feedback = Feedback()
    assert processing.run("landsketch:predictraster", parameters, feedback=feedback) == {
        "OUTPUT": parameters["OUTPUT"]
    }
    assert feedback.stages == ["Map"]
    assert feedback.progress() == 50
    assert "half way" in feedback.textLog()


def test_the_loaded_map_has_its_name_and_class_colours(engine_python, parameters, qgis_new_project):
    engine_python(GOOD)
    style = class_style([(1, "water", "#3b7dd8")])
    Path(parameters["OUTPUT"]).with_suffix(".qml").write_text(style, encoding="utf-8")
    processing.runAndLoadResults("landsketch:predictraster", parameters)
    (layer,) = QgsProject.instance().mapLayers().values()
    assert layer.name() == "out put"
    assert [(c.value, c.label) for c in layer.renderer().classes()] == [(1, "water")]


def test_a_training_without_validation_returns_the_model_alone(
    engine_python, provider, scene, labels, tmp_path
):
    engine_python(
        'say("hello"); job = hear()["job"]; say("result", outputs={"model": job["model"]})'
    )
    parameters = {
        "INPUT": [str(scene)],
        "LABELS": labels,
        "CLASS_FIELD": "class",
        "VALIDATION": "none",
        "MODEL": str(tmp_path / "m.safetensors"),
        "REPORT": "TEMPORARY_OUTPUT",
    }
    assert processing.run("landsketch:trainhead", parameters) == {"MODEL": parameters["MODEL"]}


def test_the_scores_of_a_training_are_numbers_for_the_modeler(
    engine_python, provider, scene, labels, tmp_path
):
    engine_python("""
        say("hello"); job = hear()["job"]
        metrics = {"miou": 0.5, "miou_interval": [0.4, 0.6], "oa": 0.7, "macro_f1": 0.65}
        metrics["ece_after"] = 0.05
        outputs = {"model": job["model"], "report": "/r.html", "metrics": "/r.metrics.json"}
        say("result", outputs=outputs, metrics=metrics)
    """)
    parameters = {
        "INPUT": [str(scene)],
        "LABELS": labels,
        "CLASS_FIELD": "class",
        "MODEL": str(tmp_path / "m.safetensors"),
    }
    files = {"MODEL": parameters["MODEL"], "REPORT": "/r.html", "METRICS": "/r.metrics.json"}
    scores = {
        "MIOU": 0.5,
        "MIOU_LOW": 0.4,
        "MIOU_HIGH": 0.6,
        "OA": 0.7,
        "MACRO_F1": 0.65,
        "ECE": 0.05,
    }
    assert processing.run("landsketch:trainhead", parameters) == {**files, **scores}


def test_a_found_learning_rate_is_a_number_beside_its_curve(
    engine_python, provider, scene, labels, tmp_path
):
    engine_python("""
        say("hello"); job = hear()["job"]
        say("result", outputs={"curve": job["curve"]}, metrics={"learning_rate": 0.003})
    """)
    parameters = {
        "INPUT": [str(scene)],
        "LABELS": labels,
        "CLASS_FIELD": "class",
        "CURVE": str(tmp_path / "curve.svg"),
    }
    found = processing.run("landsketch:findlearningrate", parameters)
    assert found == {"LEARNING_RATE": 0.003, "CURVE": parameters["CURVE"]}


def test_the_engines_sentence_is_the_error(engine_python, parameters):
    engine_python(
        'say("hello"); hear(); say("error", code="INVALID_MODEL", text="This model is damaged.")'
    )
    with pytest.raises(QgsProcessingException, match=r"^This model is damaged\.$"):
        processing.run("landsketch:predictraster", parameters)


def test_what_is_wrong_with_the_parameters_is_the_error(engine_python, provider, scene, labels):
    engine_python(GOOD)
    labels.setSubsetString("\"class\" = 'road'")
    parameters = {
        "INPUT": [str(scene)],
        "LABELS": labels,
        "CLASS_FIELD": "class",
        "MODEL": "TEMPORARY_OUTPUT",
    }
    with pytest.raises(QgsProcessingException, match="There is no polygon or point in 'labels'"):
        processing.run("landsketch:trainhead", parameters)


def test_without_an_engine_the_way_to_one_is_the_error(monkeypatch, tmp_path, parameters):
    monkeypatch.delenv("LANDSKETCH_PYTHON", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(QgsProcessingException, match="The engine is not set up"):
        processing.run("landsketch:predictraster", parameters)


def test_cancelling_returns_nothing_loads_nothing_and_says_so(
    engine_python, parameters, qgis_new_project
):
    engine_python(
        'say("hello"); hear(); say("progress", stage="Map", share=0.3); hear();'
        ' say("error", code="CANCELLED")'
    )
    feedback = Feedback(cancel_at=30)
    assert processing.run("landsketch:predictraster", parameters, feedback=feedback) == {}
    assert "Cancelled. No output was left behind." in feedback.textLog()
    assert QgsProject.instance().mapLayers() == {}
