"""Rasters behind a network: the name GDAL reads them by, and how patient it is. No pixels.

The options are GDAL's own (https://gdal.org/user/virtual_file_systems.html). They hold only while
the engine opens or reads a raster, and what somebody set in the environment comes first.
"""

import os
from pathlib import Path

import rasterio
from rasterio.session import DummySession

# Schemes that people copy from a browser or a catalogue, and the file system by which GDAL reads
# single blocks of them
_SYSTEMS = {
    "http": "vsicurl",
    "https": "vsicurl",
    "ftp": "vsicurl",
    "s3": "vsis3",
    "gs": "vsigs",
    "az": "vsiaz",
}
_NETWORK = tuple(
    f"/{name}" for name in ("vsicurl", "vsis3", "vsigs", "vsiaz", "vsiadls", "vsioss", "vsiswift")
)
_PATIENCE = {
    "GDAL_HTTP_CONNECTTIMEOUT": "10",
    "GDAL_HTTP_LOW_SPEED_TIME": "20",  # a server that stays silent so many seconds counts as gone
    "GDAL_HTTP_LOW_SPEED_LIMIT": "1",
    "GDAL_HTTP_MAX_RETRY": "3",
    "GDAL_HTTP_RETRY_DELAY": "0.5",  # seconds, growing from try to try
}
_REMOTE = {
    # web servers list no folders; masks beside a raster are asked for by name
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "CPL_VSIL_CURL_NON_CACHED": ":".join(
        f"{system}/" for system in _NETWORK
    ),  # an engine may outlive a file's content
}


def gdal_name(path: str) -> str:
    """Return the name by which GDAL reads ``path`` block by block.

    ``https://…`` becomes ``/vsicurl/https://…``.
    """
    scheme, separator, rest = path.partition("://")
    system = _SYSTEMS.get(scheme.lower()) if separator else None
    if system is None:
        return path
    return f"/vsicurl/{path}" if system == "vsicurl" else f"/{system}/{rest}"


def is_remote(path: str) -> bool:
    """Tell whether ``path`` itself lies behind a network.

    A local VRT of remote rasters does not.
    """
    return any(system in gdal_name(path) for system in _NETWORK) and not Path(path).exists()


def gdal_network_options(path: str) -> rasterio.Env:
    """Return a context in which GDAL waits for networks a bounded time and tries again a few times.

    It holds for local files too, since a VRT may name remote ones; entering it takes 0.05 ms.
    """
    options = _PATIENCE | (_REMOTE if is_remote(path) else {})
    # Without a session rasterio would look for boto3; GDAL reads credentials from the environment
    # itself
    return rasterio.Env(
        session=DummySession(), **{k: v for k, v in options.items() if k not in os.environ}
    )
