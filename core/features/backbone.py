"""Load a frozen backbone by its name, from the folder of installed ones, or from any folder.

This is the only file that imports transformers.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import torch
from safetensors import SafetensorError
from torch import nn

from .. import backbones
from ..backbones import BackboneEntry
from ..errors import BackboneUnavailable, InvalidJob
from ..installed_backbones import read_source
from ..job.options import BackboneOptions, RunOptions
from ..progress import Progress
from ..runtime.device import Device, choose_device
from . import encoder_kernels
from .batch_size import batch_for
from .batches import Batches
from .builtin import FilterBank
from .encoder import TransformersBackbone

_STAT_TOLERANCE = 0.02
_MODEL_KINDS = {
    "dinov2": "vit",
    "dinov2_with_registers": "vit",
    "dinov3_vit": "vit",
    "dinov3_convnext": "convnext",
}


Backbone = TransformersBackbone | FilterBank


@dataclass(frozen=True)
class LoadedBackbone:
    """A backbone with explicit layers and tile sizes.

    Attributes:
        encoder: The network.
        entry: What is known of it.
        device: Where it runs.
        source: Folder of the weights; empty for the built-in backbone.
    """

    encoder: Backbone
    entry: BackboneEntry
    device: Device
    source: str = ""

    @cached_property
    def batches(self) -> Batches:
        """The encoder, with batches that are halved if memory runs out."""
        return Batches(self.encoder, self.device)


def load(
    options: BackboneOptions, run: RunOptions, device: Device, progress: Progress
) -> LoadedBackbone:
    """Load the backbone of ``options``.

    Raises:
        BackboneUnavailable: The name is unknown, or the weights are not installed or damaged.
        InvalidJob: LAYERS names a layer that the backbone lacks.
    """
    source, entry = _resolve(options, run)
    entry = _with_options(entry, options)
    if entry.kind == "builtin":
        return LoadedBackbone(FilterBank(), entry, choose_device("cpu", threads=run.threads))
    model, entry, identity = _load_model(Path(source), entry, device.dtype, progress)
    if entry.kind != "convnext" and device.kind == "cpu" and device.dtype == torch.bfloat16:
        identity["attention"] = _attend_by_head(model)
    encoder = TransformersBackbone(model, entry, identity, device)
    side_px = entry.tile_tokens * max(encoder.strides)
    if run.compile and device.kind == "cuda":
        encoder_kernels.compile_blocks(encoder, side_px, progress)
    elif run.compile:
        progress.warning("COMPILE_BACKBONE is ignored: backbones are compiled on CUDA only.")
    if not device.batch:
        device = replace(device, batch=batch_for(encoder, device, side_px))
    return LoadedBackbone(encoder, entry, device, source)


def _attend_by_head(model: nn.Module) -> str:
    """Let a ViT attend head by head; return the name of this implementation."""
    from transformers import AttentionInterface

    AttentionInterface.register(encoder_kernels.ATTENTION_BY_HEAD, encoder_kernels.attend_by_head)
    model.config._attn_implementation = encoder_kernels.ATTENTION_BY_HEAD  # type: ignore[union-attr]
    return encoder_kernels.ATTENTION_BY_HEAD


def backbone_folder(run: RunOptions) -> Path:
    """Return the folder of installed backbones."""
    return Path(run.backbones) if run.backbones else backbones.default_folder()


def _resolve(options: BackboneOptions, run: RunOptions) -> tuple[str, BackboneEntry]:
    """Return the folder of the weights, empty for the built-in backbone, and the entry.

    Raises:
        BackboneUnavailable: The name is unknown, or the backbone is not installed.
    """
    folder = Path(options.name).expanduser()
    if (folder / "config.json").is_file():
        return str(folder), _entry_of_folder(folder)
    entry = backbones.get(options.name)
    if entry.kind == "builtin":
        return "", entry
    installed = backbone_folder(run) / entry.name
    if (installed / "config.json").is_file():
        return str(installed), entry
    raise BackboneUnavailable(
        f"The backbone {entry.name} is not installed; run 'Install backbone' "
        "(landsketch:installbackbone) once, or use 'builtin'."
    )


def _entry_of_folder(folder: Path) -> BackboneEntry:
    """Return the entry of a backbone that ``save_pretrained`` wrote.

    Raises:
        BackboneUnavailable: The folder holds no backbone of a known kind.
    """
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kind = _MODEL_KINDS[config["model_type"]]
        patch = 32 if kind == "convnext" else int(config["patch_size"])
        depth = int(config.get("num_hidden_layers", 4))
    except (OSError, ValueError, KeyError, TypeError):
        kinds = ", ".join(_MODEL_KINDS)
        raise BackboneUnavailable(
            f"{folder} holds no backbone of a known kind ({kinds}); choose another folder or save "
            "the backbone again."
        ) from None
    mean, std = _folder_statistics(folder) or ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    tile_tokens, halo_tokens = _tile_size(kind, patch)
    family = "dinov3-vits16" if config["model_type"].startswith("dinov3") else "dinov2-small"
    return replace(
        backbones.get(family),
        name=str(folder),
        title=folder.name,
        kind=kind,
        repository="",
        revision="",
        patch=patch,
        layers=_default_layers(kind, depth),
        mean=mean,
        std=std,
        gated=False,
        tile_tokens=tile_tokens,
        halo_tokens=halo_tokens,
        width=int(config.get("hidden_size", 0)),
    )


def _default_layers(kind: str, depth: int) -> tuple[int, ...]:
    """Return the last block of each quarter of a ViT, or the last two stages of a ConvNeXt."""
    if kind == "convnext":
        return 2, 3
    quarters = {(number + 1) * depth // 4 - 1 for number in range(4)}
    return tuple(sorted(quarters - {-1}))


def _tile_size(kind: str, patch: int) -> tuple[int, int]:
    """Return default tile side and halo in tokens."""
    if kind == "convnext":
        return 16, 1
    return (32, 2) if patch == 16 else (37, 2)


Statistics = tuple[tuple[float, float, float], tuple[float, float, float]]


def _folder_statistics(folder: Path) -> Statistics | None:
    """Return mean and deviation of the folder's image processor, None if there is none.

    Raises:
        BackboneUnavailable: The file of the image processor is invalid.
    """
    file = folder / "preprocessor_config.json"
    if not file.is_file():
        return None
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        mean = [float(number) for number in data["image_mean"]]
        std = [float(number) for number in data["image_std"]]
        return (mean[0], mean[1], mean[2]), (std[0], std[1], std[2])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        raise BackboneUnavailable(
            f"{file} holds no image_mean and image_std of three bands; correct or delete it."
        ) from None


def _with_options(entry: BackboneEntry, options: BackboneOptions) -> BackboneEntry:
    """Return the entry with the user's layers and tile sizes."""
    if entry.kind == "builtin" and options.layers not in ((), (0,)):
        raise InvalidJob("The built-in backbone has one layer, 0; leave LAYERS empty.")
    return replace(
        entry,
        layers=tuple(options.layers or entry.layers),
        tile_tokens=options.tile_tokens or entry.tile_tokens,
        halo_tokens=entry.halo_tokens if options.halo_tokens < 0 else options.halo_tokens,
    )


