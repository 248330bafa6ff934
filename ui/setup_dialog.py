"""The dialog that sets up the engine: what will be done, then progress, then the result."""

from __future__ import annotations

from functools import partial

from qgis.core import QgsApplication
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QTimer, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import LandsketchError
from ..plugin.background_task import BackgroundTask
from ..plugin.i18n import tr
from ..plugin.setup.commands import commands_to_copy
from ..plugin.setup.computer import Computer, examine
from ..plugin.setup.diagnostics import diagnostics
from ..plugin.setup.installed import EngineState, engine_state
from ..plugin.setup.locks import CPU, CUDA, download_bytes
from ..plugin.setup.plan import Plan, best_device, make_plan, megabytes
from ..plugin.setup.pythons import MANAGED_VERSION
from ..plugin.setup.set_up import set_up
from ..plugin.setup.setup_log import SetupLog
from .widgets import push_button, text_label

_SIZE = (720, 420)
_LOG_PX = 110


class SetupDialog(QDialog):
    """Shows a plan that can be changed, and does nothing before the button is clicked.

    Attributes:
        engine_changed: Emitted when an engine has been set up.
    """

    engine_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Set up the Landsketch engine"))
        self.setObjectName("landsketchSetup")
        self.resize(*_SIZE)
        self._computer = examine()
        self._plan: Plan | None = None
        self._task: BackgroundTask | None = None
        layout = QVBoxLayout(self)
        self._introduction = text_label(_introduction(engine_state()))
        layout.addWidget(self._introduction)
        layout.addWidget(self._make_choices())
        self._summary = text_label("")
        self._summary.setObjectName("setupSummary")
        layout.addWidget(self._summary)
        layout.addLayout(self._make_progress(), 1)
        layout.addWidget(self._make_buttons())
        self._show_plan()

    # -- what is seen -----------------------------------------------------------------------------

    def _make_choices(self) -> QWidget:
        self.device = QComboBox()
        self.device.setObjectName("setupDevice")
        _add_devices(self.device, self._computer)
        self.device.currentIndexChanged.connect(lambda _: self._show_plan())
        self.python = _path_picker("setupPython", QgsFileWidget.StorageMode.GetFile)
        self.folder = _path_picker("setupFolder", QgsFileWidget.StorageMode.GetDirectory)
        self.wheels = _path_picker("setupWheels", QgsFileWidget.StorageMode.GetDirectory)
        for picker in (self.python, self.folder, self.wheels):
            picker.fileChanged.connect(lambda _: self._show_plan())
        _show_default(self.python, tr("the first that fits"))
        _show_default(self.folder, tr("the folder for application data"))
        _show_default(self.wheels, tr("none: packages are downloaded"))
        box = QGroupBox(tr("Choices (may stay as they are)"))
        form = QFormLayout(box)
        form.addRow(tr("Device"), self.device)
        form.addRow(tr("Python 3.11 to 3.14"), self.python)
        form.addRow(tr("Install into"), self.folder)
        form.addRow(tr("Folder of wheels (no network)"), self.wheels)
        self._choices = box
        return box

    def _make_progress(self) -> QVBoxLayout:
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.stage = QLabel("")
        self.stage.setObjectName("setupStage")
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setObjectName("setupLog")
        self.message = text_label("")
        self.message.setObjectName("setupMessage")
        self.message.setStyleSheet("font-weight: bold")
        self.log.setMinimumHeight(_LOG_PX)
        column = QVBoxLayout()
        for widget in (self.stage, self.bar, self.log, self.message):
            column.addWidget(widget)
            widget.hide()
        column.addStretch()
        return column

    def _fit(self) -> None:
        """Make the window high enough for its texts."""
        height = self.layout().totalHeightForWidth(self.width())
        if height > self.height():
            self.resize(self.width(), height)

    def _make_buttons(self) -> QWidget:
        self.start_button = push_button(
            tr("Set up"), tr("Download and install what is listed above"), "setupStart"
        )
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(lambda _: self.start())
        commands = push_button(
            tr("Copy commands"), tr("Copy commands for a terminal that do the same"), "setupCopy"
        )
        commands.clicked.connect(lambda _: self._copy_commands())
        report = push_button(
            tr("Copy diagnostics"),
            tr("Copy versions, device and the log, without names and passwords, for a report"),
            "setupDiagnostics",
        )
        report.clicked.connect(lambda _: QgsApplication.clipboard().setText(diagnostics()))
        log = push_button(tr("Open log"), tr("Open the whole log in its program"), "setupOpenLog")
        log.clicked.connect(lambda _: _open_log())
        self.close_button = QPushButton(tr("Close"))
        self.close_button.setObjectName("setupClose")
        self.close_button.clicked.connect(lambda _: self.reject())
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        for button in (commands, report, log):
            button.setAutoDefault(False)
            layout.addWidget(button)
        layout.addStretch()
        layout.addWidget(self.start_button)
        layout.addWidget(self.close_button)
        return row

    # -- the plan ---------------------------------------------------------------------------------

    def _show_plan(self) -> None:
        """Decide the plan for the choices, and say what it does or why there is none."""
        try:
            self._plan = make_plan(
                self._computer,
                device=self.device.currentData() or "",
                python=self.python.filePath().strip(),
                folder=self.folder.filePath().strip(),
                wheels=self.wheels.filePath().strip(),
            )
        except LandsketchError as error:
            self._plan = None
            self._summary.setText(str(error))
        else:
            self._summary.setText("\n".join(f"•  {line}" for line in self._plan.summary()))
        self.start_button.setEnabled(self._plan is not None)

    def _copy_commands(self) -> None:
        if self._plan is not None:
            QgsApplication.clipboard().setText(commands_to_copy(self._plan))

    # -- the set-up -------------------------------------------------------------------------------

    def start(self) -> None:
        """Set up the engine in the background."""
        plan = self._plan
        if plan is None or self._task is not None:
            return
        task = BackgroundTask(tr("Setting up the Landsketch engine"), partial(set_up, plan))
        task.stage_changed.connect(self.stage.setText)
        task.line_added.connect(self.log.appendPlainText)
        task.progressChanged.connect(self._move_bar)
        task.ended.connect(self._finish)
        self._task = task
        self._show_running(is_running=True)
        QgsApplication.taskManager().addTask(task)

    def _move_bar(self, percent: float) -> None:
        self.bar.setValue(round(10 * percent))

    def _show_running(self, *, is_running: bool) -> None:
        self._choices.setVisible(not is_running)
        self.start_button.setVisible(not is_running)
        self.close_button.setText(tr("Cancel") if is_running else tr("Close"))
        for widget in (self.stage, self.bar, self.log):
            widget.setVisible(True)
        self.message.setVisible(not is_running)
        self._summary.setVisible(not is_running)

    def _finish(self, problem: str) -> None:
        """Show how it ended."""
        self._task = None
        self._show_running(is_running=False)
        self.stage.setText(tr("Done") if not problem else tr("Not done"))
        self.message.setText(problem or tr("The engine is ready. You can close this window."))
        QTimer.singleShot(0, self._fit)
        if problem:
            self.start_button.setText(tr("Try again"))
            return
        self._introduction.setText(_what_is_there(engine_state()))
        self._choices.hide()
        self._summary.hide()
        self.start_button.hide()
        self.close_button.setDefault(True)
        self.engine_changed.emit()

    # -- closing ----------------------------------------------------------------------------------

    def reject(self) -> None:
        """Close the window; a set-up that runs is cancelled if the user says so."""
        if self._task is None:
            super().reject()
            return
        question = tr("Cancel the set-up? What has been downloaded is kept for the next attempt.")
        yes = QMessageBox.StandardButton.Yes
        if QMessageBox.question(self, self.windowTitle(), question) == yes and self._task:
            self._task.cancel()

    def stop(self, patience_s: float = 5.0) -> None:
        """Cancel a set-up that runs and wait for its end, for an unloaded plugin."""
        if self._task is not None:
            self._task.cancel()
            self._task.wait(patience_s)


