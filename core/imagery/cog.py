"""Copy a GeoTIFF with its overviews to a cloud optimised one, in bounded memory."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import rasterio
import rasterio.shutil
from rasterio._err import CPLE_BaseError
from rasterio.errors import RasterioError

from ..progress import Progress


class _CancellableFile:
    """A file that seems to end when the user asks to stop: the only way to end GDAL's copy."""

    def __init__(self, path: str, progress: Progress) -> None:
        self._file: BinaryIO = Path(path).open("rb")  # noqa: SIM115 (GDAL closes it)
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        return b"" if self._progress.is_cancelled() else self._file.read(size)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever a file has)
        return getattr(self._file, name)

    def __enter__(self) -> "_CancellableFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def write_cog(
    source: Path, target: Path, compression: Mapping[str, Any], progress: Progress
) -> None:
    """Copy a tiled GeoTIFF with everything in its header to a cloud optimised one.

    Args:
        source: The GeoTIFF, overviews included.
        target: The file that is written; after an error or a cancel the caller removes it.
        compression: ``LEVEL`` and ``PREDICTOR`` of GDAL's COG driver.
        progress: Asked at every block whether to stop.

    Raises:
        OSError: The copy cannot be written.
        Cancelled: The user asked to stop.
    """
    layout = {
        "BLOCKSIZE": 512,
        "BIGTIFF": "IF_SAFER",
        "COMPRESS": "DEFLATE",
        "OVERVIEWS": "FORCE_USE_EXISTING",
    }
    try:
        with rasterio.open(
            source, opener=lambda path, *_, **__: _CancellableFile(path, progress)
        ) as dataset:
            rasterio.shutil.copy(dataset, target, driver="COG", **layout, **compression)
    except (CPLE_BaseError, RasterioError) as error:
        progress.check()
        raise OSError(str(error)) from error
    progress.check()
