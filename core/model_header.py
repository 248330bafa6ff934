"""The header of a model file, read without torch: classes, pixel size and how it was trained."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .class_table import ClassTable
from .errors import InvalidModel, LandsketchError
from .job.options import SCALES
from .progress import Progress
from .version import MODEL_FORMAT

METADATA_KEY = "landsketch"
_METRES_PER_DEGREE = 111_320.0
_TOLERANCE = 1.5  # a pixel may be so many times larger or smaller than those of the training
_LENGTH_BYTES = 8  # a safetensors file starts with the length of its JSON header
_MAX_HEADER_BYTES = 100_000_000  # the limit of the safetensors library


@dataclass(frozen=True)
class ModelHeader:
    """The part of a model that is read without its tensors.

    Attributes:
        classes: The model's class table.
        pixel_size_m: Side of a native pixel of the training scene in metres.
        scale: Scale at which the training scene was read.
        facts: Everything that the header holds, as plain JSON values.
    """

    classes: ClassTable
    pixel_size_m: float
    scale: float
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def group(self, name: str) -> Mapping[str, Any]:
        """Return a group of facts, such as ``backbone`` or ``recipe``; empty if there is none."""
        values = self.facts.get(name)
        return values if isinstance(values, Mapping) else {}

    @property
    def backbone(self) -> str:
        """Name of the backbone; empty if the header does not tell."""
        return str(self.group("backbone").get("name", ""))


def read_header(path: Path) -> ModelHeader | None:
    """Read the header of a model file; None if it is no readable model of this format version."""
    try:
        metadata = _read_metadata(path)
        if metadata["format"] != MODEL_FORMAT:
            return None
        return ModelHeader(
            ClassTable.from_list(metadata["classes"]),
            float(metadata["pixel_size_m"]),
            float(metadata["scene"]["scale"]),
            metadata,
        )
    except (OSError, KeyError, TypeError, ValueError, LandsketchError):
        return None


def earlier_classes(model: Path, progress: Progress) -> ClassTable | None:
    """Return the classes of the model that a training will replace, None if there is no model."""
    header = read_header(model)
    if header is None:
        return None
    progress.info(
        f"{model.name} exists and is replaced: its classes keep their values and colours, new "
        "ones get free values."
    )
    return header.classes


def matching_scale(
    pixel_size_m: float, model_pixel_size_m: float, model_scale: float, name: str
) -> float:
    """Return the scale at which a raster's scaled pixels have the size of those of the training.

    Args:
        pixel_size_m: Side of a native pixel of the raster in metres.
        model_pixel_size_m: Side of a native pixel of the training scene in metres.
        model_scale: Scale at which the training scene was read.
        name: Name of the raster, for the message.

    Raises:
        InvalidModel: The sizes differ too much at every scale.
    """
    target = model_pixel_size_m / model_scale
    ratios = {scale: pixel_size_m / scale / target for scale in SCALES}
    scale = min(SCALES, key=lambda scale: max(ratios[scale], 1 / ratios[scale]))
    if 1 / _TOLERANCE <= ratios[scale] <= _TOLERANCE:
        return scale
    if ratios[scale] > 1:
        advice = "such pixels are too coarse for it, so train a model on this raster."
    else:
        advice = (
            f"resample the raster to about {model_pixel_size_m:.3g} m (Raster > Projections > "
            "Warp) or train a model on it."
        )
    raise InvalidModel(
        f"The model needs pixels of {model_pixel_size_m:.3g} m, {name} has {pixel_size_m:.3g} m; "
        f"{advice}"
    )


def degrees_in_metres(x: float, y: float, latitude: float) -> tuple[float, float]:
    """Return the width and height in metres of a box of x by y degrees at a latitude."""
    return x * math.cos(math.radians(latitude)) * _METRES_PER_DEGREE, y * _METRES_PER_DEGREE


def metres_of_degrees(x: float, y: float, latitude: float) -> float:
    """Return the mean side in metres of a pixel of ``x`` by ``y`` degrees at a latitude."""
    return math.sqrt(x * math.cos(math.radians(latitude)) * y) * _METRES_PER_DEGREE


def _read_metadata(path: Path) -> dict[str, Any]:
    """Return Landsketch's metadata of a safetensors file."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
        if length > _MAX_HEADER_BYTES:
            raise ValueError("the header is too long")
        header = json.loads(file.read(length))
    return dict(json.loads(header["__metadata__"][METADATA_KEY]))
