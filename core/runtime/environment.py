"""What a process of the engine sets before its libraries load.

Nothing that is set already is changed.
"""

import os

# GDAL would take a twentieth of the memory; a fixed size keeps memory independent of the scene
_GDAL_CACHE_MB = "32"


def prepare_environment() -> None:
    """Bound GDAL's cache and let torch grow its blocks of GPU memory."""
    os.environ.setdefault("GDAL_CACHEMAX", _GDAL_CACHE_MB)
    os.environ.setdefault("PYTORCH_ALLOC_CONF", "expandable_segments:True")
