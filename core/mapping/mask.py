"""Polygons inside which a scene is mapped: the pixels they contain and the windows they touch."""

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
from ..labels.shapes import polygons_of, require_same_crs_kind
from ..labels.vector_file import read_features

_WHAT = "mask polygons"
_POLYGON_TYPES = (3, 6, 7)  # of GEOS: polygon, multipolygon, collection


class OutsideMask(InvalidLabels):
    """No polygon of a mask touches what is to be mapped."""


class Mask:
    """The polygons of a layer in the CRS of a scene; used from several threads at once.

    A pixel lies inside if a polygon contains its centre, as with labels.

    Attributes:
        digest: Hash of the polygons; two runs share score chunks only if it is the same.

    Raises:
        InvalidLabels: The layer cannot be read, has no polygons, or does not touch the scene.
    """

    def __init__(self, path: str, layer: str, scene: Scene) -> None:
        features = read_features(path, layer, [], _WHAT)
        require_same_crs_kind(features.crs, scene, _WHAT)
        is_area = np.isin(shapely.get_type_id(features.geometries), _POLYGON_TYPES)
        areas = features.geometries[is_area]
        self._scene = scene
        self._polygons = polygons_of(areas, features.crs, scene, 0.5).polygons
        if not len(self._polygons):
            raise InvalidLabels(
                f"The mask {path} holds no polygons; choose a polygon layer as MASK."
            )
        self._tree = shapely.STRtree(self._polygons)
        self.digest = hashlib.sha256(b"".join(shapely.to_wkb(self._polygons))).hexdigest()

    def touches(self, window: Window) -> bool:
        """Tell whether a polygon touches a native window of the scene."""
        return len(self._touching(window)) > 0

    def inside(self, window: Window) -> NDArray[np.bool_]:
        """Tell which pixels of a native window of the scene lie in a polygon.

        Shape:
            (height, width).
        """
        shape = (window.height, window.width)
        touching = np.sort(self._touching(window))
        if not len(touching):
            return np.zeros(shape, bool)
        outside: NDArray[np.bool_] = rasterio.features.geometry_mask(
            list(self._polygons[touching]), shape, self._scene.window_transform(window)
        )
        return ~outside

    def depends_on(self, features: FeatureMap, margin_px: int, tile: Tile) -> bool:
        """Tell whether a pixel inside can depend on a tile of the scene's features or of a view's.

        A pixel depends on the tokens around it, and on those within the margin of its rendering.
        """
        scale, side, inner = features.scene.scale, features.token_px, tile.inner
        top, left = math.floor(inner.row * side / scale), math.floor(inner.column * side / scale)
        bottom = math.ceil(inner.row_end * side / scale)
        right = math.ceil(inner.column_end * side / scale)
        window = Window(top, left, bottom - top, right - left)
        reach = math.ceil(side / scale) + margin_px + 1
        return self.touches(features.scene.window_there(window.grown(reach)))

    def _touching(self, window: Window) -> NDArray[np.int64]:
        """Return the positions of the polygons that touch a native window."""
        transform = self._scene.window_transform(window)
        west, north = transform * (0, 0)
        east, south = transform * (window.width, window.height)
        found: NDArray[np.int64] = self._tree.query(
            shapely.box(west, south, east, north), predicate="intersects"
        )
        return found


def read_mask(path: str, layer: str, scene: Scene, window: Window) -> Mask:
    """Read a mask and make sure that it touches the native window that is to be mapped.

    Raises:
        InvalidLabels: The layer cannot be read, has no polygons, or does not touch the scene.
        OutsideMask: No polygon touches the window.
    """
    mask = Mask(path, layer, scene)
    if not mask.touches(window):
        raise OutsideMask(
            f"No polygon of MASK touches {scene.name} within the extent to be mapped; choose "
            "another mask or extent."
        )
    return mask