def _load_model(
    folder: Path, entry: BackboneEntry, dtype: torch.dtype, progress: Progress
) -> tuple[nn.Module, BackboneEntry, dict[str, str]]:
    """Load the weights in a folder.

    Returns:
        The model, its entry, and what identifies the weights in cache keys.
    """
    import transformers

    model = _from_pretrained(folder, entry, dtype)
    statistics = _folder_statistics(folder)
    if statistics and not _close(statistics, (entry.mean, entry.std)):
        progress.warning(
            f"The folder's normalisation {statistics} differs from that of {entry.name}; "
            f"{(entry.mean, entry.std)} is used."
        )
    identity = {
        "weights": _weights_hash(folder),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
    origin = read_source(folder)
    if origin:
        identity["source"] = origin.identity
    return model, entry, identity


def _from_pretrained(folder: Path, entry: BackboneEntry, dtype: torch.dtype) -> nn.Module:
    """Load a model with transformers, never from the network.

    Raises:
        BackboneUnavailable: transformers cannot load it, or weights are missing.
    """
    from transformers import AutoModel
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    options = {"dtype": dtype, "local_files_only": True, "output_loading_info": True}
    try:
        model: nn.Module
        model, info = AutoModel.from_pretrained(folder, **options)  # nosec B615 (a folder)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise _damaged(entry, str(error)) from None
    missing = [name for name in info["missing_keys"] if not name.endswith("mask_token")]
    if missing:  # transformers would fill them with random numbers
        raise _damaged(entry, f"{len(missing)} weights are missing, {missing[0]} first")
    return model


def _damaged(entry: BackboneEntry, reason: str) -> BackboneUnavailable:
    """Return the error for a backbone that cannot be loaded."""
    first_line = (reason.splitlines() or ["unreadable"])[0]
    return BackboneUnavailable(
        f"The backbone {entry.name} is damaged ({first_line}); install it again."
    )


def _close(a: Statistics, b: Statistics) -> bool:
    pairs = zip((*a[0], *a[1]), (*b[0], *b[1]), strict=True)
    return all(abs(x - y) <= _STAT_TOLERANCE for x, y in pairs)


def _weights_hash(folder: Path) -> str:
    """Hash configuration and weights of a local folder."""
    digest = hashlib.sha256()
    files = [folder / "config.json", *folder.glob("*.safetensors"), *folder.glob("*.bin")]
    for file in sorted(files):
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
