"""The backbones in the options: what is installed, checked, removed, measured, and licences."""

import time
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialog, QFileDialog, QLabel, QMessageBox

from landsketch.core import backbones
from landsketch.core.installed_backbones import Source, described_files, write_source
from landsketch.plugin.access_token import token_variables
from landsketch.plugin.backbone_list import BackboneRow, speed_text
from landsketch.plugin.settings import Settings
from landsketch.ui import backbone_panel
from landsketch.ui.backbone_panel import BackbonePanel
from landsketch.ui.licence_dialog import LicenceDialog

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
NAME = "dinov2-small"


@pytest.fixture(autouse=True)
def _own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")


@pytest.fixture
def folder():
    """A backbone that looks installed."""
    made = backbones.default_folder() / NAME
    made.mkdir(parents=True)
    (made / "config.json").write_text("{}")
    (made / "model.safetensors").write_bytes(b"weights" * 1000)
    url, date = "https://www.apache.org", "2026-11-01T00:00:00+00:00"
    files = described_files(made)
    write_source(
        made, Source("facebook/dinov2-small", "abc", "original", date, "Apache-2.0", url, "", files)
    )
    return made


@pytest.fixture
def panel(qgis_new_project, qgis_app):
    made = BackbonePanel()
    made.resize(760, 420)
    made.show()
    yield made
    made.stop()
    wait_for(lambda: made._task is None)
    made.close()


def wait_for(condition, seconds=60):
    latest = time.monotonic() + seconds
    while not condition() and time.monotonic() < latest:
        QgsApplication.processEvents()
        time.sleep(0.01)
    assert condition()


def choose(panel, name):
    row = next(i for i, row in enumerate(panel._rows) if row.entry.name == name)
    panel.tree.setCurrentItem(panel.tree.topLevelItem(row))


def finish(panel):
    wait_for(lambda: panel._task is None)
    return panel.message.text()


def test_all_known_backbones_are_listed_the_usable_ones_first(folder, panel):
    names = [row.entry.name for row in panel._rows]
    assert sorted(names) == sorted(backbones.names())
    assert names[:2] == ["builtin", NAME]
    choose(panel, NAME)
    assert "facebook/dinov2-small@abc (original), 2026-11-01" in panel.details.text()
    SHOTS.mkdir(parents=True, exist_ok=True)
    QTest.qWait(30)
    assert panel.grab().save(str(SHOTS / "backbones.png"))


def test_buttons_follow_the_choice(folder, panel):
    def enabled():
        buttons = (panel.install, panel.import_, panel.check, panel.speed, panel.remove)
        return [button.isEnabled() for button in buttons]

    assert enabled() == [False] * 5
    choose(panel, "builtin")
    assert enabled() == [False, False, False, True, False]
    choose(panel, NAME)
    assert enabled() == [False, True, True, True, True]
    choose(panel, "dinov3-vits16")
    assert enabled() == [True, True, False, False, False]


def test_damage_is_found(folder, panel):
    choose(panel, NAME)
    panel.check.click()
    assert finish(panel) == "All files are as they were installed."
    (folder / "model.safetensors").write_bytes(b"weightz" * 1000)
    panel.check.click()
    assert finish(panel).startswith("Damaged or missing: model.safetensors.")


def test_removal_asks_first(folder, panel, monkeypatch):
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *words: answers.pop(0))
    choose(panel, NAME)
    panel.remove.click()
    assert folder.is_dir()
    panel.remove.click()
    assert finish(panel) == f"{NAME} was removed."
    assert not folder.exists()
    assert panel.current.installed is None


def test_speed_is_measured_by_the_engine(panel, project):
    choose(panel, "builtin")
    panel.speed.click()
    text = finish(panel)
    assert "Mpx/s on this computer; about " in text
    assert "for 'town' at scale 1" in text


def test_hours_of_an_image():
    assert speed_text(0.1, "", 0) == "0.1 Mpx/s on this computer"
    assert speed_text(0.1, "/a/scene.tif", 10_000_000_00).endswith(
        "about 2.8 h for 'scene.tif' at scale 1"
    )


def test_a_file_that_is_no_weights_is_refused(panel, tmp_path, monkeypatch):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"nothing")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *words: (str(path), ""))
    choose(panel, "dinov3-vits16")
    panel.import_.click()
    text = finish(panel)
    assert "model.safetensors" in text
    assert "Traceback" not in text
    assert not panel.current.is_usable


def test_an_installation_without_a_network_says_so(panel, monkeypatch):
    accepted = QDialog.DialogCode.Accepted
    monkeypatch.setattr(backbone_panel.LicenceDialog, "exec", lambda dialog: accepted)
    choose(panel, NAME)
    panel.install.click()
    text = finish(panel)
    assert "cannot be reached" in text or "network" in text
    assert not panel.current.is_usable


def test_a_licence_is_accepted_before_a_download(qgis_app):
    dialog = LicenceDialog(BackboneRow(backbones.get("dinov3-vitl16-sat493m")))
    dialog.show()
    assert not dialog.install_button.isEnabled()
    dialog.accepts.click()
    assert dialog.install_button.isEnabled()
    assert "DINOv3 License" in dialog.findChildren(QLabel)[0].text()
    wait_for(lambda: dialog._task is None)
    assert dialog.grab().save(str(SHOTS / "licence.png"))
    dialog.reject()
    free = LicenceDialog(BackboneRow(backbones.get(NAME)))
    assert free.install_button.isEnabled()
    free.reject()


def test_the_token_comes_from_the_logins_of_qgis(qgis_app, monkeypatch):
    asked = []

    class Manager:
        def loadAuthenticationConfig(self, name, login, is_full):
            asked.append((name, is_full))
            login.setConfig("password", "hf_1")
            return True, login

    monkeypatch.setattr(QgsApplication, "authManager", staticmethod(Manager))
    assert token_variables(Settings()) == {}
    assert asked == []
    assert token_variables(Settings(token_login="ab12")) == {"HF_TOKEN": "hf_1"}
    assert asked == [("ab12", True)]


def test_the_largest_image_counts(project, own_scene):
    name, n_pixels = backbone_panel._largest_image()
    assert name == "town"
    assert n_pixels == QgsRasterLayer(str(own_scene)).width() ** 2
    QgsProject.instance().clear()
    assert backbone_panel._largest_image() == ("", 0)
