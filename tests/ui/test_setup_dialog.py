"""The set-up dialog: nothing before a click, then progress, a message and an engine in use."""

import time
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialog, QMessageBox, QPushButton

from landsketch.plugin.setup import plan as plans
from landsketch.plugin.setup.installed import engine_state
from landsketch.tests.helpers.shown_texts import show, texts_of
from landsketch.tests.plugin.setup.conftest import (  # noqa: F401 (fixtures)
    _own_data,
    doctor,
    engine_environment,
    index,
    lock,
    plan,
    uv,
    wheels,
)
from landsketch.ui.engine_panel import EnginePanel
from landsketch.ui.setup_offer import offer_setup
from landsketch.ui.setup_opener import SetupOpener

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"


@pytest.fixture
def opener(qgis_iface, plan, index, doctor, wheels, monkeypatch):  # noqa: F811
    """The set-up, with everything it needs on this computer."""
    plan()  # puts uv in place
    monkeypatch.setenv("LANDSKETCH_TORCH_INDEX", str(wheels))
    made = SetupOpener(qgis_iface)
    yield made
    made.close()


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def wait_for(condition, seconds=30):
    latest = time.monotonic() + seconds
    while not condition() and time.monotonic() < latest:
        QgsApplication.processEvents()
        time.sleep(0.01)
    assert condition()


def test_one_click_sets_up_the_engine(opener, index):  # noqa: F811
    changes = []
    opener.engine_changed.connect(lambda: changes.append(1))
    dialog = opener.open()
    assert "Packages: " in dialog._summary.text()
    assert index.requests == []
    click(dialog.start_button)
    wait_for(dialog.message.isVisible)
    assert dialog.message.text() == "The engine is ready. You can close this window."
    assert engine_state().record is not None
    assert changes == [1]
    assert not dialog.start_button.isVisible()
    SHOTS.mkdir(parents=True, exist_ok=True)
    QTest.qWait(50)
    assert dialog.grab().save(str(SHOTS / "setup_done.png"))
    click(dialog.close_button)
    assert not dialog.isVisible()


def test_a_failure_is_shown_and_can_be_tried_again(opener, index):  # noqa: F811
    dialog = opener.open()
    index.fault = "spoiled"
    click(dialog.start_button)
    wait_for(dialog.message.isVisible)
    assert "its SHA-256 differs" in dialog.message.text()
    assert dialog.start_button.text() == "Try again"
    QTest.qWait(50)
    assert dialog.message.height() >= dialog.message.heightForWidth(dialog.message.width())
    assert dialog.grab().save(str(SHOTS / "setup_failed.png"))
    index.fault = ""
    click(dialog.start_button)
    wait_for(lambda: dialog.message.text().startswith("The engine is ready"))


def test_closing_asks_before_it_cancels(opener, index, monkeypatch):  # noqa: F811
    index.hold_s = 30.0
    dialog = opener.open()
    click(dialog.start_button)
    wait_for(lambda: any(path.endswith(".whl") for path in index.requests))
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *words: answers.pop(0))
    click(dialog.close_button)
    assert dialog.isVisible()
    assert dialog.close_button.text() == "Cancel"
    click(dialog.close_button)
    wait_for(dialog.message.isVisible)
    assert "Cancelled" in dialog.message.text()
    assert list(plans.default_folder().glob("engine-*")) == []


def test_unloading_during_a_set_up_stops_it(opener, index):  # noqa: F811
    index.hold_s = 30.0
    dialog = opener.open()
    click(dialog.start_button)
    wait_for(lambda: any(path.endswith(".whl") for path in index.requests))
    opener.close()
    assert list(plans.default_folder().glob("engine-*")) == []


def test_choices_that_do_not_fit_are_told_at_once(opener, tmp_path):
    dialog = opener.open()
    dialog.wheels.setFilePath(str(tmp_path / "gone"))
    assert "There is no folder of wheels" in dialog._summary.text()
    assert not dialog.start_button.isEnabled()
    dialog.wheels.setFilePath("")
    assert dialog.start_button.isEnabled()


def test_commands_and_diagnostics_are_copied(opener):
    dialog = opener.open()
    click(dialog.findChild(QPushButton, "setupCopy"))
    assert QgsApplication.clipboard().text().count("--require-hashes") == 2
    click(dialog.findChild(QPushButton, "setupDiagnostics"))
    text = QgsApplication.clipboard().text()
    assert "QGIS: 3." in text
    assert "Set-up log:" in text


def test_a_missing_engine_is_offered_where_it_is_missed(opener, qgis_app):
    bar = QgsMessageBar()
    offer_setup(bar, opener)
    button = bar.findChild(QPushButton, "landsketchOfferSetUp")
    button.click()
    assert opener._dialog.isVisible()
    click(opener._dialog.start_button)
    wait_for(opener._dialog.message.isVisible)
    qgis_app.sendPostedEvents(None, 52)  # deferred deletions
    assert bar.findChild(QPushButton, "landsketchOfferSetUp") is None
    offer_setup(bar, opener)
    assert bar.findChild(QPushButton, "landsketchOfferSetUp") is None


def test_the_options_show_the_engine_and_remove_it(opener, monkeypatch):
    panel = EnginePanel(opener)
    assert "There is no engine yet" in panel.state.text()
    assert not panel.remove.isEnabled()
    panel.set_up.click()
    click(opener._dialog.start_button)
    wait_for(opener._dialog.message.isVisible)
    assert "Made on " in panel.state.text()
    yes = QMessageBox.StandardButton.Yes
    monkeypatch.setattr(QMessageBox, "question", lambda *words: yes)
    panel.remove.click()
    wait_for(lambda: "There is no engine yet" in panel.state.text())
    assert list(plans.default_folder().glob("engine-*")) == []


def test_the_dialog_of_an_algorithm_offers_it(opener, open_dialog, project):
    dialog = open_dialog("trainhead")
    assert isinstance(dialog, QDialog)
    assert dialog.messageBar().findChild(QPushButton, "landsketchOfferSetUp") is not None


def test_it_is_german_in_a_german_qgis(in_german, opener):
    dialog = opener.open()
    assert show(dialog, "german_setup") == []
    assert {"Einrichten", "Befehle kopieren", "Schließen"} <= texts_of(dialog)
