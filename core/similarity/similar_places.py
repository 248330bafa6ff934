"""Polygons around what is similar enough, from a raster of similarity."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidScene
from ..imagery.class_map import Confidence, Raster
from ..imagery.map_style import polygon_style
from ..imagery.map_writer import NODATA
from ..imagery.tile_grid import Window
from ..postprocess.geopackage import GeoPackageWriter
from ..postprocess.outlines import OutlineStyle
from ..postprocess.patches import survey
from ..postprocess.pixel_area import pixel_area
from ..postprocess.polygons import PatchTotals, Selection, Tracer, in_crs
from ..progress import Progress

SIMILAR = 1  # class of pixels above the threshold
_LEGEND = ((SIMILAR, "similar", "#e4572e"),)


class Similar(Raster):
    """A raster of similarity as a map of one class, what is at least ``threshold`` per cent."""

    threshold = 0.0

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Return 1 where a window (h, w) is similar, else 0; 255 without data and outside."""
        values, valid, inside = self.read_values(window)
        result = np.full((window.height, window.width), NODATA, np.uint8)
        result[inside.slices_in(window)] = np.where(valid, values >= self.threshold, NODATA)
        return result


@dataclass(frozen=True)
class SimilarSelection:
    """Which ground gets a polygon.

    Attributes:
        threshold: Least per cent of similarity of its pixels.
        min_area: Smallest area in m², or in units of the CRS where these are no metres.
    """

    threshold: float
    min_area: float = 0.0


def write_similar_places(
    raster: Path, selection: SimilarSelection, path: Path, progress: Progress
) -> dict[str, Any]:
    """Write a polygon per patch of similar pixels; return their number and area.

    Args:
        raster: Per cent of similarity.
        selection: Which ground gets a polygon.
        path: The GeoPackage.
        progress: Gets steps and a warning if areas are not in m².

    Raises:
        InvalidScene: No pixel is similar enough, or no polygon is large enough.
    """
    with Similar(str(raster)) as source, Confidence(str(raster)) as similarity:
        source.threshold = selection.threshold
        area = pixel_area(source, progress)
        patches = survey(source, 4, progress.subrange(0, 0.3))
        wanted = patches.classes == SIMILAR
        if not wanted.any():
            raise InvalidScene(
                f"No pixel is at least {selection.threshold:g} % similar to the "
                "examples; lower THRESHOLD."
            )
        totals = PatchTotals(len(patches.sizes), area, similarity)
        tracer = Tracer(
            source, patches, totals, Selection(wanted, selection.min_area), OutlineStyle()
        )
        crs = source.grid.crs.to_wkt() if source.grid.crs else None
        area_name = "area_m2" if area.in_square_metres else "area"
        n_polygons, total = 0, 0.0
        with GeoPackageWriter(path, crs, polygon_style(_LEGEND, "class")) as writer:
            for numbers, polygons in tracer.run(progress.subrange(0.3, 1)):
                columns: dict[str, NDArray[Any]] = {
                    "class": patches.classes[numbers].astype(np.int32),
                    "similarity": totals.mean_confidence[numbers],
                    area_name: totals.area[numbers],
                    "pixels": patches.sizes[numbers],
                }
                writer.write(in_crs(polygons, source.grid), columns)
                n_polygons += len(numbers)
                total += float(totals.area[numbers].sum())
            if not n_polygons:
                raise InvalidScene(
                    f"No similar ground is as large as MIN_AREA, {selection.min_area:g}; lower it."
                )
    return {"n_polygons": n_polygons, area_name: total}
