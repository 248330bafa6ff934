"""Checks of a job against QGIS layers that the engine would make only after its start."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsRasterLayer, QgsUnitTypes

from ...core.errors import InvalidLabels, InvalidModel, InvalidScene
from ...core.job.job import Job
from ...core.model_header import matching_scale, metres_of_degrees, read_header
from ..i18n import tr
from .definitions import LABELS
from .reader import Reader

CLASS_FIELD = "CLASS_FIELD"
_BANDS = ("BANDS", "EXTRA_BANDS")


def check_layers(job: Job, reader: Reader) -> None:
    """Make sure that bands and fields exist and that the images suit the model.

    Raises:
        LandsketchError: One of them does not.
    """
    images = reader.images()
    values = {option.name: value for option, value in job.values()}
    for name in _BANDS:
        _check_bands(name, values.get(name) or (), images)
    if "MODEL" in values and reader.is_given("MODEL"):
        _check_pixel_size(Path(values["MODEL"]), images)
    options = [option for option, _ in job.values() if option.info.is_offered]
    expected = {option.name for option in options if option.info.is_expected}
    if CLASS_FIELD in expected and reader.is_given(LABELS) and not values[CLASS_FIELD]:
        raise InvalidLabels(tr("Choose CLASS_FIELD, the field of the labels that holds the class."))


def _check_bands(name: str, bands: tuple[int, ...], images: list[QgsRasterLayer]) -> None:
    for image in images:
        highest = max(bands, default=1)
        if highest > image.bandCount():
            raise InvalidScene(
                tr("'{}' has {} bands, so there is no band {}; choose other {}.").format(
                    image.name(), image.bandCount(), highest, name
                )
            )


def _check_pixel_size(path: Path, images: list[QgsRasterLayer]) -> None:
    """Refuse images that the engine would refuse; of several images, one that fits is enough.

    A file that is no model is left to the engine, which says what is wrong with it.
    """
    header = read_header(path)
    if header is None:
        return
    refusal = None
    for image in images:
        name = Path(image.source()).name
        try:
            matching_scale(_pixel_size_m(image), header.pixel_size_m, header.scale, name)
        except InvalidModel as error:
            refusal = refusal or error
        else:
            return
    if refusal is not None:
        raise refusal


def _pixel_size_m(image: QgsRasterLayer) -> float:
    """Return the mean side of a pixel in metres; in units of the CRS where that has no length."""
    x, y = image.rasterUnitsPerPixelX(), image.rasterUnitsPerPixelY()
    crs = image.crs()
    if crs.isGeographic():
        return metres_of_degrees(x, y, image.extent().center().y())
    factor = 1.0
    if crs.isValid():
        metres = QgsUnitTypes.DistanceUnit.DistanceMeters  # type: ignore[attr-defined]
        factor = QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), metres)
    return float((x * y) ** 0.5 * factor)