def _what_is_there(state: EngineState) -> str:
    """Say which engine there is."""
    if not state.interpreter:
        return tr("There is no engine yet.")
    if state.is_outdated:
        return tr("The engine is older than this plugin: set it up again to update it.")
    if state.record is not None:
        return tr("The engine is there: {}.").format(state.interpreter)
    return tr("The engine runs in an environment of yours: {}.").format(state.interpreter)


def _introduction(state: EngineState) -> str:
    """Say what there is, and what the engine is."""
    now = _what_is_there(state)
    if state.record is not None and not state.is_outdated:
        now += " " + tr("It can be made anew, as a repair or for another device.")
    return (
        now
        + " "
        + tr(
            "The engine trains and maps in a Python environment of its own. The Python of QGIS is "
            "not changed, and nothing is downloaded before you click 'Set up'."
        )
    )


def _add_devices(box: QComboBox, computer: Computer) -> None:
    """Add the devices of this computer, the best one chosen."""
    cpu_title = tr("Apple GPU and processor") if computer.system == "macos" else tr("Processor")
    box.addItem(f"{cpu_title} ({_size(computer, CPU)})", CPU)
    gpu = computer.gpu
    if gpu is not None and not gpu.problem():
        box.addItem(f"{gpu.name} ({_size(computer, CUDA)})", CUDA)
    elif gpu is not None:
        box.setToolTip(gpu.problem())
    box.setCurrentIndex(box.findData(best_device(computer)))


def _size(computer: Computer, device: str) -> str:
    return megabytes(download_bytes(computer.platform, device, MANAGED_VERSION) or 0)


def _path_picker(name: str, mode: QgsFileWidget.StorageMode) -> QgsFileWidget:
    picker = QgsFileWidget()
    picker.setObjectName(name)
    picker.setStorageMode(mode)
    return picker


def _show_default(picker: QgsFileWidget, text: str) -> None:
    """Say in grey what an empty path means."""
    picker.lineEdit().setPlaceholderText(text)


def _open_log() -> None:
    path = SetupLog().path
    if path.is_file():
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
