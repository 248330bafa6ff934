"""How the engine runs a job of QGIS: the settings, and the command that repeats the run."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext

from ..layers import absolute
from ..settings import Settings
from .command import command_line


def run_values(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    cache: str,
) -> dict[str, Any]:
    """Return the options of the run by key; ``cache`` is the folder in the parameters."""
    settings = Settings.load()
    return {
        "cache": cache or absolute(settings.cache_folder),
        "cache_gb": settings.cache_gb,
        "device": settings.device,
        "offline": settings.offline,
        "threads": settings.threads,
        "log": absolute(settings.log_file),
        "command": command_line(algorithm, parameters, context),
    }
