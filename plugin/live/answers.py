"""What the engine of a live session answers, as signals for the dock. See ``core/protocol.py``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...core.class_table import LandClass
from ..i18n import tr
from .preview_image import read_preview

_N_TABLES = 20  # class tables of so many latest labels are kept


class Answers(QObject):
    """Reads messages of the engine.

    Attributes:
        opened: Emitted when the engine is ready.
        refused: Emitted with a sentence when a request failed.
        preview_changed: Emitted with a ``PreviewImage``, or None when there is none any more.
        state_changed: Emitted with a sentence about what is going on.
        progress_changed: Emitted with the fraction of the work that is done, 0..1.
        scores_changed: Emitted with the message ``scores``, the names of its classes added, and the
            changes of IoU by the name of the class, the mean under the empty name; with None when
            there are no scores.
        shares_changed: Emitted with the fraction of the view by the name of the class.
        found: Emitted with the messages that answer a question: ``suggestions``, ``reason``,
            ``similarity``.
        is_muted: Whether previews are not reported.
    """

    opened = pyqtSignal()
    refused = pyqtSignal(str)
    preview_changed = pyqtSignal(object)
    state_changed = pyqtSignal(str)
    progress_changed = pyqtSignal(float)
    scores_changed = pyqtSignal(object, dict)
    shares_changed = pyqtSignal(dict)
    found = pyqtSignal(dict)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_muted = False
        self._tables: dict[int, tuple[LandClass, ...]] = {}  # by the number of the labels
        self._latest = 0
        self._ious: dict[str, float] = {}
        self._n_to_encode = 0

    def expect(self, number: int, classes: Sequence[LandClass]) -> None:
        """Note which classes the labels of a number have; older labels are outdated."""
        older = list(self._tables.items())[-_N_TABLES:]
        self._tables = {**dict(older), number: tuple(classes)}
        self._latest = number

    def forget(self) -> None:
        """Show no scores and shares any more, as after another image or other labels."""
        self._clear_scores()
        self.shares_changed.emit({})

    def receive(self, message: dict[str, Any]) -> None:
        """Read a message; types that are not known are ignored."""
        answer = getattr(self, f"_on_{message['type']}", None)
        if answer is not None:
            answer(message)

    def _on_progress(self, message: dict[str, Any]) -> None:
        if message.get("stage"):
            self.state_changed.emit(f"{message['stage']}…")

    def _on_opened(self, _: dict[str, Any]) -> None:
        self.state_changed.emit(tr("Draw labels of two classes."))
        self.opened.emit()

    def _on_encoded(self, message: dict[str, Any]) -> None:
        left, seconds = int(message.get("left") or 0), round(float(message.get("left_s") or 0))
        self._n_to_encode = max(self._n_to_encode, left + 1) if left else 0
        self.progress_changed.emit(1 - left / self._n_to_encode if left else 1.0)
        if left and message.get("what") != "rest":
            text = tr("Reading the image: {} tiles left, about {} s.")
            self.state_changed.emit(text.format(left, seconds))

    def _on_waiting(self, message: dict[str, Any]) -> None:
        self.preview_changed.emit(None)
        self._clear_scores()
        text = tr("Draw labels of at least two classes.")
        self.state_changed.emit(f"{text} {_outside_text(message)}".strip())

    def _on_preview(self, message: dict[str, Any]) -> None:
        if self.is_muted:
            return
        number = int(message["labels"])
        try:
            content = Path(message["file"]).read_bytes()
        except OSError:
            return  # a newer one has replaced it
        classes = self._tables.get(number, ())
        image = read_preview(message, content, tuple(entry.color for entry in classes))
        if image is None:
            return
        self.preview_changed.emit(image)
        shares = message.get("shares") or {}
        self.shares_changed.emit(
            {entry.name: shares.get(str(place), 0.0) for place, entry in enumerate(classes)}
        )
        if image.is_complete and number == self._latest:
            text = tr("Up to date.")
            self.state_changed.emit(f"{text} {_outside_text(message)}".strip())

    def _on_limited(self, _: dict[str, Any]) -> None:
        if not self.is_muted:
            self.state_changed.emit(
                tr("The view is too large; its middle is mapped. Zoom in to see the rest.")
            )

    def _on_scores(self, message: dict[str, Any]) -> None:
        number = int(message["labels"])
        if number != self._latest:
            return
        names = [entry.name for entry in self._tables.get(number, ())]
        ious = dict(zip(names, message.get("class_iou") or []))
        ious[""] = message.get("miou")
        known = {name: iou for name, iou in ious.items() if iou is not None}
        changes = {
            name: iou - self._ious[name] for name, iou in known.items() if name in self._ious
        }
        self._ious = known
        self.scores_changed.emit({**message, "names": names}, changes)

    def _on_unscored(self, _: dict[str, Any]) -> None:
        self._clear_scores()

    def _clear_scores(self) -> None:
        self._ious = {}
        self.scores_changed.emit(None, {})

    def _on_suggestions(self, message: dict[str, Any]) -> None:
        self.found.emit(message)

    def _on_reason(self, message: dict[str, Any]) -> None:
        self.found.emit(message)

    def _on_similarity(self, message: dict[str, Any]) -> None:
        self.found.emit(message)

    def _on_error(self, message: dict[str, Any]) -> None:
        self.refused.emit(str(message.get("text") or tr("The engine failed without saying why.")))


def _outside_text(message: dict[str, Any]) -> str:
    """Return a sentence about labels outside the image, empty if there are none."""
    count = int(message.get("outside") or 0)
    return tr("{} label(s) lie outside the image and do not count.").format(count) if count else ""
