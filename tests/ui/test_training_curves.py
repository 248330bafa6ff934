"""The epochs of a running training, as the engine writes them, on a page of its dialog."""

import time

import pytest
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QTabWidget

from landsketch.core.output_names import work_folder
from landsketch.core.training.loop.events import NAME, EventLog
from landsketch.plugin.training_events import read_fits
from landsketch.ui.training_curves import TrainingCurves


def write_epochs(folder, losses, scores=()):
    folder.mkdir(parents=True, exist_ok=True)
    with EventLog(folder) as log:
        for number, loss in enumerate(losses):
            event = {"epoch": number + 1, "step": 10 * number, "losses": {"total": loss}}
            log.write(event | ({"miou": scores[number]} if scores else {}))


@pytest.fixture
def tabs(qgis_app):
    """The pages of a dialog."""
    widget = QTabWidget()
    widget.resize(500, 400)
    yield widget
    widget.deleteLater()


@pytest.fixture
def model(tmp_path):
    """The path of a model that is being trained: all labels, and the folds 2 and 10."""
    path = tmp_path / "town.safetensors"
    work = work_folder(path)
    write_epochs(work / "fold10", [0.9])
    write_epochs(work / "fold2", [0.8, 0.5], [0.3, 0.6])
    write_epochs(work / "fit", [0.7, 0.4, 0.2])
    with (work / "fit" / NAME).open("a") as file:
        file.write('{"epoch": 4, "los')  # is being written
    return str(path)


def test_the_epochs_of_all_fits_are_read(qgis_app, model):
    fits = read_fits(model)
    assert [fit.name for fit in fits] == ["All labels", "Fold 2", "Fold 10"]
    assert fits[0].losses == [(1, 0.7), (2, 0.4), (3, 0.2)]
    assert fits[1].scores == [(1, 0.3), (2, 0.6)]
    assert fits[2].scores == []


def test_the_page_appears_with_the_first_epoch_and_stays(tabs, model):
    known = {"model": ""}
    curves = TrainingCurves(tabs, lambda: known["model"])
    curves.refresh()
    assert tabs.count() == 0
    known["model"] = model
    curves.start()
    until = time.monotonic() + 10
    while tabs.count() == 0 and time.monotonic() < until:
        QCoreApplication.processEvents()
    curves.stop()
    assert tabs.tabText(0) == "Curves"
    assert [name for name, _ in curves.losses.lines] == ["All labels", "Fold 2", "Fold 10"]
    assert [name for name, _ in curves.scores.lines] == ["Fold 2"]
    known["model"] = model + "gone"
    curves.refresh()
    assert len(curves.losses.lines) == 3


def test_the_chart_draws_each_line_in_its_colour(tabs, model):
    curves = TrainingCurves(tabs, lambda: model)
    curves.refresh()
    curves.losses.resize(400, 200)
    picture = curves.losses.grab().toImage()
    size = picture.size()
    seen = {
        picture.pixelColor(x, y).name() for x in range(size.width()) for y in range(size.height())
    }
    assert {"#4477aa", "#ee6677"} <= seen


def test_the_dialog_of_a_training_follows_its_model(project, own_scene, open_dialog):
    dialog = open_dialog("trainhead")
    (curves,) = dialog.tabWidget().findChildren(TrainingCurves)
    write_epochs(work_folder(own_scene.with_name("town_model.safetensors")) / "fit", [0.5, 0.4])
    curves.refresh()
    assert dialog.tabWidget().tabText(dialog.tabWidget().count() - 1) == "Curves"
