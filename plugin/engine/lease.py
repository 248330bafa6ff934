"""One engine process per GPU: a second one waits, because both would run out of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

from ...core.errors import Cancelled
from ..i18n import tr

_GPUS = ("cuda", "mps")
_POLL_MS = 200


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
        lock = QLockFile(lock_path(self._device))
        # Long jobs are not stale; the lock of a dead process is taken over anyway
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            show(tr("Waiting: another Landsketch job is using {}.").format(self._device))
            while not lock.tryLock(_POLL_MS):
                if must_stop():
                    raise Cancelled
        self._lock = lock

    def release(self) -> None:
        """Give the device back."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def lock_path(device: str) -> str:
    """Return the file that stands for ``device`` on this computer."""
    return str(Path(tempfile.gettempdir(), "landsketch-{}.lock".format(device.replace(":", "-"))))
