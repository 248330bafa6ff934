"""Progress of the engine as Processing feedback."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop

from ..core.progress import Progress
from .durations import duration_text
from .i18n import tr

_REPEAT_S = 15.0  # the progress text becomes a log line, so it is not repeated at every step
_SCORES = ("miou", "macro_f1", "oa", "kappa", "boundary_f1")


class FeedbackProgress(Progress):
    """Progress of a Processing algorithm."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        super().__init__()
        self._feedback = feedback
        self._stage = ""
        self._shown_at = 0.0

    def is_cancelled(self) -> bool:
        """Tell whether the user pressed Cancel, or Ctrl-C under qgis_process."""
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        return bool(self._feedback.isCanceled())

    def report(self, stage: str, fraction: float, left_s: float | None) -> None:
        """Move the bar; show the stage when it changes and, every 15 s, the time left."""
        self._feedback.setProgress(100.0 * fraction)
        is_new = stage != self._stage
        if is_new or time.monotonic() - self._shown_at > _REPEAT_S:
            self._stage, self._shown_at = stage, time.monotonic()
            has_time = not is_new and left_s is not None
            text = tr("{}, {} left").format(stage, duration_text(left_s)) if has_time else stage
            self._feedback.setProgressText(text)

    def info(self, text: str) -> None:
        """Show a message in the log."""
        self._feedback.pushInfo(text)

    def warning(self, text: str) -> None:
        """Show a message that stands out in the log."""
        self._feedback.pushWarning(text)

    def metric(self, values: Mapping[str, Any]) -> None:
        """Show metrics on one line of the log."""
        self._feedback.pushInfo(metrics_text(values))


def metrics_text(values: Mapping[str, Any]) -> str:
    """Write metrics under their full names, such as "Mean IoU 0.53, overall accuracy 0.70"."""
    names = {  # of _SCORES
        "miou": tr("mean IoU"),
        "macro_f1": tr("macro F1"),
        "oa": tr("overall accuracy"),
        "kappa": tr("kappa"),
        "boundary_f1": tr("boundary F1"),
    }
    parts = [f"{names.get(name, name)} {_number(name, value)}" for name, value in values.items()]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _number(name: str, value: object) -> str:
    """Write a score with two decimals, another number with four digits."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.2f}" if name in _SCORES else f"{value:.4g}"
