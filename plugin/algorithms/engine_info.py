"""Show which engine is used, what it can do, and what a report of a problem needs."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
)

from ..engine.engine import EngineUnavailable
from ..engine.health import usable_devices
from ..engine.lookup import QGIS_PYTHON
from ..engine_algorithm import EngineAlgorithm
from ..feedback import FeedbackProgress
from ..i18n import tr
from ..setup.diagnostics import diagnostics
from ..setup.installed import EngineState, engine_state

INTERPRETER, DEVICES, WORKS, OUTDATED = "INTERPRETER", "DEVICES", "WORKS", "OUTDATED"
DIAGNOSTICS = "DIAGNOSTICS"


class EngineInfo(EngineAlgorithm):
    """Show the state of the engine."""

    ID = "engineinfo"

    def displayName(self) -> str:
        return tr("Engine information")

    def shortDescription(self) -> str:
        return tr("Shows which Python runs the engine, whether it works, and its devices.")

    def tags(self) -> list[str]:
        return ["doctor", "diagnostics", "version", "device", "gpu", "python"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputString(INTERPRETER, tr("Python of the engine")))
        self.addOutput(QgsProcessingOutputString(DEVICES, tr("Devices, best first")))
        self.addOutput(QgsProcessingOutputBoolean(WORKS, tr("Whether the engine works")))
        self.addOutput(QgsProcessingOutputBoolean(OUTDATED, tr("Whether it should be updated")))
        self.addOutput(QgsProcessingOutputString(DIAGNOSTICS, tr("Text for a report")))

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        state = engine_state()
        devices = _devices(state, progress)
        text = diagnostics()
        progress.info(text)
        if state.is_outdated:
            progress.warning(tr("Next: this plugin has newer packages: run Set up engine."))
        return {
            INTERPRETER: state.interpreter,
            DEVICES: ", ".join(devices),
            WORKS: bool(devices),
            OUTDATED: state.is_outdated,
            DIAGNOSTICS: text,
        }


def _devices(state: EngineState, progress: FeedbackProgress) -> tuple[str, ...]:
    """Return the devices of the engine; empty, with a warning, if it does not work."""
    if not state.interpreter:
        progress.warning(state.problem)
        return ()
    if state.interpreter == QGIS_PYTHON:
        return ("cpu",)
    try:
        return usable_devices(state.interpreter, progress)
    except EngineUnavailable as error:
        progress.warning(str(error))
        return ()
