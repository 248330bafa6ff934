"""A virtual raster of two images of one place: the bands of the first, then those of the second."""

import html
from dataclasses import dataclass
from pathlib import Path

import rasterio
import rasterio.shutil
import rasterio.warp
import shapely
from rasterio._err import CPLE_BaseError
from rasterio.enums import Resampling
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT

from ..atomic_write import explain_os_errors, write_atomically
from ..errors import InvalidScene
from .remote import gdal_name, gdal_network_options
from .same_grid import has_same_pixels
from .scene_check import not_opened_text


@dataclass(frozen=True)
class Stack:
    """A stack that was written.

    Attributes:
        path: The virtual raster.
        added_bands: The numbers of the second image's bands.
        is_resampled: Whether the second image had other pixels.
        covered: Share of the first image that the second one covers, 0..1.
    """

    path: Path
    added_bands: tuple[int, ...]
    is_resampled: bool
    covered: float


def write_stack(first: str, second: str, target: Path) -> Stack:
    """Write a VRT of the bands of two images on the pixels of the first.

    The second image is resampled (cubic) by a VRT beside the target where its pixels are others.

    Raises:
        InvalidScene: An image cannot be opened, only one has a CRS, or they do not overlap.
        OutputNotWritable: The VRT cannot be written.
    """
    with _opened(first) as one, _opened(second) as other:
        if (one.crs is None) != (other.crs is None):
            raise InvalidScene(
                f"Only one of {Path(first).name} and {Path(second).name} has a CRS; assign the "
                "right CRS to both."
            )
        covered = _covered(one, other)
        if not covered:
            raise InvalidScene(
                f"{Path(second).name} does not overlap {Path(first).name}; choose an image of the "
                "same place."
            )
        is_same = one.crs == other.crs and has_same_pixels(one, other)
        source = _absolute(second)
        if not is_same:
            source = _write_warped(one, other, target, second).name
        bands = [(_absolute(first), one, band) for band in one.indexes]
        bands += [(source, other, band) for band in other.indexes]
        write_atomically(target, _vrt(one, bands).encode())
        added = tuple(range(one.count + 1, one.count + other.count + 1))
        return Stack(target, added, not is_same, covered)


def _opened(path: str) -> DatasetReader:
    try:
        with gdal_network_options(path):
            return rasterio.open(gdal_name(path))
    except rasterio.errors.RasterioIOError:
        raise InvalidScene(not_opened_text(path)) from None


def _covered(one: DatasetReader, other: DatasetReader) -> float:
    """Return the share of an image's bounding box that the other's covers, 0..1."""
    bounds = tuple(other.bounds)
    if one.crs and other.crs and one.crs != other.crs:
        try:
            bounds = rasterio.warp.transform_bounds(other.crs, one.crs, *bounds)
        except CPLE_BaseError:
            return 0.0
    box = shapely.box(*one.bounds)
    return float(shapely.intersection(box, shapely.box(*bounds)).area / box.area)


def _write_warped(one: DatasetReader, other: DatasetReader, target: Path, second: str) -> Path:
    """Write the second image on the pixels of the first, as a VRT."""
    warped = target.with_name(f"{target.stem}_second.vrt")
    grid = {
        "crs": one.crs,
        "transform": one.transform,
        "width": one.width,
        "height": one.height,
        "resampling": Resampling.cubic,
    }
    try:
        with WarpedVRT(other, **grid) as view, explain_os_errors(warped):
            warped.unlink(missing_ok=True)
            rasterio.shutil.copy(view, warped, driver="VRT")
    except rasterio.errors.RasterioError as error:
        raise InvalidScene(
            f"{Path(second).name} cannot be resampled to the first image ({error}); warp it first "
            "(Raster > Projections > Warp)."
        ) from None
    return warped


def _vrt(grid: DatasetReader, bands: list[tuple[str, DatasetReader, int]]) -> str:
    """Return the XML of a VRT; each band is path, raster and number of its source."""
    crs = f"<SRS>{html.escape(grid.crs.to_wkt())}</SRS>" if grid.crs else ""
    transform = ", ".join(repr(value) for value in grid.transform.to_gdal())
    items = [_band(number, *band) for number, band in enumerate(bands, start=1)]
    return (
        f'<VRTDataset rasterXSize="{grid.width}" rasterYSize="{grid.height}">\n{crs}\n'
        f"<GeoTransform>{transform}</GeoTransform>\n{''.join(items)}</VRTDataset>\n"
    )


def _band(number: int, path: str, source: DatasetReader, band: int) -> str:
    kind = rasterio.dtypes._gdal_typename(source.dtypes[band - 1])
    nodata = source.nodatavals[band - 1]
    empty = "" if nodata is None else f"<NoDataValue>{nodata!r}</NoDataValue>"
    text = source.descriptions[band - 1]
    description = f"<Description>{html.escape(text)}</Description>" if text else ""
    is_beside = "/" not in path and "\\" not in path
    color = source.colorinterp[band - 1].name.capitalize()
    return (
        f'<VRTRasterBand dataType="{kind}" band="{number}">{description}{empty}'
        f"<ColorInterp>{color}</ColorInterp>\n<SimpleSource>"
        f'<SourceFilename relativeToVRT="{int(is_beside)}">{html.escape(path)}</SourceFilename>'
        f"<SourceBand>{band}</SourceBand></SimpleSource>\n</VRTRasterBand>\n"
    )


def _absolute(path: str) -> str:
    name = gdal_name(path)
    return str(Path(path).absolute()) if Path(path).exists() else name
