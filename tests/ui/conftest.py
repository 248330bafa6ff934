"""Dialogs of algorithms, as the desktop opens them, and the dock with the real engine."""

from functools import partial

import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer

from landsketch.plugin.algorithm import LandsketchAlgorithm
from landsketch.plugin.provider import LandsketchProvider
from landsketch.tests.helpers.dock_user import chessboard, drawing, user  # noqa: F401 (fixtures)
from landsketch.tests.helpers.translations import german, in_german  # noqa: F401 (fixtures)
from landsketch.tests.plugin.conftest import (  # noqa: F401 (fixtures)
    _no_layer_tree_view,
    labels,
    scene,
)
from landsketch.ui.open_dialogs import close_dialogs


@pytest.fixture
def provider(qgis_processing):
    added = LandsketchProvider()
    assert QgsApplication.processingRegistry().addProvider(added)
    yield added
    close_dialogs()  # as the plugin does; also those that the dock opened
    QgsApplication.processingRegistry().removeProvider(added)


@pytest.fixture
def own_scene(scene, tmp_path):  # noqa: F811
    """The path of an image with a folder of its own."""
    path = tmp_path / "town.tif"
    path.write_bytes(scene.read_bytes())
    return path


@pytest.fixture
def project(qgis_new_project, own_scene, labels):  # noqa: F811
    """A project with an image below a label layer."""
    project = QgsProject.instance()
    assert project.addMapLayer(QgsRasterLayer(str(own_scene), "town"), False)
    image = project.mapLayersByName("town")[0]
    project.layerTreeRoot().addLayer(image)
    yield project
    project.removeAllMapLayers()


@pytest.fixture
def open_dialog(provider, qgis_iface, monkeypatch):
    """A function that opens the dialog of an algorithm as QGIS does."""
    from processing.gui import ParametersPanel
    from processing.tools import general

    from landsketch.ui.algorithm_dialog import make_dialog
    from landsketch.ui.setup_opener import SetupOpener

    monkeypatch.setattr(ParametersPanel, "iface", None)  # the one of the tests has no browser
    monkeypatch.setattr(general, "iface", qgis_iface)
    opener = SetupOpener(qgis_iface)
    monkeypatch.setattr(
        LandsketchAlgorithm, "make_dialog", partial(make_dialog, qgis_iface, opener)
    )

    def open_it(name, parameters=None):
        return general.createAlgorithmDialog(f"landsketch:{name}", parameters or {})

    return open_it


@pytest.fixture
def values():
    """A function that returns what the widgets of a dialog hold."""
    return lambda dialog: {
        name: wrapper.parameterValue() for name, wrapper in dialog.mainWidget().wrappers.items()
    }
