"""How similar the ground in view is to an example, and its outline above a threshold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import QgsGeometry, QgsRectangle

_MIN_PATCH_PX = 20  # smaller patches, and smaller gaps in patches, are left out
_MAX_PERCENT = 100  # larger numbers are ground that is not encoded or has no data


@dataclass(frozen=True)
class SimilarityImage:
    """Similarity in per cent.

    Attributes:
        width, height: Size in pixels.
        extent: Its place in the CRS of the image.
        percent: One byte per pixel, row by row.
        threshold: The automatic threshold in per cent.
    """

    width: int
    height: int
    extent: QgsRectangle
    percent: bytes
    threshold: int


def read_similarity(message: dict[str, Any]) -> SimilarityImage | None:
    """Return the similarity of a message ``similarity``; None if its file is gone."""
    width, height = int(message["width"]), int(message["height"])
    try:
        percent = Path(message["file"]).read_bytes()
    except OSError:
        return None
    if len(percent) != width * height:
        return None
    extent = QgsRectangle(*message["bounds"])
    return SimilarityImage(width, height, extent, percent, int(message["threshold"]))


def outline_above(found: SimilarityImage, threshold: int) -> QgsGeometry:
    """Return the ground that is at least so similar, as one multipolygon; it may be empty."""
    import numpy as np
    from osgeo import gdal, ogr

    percent = np.frombuffer(found.percent, np.uint8).reshape(found.height, found.width)
    similar = ((percent >= threshold) & (percent <= _MAX_PERCENT)).astype(np.uint8)
    raster = gdal.GetDriverByName("MEM").Create("", found.width, found.height, 1, gdal.GDT_Byte)
    e = found.extent
    x_size, y_size = e.width() / found.width, e.height() / found.height
    raster.SetGeoTransform((e.xMinimum(), x_size, 0, e.yMaximum(), 0, -y_size))
    raster.GetRasterBand(1).WriteArray(similar)
    source = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = source.CreateLayer("similar", None, ogr.wkbPolygon)
    band = raster.GetRasterBand(1)
    gdal.SieveFilter(band, None, band, _MIN_PATCH_PX)
    gdal.Polygonize(band, band, layer, -1)  # the band is its own mask
    parts = []
    for feature in layer:
        part = QgsGeometry()
        part.fromWkb(bytes(feature.GetGeometryRef().ExportToWkb()))
        parts.append(part)
    return QgsGeometry.unaryUnion(parts) if parts else QgsGeometry()
