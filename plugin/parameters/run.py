"""Parameters of the run itself: cache and seed; the rest comes from the settings."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...core.job.options import RunOptions
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute
from ..settings import Settings
from .command import command_line

CACHE = "CACHE"
SEED = "SEED"
CLUSTER = "CLUSTER"


def add_cache(algorithm: LandsketchAlgorithm) -> None:
    """Declare the folder of the feature cache."""
    algorithm.add(
        QgsProcessingParameterFile(
            CACHE,
            tr("Feature cache"),
            behavior=QgsProcessingParameterFile.Behavior.Folder,
            optional=True,
        ),
        tr(
            "Folder where features are kept for the next run; empty for the one in "
            "Settings > Options > Landsketch."
        ),
        advanced=True,
    )


def add_seed(algorithm: LandsketchAlgorithm) -> None:
    """Declare the seed."""
    algorithm.add(
        QgsProcessingParameterNumber(SEED, tr("Seed"), defaultValue=RunOptions.seed, minValue=0),
        tr("Start of everything random; the same seed gives the same model."),
        advanced=True,
    )


def add_cluster(algorithm: LandsketchAlgorithm) -> None:
    """Declare the cluster that encodes."""
    algorithm.add(
        QgsProcessingParameterString(CLUSTER, tr("Cluster"), optional=True),
        tr(
            "Dask scheduler whose workers encode the image, such as tcp://host:8786, or local:4 for workers on this "
            "computer; empty = no cluster. Workers need image, model and the map's folder under the same paths."
        ),
        advanced=True,
    )


def read_run(
    algorithm: LandsketchAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> RunOptions:
    """Read the settings and what the parameters change in them, with the command that repeats the run."""
    settings = Settings.load()
    cache = (
        algorithm.parameterAsString(parameters, CACHE, context)
        if algorithm.parameterDefinition(CACHE)
        else ""
    )
    seed = (
        algorithm.parameterAsInt(parameters, SEED, context)
        if algorithm.parameterDefinition(SEED)
        else 0
    )
    has_cluster = algorithm.parameterDefinition(CLUSTER) is not None
    return RunOptions(
        cache=absolute(cache or settings.cache_folder),
        cache_gb=settings.cache_gb,
        device=settings.device,
        offline=settings.offline,
        seed=seed,
        command=command_line(algorithm, parameters, context),
        cluster=algorithm.parameterAsString(parameters, CLUSTER, context).strip()
        if has_cluster
        else "",
    )
