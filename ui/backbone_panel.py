"""The backbones in the options: list, installation, check, removal, import, speed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QFileDialog,
    QGroupBox,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..core.installed_backbones import damaged_files, remove_backbone
from ..core.job.jobs import InstallJob
from ..core.job.options import RunOptions
from ..core.progress import Progress
from ..plugin.access_token import token_variables
from ..plugin.backbone_list import BackboneRow, backbone_rows, measure_speed, speed_text
from ..plugin.background_task import BackgroundTask, Work
from ..plugin.engine.lookup import open_engine
from ..plugin.i18n import tr
from ..plugin.settings import Settings
from .licence_dialog import LicenceDialog
from .widgets import push_button, text_label

_ROWS_PX = 190


class BackbonePanel(QGroupBox):
    """A table of backbones; one thing is done at a time, in the background."""

    def __init__(self) -> None:
        super().__init__(tr("Backbones"))
        self._task: BackgroundTask | None = None
        self._then: Callable[[object], str] = str
        self._rows: list[BackboneRow] = []
        self.tree = QTreeWidget()
        self.tree.setObjectName("backbones")
        self.tree.setRootIsDecorated(False)
        self.tree.setHeaderLabels([tr("Backbone"), tr("State"), tr("Size"), tr("Name")])
        self.tree.setMinimumHeight(_ROWS_PX)
        self.tree.itemSelectionChanged.connect(self._show_selection)
        self.details = text_label(name="backboneDetails")
        self.message = text_label(name="backboneMessage")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tree)
        layout.addWidget(self.details)
        layout.addLayout(self._make_buttons())
        layout.addWidget(self.message)
        layout.addLayout(self._make_progress())
        self._show_running(is_running=False)
        self.refresh()

    def _make_buttons(self) -> QHBoxLayout:
        self.install = push_button(tr("Install…"), tr("Download the weights"), "backboneInstall")
        self.install.clicked.connect(lambda _: self.ask_to_install())
        self.check = push_button(
            tr("Check"), tr("Compare the files with their checksums"), "backboneCheck"
        )
        self.check.clicked.connect(lambda _: self.check_files())
        self.remove = push_button(tr("Remove…"), tr("Delete the weights"), "backboneRemove")
        self.remove.clicked.connect(lambda _: self.ask_to_remove())
        self.speed = push_button(
            tr("Measure speed"), tr("Encode two tiles on this computer"), "backboneSpeed"
        )
        self.speed.clicked.connect(lambda _: self.measure())
        self.import_ = push_button(
            tr("Import…"), tr("Take the weights from a file on this computer"), "backboneImport"
        )
        self.import_.clicked.connect(lambda _: self.ask_for_file())
        row = QHBoxLayout()
        for button in (self.install, self.import_, self.check, self.speed, self.remove):
            row.addWidget(button)
        row.addStretch()
        return row

    def _make_progress(self) -> QHBoxLayout:
        self.cancel = push_button(tr("Cancel"), tr("Stop; downloads resume later"), "backboneStop")
        self.cancel.clicked.connect(lambda _: self.stop())
        row = QHBoxLayout()
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        return row

    # -- what is shown ----------------------------------------------------------------------------

    @property
    def current(self) -> BackboneRow | None:
        """The backbone that is selected."""
        rows = self.tree.selectionModel().selectedRows()
        return self._rows[rows[0].row()] if rows else None

    def refresh(self) -> None:
        """Read again what is installed; the selection stays."""
        chosen = self.current.entry.name if self.current else ""
        self._rows = backbone_rows()
        self.tree.clear()
        for row in self._rows:
            texts = [row.title, row.state, row.size, row.entry.name]
            item = QTreeWidgetItem(texts)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
            self.tree.addTopLevelItem(item)
            if row.entry.name == chosen:
                self.tree.setCurrentItem(item)
        for column in range(self.tree.columnCount()):
            self.tree.resizeColumnToContents(column)
        self._show_selection()

    def _show_selection(self) -> None:
        row, is_free = self.current, self._task is None
        is_installed = row is not None and row.installed is not None
        self.details.setText(row.details if row else tr("Select a backbone."))
        self.install.setEnabled(is_free and row is not None and not row.is_usable)
        self.import_.setEnabled(is_free and row is not None and not row.is_builtin)
        self.check.setEnabled(is_free and is_installed)
        self.remove.setEnabled(is_free and is_installed)
        self.speed.setEnabled(is_free and row is not None and row.is_usable)

    # -- what can be done -------------------------------------------------------------------------

    def ask_to_install(self) -> None:
        """Download the selected backbone if the user accepts its licence."""
        row = self.current
        if row is None:
            return
        dialog = LicenceDialog(row, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._install(InstallJob(backbone=row.entry.name, accept_licence=True, run=_run()))

    def ask_for_file(self) -> None:
        """Take the selected backbone from a file, or from the folder in which it lies."""
        row = self.current
        if row is None:
            return
        title = tr("Weights of {}").format(row.title)
        kinds = tr("Weights (*.safetensors)")
        path, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if path:
            job = InstallJob(
                backbone=row.entry.name, accept_licence=True, import_from=path, run=_run()
            )
            self._install(job)

    def _install(self, job: InstallJob) -> None:
        settings = Settings.load()
        variables = token_variables(settings)

        def work(progress: Progress) -> object:
            engine = open_engine(settings, progress, variables)
            try:
                return engine.run(job, progress)
            finally:
                engine.close()

        done = tr("{} is installed.").format(job.backbone)
        self._start(tr("Installing {}").format(job.backbone), work, lambda _: done)

    def check_files(self) -> None:
        """Compare the files of the selected backbone with their checksums."""
        row = self.current
        if row is None or row.installed is None:
            return
        folder = row.installed.folder
        title = tr("Checking {}").format(row.entry.name)
        self._start(title, lambda progress: damaged_files(folder, progress), _check_text)

    def measure(self) -> None:
        """Measure the selected backbone."""
        row = self.current
        if row is None:
            return
        name, n_pixels = _largest_image()
        title = tr("Measuring {}").format(row.entry.name)
        work = partial(measure_speed, row.entry.name, Settings.load().device)
        self._start(title, work, lambda speed: speed_text(float(str(speed)), name, n_pixels))

    def ask_to_remove(self) -> None:
        """Delete the selected backbone if the user says so."""
        row = self.current
        if row is None:
            return
        title = tr("Remove {}").format(row.title)
        question = tr(
            "Delete the weights ({})? Models that were trained with them need them to map."
        ).format(row.size)
        yes = QMessageBox.StandardButton.Yes
        if QMessageBox.question(self, title, question) == yes:
            name = row.entry.name
            done = tr("{} was removed.").format(name)
            self._start(title, lambda progress: remove_backbone(name), lambda _: done)

    def stop(self) -> None:
        """Cancel what is being done."""
        if self._task is not None:
            self._task.cancel()

    # -- the background ---------------------------------------------------------------------------

    def _start(self, title: str, work: Work, then: Callable[[object], str]) -> None:
        """Do something; ``then`` makes a sentence of its result."""
        task = BackgroundTask(title, work)
        task.stage_changed.connect(self.message.setText)
        task.progressChanged.connect(self._move_bar)
        task.ended.connect(self._finish)
        self._task, self._then = task, then
        self.message.setText(title)
        self._show_running(is_running=True)
        self._show_selection()
        QgsApplication.taskManager().addTask(task)

    def _move_bar(self, percent: float) -> None:
        self.bar.setValue(round(10 * percent))

    def _finish(self, problem: str) -> None:
        task, self._task = self._task, None
        self._show_running(is_running=False)
        if task is not None:
            self.message.setText(problem or self._then(task.result))
        self.refresh()

    def _show_running(self, *, is_running: bool) -> None:
        self.bar.setVisible(is_running)
        self.cancel.setVisible(is_running)


def _run() -> RunOptions:
    """Return the settings of a run that installs something."""
    return RunOptions(offline=Settings.load().offline)


def _check_text(damaged: object) -> str:
    """Say which files are damaged."""
    names = [str(name) for name in damaged] if isinstance(damaged, list) else []
    if not names:
        return tr("All files are as they were installed.")
    return tr("Damaged or missing: {}. Remove the backbone and install it again.").format(
        ", ".join(names)
    )


def _largest_image() -> tuple[str, int]:
    """Return name and pixels of the largest image of the project."""
    layers = QgsProject.instance().mapLayers().values()
    images = [layer for layer in layers if isinstance(layer, QgsRasterLayer)]
    if not images:
        return "", 0
    largest = max(images, key=lambda image: image.width() * image.height())
    return largest.name(), largest.width() * largest.height()
