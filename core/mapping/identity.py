"""What the scores and the pixels of a map depend on, as facts that two runs can compare."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from ..class_table import ClassTable
from ..features.feature_map import FeatureMap
from ..heads.head import Head
from ..imagery.tile_grid import Window
from ..job.map_options import MapOptions
from ..version import ENGINE
from .mask import Mask

Facts = Mapping[str, Any]


def facts_json(facts: object) -> str:
    """Return facts as the text that is compared and hashed."""
    return json.dumps(facts, sort_keys=True, default=str)


def hash_head(head: Head) -> str:
    """Hash everything that changes a head's scores; a model's id does not cover its temperature."""
    digest = hashlib.sha256(head.kind.encode())
    for name, tensor in sorted(head.tensors_by_name.items()):
        digest.update(name.encode() + tensor.numpy().tobytes())
    return digest.hexdigest()


def chunk_facts(
    features: FeatureMap, head_hash: str, region: Window, mask: Mask | None
) -> dict[str, Any]:
    """Return everything that changes the score chunks of a view.

    They are compared with those on the disk, so a change of names or values here makes the chunks
    of earlier versions unusable.
    """
    return {
        **features.key_facts(),
        "Landsketch": ENGINE,
        "features": asdict(features.options),
        "model": head_hash,
        "region": asdict(region),
        "mask": mask and mask.digest,
    }


def hash_map(
    features: FeatureMap,
    head_hash: str,
    table: ClassTable,
    options: MapOptions,
    mask: Mask | None,
) -> str:
    """Hash everything that the pixels and the legend of a map depend on, but no paths.

    Job files keep it, so that finished maps are skipped: it must not change between versions.
    Options that are newer than the first ones are part of it only where they are used.
    """
    pixel_options = asdict(replace(options, mask="", mask_layer="", batch=0, write_cache=False))
    sharpening = pixel_options.pop("sharpening")
    facts: list[object] = [
        features.key_facts(),
        asdict(features.options),
        head_hash,
        table.to_list(),
        pixel_options,
        mask and mask.digest,
    ]
    if options.sharpening.is_on:
        facts.append(sharpening)
    return hashlib.sha256(facts_json(facts).encode()).hexdigest()
