"""Shows loss and accuracy of a training by epoch while it runs, on a page of its dialog."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ..plugin.i18n import tr
from ..plugin.training_events import read_fits
from .line_chart import LineChart

_PERIOD_MS = 1000


class TrainingCurves(QObject):
    """Adds the page as soon as there is something to show; closed-form heads have no epochs.

    Args:
        tabs: The pages of the dialog, which owns this object.
        model: Returns the path of the model that is being trained; empty = not known.
    """

    def __init__(self, tabs: QTabWidget, model: Callable[[], str]) -> None:
        super().__init__(tabs)
        self._tabs, self._model = tabs, model
        self.losses = LineChart(tr("Training loss by epoch"))
        self.scores = LineChart(tr("Mean IoU of held-out samples by epoch"))
        self._page = QWidget(tabs)
        self._page.hide()
        layout = QVBoxLayout(self._page)
        layout.addWidget(self.losses)
        layout.addWidget(self.scores)
        self._timer = QTimer(self)
        self._timer.setInterval(_PERIOD_MS)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Look for new epochs from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more; what is shown stays."""
        self._timer.stop()

    def refresh(self) -> None:
        """Show the epochs so far."""
        path = self._model()
        fits = read_fits(path) if path else []
        if not fits:  # at the end the engine deletes the files
            return
        self.losses.show_lines([(fit.name, fit.losses) for fit in fits])
        self.scores.show_lines([(fit.name, fit.scores) for fit in fits])
        if self._tabs.indexOf(self._page) < 0:
            self._tabs.addTab(self._page, tr("Curves"))
