"""The state of the engine in the options, and what can be done about it."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QGroupBox, QHBoxLayout, QMessageBox, QVBoxLayout

from ..core.atomic_write import folder_bytes
from ..plugin.background_task import BackgroundTask
from ..plugin.engine.health import known_devices
from ..plugin.i18n import tr
from ..plugin.setup.diagnostics import diagnostics
from ..plugin.setup.installed import EngineState, engine_folder, engine_state, remove_engine
from ..plugin.setup.plan import megabytes
from .setup_opener import SetupOpener
from .widgets import push_button, text_label


class EnginePanel(QGroupBox):
    """Says which Python runs the engine; set up, remove, diagnostics.

    Args:
        opener: Opens the set-up.
    """

    def __init__(self, opener: SetupOpener) -> None:
        super().__init__(tr("Engine"))
        self._task: BackgroundTask | None = None
        self.state = text_label()
        self.set_up = push_button(
            tr("Set up…"), tr("Install, repair or update the engine"), "engineSetUp"
        )
        self.set_up.clicked.connect(opener.show_dialog)
        self.remove = push_button(
            tr("Remove…"), tr("Delete the environment that the set-up has made"), "engineRemove"
        )
        self.remove.clicked.connect(lambda _: self.ask_to_remove())
        copy = push_button(
            tr("Copy diagnostics"),
            tr("Copy versions, device and the set-up's log, without names and passwords"),
            "engineDiagnostics",
        )
        copy.clicked.connect(lambda _: QgsApplication.clipboard().setText(diagnostics()))
        row = QHBoxLayout()
        for button in (self.set_up, self.remove, copy):
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.addWidget(self.state)
        layout.addLayout(row)
        opener.engine_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the state."""
        state = engine_state()
        self.state.setText("\n".join(_lines(state)))
        self.remove.setEnabled(state.record is not None and self._task is None)

    def ask_to_remove(self) -> None:
        """Remove the environment if the user says so."""
        size = megabytes(folder_bytes(engine_folder()))
        question = tr("Remove the engine? This frees {}. Models and maps stay.").format(size)
        yes = QMessageBox.StandardButton.Yes
        if QMessageBox.question(self, tr("Remove the engine"), question) != yes:
            return
        self._task = BackgroundTask(tr("Removing the Landsketch engine"), remove_engine)
        self._task.ended.connect(self._show_removed)
        self.state.setText(tr("Removing…"))
        self.remove.setEnabled(False)
        QgsApplication.taskManager().addTask(self._task)

    def _show_removed(self, problem: str) -> None:
        self._task = None
        self.refresh()
        if problem:
            self.state.setText(problem)


def _lines(state: EngineState) -> list[str]:
    """Say what is there."""
    if not state.interpreter:
        return [tr("There is no engine yet: set it up, or name a Python of your own below.")]
    lines = [tr("Python: {}").format(state.interpreter)]
    devices = known_devices(state.interpreter)
    if devices:
        lines.append(tr("Devices: {}").format(", ".join(devices)))
    if state.record is None:
        return [*lines, tr("It is an environment of your own; 'Set up…' makes another one.")]
    made = tr("Made on {} with Python {} for {}, {} on disk.").format(
        state.record.made[:10],
        state.record.python,
        state.record.device,
        megabytes(folder_bytes(engine_folder())),
    )
    update = tr("This version of the plugin has newer packages: set it up again.")
    return [*lines, made, *([update] if state.is_outdated else [])]
