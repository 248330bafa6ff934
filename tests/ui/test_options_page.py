"""The options page shows the stored settings and stores what was entered."""

from dataclasses import fields
from pathlib import Path

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtWidgets import QLabel

from landsketch.plugin.main import LandsketchPlugin
from landsketch.plugin.settings import GROUP, Settings
from landsketch.ui.options_page import OptionsFactory
from landsketch.ui.setup_opener import SetupOpener

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"


@pytest.fixture(autouse=True)
def _own_settings():
    yield
    QgsSettings().remove(GROUP)


@pytest.fixture
def factory(qgis_iface):
    opener = SetupOpener(qgis_iface)
    yield OptionsFactory(opener)
    opener.close()


@pytest.fixture
def page(factory):
    return factory.createWidget(None)


def test_there_is_an_entry_for_every_setting(page):
    assert sorted(page.editors) == sorted(field.name for field in fields(Settings))


def test_apply_stores_what_was_entered(page):
    page.editors["interpreter"].setFilePath("/a b/python")
    page.editors["cache_folder"].setFilePath("/ü")
    page.editors["cache_gb"].setValue(2.5)
    page.editors["device"].setCurrentText("cpu")
    page.editors["offline"].setChecked(True)
    page.editors["open_report"].setChecked(False)
    assert Settings.load() == Settings()
    page.apply()
    assert Settings.load() == Settings(
        "/a b/python", "/ü", 2.5, "cpu", offline=True, open_report=False
    )


def test_the_stored_settings_are_shown(factory):
    wanted = Settings("/python", "/cache", 7.0, "cuda", offline=True, open_report=False)
    wanted.save()
    page = factory.createWidget(None)
    page.apply()
    assert Settings.load() == wanted


def test_screenshots_are_taken(page, qgis_app):
    page.resize(760, 560)
    page.show()
    SHOTS.mkdir(parents=True, exist_ok=True)
    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        qgis_app.processEvents()
        assert page.grab().save(str(SHOTS / f"options_{tab + 1}.png"))
    page.close()


def test_unloading_removes_the_page(qgis_iface, qgis_processing, monkeypatch):
    pages = []
    monkeypatch.setattr(qgis_iface, "registerOptionsWidgetFactory", pages.append, raising=False)
    monkeypatch.setattr(qgis_iface, "unregisterOptionsWidgetFactory", pages.remove, raising=False)
    for name in ("addPluginToRasterMenu", "removePluginRasterMenu"):
        monkeypatch.setattr(qgis_iface, name, lambda *words: None, raising=False)
    plugin = LandsketchPlugin(qgis_iface)
    plugin.initGui()
    assert len(pages) == 1
    plugin.unload()
    assert pages == []


def test_no_help_text_is_cut_off_in_a_small_window(page, qgis_app):
    page.resize(560, 300)
    page.show()
    n_texts = 0
    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        qgis_app.processEvents()
        texts = [label for label in page.tabs.widget(tab).findChildren(QLabel) if label.wordWrap()]
        cut = [text for text in texts if text.height() < text.heightForWidth(text.width())]
        assert cut == []
        n_texts += len(texts)
    assert n_texts >= len(page.editors)
    page.close()
