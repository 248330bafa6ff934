"""The models of the toolbox: their files, ids, icons and help."""

import re
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingModelAlgorithm
from qgis.PyQt.QtGui import QIcon

from landsketch.plugin.icons import ICON, icon_path
from landsketch.plugin.shipped_models import ShippedModel

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "models"
# Ids, parameters and outputs are an interface: they may be added, never renamed
SURFACE = {
    "labelstomap": "INPUT LABELS CLASS_FIELD BACKBONE map:MAP map:CONFIDENCE train:MODEL "
    "train:REPORT",
    "trainandevaluate": "INPUT LABELS CLASS_FIELD TEST_INPUT TEST_LABELS TEST_CLASS_FIELD BACKBONE "
    "prepare:DATASET verify:VERIFICATION_REPORT verify:FLAGGED_LABELS train:MODEL "
    "train:TRAINING_REPORT evaluate:EVALUATION_REPORT",
    "imagestopolygons": "INPUT MODEL map:POLYGONS map:MAPS areas:AREAS",
    "changeoftwodates": "INPUT LATER LABELS CLASS_FIELD BACKBONE train:MODEL train:REPORT "
    "first:FIRST_MAP second:SECOND_MAP compare:CHANGES compare:TABLE_OF_THE_CHANGES",
}


@pytest.fixture
def model(provider):
    """A function that returns a model of the registry."""
    return lambda name: QgsApplication.processingRegistry().algorithmById(f"landsketch:{name}")


def test_every_file_is_a_model_of_the_toolbox(provider):
    ids = {one.name() for one in provider.algorithms() if one.groupId() == "models"}
    assert ids == set(SURFACE) == {path.stem for path in FOLDER.glob("*.model3")}


@pytest.mark.parametrize("name", SURFACE)
def test_parameters_and_outputs_are_an_interface(model, name):
    found = {one.name() for one in model(name).parameterDefinitions()}
    assert found == set(SURFACE[name].split())
    outputs = {one.name() for one in model(name).outputDefinitions()}
    assert outputs == {one for one in found if ":" in one}


@pytest.mark.parametrize("name", SURFACE)
def test_all_of_it_is_explained(model, name):
    found = model(name)
    assert re.fullmatch(r"[A-Z][a-z, ]+", found.displayName())
    assert found.group() == "8 Models"
    assert icon_path(name) != ICON
    assert not QIcon(icon_path(name)).isNull()
    assert not found.icon().isNull()
    texts = found.helpContent()
    for part in ("ALG_DESC", "SHORT_DESCRIPTION", *SURFACE[name].split()):
        assert re.fullmatch(r"[A-Z'0-9].+\.", texts[part]), part
    assert texts["ALG_DESC"] in found.shortHelpString()


@pytest.mark.parametrize("name", SURFACE)
def test_an_instance_for_a_run_is_the_same_model(model, name):
    made = model(name).create()
    assert isinstance(made, QgsProcessingModelAlgorithm)
    assert (made.id(), made.displayName()) == (f"landsketch:{name}", model(name).displayName())
    assert made.canExecute()[0]
    children = [child.algorithmId() for child in made.childAlgorithms().values()]
    assert all(one.startswith(("landsketch:", "native:")) for one in children)
    assert all(child.algorithm() for child in made.childAlgorithms().values())


def test_a_step_that_this_qgis_does_not_have_is_told_before_the_run(provider, tmp_path):
    text = (FOLDER / "labelstomap.model3").read_text(encoding="utf-8")
    path = tmp_path / "later.model3"
    path.write_text(text.replace("landsketch:predictraster", "landsketch:none"), encoding="utf-8")
    made = ShippedModel(path)
    assert made.is_read
    can_run, why = made.canExecute()
    assert not can_run
    assert why


def test_a_file_that_is_no_model_is_left_out(tmp_path, monkeypatch, provider):
    from landsketch.plugin import shipped_models

    (tmp_path / "broken.model3").write_text("<nothing/>", encoding="utf-8")
    monkeypatch.setattr(shipped_models, "_FOLDER", tmp_path)
    (tmp_path / "text.model3").write_text("nothing", encoding="utf-8")
    assert list(shipped_models.shipped_models()) == []
    provider.refreshAlgorithms()
    ids = {one.name() for one in provider.algorithms()}
    assert "trainhead" in ids
    assert not ids & set(SURFACE)


def test_files_name_no_place_of_this_computer():
    for path in FOLDER.glob("*.model3"):
        assert not re.search(r'value="(/|file:|[A-Z]:)', path.read_text(encoding="utf-8"))


def test_the_files_are_those_of_the_script(provider, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER.parents[1] / "scripts"))
    import make_models

    assert set(make_models.MODELS) == set(SURFACE)
    for name, plan in make_models.MODELS.items():
        stored = QgsProcessingModelAlgorithm()
        assert stored.fromFile(str(FOLDER / f"{name}.model3"))
        written = str(tmp_path / f"{name}.model3")
        assert make_models.model_of(plan).toFile(written)
        made = QgsProcessingModelAlgorithm()
        assert made.fromFile(written)
        assert stored.helpContent() == made.helpContent()
        for step in plan.steps:
            child, fresh = stored.childAlgorithm(step.name), made.childAlgorithm(step.name)
            assert child.algorithmId() == step.algorithm
            assert child.toVariant() == fresh.toVariant()
