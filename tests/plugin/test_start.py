"""The plugin starts without the engine's libraries and leaves nothing behind."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from qgis.core import QgsApplication

from landsketch import classFactory
from landsketch.plugin.algorithm import LandsketchAlgorithm

ROOT = Path(__file__).resolve().parents[2]
_START = """
import importlib.util, json, sys
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
spec = importlib.util.spec_from_file_location(
    "landsketch", {root!r} + "/__init__.py", submodule_search_locations=[{root!r}])
package = sys.modules["landsketch"] = importlib.util.module_from_spec(spec)
before = set(sys.modules)
spec.loader.exec_module(package)
plugin = package.classFactory(None)
plugin.initProcessing()
provider = QgsApplication.processingRegistry().providerById("landsketch")
names = [algorithm.id() for algorithm in provider.algorithms()]
print(json.dumps({{"algorithms": names, "modules": sorted(set(sys.modules) - before)}}))
sys.stdout.flush()
import os; os._exit(0)
"""


@pytest.fixture(scope="module")
def start():
    """What a start in a fresh process reports."""
    code = _START.format(root=str(ROOT))
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


def test_start_brings_no_engine_library_and_no_widgets(start):
    modules = set(start["modules"])
    heavy = {"torch", "transformers", "rasterio", "numpy", "processing", "landsketch.ui"}
    assert not {
        name for name in modules if name.split(".")[0] in heavy or name.startswith("landsketch.ui")
    }
    assert len(start["algorithms"]) == 28


def landsketch_objects(iface):
    return [
        a
        for a in iface.mainWindow().findChildren(object)
        if a.objectName().startswith("landsketch")
    ]


def test_three_times_loaded_and_unloaded_leaves_nothing(qgis_iface, qgis_app):
    registry = QgsApplication.processingRegistry()
    assert registry.providerById("landsketch") is None
    threads = threading.active_count()
    for _ in range(3):
        plugin = classFactory(qgis_iface)
        plugin.initGui()
        assert registry.providerById("landsketch") is not None
        found = {found.objectName(): found for found in landsketch_objects(qgis_iface)}
        names = {"landsketchToolbox", "landsketchShowDock", "landsketchDock", "landsketchSample"}
        names |= {"landsketchSetUp", "landsketchOptions"}
        assert names <= set(found)
        actions = [action.objectName() for action in found["landsketchToolBar"].actions()]
        assert actions == ["landsketchToolbox", "landsketchShowDock"]
        assert LandsketchAlgorithm.make_dialog is not None
        plugin.unload()
        qgis_app.sendPostedEvents(None, 52)  # deferred deletions
        assert registry.providerById("landsketch") is None
        assert landsketch_objects(qgis_iface) == []
        assert LandsketchAlgorithm.make_dialog is None
    assert threading.active_count() == threads


def test_unloading_twice_or_before_loading_is_harmless(qgis_iface):
    plugin = classFactory(qgis_iface)
    plugin.unload()
    plugin.initGui()
    plugin.unload()
    plugin.unload()
