"""Parameters of the backbone: which one, and how its features are taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...core import backbones
from ...core.job.options import LATTICES as LATTICE_COUNTS
from ...core.job.options import BackboneOptions
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from .values import read_numbers

BACKBONE = "BACKBONE"
LAYERS = "LAYERS"
LATTICES = "LATTICES"
POSITION_MEAN = "POSITION_MEAN"
TILE_TOKENS = "TILE_TOKENS"
HALO_TOKENS = "HALO_TOKENS"


def add_backbone(algorithm: LandsketchAlgorithm) -> None:
    """Declare the name of the backbone, with the known ones offered."""
    _add_name(
        algorithm,
        backbones.names(),
        BackboneOptions.name,
        tr(
            "The frozen encoder: 'builtin' needs no download; also a folder saved by save_pretrained."
        ),
    )


def add_installable_backbone(algorithm: LandsketchAlgorithm) -> None:
    """Declare the name of a backbone that has weights to download."""
    names = [name for name in backbones.names() if name != BackboneOptions.name]
    _add_name(algorithm, names, names[0], tr("The frozen encoder whose weights are downloaded."))


def _add_name(
    algorithm: LandsketchAlgorithm, names: Sequence[str], default: str, help_text: str
) -> None:
    parameter = QgsProcessingParameterString(BACKBONE, tr("Backbone"), defaultValue=default)
    parameter.setMetadata({"widget_wrapper": {"value_hints": list(names)}})
    algorithm.add(parameter, help_text)


def add_tiling(algorithm: LandsketchAlgorithm) -> None:
    """Declare the tile the backbone sees at once."""
    algorithm.add(
        QgsProcessingParameterNumber(
            TILE_TOKENS,
            tr("Tile side (tokens)"),
            defaultValue=BackboneOptions.tile_tokens,
            minValue=0,
        ),
        tr("Side of the square the backbone sees at once; 0 = the backbone's own."),
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterNumber(
            HALO_TOKENS,
            tr("Tile halo (tokens)"),
            defaultValue=BackboneOptions.halo_tokens,
            minValue=-1,
        ),
        tr("Border of a tile that only gives context; -1 = the backbone's own."),
        advanced=True,
    )


def add_features(algorithm: LandsketchAlgorithm) -> None:
    """Declare layers, lattices and the position mean."""
    algorithm.add(
        QgsProcessingParameterString(LAYERS, tr("Layers"), optional=True),
        tr(
            "Blocks of the backbone whose outputs are used, counted from 0, such as 5,11,17,23; empty = its own choice."
        ),
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterEnum(
            LATTICES,
            tr("Lattices"),
            options=[str(count) for count in LATTICE_COUNTS],
            usesStaticStrings=True,
            defaultValue=str(BackboneOptions.lattices),
        ),
        tr("Average 2 or 4 shifted tilings: fainter seams between tiles, 2 to 4 times the cost."),
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterBoolean(
            POSITION_MEAN,
            tr("Subtract the position mean"),
            defaultValue=BackboneOptions.position_mean,
        ),
        tr(
            "Take away what the backbone says about a place in the tile rather than about the image; fainter seams."
        ),
        advanced=True,
    )


def read_backbone(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> BackboneOptions:
    """Read whatever of these the algorithm has declared; the rest stays as the engine likes it."""
    options: dict[str, Any] = {
        "name": algorithm.parameterAsString(parameters, BACKBONE, context).strip(),
        "tile_tokens": algorithm.parameterAsInt(parameters, TILE_TOKENS, context),
        "halo_tokens": algorithm.parameterAsInt(parameters, HALO_TOKENS, context),
    }
    if algorithm.parameterDefinition(LAYERS):
        options["layers"] = read_numbers(algorithm, parameters, LAYERS, context)
        options["lattices"] = int(algorithm.parameterAsEnumString(parameters, LATTICES, context))
        options["position_mean"] = algorithm.parameterAsBool(parameters, POSITION_MEAN, context)
    return BackboneOptions(**options)
