"""Runs inside QGIS (``--code``): the plugin manager installs the zip, maps, installs it again."""

import json
import os
import traceback
from pathlib import Path

import processing
import pyplugin_installer
import qgis.utils
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QTimer

findings = {}


def path_of(name):
    return os.environ[f"LANDSKETCH_TEST_{name}"]


def provider():
    return QgsApplication.processingRegistry().providerById("landsketch")


def install():
    """Install as 'Install from ZIP' of the plugin manager does."""
    pyplugin_installer.instance().installFromZipFile(path_of("ZIP"))


def state():
    """What is there of the plugin."""
    return {
        "algorithms": len(provider().algorithms()) if provider() else 0,
        "active": "landsketch" in qgis.utils.active_plugins,
        "switched on": QgsSettings().value("PythonPlugins/landsketch", False, bool),
    }


def run_steps():
    findings["first"] = state()
    install()
    findings["installed"] = state()
    findings["folder"] = qgis.utils.pluginDirectory("landsketch")
    values = {"INPUT": path_of("SCENE"), "MODEL": path_of("MODEL"), "OUTPUT": path_of("OUTPUT")}
    processing.run("landsketch:predictraster", values)
    dialog = processing.createAlgorithmDialog("landsketch:predictraster", {})
    dialog.show()
    QgsApplication.processEvents()
    install()  # as an update, while a dialog is open
    QgsApplication.processEvents()
    findings["updated"] = state()
    qgis.utils.unloadPlugin("landsketch")
    findings["unloaded"] = state()


def run():
    try:
        run_steps()
    except BaseException:
        findings["error"] = traceback.format_exc()
    Path(path_of("FINDINGS")).write_text(json.dumps(findings))
    os._exit(0)


QTimer.singleShot(1500, run)
