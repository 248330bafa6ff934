"""The dialog of an algorithm: QGIS's own, tidied up and filled with what the project suggests.

QGIS asks for it wherever a single run is set up: in the toolbox, the menus, the history and the
dock. Batch processing, models, scripts and qgis_process do not use it.
"""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessing, QgsVectorLayer
from qgis.gui import QgisInterface, QgsProcessingAlgorithmDialogBase
from qgis.PyQt.QtCore import QObject, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QWidget

from ..core.job.jobs import TrainJob
from ..core.job.option import options_of
from ..plugin.algorithm import LandsketchAlgorithm
from ..plugin.live.classes import class_field_of
from ..plugin.parameters.form_values import layer_of, path_of
from ..plugin.prepared_dataset import keep_dataset
from ..plugin.project_models import add_trained_model
from ..plugin.settings import Settings
from ..plugin.suggested_outputs import suggested_outputs
from ..plugin.suggestions import suggested_inputs
from .form import tidy_form
from .setup_offer import offer_setup
from .setup_opener import SetupOpener
from .training_curves import TrainingCurves


def make_dialog(
    iface: QgisInterface,
    opener: SetupOpener,
    algorithm: LandsketchAlgorithm,
    parent: QWidget | None,
) -> QgsProcessingAlgorithmDialogBase:
    """Return a dialog that is ready to run where the project leaves no question open."""
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    dialog: QgsProcessingAlgorithmDialogBase = AlgorithmDialog(algorithm, parent=parent)
    tidy_form(panel_of(dialog), algorithm.JOB)
    dialog.setParameters(suggested_inputs(algorithm.JOB, iface.activeLayer()))
    _Proposals(dialog, algorithm)
    if algorithm.JOB is TrainJob:
        _add_curves(dialog)
    dialog.algorithmFinished.connect(_use_results)
    offer_setup(dialog.messageBar(), opener)
    return dialog


def panel_of(dialog: QgsProcessingAlgorithmDialogBase) -> Any:  # noqa: ANN401 (defined in Python)
    """Return the form in a dialog, a ``processing.gui.ParametersPanel.ParametersPanel``."""
    return dialog.mainWidget()


def _add_curves(dialog: QgsProcessingAlgorithmDialogBase) -> None:
    """Show the epochs of a training while it runs."""
    wrapper = panel_of(dialog).wrappers["MODEL"]
    curves = TrainingCurves(dialog.tabWidget(), lambda: path_of(wrapper.parameterValue()))
    dialog.runButton().clicked.connect(curves.start)
    dialog.algorithmFinished.connect(curves.stop)


class _Proposals(QObject):
    """Proposes outputs and the class field as long as the user has not entered others.

    It belongs to its dialog and lives as long.
    """

    def __init__(
        self, dialog: QgsProcessingAlgorithmDialogBase, algorithm: LandsketchAlgorithm
    ) -> None:
        super().__init__(dialog)
        self._kind = algorithm.JOB
        self._wrappers = panel_of(dialog).wrappers
        self._context = panel_of(dialog).processing_context
        self._proposed = {
            option.name: self._path(option.name)
            for option in options_of(self._kind)
            if option.info.file_name and option.name in self._wrappers
        }
        for name in ("INPUT", "MODEL"):
            if name in self._wrappers:
                self._wrappers[name].widgetValueHasChanged.connect(self._propose_outputs)
        if "CLASS_FIELD" in self._wrappers:
            self._wrappers["LABELS"].widgetValueHasChanged.connect(self._propose_class_field)
        self._propose_outputs()

    def _path(self, name: str) -> str:
        return path_of(self._wrappers[name].parameterValue())

    def _propose_outputs(self) -> None:
        """Name the outputs after the inputs."""
        open_ones = [name for name, last in self._proposed.items() if self._path(name) == last]
        given = {
            name: wrapper.parameterValue()
            for name, wrapper in self._wrappers.items()
            if name not in open_ones
        }
        paths = suggested_outputs(self._kind, given)
        for name in open_ones:
            self._proposed[name] = paths.get(name, QgsProcessing.TEMPORARY_OUTPUT)
        for name in open_ones:  # each change calls this function again, which finds nothing to do
            if self._path(name) != self._proposed[name]:
                self._wrappers[name].setParameterValue(self._proposed[name], self._context)

    def _propose_class_field(self) -> None:
        """Choose the class field of another layer, which the form has emptied."""
        layer = layer_of(self._wrappers["LABELS"].parameterValue())
        field = class_field_of(layer) if isinstance(layer, QgsVectorLayer) else ""
        if field and not self._path("CLASS_FIELD"):
            self._wrappers["CLASS_FIELD"].setParameterValue(field, self._context)


def _use_results(is_successful: bool, results: dict[str, Any]) -> None:  # noqa: FBT001 (QGIS calls it)
    """Keep a trained model or a dataset for the next dialog, and show the report."""
    if not is_successful:
        return
    if results.get("MODEL"):
        add_trained_model(results["MODEL"])
    if results.get("DATASET"):
        keep_dataset(results["DATASET"])
    if results.get("REPORT") and Settings.load().open_report:
        QDesktopServices.openUrl(QUrl.fromLocalFile(results["REPORT"]))
