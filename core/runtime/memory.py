"""Peak memory of this process."""

import sys
from pathlib import Path


def peak_rss_mb() -> float | None:
    """Return the peak resident memory of this process in MB, None if the system hides it."""
    status = Path("/proc/self/status")
    if status.is_file():  # getrusage would include memory of the parent process at the fork
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    try:
        import resource
    except ImportError:
        return None
    unit = 2**20 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
