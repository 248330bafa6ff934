"""Labels as polygons in one CRS, with their classes."""

from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS

from ..class_table import ClassTable
from ..errors import InvalidLabels
from ..imagery.scene import Scene
from .fragments import cut_by_grid
from .shapes import Geometries, reprojected

_OUTLINE_STEPS = 32  # vertices along the longer side of a scene's outline in another CRS


@dataclass(frozen=True)
class LabelSet:
    """Labelled polygons in one CRS, that of the first scene.

    Attributes:
        geometries: Polygons, and fragments that may be multipolygons, (n,).
        classes: Position of each polygon's class in the table, (n,).
        splits: Value of SPLIT_FIELD of each polygon, empty if there is none.
        table: The classes.
        crs: CRS of the geometries.
        warnings: Warnings about labels that were left out or repaired.
        fragment_mask: Whether each polygon is a fragment of a label raster or of a fully labelled
            area, which may be cut further, (n,). Drawn polygons are never cut. None = no fragments.
        background: Position of the class of everything else, None if there is none.
        weight_factors: How much each polygon counts, compared with one of the same size, (n,).
            None = all count 1.
    """

    geometries: Geometries
    classes: NDArray[np.int64]
    splits: tuple[str, ...]
    table: ClassTable
    crs: CRS | None
    warnings: tuple[str, ...] = field(default=())
    fragment_mask: NDArray[np.bool_] | None = None
    background: int | None = None
    weight_factors: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.geometries)

    @property
    def is_fragment(self) -> NDArray[np.bool_]:
        """Which polygons may be cut, (n,)."""
        return np.zeros(len(self), bool) if self.fragment_mask is None else self.fragment_mask

    @property
    def weights(self) -> NDArray[np.float64]:
        """How much each polygon counts, compared with one of the same size, (n,)."""
        return np.ones(len(self)) if self.weight_factors is None else self.weight_factors

    def subset(self, mask: NDArray[np.bool_]) -> "LabelSet":
        """Return the polygons where ``mask`` (n,) is true."""
        return self._with_geometries(np.flatnonzero(mask), self.geometries[mask])

    def within(self, *scenes: Scene) -> "LabelSet":
        """Return the polygons that overlap a scene.

        Raises:
            InvalidLabels: No polygon overlaps a scene.
        """
        mask = np.zeros(len(self), bool)
        for scene in scenes:
            mask |= shapely.intersects(self.geometries, self.outline(scene))
        if not mask.any():
            raise InvalidLabels(
                f"No label is inside {scenes[0].name}; check that labels and raster belong "
                "together and have the right CRS."
            )
        inside = self.subset(mask)
        if self.is_fragment.any() and not inside.is_fragment.any():
            names = ", ".join(scene.name for scene in scenes)
            warning = f"The fully labelled areas are outside {names}, so they add no labels."
            return replace(inside, warnings=(*self.warnings, warning))
        return inside

    def in_crs(self, crs: CRS | None) -> "LabelSet":
        """Return the labels in another CRS; unchanged if one of the CRSs is unknown."""
        return replace(self, geometries=reprojected(self.geometries, self.crs, crs), crs=crs)

    def outline(self, scene: Scene) -> shapely.Polygon:
        """Return a scene's outline in the labels' CRS."""
        west, south, east, north = scene.bounds
        step = max(east - west, north - south) / _OUTLINE_STEPS
        box = shapely.segmentize(shapely.box(west, south, east, north), step)
        moved: shapely.Polygon = reprojected(np.array([box], object), scene.crs, self.crs)[0]
        return moved

    def cut(self, side: float) -> "LabelSet":
        """Cut the fragments by the grid of blocks, so that each fragment is in one block.

        Args:
            side: Side of a block in CRS units; the grid begins at the labels' lower left corner.
        """
        west, south, _, _ = shapely.total_bounds(self.geometries)
        small, parents = cut_by_grid(self.geometries[self.is_fragment], (west, south), side)
        drawn = np.flatnonzero(~self.is_fragment)
        positions = np.concatenate([drawn, np.flatnonzero(self.is_fragment)[parents]])
        geometries = np.concatenate([self.geometries[drawn], small])
        return self._with_geometries(positions, geometries)

    def _with_geometries(self, positions: NDArray[np.int64], geometries: Geometries) -> "LabelSet":
        """Return the polygons at some positions with new geometries, both (m,)."""
        return replace(
            self,
            geometries=geometries,
            classes=self.classes[positions],
            splits=tuple(self.splits[i] for i in positions),
            fragment_mask=self.is_fragment[positions],
            weight_factors=self.weights[positions],
        )
