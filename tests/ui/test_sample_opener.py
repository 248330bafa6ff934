"""The menu entry opens the sample project and the dock, unless the user keeps the open project."""

import pytest
from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtWidgets import QDockWidget, QFileDialog

from landsketch.ui import sample_opener


class Iface:
    """What the opener uses of QGIS.

    Attributes:
        keeps: Whether the user cancels when QGIS asks about unsaved changes.
        asked: Whether QGIS was told to ask.
    """

    def __init__(self, iface):
        self._iface, self.keeps, self.asked = iface, False, []

    def newProject(self, prompt):
        self.asked.append(prompt)
        return not self.keeps

    def addProject(self, path):
        return QgsProject.instance().read(path)

    def __getattr__(self, name):
        return getattr(self._iface, name)


@pytest.fixture
def iface(qgis_iface, qgis_new_project):
    qgis_iface.messageBar().clear_messages()
    yield Iface(qgis_iface)
    QgsProject.instance().clear()


@pytest.fixture
def dock(iface):
    made = QDockWidget(iface.mainWindow())
    made.hide()
    yield made
    made.deleteLater()


@pytest.fixture
def choose(monkeypatch):
    """A function that sets the folder which the user will choose."""

    def set_folder(folder):
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))

    return set_folder


def test_the_entry_opens_the_project_in_the_chosen_folder(iface, dock, choose, tmp_path):
    choose(tmp_path)
    action = sample_opener.make_sample_action(iface, dock)
    action.trigger()
    assert QgsProject.instance().fileName() == str(tmp_path / "landsketch-sample" / "sample.qgs")
    assert len(QgsProject.instance().mapLayers()) == 3
    assert iface.asked == [True]
    assert not dock.isHidden()
    action.setParent(None)


def test_a_project_with_unsaved_changes_may_stay(iface, dock, choose, tmp_path):
    choose(tmp_path)
    iface.keeps = True
    sample_opener.ask_and_open(iface, dock)
    assert QgsProject.instance().fileName() == ""
    assert dock.isHidden()


def test_without_a_folder_nothing_happens(iface, dock, choose):
    choose("")
    sample_opener.ask_and_open(iface, dock)
    assert iface.asked == []


def test_a_folder_that_cannot_be_written_is_told(iface, dock, choose, tmp_path):
    (tmp_path / "file").write_text("")
    sample_opener.open_sample(iface, dock, tmp_path / "file")
    messages = iface.messageBar().get_messages(Qgis.MessageLevel.Warning)
    assert len(messages) == 1
    assert "landsketch-sample" in messages[0]
    assert iface.asked == []
