"""The index of a dataset's tiles as arrays, without the tiles of views."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from ..dataset.dataset_file import Dataset
from ..errors import InvalidJob
from ..imagery.tile_grid import Window
from ..imagery.view import IDENTITY

_FIELDS = ("image_number", "tile", "row", "column", "height", "width", "fold", "nodata_share")
_FLAGS = ("kept", "background")


@dataclass(frozen=True)
class TileTable:
    """Tiles, (n,) in all arrays.

    Attributes:
        outlines: In the labels' CRS.
        images: Number of each tile's image.
        names: Names of the tiles in their feature map.
        windows: Native pixels of each tile.
        folds: Folds whose labels are in each tile, such as "1, 3".
        is_background: Whether the labels in each tile are background only.
        crs: CRS of the outlines as WKT; None = unknown.
    """

    outlines: NDArray[np.object_]
    images: NDArray[np.int64]
    names: NDArray[np.object_]
    windows: list[Window]
    folds: NDArray[np.object_]
    is_background: NDArray[np.bool_]
    crs: str | None

    def __len__(self) -> int:
        return len(self.windows)

    def places(self) -> Iterator[tuple[int, str]]:
        """Yield the number of each tile's image and the tile's name."""
        yield from zip(self.images.tolist(), map(str, self.names), strict=True)

    def of_image(self, number: int) -> NDArray[np.int64]:
        """Return the positions of an image's tiles."""
        return np.flatnonzero(self.images == number)


def read_tiles(dataset: Dataset) -> TileTable:
    """Read the index of a dataset's tiles.

    Raises:
        InvalidJob: The index is missing or damaged.
    """
    try:
        meta, _, wkb, columns = pyogrio.raw.read(
            dataset.tiles, layer=dataset.tiles.stem, where=f"view = '{IDENTITY}'"
        )
        found = dict(zip(map(str, meta["fields"]), columns, strict=True))
        boxes = np.stack([found[name] for name in ("row", "column", "height", "width")], axis=1)
        return TileTable(
            outlines=shapely.from_wkb(wkb),
            images=found["image_number"].astype(np.int64),
            names=found["tile"].astype(object),
            windows=[Window(*box) for box in boxes.tolist()],
            folds=np.array([text or "" for text in found["fold"]], object),
            is_background=found["background"].astype(bool),
            crs=meta["crs"],
        )
    except (KeyError, ValueError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        raise InvalidJob(
            f"{dataset.tiles} is missing or damaged; prepare the dataset again."
        ) from None
