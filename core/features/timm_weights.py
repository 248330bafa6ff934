"""Conversion of DINOv3 weights from timm's layout to a folder that transformers loads.

Queries, keys and values are one matrix in timm and three in transformers; all other tensors only
have other names. Bytes are copied, so the numbers stay the same in any type.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..atomic_write import explain_os_errors
from ..backbones import BackboneEntry
from ..errors import BackboneUnavailable
from ..progress import Progress
from .architectures import Architecture, Row, architecture_of
from .tensor_files import SHARD_BYTES, StoredTensor, read_tensors, write_shards

_COMPUTED = ("rope.",)  # buffers that transformers computes
_MARKS = ("patch_embed.proj.weight", "stem.0.weight")


def is_timm_layout(tensors: Iterable[str]) -> bool:
    """Tell whether tensors have timm's names."""
    names = set(tensors)
    return any(mark in names for mark in _MARKS)


def convert_timm(
    files: Sequence[Path],
    entry: BackboneEntry,
    folder: Path,
    progress: Progress,
    architecture: Architecture | None = None,
    shard_bytes: int = SHARD_BYTES,
) -> dict[str, str]:
    """Write configuration and weights of a backbone as ``save_pretrained`` does.

    Args:
        files: Safetensors files of timm with all tensors.
        entry: The backbone.
        folder: An existing empty folder.
        progress: Steps through the bytes.
        architecture: None = that of the entry.
        shard_bytes: Most bytes in one file.

    Returns:
        SHA-256 of the files with tensors, by name.

    Raises:
        BackboneUnavailable: A file is damaged, or the tensors are not those of the backbone.
        OutputNotWritable: A file cannot be written.
        Cancelled: The user cancelled.
    """
    size = architecture or architecture_of(entry)
    if size is None:
        raise BackboneUnavailable(
            f"Weights of timm cannot be converted for {entry.name}, only for DINOv3; choose a "
            "folder written by save_pretrained."
        )
    stored = read_tensors(files)
    has_bias = size.biased_by in stored
    tensors = _tensors(list(size.rows(has_bias=has_bias)), stored, entry)
    hashes = write_shards(tensors, folder, progress, shard_bytes)
    _write_json(folder / "config.json", size.config(has_bias=has_bias))
    write_processor(folder, entry)
    return hashes


def write_processor(folder: Path, entry: BackboneEntry) -> None:
    """Write the configuration of the image processor: the normalisation of the backbone."""
    content = {
        "image_processor_type": "DINOv3ViTImageProcessorFast",
        "do_normalize": True,
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "image_mean": list(entry.mean),
        "image_std": list(entry.std),
    }
    _write_json(folder / "preprocessor_config.json", content)


def _tensors(
    rows: Sequence[Row], stored: Mapping[str, StoredTensor], entry: BackboneEntry
) -> dict[str, StoredTensor]:
    """Return where the bytes of each tensor are, by its name in transformers."""
    known = {row.source for row in rows}
    others = [name for name in stored if name not in known and not name.startswith(_COMPUTED)]
    if others:
        raise _foreign(entry, f"it also holds {others[0]}")
    found = {}
    for row in rows:
        if row.source:
            found[row.target] = _checked(row, stored, entry)
    any_tensor = next(iter(found.values()))
    zeros = {row.target: any_tensor.zeros(row.shape) for row in rows if not row.source}
    return found | zeros


def _checked(row: Row, stored: Mapping[str, StoredTensor], entry: BackboneEntry) -> StoredTensor:
    tensor = stored.get(row.source)
    if tensor is None:
        raise _foreign(entry, f"{row.source} is missing")
    shape = (row.shape[0] * row.parts, *row.shape[1:])
    if tensor.shape != shape:
        raise _foreign(entry, f"{row.source} has the shape {tensor.shape} instead of {shape}")
    return tensor.part(row.part, row.parts)


def _foreign(entry: BackboneEntry, reason: str) -> BackboneUnavailable:
    return BackboneUnavailable(
        f"The weights are not those of {entry.name}: {reason}; choose the backbone that they "
        "belong to."
    )


def _write_json(path: Path, content: dict[str, Any]) -> None:
    with explain_os_errors(path):
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")
