"""A raster file opened for reading from several threads, with errors a user can act on."""

import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.io import DatasetReader
from rasterio.windows import Window as RasterWindow

from ..errors import InvalidScene
from .fingerprint import fingerprint
from .remote import gdal_name, gdal_network_options
from .scene_check import not_opened

T = TypeVar("T")


class RasterFile:
    """The handles of one raster: one for each thread, because GDAL handles must not be shared.

    Attributes:
        path: Path or address as the user gave it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._local = threading.local()
        self._handles: list[DatasetReader] = []
        self._fingerprint = ""

    def __getstate__(self) -> dict[str, object]:
        """Leave open files behind when the object is sent to another process."""
        return {"path": self.path, "_fingerprint": self._fingerprint}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._local = threading.local()
        self._handles = []

    @property
    def name(self) -> str:
        """File name without its folder."""
        return self.path.rstrip("/").replace("\\", "/").rsplit("/", 1)[-1]

    def dataset(self) -> DatasetReader:
        """Return the handle of the calling thread, opened when first needed.

        Raises:
            InvalidScene: The raster cannot be opened.
        """
        handle: DatasetReader | None = getattr(self._local, "handle", None)
        if handle is None:
            try:
                with gdal_network_options(self.path):
                    handle = rasterio.open(gdal_name(self.path))
            except rasterio.errors.RasterioIOError:
                raise InvalidScene(not_opened(self.path)) from None
            self._local.handle = handle
            self._handles.append(handle)
        return handle

    def read(self, bands: tuple[int, ...], area: RasterWindow) -> NDArray[np.generic]:
        """Read bands (band, height, width) in a data type that holds the values of all of them.

        Raises:
            InvalidScene: The file is corrupt or the connection was lost.
        """
        dataset = self.dataset()
        return self._guarded(lambda: _read_together(dataset, bands, area))

    def read_mask(self, area: RasterWindow) -> NDArray[np.bool_]:
        """Read the file's own mask (height, width), True where there is data.

        Raises:
            InvalidScene: The file is corrupt or the connection was lost.
        """
        mask: NDArray[np.uint8] = self._guarded(lambda: self.dataset().dataset_mask(window=area))
        return mask > 0

    def fingerprint(self) -> str:
        """Return a hash of the raster's grid and sampled content, as it was at the first call."""
        if not self._fingerprint:
            self._fingerprint = self._guarded(lambda: fingerprint(self.dataset()))
        return self._fingerprint

    def close(self) -> None:
        """Close the handles of all threads."""
        for handle in self._handles:
            handle.close()
        self._handles.clear()
        self._local = threading.local()

    def _guarded(self, read: Callable[[], T]) -> T:
        """Turn rasterio's errors into InvalidScene."""
        try:
            with gdal_network_options(self.path):
                return read()
        except rasterio.errors.RasterioError as error:
            raise InvalidScene(
                f"{self.name} could not be read: the file is corrupt or the connection was lost "
                f"({error}); check the file and try again."
            ) from None


def _read_together(
    dataset: DatasetReader, bands: tuple[int, ...], area: RasterWindow
) -> NDArray[np.generic]:
    """Read bands one by one where their types differ, which rasterio cannot read together."""
    if len({dataset.dtypes[band - 1] for band in bands}) == 1:
        together: NDArray[np.generic] = dataset.read(bands, window=area)
        return together
    return np.stack([dataset.read(band, window=area) for band in bands])
