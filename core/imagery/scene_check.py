"""Requirements of a raster that is used as a scene."""

from affine import Affine
from rasterio.io import DatasetReader

from ..errors import InvalidScene
from ..job.options import SceneOptions
from .remote import is_remote


def not_opened_text(path: str) -> str:
    """Return the message that a raster cannot be opened."""
    if is_remote(path):
        return (
            f"{path} cannot be reached or is no raster; check the address and the network, then "
            "try again."
        )
    return f"{path} cannot be opened as a raster; check the path and the format."


def check_scene(dataset: DatasetReader, options: SceneOptions) -> None:
    """Check that a raster can be mapped.

    Raises:
        InvalidScene: A chosen band is missing, numbers are complex, or the raster is rotated or
            south-up.
    """
    name = options.path.replace("\\", "/").rsplit("/", 1)[-1]
    highest = max((*options.bands, *options.extra_bands))
    if highest > dataset.count:
        raise InvalidScene(
            f"{name} has {dataset.count} band(s), but band {highest} was chosen; choose BANDS and "
            f"EXTRA_BANDS from 1 to {dataset.count}."
        )
    if any("complex" in dtype for dtype in dataset.dtypes):
        raise InvalidScene(f"{name} contains complex numbers; convert it to amplitude first.")
    transform = dataset.transform
    if transform.b or transform.d:
        raise InvalidScene(
            f"{name} is rotated against its CRS; warp it to a north-up grid first (Raster > "
            "Projections > Warp)."
        )
    if transform.e > 0 and not transform.is_identity:
        raise InvalidScene(
            f"{name} is stored south-up; warp it to a north-up grid first (Raster > Projections > "
            "Warp)."
        )


def north_up(transform: Affine) -> Affine:
    """Return the transform; an image without georeference gets that of QGIS, 1 unit per pixel."""
    return Affine(1, 0, 0, 0, -1, 0) if transform.is_identity else transform
