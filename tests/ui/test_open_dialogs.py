"""When the plugin goes, the dialogs of its algorithms go first: they refer to its provider."""

import time

import pytest
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QDialog

from landsketch import classFactory
from landsketch.tests.plugin.conftest import (  # noqa: F401 (fixtures)
    engine_command,
    engine_python,
)


@pytest.fixture
def plugin(qgis_iface, qgis_processing):
    loaded = classFactory(qgis_iface)
    loaded.initGui()
    yield loaded
    loaded.unload()


@pytest.fixture
def open_dialog(plugin, qgis_iface, monkeypatch):
    """A function that opens a dialog of the loaded plugin, which closes it itself."""
    from processing.gui import ParametersPanel
    from processing.tools import general

    monkeypatch.setattr(ParametersPanel, "iface", None)
    monkeypatch.setattr(general, "iface", qgis_iface)

    def open_it(name, parameters):
        dialog = general.createAlgorithmDialog(name, parameters)
        dialog.show()
        return dialog

    return open_it


def test_dialogs_are_deleted_before_the_provider(plugin, project, open_dialog):
    dialogs = [open_dialog(f"landsketch:{name}", {}) for name in ("trainhead", "predictraster")]
    plugin.unload()
    assert [sip.isdeleted(dialog) for dialog in dialogs] == [True, True]
    QgsProject.instance().removeAllMapLayers()  # widgets of a living dialog would ask the provider


def test_other_dialogs_stay(plugin, open_dialog):
    others = [open_dialog("native:buffer", {}), QDialog()]
    plugin.unload()
    assert [sip.isdeleted(dialog) for dialog in others] == [False, False]
    for dialog in others:
        dialog.close()
        sip.delete(dialog)


def test_a_run_is_cancelled_first(plugin, open_dialog, own_scene, tmp_path, engine_python):  # noqa: F811
    started = tmp_path / "started"
    engine_python(f"say('hello'); open({str(started)!r}, 'w').close(); hear(); hear(); hear()")
    values = {"INPUT": str(own_scene), "MODEL": str(tmp_path), "OUTPUT": str(tmp_path / "map.tif")}
    dialog = open_dialog("landsketch:preparefeatures", values)
    dialog.runButton().click()
    wait_until(started.exists)
    plugin.unload()
    assert sip.isdeleted(dialog)


def wait_until(happened):
    latest = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < latest
        QgsApplication.processEvents()
        time.sleep(0.02)
