"""Batch processing, the model designer and scripts keep the defaults of the jobs."""

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
)

from landsketch.core.job.jobs import JOBS
from landsketch.plugin.algorithm import LandsketchAlgorithm
from landsketch.ui.open_dialogs import delete_now

Source = QgsProcessingModelChildParameterSource
every_algorithm = pytest.mark.parametrize("name", JOBS)


@pytest.fixture(autouse=True)
def _project_with_much_to_suggest(project, open_dialog, tmp_path, monkeypatch):
    installed = tmp_path / "landsketch" / "backbones" / "dinov2-base"
    installed.mkdir(parents=True)
    (installed / "config.json").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.fixture
def create(provider):
    return lambda name: QgsApplication.processingRegistry().createAlgorithmById(
        f"landsketch:{name}"
    )


def test_without_the_desktop_qgis_makes_its_own_dialog(create, monkeypatch):
    monkeypatch.undo()
    assert LandsketchAlgorithm.make_dialog is None
    assert create("trainhead").createCustomParametersWidget(None) is None


@every_algorithm
def test_batch_processing_starts_with_the_defaults(create, name, monkeypatch):
    from processing.gui import BatchPanel
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    monkeypatch.setattr(BatchPanel, "iface", None)
    algorithm = create(name)
    dialog = BatchAlgorithmDialog(algorithm)
    panel = dialog.mainWidget()
    for parameter, column in panel.parameter_to_column.items():
        definition = algorithm.parameterDefinition(parameter)
        if definition.type() in ("enum", "string", "number", "boolean"):
            value = panel.wrappers[0][column].parameterValue()
            assert (value or None) == (definition.defaultValue() or None), parameter
    dialog.close()
    delete_now(dialog)


@every_algorithm
def test_the_model_designer_starts_with_the_defaults(create, name):
    from processing.modeler.ModelerParametersDialog import ModelerParametersDialog

    algorithm = create(name)
    dialog = ModelerParametersDialog(algorithm, QgsProcessingModelAlgorithm("model", "tests"))
    sources = dialog.createAlgorithm().parameterSources()
    for definition in algorithm.parameterDefinitions():
        if definition.type() == "enum" or definition.name() == "BACKBONE":
            value = sources[definition.name()][0].staticValue()
            assert (value or None) == (definition.defaultValue() or None)  # texts may be empty
    dialog.close()
    delete_now(dialog)


def test_a_model_keeps_the_ids_of_choices():
    model = QgsProcessingModelAlgorithm("train and map", "tests")
    train = QgsProcessingModelChildAlgorithm("landsketch:trainhead")
    train.setChildId("train")
    train.addParameterSources("HEAD", [Source.fromStaticValue("ridge")])
    model.addChildAlgorithm(train)
    predict = QgsProcessingModelChildAlgorithm("landsketch:predictraster")
    predict.setChildId("map")
    predict.addParameterSources("MODEL", [Source.fromChildOutput("train", "MODEL")])
    model.addChildAlgorithm(predict)
    restored = QgsProcessingModelAlgorithm()
    assert restored.loadVariant(model.toVariant())
    assert restored.childAlgorithm("train").parameterSources()["HEAD"][0].staticValue() == "ridge"
    assert restored.childAlgorithm("map").parameterSources()["MODEL"][0].outputName() == "MODEL"
