"""Parameters of a scene: the raster, its bands, its scale and the part that is wanted."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterBand,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsRasterLayer,
)

from ...core.errors import InvalidScene
from ...core.job.options import SCALES, SceneOptions
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import raster_path
from .values import read_numbers

INPUT = "INPUT"
BANDS = "BANDS"
EXTRA_BANDS = "EXTRA_BANDS"
SCALE = "SCALE"
EXTENT = "EXTENT"
ALL_BANDS = "all"


def add_scene(algorithm: LandsketchAlgorithm) -> None:
    """Declare one raster and its bands."""
    algorithm.add(
        QgsProcessingParameterRasterLayer(INPUT, tr("Image")),
        tr("The raster to work on: a file, VRT or COG. A web map has to be exported first."),
    )
    add_bands(algorithm)


def add_bands(algorithm: LandsketchAlgorithm) -> None:
    """Declare the three bands that the backbone sees, of the raster INPUT."""
    algorithm.add(
        QgsProcessingParameterBand(
            BANDS, tr("Bands"), parentLayerParameterName=INPUT, optional=True, allowMultiple=True
        ),
        _bands_help(),
    )


def add_extra_bands(algorithm: LandsketchAlgorithm) -> None:
    """Declare the bands that join at the head, of the raster INPUT."""
    algorithm.add(
        QgsProcessingParameterBand(
            EXTRA_BANDS,
            tr("Extra bands"),
            parentLayerParameterName=INPUT,
            optional=True,
            allowMultiple=True,
        ),
        _extra_bands_help(),
        advanced=True,
    )


def add_scenes(algorithm: LandsketchAlgorithm) -> None:
    """Declare several rasters; their bands are text, because a band chooser knows only one raster."""
    algorithm.add(
        QgsProcessingParameterMultipleLayers(
            INPUT, tr("Images"), QgsProcessing.SourceType.TypeRaster
        ),
        tr("One or several rasters; the labels count wherever they lie on one of them."),
    )
    algorithm.add(QgsProcessingParameterString(BANDS, tr("Bands"), optional=True), _bands_help())
    algorithm.add(
        QgsProcessingParameterString(EXTRA_BANDS, tr("Extra bands"), optional=True),
        _extra_bands_help(),
        advanced=True,
    )


def add_images(algorithm: LandsketchAlgorithm) -> None:
    """Declare several rasters that are mapped one after the other, and their bands."""
    algorithm.add(
        QgsProcessingParameterMultipleLayers(
            INPUT, tr("Images"), QgsProcessing.SourceType.TypeRaster
        ),
        tr(
            "The rasters to map, each by itself: files, VRTs or COGs. A web map has to be exported first."
        ),
    )
    algorithm.add(QgsProcessingParameterString(BANDS, tr("Bands"), optional=True), _bands_help())


def add_scale(algorithm: LandsketchAlgorithm) -> None:
    """Declare the scale."""
    algorithm.add(
        QgsProcessingParameterEnum(
            SCALE,
            tr("Scale"),
            options=[scale_word(scale) for scale in SCALES],
            usesStaticStrings=True,
            defaultValue=scale_word(SceneOptions.scale),
        ),
        tr(
            "2 and 4 magnify the image so that small things get more detail, at 4 and 16 times the cost; 0.25 and 0.5"
            " reduce it."
        ),
    )


def add_extent(algorithm: LandsketchAlgorithm) -> None:
    """Declare the wanted part of the raster."""
    algorithm.add(
        QgsProcessingParameterExtent(EXTENT, tr("Extent"), optional=True),
        tr(
            "Only this part of the image; empty for all of it. The part looks the same as in a map of the whole."
        ),
    )


def read_scene(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> SceneOptions:
    """Read the raster INPUT and how to look at it."""
    layer = algorithm.parameterAsRasterLayer(parameters, INPUT, context)
    if layer is None:
        raise InvalidScene(tr("The image cannot be opened; choose another raster as INPUT."))
    return _scene(algorithm, parameters, context, layer)


def read_scenes(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> tuple[SceneOptions, ...]:
    """Read all rasters of INPUT; one way to look at them all."""
    layers = algorithm.parameterAsLayerList(parameters, INPUT, context)
    rasters = [layer for layer in layers if isinstance(layer, QgsRasterLayer)]
    given = parameters.get(INPUT)
    for one in (
        given if isinstance(given, (list, tuple)) else ()
    ):  # QGIS leaves out what it cannot open
        if isinstance(one, str) and QgsProcessingUtils.mapLayerFromString(one, context) is None:
            raise InvalidScene(
                tr("The image {} cannot be opened; take it out of INPUT or mend it.").format(one)
            )
    if not rasters or len(rasters) < len(layers):
        raise InvalidScene(tr("An image cannot be opened; choose one or several rasters as INPUT."))
    return tuple(_scene(algorithm, parameters, context, raster) for raster in rasters)


def read_extent(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> tuple[float, ...]:
    """Read EXTENT as west, south, east, north in the CRS of INPUT; () for everything, or where there is no EXTENT."""
    if not algorithm.parameterDefinition(EXTENT):
        return ()
    layer = algorithm.parameterAsRasterLayer(parameters, INPUT, context)
    if layer is None:
        return ()
    extent = algorithm.parameterAsExtent(parameters, EXTENT, context, layer.crs())
    if extent.isNull():
        return ()
    return extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()


def scale_word(scale: float) -> str:
    """Write a scale as it stands in the list and on the command line."""
    return f"{scale:g}"


def _scene(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    layer: QgsRasterLayer,
) -> SceneOptions:
    scene = SceneOptions(
        path=raster_path(layer),
        bands=read_numbers(algorithm, parameters, BANDS, context),
        extra_bands=_extra_bands(algorithm, parameters, context, layer),
        scale=_read_scale(algorithm, parameters, context),
    )
    highest = max((*scene.bands, *scene.extra_bands), default=1)
    if highest > layer.bandCount():
        raise InvalidScene(
            tr("'{}' has {} bands, so there is no band {}; choose other {}.").format(
                layer.name(),
                layer.bandCount(),
                highest,
                EXTRA_BANDS if highest in scene.extra_bands else BANDS,
            )
        )
    return scene


def _extra_bands(
    algorithm: LandsketchAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    layer: QgsRasterLayer,
) -> tuple[int, ...]:
    if not algorithm.parameterDefinition(EXTRA_BANDS):
        return ()
    if str(parameters.get(EXTRA_BANDS)).strip().lower() == ALL_BANDS:
        return tuple(range(1, layer.bandCount() + 1))
    return read_numbers(algorithm, parameters, EXTRA_BANDS, context)


def _read_scale(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> float:
    if not algorithm.parameterDefinition(SCALE):
        return SceneOptions.scale
    return float(algorithm.parameterAsEnumString(parameters, SCALE, context))


def _bands_help() -> str:
    return tr(
        "Three bands in the order red, green, blue, such as 8,4,3; empty for the first three."
    )


def _extra_bands_help() -> str:
    return tr(
        "More bands, such as near infrared or height: the head sees their values beside the backbone's features."
        " Numbers such as 4,5, or 'all'."
    )
