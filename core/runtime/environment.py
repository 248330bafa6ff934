"""Environment variables of an engine process, set before its libraries are loaded.

Variables that are set already stay unchanged.
"""

import os

# GDAL's default is 5 % of the memory; a fixed size keeps memory independent of the computer
_GDAL_CACHE_MB = "32"


def prepare_environment() -> None:
    """Limit GDAL's cache and let torch extend its segments of GPU memory."""
    os.environ.setdefault("GDAL_CACHEMAX", _GDAL_CACHE_MB)
    os.environ.setdefault("PYTORCH_ALLOC_CONF", "expandable_segments:True")
