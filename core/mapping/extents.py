"""One extent for many scenes: in the CRS of each."""

import math
from dataclasses import replace

from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.errors import CRSError, RasterioError
from rasterio.warp import transform_bounds

from ..errors import InvalidJob
from ..imagery.raster_file import RasterFile
from ..imagery.scene import OutsideExtent
from ..job.jobs import PredictJob, PredictManyJob


def extent_crs_of(job: PredictManyJob) -> CRS | None:
    """Return the CRS of the extent; None = that of each scene.

    Raises:
        InvalidJob: It is unknown.
    """
    if not job.extent_crs:
        return None
    try:
        return CRS.from_user_input(job.extent_crs)
    except CRSError:
        raise InvalidJob(
            f"EXTENT_CRS is '{job.extent_crs}'; give a CRS such as EPSG:4326."
        ) from None


def with_own_extent(job: PredictJob, crs: CRS) -> PredictJob:
    """Return the job with its extent in the CRS of its scene, as the box around it.

    Raises:
        InvalidScene: The raster cannot be opened.
        OutsideExtent: The extent cannot be in the CRS of the scene.
    """
    own = RasterFile(job.scene.path).dataset().crs
    if own is None:
        return job
    try:
        box = transform_bounds(crs, own, *job.options.extent)
    except (RasterioError, CPLE_BaseError):
        box = (math.inf,) * 4
    if not all(map(math.isfinite, box)):
        raise OutsideExtent(f"EXTENT lies outside the CRS of {job.scene.path}.")
    return replace(job, options=replace(job.options, extent=box))
