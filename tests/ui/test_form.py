"""Forms show words, ask for little on the first page, and hold the values of the interface."""

import pytest
from qgis.core import QgsProcessingParameterDefinition, QgsProcessingParameterEnum
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit

from landsketch.core.job.jobs import JOBS
from landsketch.ui.band_picker import make_band_dialog

every_algorithm = pytest.mark.parametrize("name", JOBS)


def wrappers_of(dialog):
    return dialog.mainWidget().wrappers


def on_first_page(wrapper):
    parent = wrapper.wrappedWidget().parent()
    while parent is not None:
        if parent.objectName() == "grpAdvanced":
            return False
        parent = parent.parent()
    return True


@every_algorithm
def test_choices_are_shown_in_words_and_their_values_stay(open_dialog, name):
    for wrapper in wrappers_of(open_dialog(name)).values():
        definition = wrapper.parameterDefinition()
        if not isinstance(definition, QgsProcessingParameterEnum):
            continue
        box = wrapper.wrappedWidget()
        assert isinstance(box, QComboBox)
        for position, choice in enumerate(definition.options()):
            box.setCurrentIndex(position)
            assert wrapper.parameterValue() == choice
            assert box.currentText() != choice, definition.name()


def test_the_head_is_explained_in_the_list(open_dialog):
    head = wrappers_of(open_dialog("trainhead"))["HEAD"]
    assert head.wrappedWidget().currentText() == "Discriminant analysis: best start with few labels"
    assert head.parameterValue() == "lda"


def test_backbones_are_listed_by_their_titles(open_dialog, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    box = wrappers_of(open_dialog("trainhead"))["BACKBONE"].wrappedWidget()
    texts = {box.itemData(position): box.itemText(position) for position in range(box.count())}
    assert texts["builtin"] == "Built-in colour and texture filters (no download)"
    assert texts["dinov2-base"] == "DINOv2 ViT-B/14 – not installed"


def test_the_first_page_of_a_training_is_short(open_dialog):
    wrappers = wrappers_of(open_dialog("trainhead"))
    shown = {name for name, wrapper in wrappers.items() if on_first_page(wrapper)}
    assert shown == {"INPUT", "LABELS", "CLASS_FIELD", "BACKBONE", "SCALE", "MODEL"}
    assert len(wrappers) > 60


@every_algorithm
def test_what_is_advanced_is_not_on_the_first_page(open_dialog, name):
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    for wrapper in wrappers_of(open_dialog(name)).values():
        is_advanced = bool(wrapper.parameterDefinition().flags() & advanced)
        assert on_first_page(wrapper) != is_advanced, wrapper.parameterDefinition().name()


@pytest.mark.parametrize("name", ["trainhead", "findlearningrate", "evaluatemodel"])
def test_what_is_needed_is_not_called_optional(open_dialog, name):
    wrappers = wrappers_of(open_dialog(name))
    for needed in ("INPUT", "LABELS", "CLASS_FIELD"):
        assert "optional" not in wrappers[needed].wrappedLabel().text()
    assert "optional" in wrappers["CLASS_OF_INTEREST"].wrappedLabel().text()
    assert "optional" in wrappers_of(open_dialog("preparefeatures"))["LABELS"].wrappedLabel().text()


def test_images_are_shown_by_name(project, open_dialog):
    images = wrappers_of(open_dialog("trainhead"))["INPUT"]
    assert images.wrappedWidget().findChild(QLineEdit).text() == "town"


def test_bands_of_several_images_are_chosen_by_name(project, open_dialog):
    bands = wrappers_of(open_dialog("trainhead"))["BANDS"].wrappedWidget()
    assert bands.placeholderText() == "automatic"
    assert [action.toolTip() for action in bands.actions()] != []
    image = project.mapLayersByName("town")[0]
    dialog = make_band_dialog(image, "4, 2,9", bands)
    assert dialog.selectedOptions() == [4, 2]
    dialog.deleteLater()
