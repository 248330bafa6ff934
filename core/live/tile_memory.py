"""Features of tiles in memory, those used last, in front of the feature cache."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..features.feature_map import FeatureMap, stack_on_finest_grid
from ..imagery.tile_grid import Tile

Values = NDArray[np.float16]  # features of an inner window on the finest grid, (D, h, w)


class TileMemory:
    """The features of a scene, tile by tile.

    Args:
        features: The feature map.
        limit_bytes: What the kept features may take.
    """

    def __init__(self, features: FeatureMap, limit_bytes: int) -> None:
        self.features, self._limit = features, limit_bytes
        self._kept: OrderedDict[str, Values] = OrderedDict()
        self._used = 0

    @property
    def max_tiles(self) -> int:
        """How many tiles fit in memory, at least one."""
        side = self.features.tile_grids[0].inner_side * self.features.fine_factor
        return max(1, self._limit // (2 * self.features.width * side * side))

    def is_known(self, tile: Tile) -> bool:
        """Tell whether a tile need not be encoded."""
        return tile.name in self._kept or self.features.is_cached(tile)

    def load(self, tiles: Sequence[Tile]) -> Iterator[tuple[Tile, Values]]:
        """Yield the features of tiles, those in memory first; unknown ones are encoded."""
        missing = []
        for tile in tiles:
            if tile.name in self._kept:
                self._kept.move_to_end(tile.name)
                yield tile, self._kept[tile.name]
            else:
                missing.append(tile)
        if not missing:
            return
        found = self.features.inner_features(wanted=missing)
        for tile, inner in zip(missing, found, strict=True):
            values = stack_on_finest_grid(inner.layers, self.features.factors)
            self._keep(tile, values)
            yield tile, values

    def _keep(self, tile: Tile, values: Values) -> None:
        """Keep the features of a tile; forget those that were not used for longest."""
        self._kept[tile.name] = values
        self._used += values.nbytes
        while self._used > self._limit and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._used -= old.nbytes
