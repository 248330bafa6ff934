"""The polygons of several maps in one layer, each with the name of its image."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..imagery.class_map import ClassMap, Confidence
from ..imagery.map_style import polygon_style
from ..labels.shapes import reprojected
from ..progress import Progress
from .geopackage import GeoPackageWriter
from .map_table import CLASS, Choice, MapTable

_IMAGE = "image"


@dataclass(frozen=True)
class ImageMap:
    """A map and where it comes from.

    Attributes:
        image: Name of the image.
        path: The class map.
        confidence: Its confidence raster; "" = none.
    """

    image: str
    path: str
    confidence: str = ""


def write_merged_polygons(maps: Sequence[ImageMap], output: Path, progress: Progress) -> int:
    """Trace all maps into one GeoPackage in the CRS of the first map.

    Args:
        maps: Maps of one model, at least one; either all have a confidence raster or none.
        output: The GeoPackage.
        progress: Gets steps.

    Returns:
        The number of polygons.

    Raises:
        InvalidScene: A map cannot be read.
        OutputNotWritable: The file cannot be written.
    """
    with ClassMap(maps[0].path) as first:
        crs, style = first.grid.crs, polygon_style(first.legend, CLASS)
    with GeoPackageWriter(output, crs.to_wkt() if crs else None, style) as writer:
        area_name = ""
        for one, part in progress.each(maps):
            with ExitStack() as stack:
                table = _table(one, stack)
                for polygons, columns in table.run(part):
                    # All have the fields of the first map, also where areas have another unit
                    area_name = area_name or table.area_name
                    columns[area_name] = columns.pop(table.area_name)
                    columns[_IMAGE] = np.full(len(polygons), one.image, object)
                    moved = reprojected(polygons, table.raster.grid.crs, crs)
                    writer.write(moved, dict(sorted(columns.items(), key=_place)))
    return writer.n_written


def _table(one: ImageMap, stack: ExitStack) -> MapTable:
    """Open a map for as long as the stack lasts."""
    raster = stack.enter_context(ClassMap(one.path))
    confidence = stack.enter_context(Confidence(one.confidence)) if one.confidence else None
    return MapTable(raster, confidence, Choice())


def _place(column: tuple[str, object]) -> int:
    """Return the place of a field: class and name first, the image last."""
    name = column[0]
    order = ("class", "name", "area_m2", "area", "pixels", "confidence", _IMAGE)
    return order.index(name)
