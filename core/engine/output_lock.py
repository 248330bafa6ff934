"""A lock per output in the user's cache folder: only one run at a time writes an output."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import OutputNotWritable
from ..features.cache import default_folder


@contextmanager
def hold_output_lock(result: Path) -> Iterator[None]:
    """Keep other runs of this user on this computer from writing ``result`` at the same time.

    The lock ends with its process. Without support for locks (some network drives) there is none.

    Raises:
        OutputNotWritable: Another run is writing it.
    """
    from filelock import FileLock, Timeout

    path = _lock_path(result)
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputNotWritable(
            f"Another run is writing {result} at this moment; wait for its end or "
            "give the output another name."
        ) from None
    except (OSError, NotImplementedError):
        pass
    try:
        yield
    finally:
        if lock.is_locked:
            with suppress(OSError):  # Windows keeps an open file
                path.unlink()
            lock.release()


def _lock_path(result: Path) -> Path:
    """Return the lock of an output, the same for all names of the file."""
    name = hashlib.sha256(os.path.normcase(os.path.realpath(result)).encode()).hexdigest()[:32]
    return default_folder().parent / "locks" / f"{name}.lock"
