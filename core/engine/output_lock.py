"""Output lock: one run at a time writes an output.

The locks are files in the user's cache folder; a lock ends with its process.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..cache_folder import default_folder
from ..errors import OutputNotWritable


@contextmanager
def hold_output_lock(output: Path) -> Iterator[None]:
    """Keep other runs of this user on this computer from writing ``output`` at the same time.

    On file systems without locks (some network drives) nothing is locked.

    Raises:
        OutputNotWritable: Another run is writing it.
    """
    from filelock import FileLock, Timeout

    path = _lock_path(output)
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputNotWritable(
            f"Another run is writing {output}; wait for its end or give the output another name."
        ) from None
    except (OSError, NotImplementedError):
        pass
    try:
        yield
    finally:
        if lock.is_locked:
            with suppress(OSError):  # Windows does not delete open files
                path.unlink()
            lock.release()


def _lock_path(output: Path) -> Path:
    """Return the lock file of an output; links to the same output have the same lock."""
    real = os.path.normcase(os.path.realpath(output))
    name = hashlib.sha256(real.encode()).hexdigest()[:32]
    return default_folder().parent / "locks" / f"{name}.lock"
