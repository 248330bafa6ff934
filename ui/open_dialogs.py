"""The dialogs of algorithms that are open, and how they end with the plugin.

A dialog owns its algorithm, and that asks its provider for its id. QGIS would crash on a dialog
that is still there when the provider is gone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from qgis.gui import QgsProcessingAlgorithmDialogBase
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QApplication

from ..plugin.base_algorithm import BaseAlgorithm

_LONGEST_WAIT_S = 5.0


def close_dialogs() -> None:
    """Cancel what runs in dialogs of Landsketch, also in batches, and delete the dialogs at once.

    A dialog whose run does not end in time stays.
    """
    for dialog in list(_dialogs()):
        # Closed while it runs, a dialog would delete itself at some moment after the run.
        is_idle = _is_idle(dialog)
        dialog.close()
        if is_idle:
            delete_now(dialog)


def delete_now(dialog: QgsProcessingAlgorithmDialogBase) -> None:
    """Delete a dialog without waiting for the event loop."""
    dialog.deleteLater()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)


def _dialogs() -> Iterator[QgsProcessingAlgorithmDialogBase]:
    for widget in QApplication.topLevelWidgets():
        if not isinstance(widget, QgsProcessingAlgorithmDialogBase):
            continue
        if isinstance(widget.algorithm(), BaseAlgorithm):
            yield widget


def _is_idle(dialog: QgsProcessingAlgorithmDialogBase) -> bool:
    """Cancel the run of a dialog and wait for its end; return whether there is none any more."""
    latest = time.monotonic() + _LONGEST_WAIT_S
    if dialog.cancelButton().isEnabled():
        dialog.cancelButton().click()
    while dialog.cancelButton().isEnabled() and time.monotonic() < latest:
        QCoreApplication.processEvents()
        time.sleep(0.01)
    return not dialog.cancelButton().isEnabled()
