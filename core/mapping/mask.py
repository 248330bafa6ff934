"""Polygons inside which a scene is mapped: which pixels lie in them and which windows they touch."""

import hashlib
import math

import numpy as np
import rasterio.features
import shapely
from numpy.typing import NDArray

from ..errors import InvalidLabels
from ..features.feature_map import FeatureMap
from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile, Window
from ..labels.shapes import polygons_of, same_kind_of_place
from ..labels.vector_file import read_features

_WHAT = "mask polygons"


class OutsideMask(InvalidLabels):
    """No polygon of a mask touches what is to be mapped."""


class Mask:
    """The polygons of a layer in the CRS of a scene; used from several threads at once.

    A pixel lies inside when a polygon holds its centre, as with labels.

    Attributes:
        digest: Hash of the polygons; two runs share part files only if it is the same.

    Raises:
        InvalidLabels: The layer cannot be read, holds no polygon, or does not touch the scene.
    """

    def __init__(self, path: str, layer: str, scene: Scene) -> None:
        features = read_features(path, layer, [], _WHAT)
        same_kind_of_place(features.crs, scene, _WHAT)
        is_area = np.isin(shapely.get_type_id(features.geometries), (3, 6, 7))
        self._scene = scene
        self._polygons = polygons_of(
            features.geometries[is_area], features.crs, scene, 0.5
        ).polygons
        if not len(self._polygons):
            raise InvalidLabels(
                f"The mask {path} holds no polygons; choose a polygon layer as MASK."
            )
        self._tree = shapely.STRtree(self._polygons)
        self.digest = hashlib.sha256(b"".join(shapely.to_wkb(self._polygons))).hexdigest()

    def require_touch(self, window: Window) -> None:
        """Make sure that there is something to map in a native window.

        Raises:
            OutsideMask: No polygon meets the window.
        """
        if not self.touches(window):
            raise OutsideMask(
                f"No polygon of MASK touches {self._scene.name} where it is to be mapped; choose another."
            )

    def touches(self, window: Window) -> bool:
        """Tell whether a polygon meets a native window of the scene."""
        return bool(len(self._tree.query(self._box(window), predicate="intersects")))

    def inside(self, window: Window) -> NDArray[np.bool_]:
        """Tell which pixels of a native window of the scene lie in a polygon, (height, width)."""
        shape = (window.height, window.width)
        found = np.sort(self._tree.query(self._box(window), predicate="intersects"))
        if not len(found):
            return np.zeros(shape, bool)
        outside: NDArray[np.bool_] = rasterio.features.geometry_mask(
            list(self._polygons[found]), shape, self._scene.window_transform(window)
        )
        return ~outside

    def needs(self, features: FeatureMap, tile: Tile, margin_px: int) -> bool:
        """Tell whether a pixel inside can depend on a tile of the scene's features or of a view's.

        A pixel depends on the tokens around it, and with a dense head on those within its margin.
        """
        scale, side = features.scene.scale, features.token_px
        reach = math.ceil(side / scale) + margin_px + 1
        top, left = (
            math.floor(tile.inner.row * side / scale),
            math.floor(tile.inner.column * side / scale),
        )
        bottom, right = (
            math.ceil(tile.inner.row_end * side / scale),
            math.ceil(tile.inner.column_end * side / scale),
        )
        window = Window(top, left, bottom - top, right - left).grown(reach)
        return self.touches(features.scene.window_there(window))

    def _box(self, window: Window) -> shapely.Polygon:
        transform = self._scene.window_transform(window)
        west, north = transform * (0, 0)
        east, south = transform * (window.width, window.height)
        return shapely.box(west, south, east, north)
