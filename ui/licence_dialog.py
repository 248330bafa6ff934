"""The licence of a backbone's weights, to be read and accepted before a download."""

from __future__ import annotations

from functools import partial

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ..core.progress import Progress
from ..plugin.backbone_list import BackboneRow
from ..plugin.background_task import BackgroundTask
from ..plugin.fetch import fetch
from ..plugin.i18n import tr
from .widgets import text_label

_SIZE = (640, 480)


class LicenceDialog(QDialog):
    """Shows size, source and licence; accepting needs a tick where the licence asks for it."""

    def __init__(self, row: BackboneRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("landsketchLicence")
        self.setWindowTitle(tr("Install {}").format(row.title))
        self.resize(*_SIZE)
        self._row = row
        self._task: BackgroundTask | None = None
        layout = QVBoxLayout(self)
        layout.addWidget(text_label(tr("Download: {}").format(row.size) + "\n" + row.details))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        layout.addWidget(self.text, 1)
        self.accepts = QCheckBox(tr("I have read the licence and accept it"))
        self.accepts.setVisible(row.asks_for_licence)
        self.accepts.toggled.connect(lambda _: self._show_button())
        layout.addWidget(self.accepts)
        buttons = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(buttons.Cancel)
        self.install_button = box.addButton(
            tr("Download and install"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout.addWidget(box)
        self._show_button()
        self._fetch_text()

    def _show_button(self) -> None:
        is_free = not self._row.asks_for_licence
        self.install_button.setEnabled(is_free or self.accepts.isChecked())

    def _fetch_text(self) -> None:
        """Read the licence from where the weights are."""
        address = self._row.licence_address
        url = self._row.entry.licence_url
        if not address:
            self.text.setPlainText(tr("The licence is at {}").format(url))
            return
        self.text.setPlainText(tr("Reading {}…").format(address))
        task = BackgroundTask(tr("Reading a licence"), partial(_read, address))
        task.ended.connect(self._show_text)
        self._task = task
        QgsApplication.taskManager().addTask(task)

    def _show_text(self, problem: str) -> None:
        """Show the text, or where it can be read."""
        task, self._task = self._task, None
        url = self._row.entry.licence_url
        if problem or task is None:
            lead = tr("The text could not be read here. Read it at {} before you accept it.")
            self.text.setPlainText(lead.format(url) + "\n\n" + problem)
        else:
            self.text.setPlainText(str(task.result))

    def done(self, result: int) -> None:
        """Close the dialog; reading the text stops."""
        task, self._task = self._task, None
        if task is not None:
            task.ended.disconnect(self._show_text)
            task.cancel()
        super().done(result)


def _read(address: str, progress: Progress) -> str:
    return fetch(address, progress).decode("utf-8", "replace")
