"""One run at a time makes a result: a lock per result in the user's cache folder, which ends with its process."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import OutputNotWritable
from ..features.cache import default_folder


@contextmanager
def hold_output_lock(result: Path) -> Iterator[None]:
    """Keep other runs of this user on this computer from making ``result`` at the same time.

    Where locks cannot be had (some network drives), everybody goes on.

    Raises:
        OutputNotWritable: Another run is making it.
    """
    from filelock import FileLock, Timeout

    path = _lock_path(result)
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputNotWritable(
            f"Another run is writing {result} at this moment; wait for its end or give the output another name."
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
    """Return the lock of a result, the same by whatever name the result is called."""
    name = hashlib.sha256(os.path.normcase(os.path.realpath(result)).encode()).hexdigest()[:32]
    return default_folder().parent / "locks" / f"{name}.lock"
