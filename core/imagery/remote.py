"""Remote rasters: their names in GDAL, and its network options.

The options are GDAL's own (https://gdal.org/user/virtual_file_systems.html). They are set only
while the engine opens or reads a raster; environment variables take precedence.
"""

import os
from pathlib import Path

import rasterio
from rasterio.session import DummySession

# URL schemes, and GDAL's virtual file systems that read single blocks of such files
_SYSTEMS = {
    "http": "vsicurl",
    "https": "vsicurl",
    "ftp": "vsicurl",
    "s3": "vsis3",
    "gs": "vsigs",
    "az": "vsiaz",
}
_REMOTE_SYSTEMS = (
    "/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "/vsiadls", "/vsioss", "/vsiswift",
)  # fmt: skip
_TIMEOUTS = {
    "GDAL_HTTP_CONNECTTIMEOUT": "10",
    "GDAL_HTTP_LOW_SPEED_TIME": "20",  # seconds without data after which a connection is lost
    "GDAL_HTTP_LOW_SPEED_LIMIT": "1",
    "GDAL_HTTP_MAX_RETRY": "3",
    "GDAL_HTTP_RETRY_DELAY": "0.5",  # seconds; grows with each retry
}
_REMOTE_OPTIONS = {
    # Web servers list no folders; masks beside a raster are still found by their names
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    # The content of a remote file may change while the engine runs
    "CPL_VSIL_CURL_NON_CACHED": ":".join(f"{system}/" for system in _REMOTE_SYSTEMS),
}


def gdal_name(path: str) -> str:
    """Return GDAL's name of a path or URL: ``https://…`` becomes ``/vsicurl/https://…``."""
    scheme, separator, rest = path.partition("://")
    system = _SYSTEMS.get(scheme.lower()) if separator else None
    if system is None:
        return path
    return f"/vsicurl/{path}" if system == "vsicurl" else f"/{system}/{rest}"


def is_remote(path: str) -> bool:
    """Tell whether ``path`` itself is remote; a local VRT of remote rasters is not."""
    name = gdal_name(path)
    return any(system in name for system in _REMOTE_SYSTEMS) and not Path(path).exists()


def gdal_network_options(path: str) -> rasterio.Env:
    """Return a context in which GDAL's network access has timeouts and retries.

    It is used for local files as well, since a VRT may refer to remote ones; it takes 0.05 ms.
    """
    options = _TIMEOUTS | (_REMOTE_OPTIONS if is_remote(path) else {})
    unset = {name: value for name, value in options.items() if name not in os.environ}
    # Without a session rasterio would look for boto3, but GDAL reads credentials by itself
    return rasterio.Env(session=DummySession(), **unset)
