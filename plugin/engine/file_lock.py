"""Locks between processes; the lock of a dead process is taken over."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QLockFile

from ...core.errors import Cancelled

_POLL_MS = 200


def wait_for_lock(
    path: str, must_stop: Callable[[], bool], say_waiting: Callable[[], None]
) -> QLockFile:
    """Return a lock that is held.

    Args:
        path: File that stands for what is locked.
        must_stop: Asked five times per second while waiting.
        say_waiting: Called once if the lock is not free.

    Raises:
        Cancelled: ``must_stop`` became true while waiting.
    """
    lock = QLockFile(path)
    lock.setStaleLockTime(0)  # work that takes long is not stale
    if lock.tryLock(0):
        return lock
    say_waiting()
    while not lock.tryLock(_POLL_MS):
        if must_stop():
            raise Cancelled
    return lock
