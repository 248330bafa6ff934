"""The training whose map a preview shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.core import QgsVectorLayer

from ..settings import Settings
from .classes import class_field

MAX_SAMPLES = 1000  # training pixels per class; ten times as many change maps little


@dataclass(frozen=True)
class LiveOptions:
    """What the engine is opened with.

    Attributes:
        backbone: Name of the backbone.
        scale: Scaled pixels per native pixel.
        bands: Bands for the backbone; empty = red, green, blue, or the first three.
        sharpen: Whether the map is sharpened.
    """

    backbone: str = "builtin"
    scale: float = 1.0
    bands: tuple[int, ...] = ()
    sharpen: bool = True


def training_job(
    path: str, labels: QgsVectorLayer | None, options: LiveOptions, settings: Settings
) -> dict[str, Any]:
    """Return the training whose map the preview shows, as a job of the engine."""
    job: dict[str, Any] = {
        "algorithm": "trainhead",
        "input": [path],
        "labels": file_of(labels),
        "class_field": class_field(labels) if labels is not None else "class",
        "model": "preview.safetensors",
        "backbone": options.backbone,
        "scale": options.scale,
        "head": "lda",
        "max_samples": MAX_SAMPLES,
        "sharpen": "edges" if options.sharpen else "none",
        "cache_gb": settings.cache_gb,
        "device": settings.device,
        "offline": settings.offline,
        "threads": settings.threads,
    }
    if settings.cache_folder:
        job["cache"] = settings.cache_folder
    if options.bands:
        job["bands"] = list(options.bands)
    return job


def file_of(labels: QgsVectorLayer | None) -> str:
    """Return the file of a label layer; any name if there is none, because it is not read."""
    return labels.source().split("|")[0] if labels is not None else "labels.gpkg"
