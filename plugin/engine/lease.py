"""One engine process per GPU: a second one waits, because both would run out of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

from ..i18n import tr
from .file_lock import wait_for_lock

_GPUS = ("cuda", "mps")


class DeviceLease:
    """The right to use one device; a CPU can be shared, so its lease is always granted."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._lock: QLockFile | None = None

    def acquire(self, must_stop: Callable[[], bool], show: Callable[[str], None]) -> None:
        """Wait until the device is free.

        Raises:
            Cancelled: ``must_stop`` became true while waiting.
        """
        if self._lock is not None or not self._device.startswith(_GPUS):
            return
        text = tr("Waiting: another Landsketch job is using {}.").format(self._device)
        self._lock = wait_for_lock(lock_path(self._device), must_stop, lambda: show(text))

    def release(self) -> None:
        """Give the device back."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def lock_path(device: str) -> str:
    """Return the file that stands for ``device`` on this computer."""
    return str(Path(tempfile.gettempdir(), "landsketch-{}.lock".format(device.replace(":", "-"))))
