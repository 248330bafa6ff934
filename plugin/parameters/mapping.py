"""Parameters of mapping: how seams and doubt are treated, whichever scene is mapped."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameterEnum

from ...core.job.map_options import BLENDS, MAP_LATTICES, MapOptions
from ...core.job.recipe import VIEWS
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from . import scene
from .options import Option, add_options, read_options

LATTICES = "LATTICES"


def add_mapping(algorithm: LandsketchAlgorithm) -> None:
    """Declare how a scene is mapped, but for its extent."""
    add_options(algorithm, [_unknown()], MapOptions, advanced=False)
    add_options(algorithm, (*_features(), *_blending(), _cog()), MapOptions)
    algorithm.add(
        QgsProcessingParameterEnum(
            LATTICES,
            tr("Seams: lattices"),
            options=[str(count) for count in MAP_LATTICES],
            usesStaticStrings=True,
            defaultValue=str(MapOptions.lattices),
        ),
        tr(
            "Average 2 or 4 shifted tilings: fainter seams, 2 to 4 times the cost; 0 = as the model was trained."
        ),
        advanced=True,
    )


def read_mapping(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> MapOptions:
    """Read how a scene is mapped, with its extent.

    Raises:
        InvalidJob: Values that cannot be, such as a view that does not exist.
    """
    options = (_unknown(), *_features(), *_blending(), _cog())
    found = read_options(algorithm, options, MapOptions, parameters, context)
    return MapOptions(
        extent=scene.read_extent(algorithm, parameters, context),
        lattices=int(algorithm.parameterAsEnumString(parameters, LATTICES, context)),
        **found,
    )


def _unknown() -> Option:
    text = tr("Pixels less sure than this, in per cent, become the class 'unknown'; 0 = none do.")
    return Option("unknown_below", tr("Unknown below (% confidence)"), text)


def _features() -> tuple[Option, ...]:
    return (
        Option(
            "use_model_stretch",
            tr("Use the model's stretch"),
            tr("Keep the brightness limits of the training image instead of this image's own."),
        ),
        Option(
            "write_cache",
            tr("Keep the features"),
            tr(
                "Store the features of the whole scene in the cache, for quicker second maps; takes disk space."
            ),
        ),
    )


def _blending() -> tuple[Option, ...]:
    views = tr(
        "Average the probabilities over the image and these views, such as hflip, rot90; each is encoded again."
    )
    return (
        Option(
            "tta", tr("Views to average"), views + " " + tr("Views: {}.").format(", ".join(VIEWS))
        ),
        Option(
            "blend",
            tr("Seams: blend"),
            tr(
                "'taper' lets tiles overlap and weights their probabilities; 'none' takes each place from one tile."
            ),
            choices=BLENDS,
        ),
        Option(
            "overlap",
            tr("Seams: overlap of tapered tiles"),
            tr(
                "Share of a tile's side, up to 0.5: 0.25 takes about half as long again, 0.5 up to three times as long."
            ),
        ),
    )


def _cog() -> Option:
    text = tr(
        "Write cloud optimised GeoTIFFs (COG), which servers can show without reading them whole."
    )
    return Option("cog", tr("Cloud optimised"), text)
