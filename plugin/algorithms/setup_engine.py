"""Set up the engine: make, repair, update or remove its Python environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
)

from ..engine.engine import EngineUnavailable
from ..engine.health import usable_devices
from ..engine_algorithm import EngineAlgorithm
from ..feedback import FeedbackProgress
from ..i18n import tr
from ..setup.commands import commands_to_copy
from ..setup.computer import examine
from ..setup.errors import SetupFailed
from ..setup.installed import engine_state, remove_engine
from ..setup.locks import CPU, CUDA
from ..setup.plan import Plan, make_plan, megabytes
from ..setup.set_up import set_up
from ..setup.setup_log import SetupLog

DEVICE, PYTHON, FOLDER, WHEELS = "DEVICE", "PYTHON", "FOLDER", "WHEELS"
ACTION, REPAIR, INTERPRETER = "ACTION", "REPAIR", "INTERPRETER"
AUTO, SETUP, SHOW, REMOVE = "auto", "setup", "show", "remove"


class SetupEngine(EngineAlgorithm):
    """Make the engine's Python environment."""

    ID = "setupengine"

    def displayName(self) -> str:
        return tr("Set up engine")

    def shortDescription(self) -> str:
        return tr(
            "Downloads the engine's packages into a Python environment of their own, outside QGIS."
        )

    def tags(self) -> list[str]:
        return ["install", "torch", "python", "environment", "dependencies", "cuda", "gpu", "uv"]

    def add_parameters(self) -> None:
        self.add(
            _choice(
                ACTION,
                tr("Action"),
                [SETUP, SHOW, REMOVE],
                tr(
                    "'setup' makes the environment, 'show' only says what would be done, and "
                    "'remove' deletes what a set-up made."
                ),
            )
        )
        self.add(
            _choice(
                DEVICE,
                tr("Device"),
                [AUTO, CPU, CUDA],
                tr(
                    "Build of torch: 'cuda' for NVIDIA GPUs (about 3 GB), 'cpu' without; 'auto' "
                    "takes 'cuda' where the driver and the GPU fit. On Apple computers 'cpu' "
                    "includes the GPU."
                ),
            )
        )
        repair = QgsProcessingParameterBoolean(REPAIR, tr("Make it anew"), False)
        repair.setHelp(tr("Also if an environment with the same packages is there: a repair."))
        self.add(repair)
        self.add(
            _path(
                PYTHON,
                tr("Python"),
                tr(
                    "Python 3.11 to 3.14 that the environment is made from; empty: one that fits "
                    "is found, else downloaded."
                ),
                is_folder=False,
            )
        )
        self.add(
            _path(
                FOLDER,
                tr("Folder"),
                tr("Where the environment goes; empty: the user's folder for application data."),
                is_folder=True,
            )
        )
        self.add(
            _path(
                WHEELS,
                tr("Folder of wheels"),
                tr("Packages for a computer without a network; empty: they are downloaded."),
                is_folder=True,
            )
        )

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputString(INTERPRETER, tr("Python of the engine")))
        self.addOutput(QgsProcessingOutputFile("LOG", tr("Log of the set-up")))

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        action = self.parameterAsString(parameters, ACTION, context)
        if action == REMOVE:
            progress.info(tr("{} were freed.").format(megabytes(remove_engine(progress))))
            return {}
        plan = self._plan(parameters, context, progress)
        for line in plan.summary():
            progress.info(line)
        if action == SHOW:
            progress.info(tr("The same as commands:"))
            progress.info(commands_to_copy(plan))
            return {}
        repairs = self.parameterAsBool(parameters, REPAIR, context)
        is_moved = bool(self.parameterAsString(parameters, FOLDER, context))
        there = "" if repairs else _usable_engine(plan, progress, is_moved=is_moved)
        return {INTERPRETER: there or set_up(plan, progress).interpreter, **_log()}

    def _plan(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> Plan:
        device = self.parameterAsString(parameters, DEVICE, context)
        computer = examine()
        if device == CUDA and computer.gpu is not None and computer.gpu.problem():
            raise SetupFailed(computer.gpu.problem() + " " + tr("Choose 'cpu'."))
        if device == CUDA and computer.gpu is None:
            progress.warning(
                tr(
                    "No NVIDIA driver was found: the engine will compute on the processor until "
                    "there is one."
                )
            )
        return make_plan(
            computer,
            device="" if device == AUTO else device,
            python=self.parameterAsString(parameters, PYTHON, context),
            folder=self.parameterAsString(parameters, FOLDER, context),
            wheels=self.parameterAsString(parameters, WHEELS, context),
        )


def _usable_engine(plan: Plan, progress: FeedbackProgress, *, is_moved: bool) -> str:
    """Return the Python of the engine that a set-up has made; empty if one is needed.

    Args:
        plan: The set-up that is wanted.
        progress: Told why one is needed.
        is_moved: Whether a folder was given: the engine must be there.
    """
    record = engine_state().record
    if record is None or record.lock != plan.lock:
        return ""
    if is_moved and Path(record.folder).parent != plan.folder:
        return ""
    try:
        usable_devices(record.interpreter, progress)
    except EngineUnavailable as error:
        progress.info(str(error))
        return ""
    progress.info(tr("The engine is set up already: {}").format(record.interpreter))
    return record.interpreter


def _log() -> dict[str, str]:
    path = SetupLog().path
    return {"LOG": str(path)} if path.is_file() else {}


def _choice(
    name: str, title: str, choices: list[str], help_text: str
) -> QgsProcessingParameterEnum:
    """Return a choice among words; the first is the default."""
    choice = QgsProcessingParameterEnum(
        name, title, choices, defaultValue=choices[0], usesStaticStrings=True
    )
    choice.setHelp(help_text)
    return choice


def _path(name: str, title: str, help_text: str, *, is_folder: bool) -> QgsProcessingParameterFile:
    """Return an optional path, shown among the advanced parameters."""
    kinds = QgsProcessingParameterFile.Behavior
    behavior = kinds.Folder if is_folder else kinds.File
    path = QgsProcessingParameterFile(name, title, behavior=behavior, optional=True)
    flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced  # type: ignore[attr-defined]
    path.setFlags(path.flags() | flag)
    path.setHelp(help_text)
    return path
