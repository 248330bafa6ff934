"""The model file: a head's tensors and everything needed to use it, in one safetensors file.

Loading reads a header and raw numbers, so an untrusted file cannot run code.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from ..atomic_write import write_atomically
from ..class_table import ClassTable
from ..errors import InvalidModel, LandsketchError
from ..imagery.stretch import Stretch
from ..job.head_kinds import BY_NAME
from ..job.nested_options import build
from ..job.old_job_files import current_recipe
from ..job.options import BackboneOptions, SceneOptions
from ..job.recipe import Recipe
from ..job.sharpen_options import NOT_SHARPENED, SharpenOptions
from ..model_header import METADATA_KEY
from ..version import ENGINE, MODEL_FORMAT
from .head import Head


@dataclass(frozen=True)
class Model:
    """A trained head and everything needed to map with it.

    Attributes:
        head: The head.
        table: Its classes.
        scene: Bands, extra bands, scale and stretch policy of scenes (no path).
        stretch: Stretch of the first training scene.
        pixel_size_m: Side of a native pixel of the training scene in metres.
        backbone: Name, layers and tiling of the backbone, all explicit.
        recipe: How the head was trained; ``auto`` is replaced by the chosen head.
        sharpening: How the maps are sharpened that were validated; models of earlier versions are
            not.
        backbone_identity: Identifies the backbone's weights.
        crs: WKT of the training scene's CRS, empty if it has none.
        training_polygons: WKB in hexadecimal, in ``crs``; excluded from evaluation.
        footprint: West, south, east, north of the training labels in ``crs``.
        metrics: Scores and other numbers of the training.
    """

    head: Head
    table: ClassTable
    scene: SceneOptions
    stretch: Stretch
    pixel_size_m: float
    backbone: BackboneOptions
    recipe: Recipe = field(default_factory=Recipe)
    sharpening: SharpenOptions = NOT_SHARPENED
    backbone_identity: dict[str, str] = field(default_factory=dict)
    crs: str = ""
    training_polygons: tuple[str, ...] = ()
    footprint: tuple[float, ...] = ()
    metrics: dict[str, Any] = field(default_factory=dict)


def save_model(model: Model, path: Path) -> None:
    """Write a model; the file appears complete or not at all.

    Raises:
        OutputNotWritable: The file cannot be written.
    """
    metadata = {
        "format": MODEL_FORMAT,
        "engine": ENGINE,
        "head": model.head.kind,
        "classes": model.table.to_list(),
        "scene": asdict(model.scene) | {"path": ""},
        "stretch": {
            "policy": model.stretch.policy,
            "ranges": {str(band): limits for band, limits in model.stretch.ranges.items()},
        },
        "pixel_size_m": model.pixel_size_m,
        "backbone": asdict(model.backbone),
        "recipe": asdict(model.recipe),
        "sharpening": asdict(model.sharpening),
        "backbone_identity": model.backbone_identity,
        "crs": model.crs,
        "training_polygons": model.training_polygons,
        "footprint": model.footprint,
        "figures": model.metrics,
    }
    data = save(model.head.tensors_by_name, metadata={METADATA_KEY: json.dumps(metadata)})
    write_atomically(path, data)


def load_model(path: Path) -> Model:
    """Read a model.

    Raises:
        InvalidModel: The file is missing, damaged, no Landsketch model, or of another version.
    """
    metadata, tensors = _read(path)
    if metadata.get("format") != MODEL_FORMAT:
        raise InvalidModel(
            f"{path.name} has model format {metadata.get('format')}, this version reads "
            f"{MODEL_FORMAT}; use the Landsketch version that made it, or train the model again."
        )
    try:
        return _build(metadata, tensors)
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError, LandsketchError):
        raise InvalidModel(f"{path.name} is a damaged Landsketch model; train it again.") from None


def _read(path: Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    if not path.is_file():
        raise InvalidModel(
            f"The model file {path} does not exist; choose a file made by 'Train head'."
        )
    try:
        with safe_open(path, framework="pt") as opened:
            metadata = opened.metadata() or {}
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 (not a dict)
    except (SafetensorError, OSError):
        raise InvalidModel(
            f"{path.name} is damaged or no safetensors file; choose a model made by 'Train head'."
        ) from None
    header = metadata.get(METADATA_KEY)
    if header is None and "landsketch_checkpoint" in metadata:
        raise InvalidModel(
            f"{path.name} is a checkpoint of a training, no model; choose the file that the "
            "training wrote as MODEL."
        )
    if header is None:
        raise InvalidModel(
            f"{path.name} was not made by Landsketch; choose a model made by 'Train head'."
        )
    try:
        facts = dict(json.loads(header))
    except (TypeError, ValueError):
        raise InvalidModel(f"{path.name} is a damaged Landsketch model; train it again.") from None
    return facts, tensors


def _build(facts: dict[str, Any], tensors: dict[str, torch.Tensor]) -> Model:
    """Build a model from the file's metadata and tensors; any error means a damaged file."""
    head_class: type[Head] = BY_NAME[facts["head"]].head_class()
    if not set(tensors) >= head_class.REQUIRED_TENSORS:
        raise ValueError("tensors")
    if not all(torch.isfinite(tensor).all() for tensor in tensors.values()):
        raise ValueError("numbers")
    table = ClassTable.from_list(facts["classes"])
    head = head_class(tensors)
    if head.n_classes != len(table):
        raise ValueError("classes")
    _check_shapes(head, 3 * len(facts["scene"]["extra_bands"]))
    limits = facts["stretch"]["ranges"].items()
    ranges = {int(band): (float(low), float(high)) for band, (low, high) in limits}
    sharpening = facts.get("sharpening", asdict(NOT_SHARPENED))
    recipe = current_recipe(facts.get("recipe", {"head": facts["head"]}))
    return Model(
        head=head,
        table=table,
        scene=SceneOptions(**{"holes": "keep"} | _tuples(facts["scene"]) | {"path": "-"}),
        stretch=Stretch(facts["stretch"]["policy"], ranges),
        pixel_size_m=float(facts["pixel_size_m"]),
        backbone=BackboneOptions(**_tuples(facts["backbone"])),
        recipe=build(Recipe, recipe, "recipe"),
        sharpening=build(SharpenOptions, sharpening, "sharpening").resolved(NOT_SHARPENED),
        backbone_identity=facts["backbone_identity"],
        crs=facts["crs"],
        training_polygons=tuple(facts["training_polygons"]),
        footprint=tuple(facts["footprint"]),
        metrics=facts["figures"],
    )


def _check_shapes(head: Head, n_extra: int) -> None:
    """Score one sample: tensors whose shapes do not match raise now, not in the middle of a job."""
    scores = head.token_logits(torch.zeros(1, head.width)) * head.inverse_temperature
    extra_scores = head.extra_logits(torch.zeros(1, n_extra))
    if {scores.shape, extra_scores.shape} != {(1, head.n_classes)}:
        raise ValueError("shapes")


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    """Turn JSON's lists back into tuples."""
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return {**values, **lists}
