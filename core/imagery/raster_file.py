"""A raster file that is read from several threads, with error messages for the user."""

import threading
from collections import deque
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
from .scene_check import not_opened_text

T = TypeVar("T")


class _Lease:
    """A handle that a thread has; when the thread ends, another one may have it."""

    def __init__(self, handle: DatasetReader, idle: deque[DatasetReader]) -> None:
        self.handle, self._idle = handle, idle

    def __del__(self) -> None:
        self._idle.append(self.handle)


class RasterFile:
    """One raster, with a handle for each thread, because GDAL handles are not thread-safe.

    Attributes:
        path: Path or URL as the user gave it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._forget_handles()
        self._fingerprint = ""

    def _forget_handles(self) -> None:
        self._local = threading.local()
        self._handles: list[DatasetReader] = []
        self._idle: deque[DatasetReader] = deque()

    def __getstate__(self) -> dict[str, object]:
        """Return the state for another process, without open files."""
        return {"path": self.path, "_fingerprint": self._fingerprint}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._forget_handles()

    @property
    def name(self) -> str:
        """File name without its folder."""
        return self.path.rstrip("/").replace("\\", "/").rsplit("/", 1)[-1]

    def dataset(self) -> DatasetReader:
        """Return the handle of the calling thread: that of a thread that has ended, or a new one.

        Raises:
            InvalidScene: The raster cannot be opened.
        """
        lease: _Lease | None = getattr(self._local, "lease", None)
        if lease is None:
            try:
                handle = self._idle.pop()
            except IndexError:
                handle = self._opened()
            lease = self._local.lease = _Lease(handle, self._idle)
        return lease.handle

    def _opened(self) -> DatasetReader:
        try:
            with gdal_network_options(self.path):
                handle = rasterio.open(gdal_name(self.path))
        except rasterio.errors.RasterioIOError:
            raise InvalidScene(not_opened_text(self.path)) from None
        self._handles.append(handle)
        return handle

    def read(self, bands: tuple[int, ...], area: RasterWindow) -> NDArray[np.generic]:
        """Read bands (bands, height, width) in a data type that suits all of them.

        Raises:
            InvalidScene: The file is corrupt or the connection was lost.
        """
        dataset = self.dataset()
        return self._guarded(lambda: _read_together(dataset, bands, area))

    def read_mask(self, area: RasterWindow) -> NDArray[np.bool_]:
        """Read the file's own mask (height, width), True = data.

        Raises:
            InvalidScene: The file is corrupt or the connection was lost.
        """
        mask: NDArray[np.uint8] = self._guarded(lambda: self.dataset().dataset_mask(window=area))
        return mask > 0

    def fingerprint(self) -> str:
        """Return a hash of the raster's grid and sampled content; it is computed once."""
        if not self._fingerprint:
            self._fingerprint = self._guarded(lambda: fingerprint(self.dataset()))
        return self._fingerprint

    def close(self) -> None:
        """Close the handles of all threads."""
        for handle in self._handles:
            handle.close()
        self._forget_handles()

    def _guarded(self, read: Callable[[], T]) -> T:
        """Call ``read`` and turn errors of rasterio into ``InvalidScene``."""
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
    """Read bands; one by one if their types differ, which rasterio cannot read at once."""
    if len({dataset.dtypes[band - 1] for band in bands}) == 1:
        values: NDArray[np.generic] = dataset.read(bands, window=area)
        return values
    return np.stack([dataset.read(band, window=area) for band in bands])
