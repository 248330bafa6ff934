"""Load a frozen encoder through transformers and take features from it; the only file that imports transformers.

Features are the outputs of chosen blocks passed through the encoder's final norm (DINOv3 paper, appendix A.2; Meta's
dense heads do the same), prefix tokens stripped. Normalisation is applied here, once, on the device.
"""

import hashlib
import json
import os
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 (torch's custom)
from torch import Tensor, nn

from ..device import Device
from ..errors import BackboneUnavailable, InvalidJob
from ..jobs import BackboneOptions, RunOptions
from ..progress import Progress
from . import registry
from .builtin import FilterBank
from .registry import BackboneEntry
from .wheel_backbone import install as install_wheel

_STAT_TOLERANCE = 0.02
_MODEL_KINDS = {"dinov2": "vit", "dinov2_with_registers": "vit", "dinov3_vit": "vit", "dinov3_convnext": "convnext"}


class TransformersBackbone:
    """A frozen ViT or ConvNeXt; ``encode`` may be called from several threads at once on a CPU."""

    def __init__(self, model: nn.Module, entry: BackboneEntry, identity: dict[str, str], device: Device) -> None:
        self._model = model.eval().requires_grad_(False).to(device.kind, device.dtype)
        self._entry, self._device = entry, device
        self._prefix = 1 + int(getattr(model.config, "num_register_tokens", 0) or 0)
        self._caught = threading.local()
        shape = (1, 3, 1, 1)
        self._mean = torch.tensor(entry.mean, device=device.kind).view(shape)
        self._std = torch.tensor(entry.std, device=device.kind).view(shape)
        self.identity = {**identity, "dtype": str(device.dtype), "mean_std": repr((entry.mean, entry.std))}
        self._hook()
        self.strides, self.widths = self._probe()

    @torch.inference_mode()
    def encode(self, pixels: Tensor, valid: Tensor) -> list[Tensor]:
        """Encode uint8 ``pixels`` (B, 3, H, W); ``valid`` (B, H, W) false = replaced by the mean colour.

        Returns one tensor (B, C, H/stride, W/stride) per layer on the device.

        Raises:
            TypeError: The pixels are not uint8, so they may have been normalised already.
        """
        if self._model.training:  # a parent's train() must not change features (RoPE is jittered in train mode)
            self._model.eval()
        batch = self.normalise(pixels.to(self._device.kind, non_blocking=True))
        batch = batch * valid.to(self._device.kind, non_blocking=True)[:, None]
        self._caught.outputs = {}
        self._model(pixel_values=batch.to(self._device.dtype))
        rows, columns = pixels.shape[-2] // self._entry.patch, pixels.shape[-1] // self._entry.patch
        return [self._as_map(self._caught.outputs[layer], rows, columns) for layer in self._entry.layers]

    def normalise(self, pixels: Tensor) -> Tensor:
        """Turn uint8 pixels (B, 3, H, W) into the encoder's input, as its image processor would."""
        if pixels.dtype != torch.uint8:
            raise TypeError("pixels must be uint8: normalisation happens here, once")
        return (pixels.float() / 255 - self._mean) / self._std

    def _as_map(self, output: Tensor, rows: int, columns: int) -> Tensor:
        if self._entry.kind == "convnext":
            channels_last = output.permute(0, 2, 3, 1)
            return F.layer_norm(channels_last, channels_last.shape[-1:]).permute(0, 3, 1, 2)
        tokens = _final_norm(self._model)(output)[:, self._prefix :]
        return tokens.transpose(1, 2).reshape(len(tokens), -1, rows, columns)

    def _hook(self) -> None:
        """Catch the outputs of the chosen blocks; blocks above the last chosen one are dropped."""
        blocks = _blocks(self._model)
        if max(self._entry.layers) >= len(blocks):
            raise InvalidJob(f"{self._entry.name} has blocks 0 to {len(blocks) - 1}; choose LAYERS among them.")
        if self._entry.kind != "convnext":
            del blocks[max(self._entry.layers) + 1 :]
        for layer in self._entry.layers:
            blocks[layer].register_forward_hook(self._catcher(layer))

    def _catcher(self, layer: int) -> Any:  # noqa: ANN401 (torch's hook type)
        def catch(_module: nn.Module, _args: object, output: Any) -> None:  # noqa: ANN401
            self._caught.outputs[layer] = output[0] if isinstance(output, tuple) else output

        return catch

    def _probe(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Encode a small picture: learn strides and widths, and check that block output + final norm is right."""
        side = self._entry.patch * 4
        pixels = torch.arange(3 * side * side).remainder(251).to(torch.uint8).view(1, 3, side, side)
        maps = self.encode(pixels, torch.ones(1, side, side, dtype=torch.bool))
        if self._entry.kind != "convnext":
            with torch.inference_mode():
                batch = self.normalise(pixels.to(self._device.kind)).to(self._device.dtype)
                last = self._model(pixel_values=batch).last_hidden_state[:, self._prefix :]
            deepest = maps[self._entry.layers.index(max(self._entry.layers))].flatten(2).transpose(1, 2)
            if last.shape != deepest.shape or not torch.allclose(last.float(), deepest.float(), atol=3e-2, rtol=3e-2):
                raise BackboneUnavailable(
                    f"This version of transformers computes {self._entry.name} in an unknown way; install transformers 5.23."
                )
        return tuple(side // m.shape[-1] for m in maps), tuple(m.shape[1] for m in maps)


Backbone = TransformersBackbone | FilterBank


@dataclass(frozen=True)
class LoadedBackbone:
    """A backbone with its registry entry, layers and tile sizes resolved."""

    encoder: Backbone
    entry: BackboneEntry
    device: Device


def load(options: BackboneOptions, run: RunOptions, device: Device, progress: Progress) -> LoadedBackbone:
    """Load the backbone that ``options`` names.

    Raises:
        BackboneUnavailable: Unknown name, weights not here and not to be had, or gated without a token.
    """
    source, entry = _resolve(options, run)
    entry = _with_options(entry, options)
    if entry.kind == "builtin":
        return LoadedBackbone(FilterBank(), entry, device)
    model, entry, identity = _load_model(source, entry, run.offline, progress)
    return LoadedBackbone(TransformersBackbone(model, entry, identity, device), entry, device)


def install(name: str, run: RunOptions, progress: Progress) -> Path:
    """Put the backbone ``name`` into the backbone folder so that it works without a network."""
    entry = registry.get(name)
    folder = backbone_folder(run) / name
    if entry.kind == "builtin":
        raise InvalidJob("The built-in backbone needs no installation.")
    if entry.kind == "wheel":
        return install_wheel(folder, progress)
    progress.info(f"Downloading {entry.repository} ({entry.licence})")
    model = _from_pretrained(entry.repository, entry, offline=False)
    model.save_pretrained(folder)
    return folder


def backbone_folder(run: RunOptions) -> Path:
    """Return the folder where installed backbones lie."""
    if run.backbones:
        return Path(run.backbones)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".local" / "share"
    return Path(base) / "landsketch" / "backbones"


def _resolve(options: BackboneOptions, run: RunOptions) -> tuple[str, BackboneEntry]:
    """Return where the weights come from (folder or hub id) and what is known about them."""
    folder = Path(options.name).expanduser()
    if (folder / "config.json").is_file():
        return str(folder), _entry_of_folder(folder)
    entry = registry.get(options.name)
    installed = backbone_folder(run) / entry.name
    if (installed / "config.json").is_file():
        return str(installed), entry
    if entry.kind == "wheel":
        raise BackboneUnavailable(
            f"The backbone {entry.name} is not installed; run the algorithm 'Install backbone' (landsketch:installbackbone) once."
        )
    return entry.repository, entry


def _entry_of_folder(folder: Path) -> BackboneEntry:
    """Describe a backbone saved by ``save_pretrained``."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kind = _MODEL_KINDS[config["model_type"]]
    except (ValueError, KeyError):
        kinds = ", ".join(_MODEL_KINDS)
        raise BackboneUnavailable(f"{folder} does not hold a backbone of a known kind ({kinds}).") from None
    mean, std = _folder_statistics(folder) or ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    patch = 32 if kind == "convnext" else int(config["patch_size"])
    depth = int(config.get("num_hidden_layers", 4))
    layers = (2, 3) if kind == "convnext" else tuple(sorted({(i + 1) * depth // 4 - 1 for i in range(4)} - {-1}))
    tile, halo = (16, 1) if kind == "convnext" else (32, 2) if patch == 16 else (37, 2)
    like = registry.get("dinov2-small")
    return replace(
        like, name=str(folder), title=folder.name, kind=kind, repository="", revision="", patch=patch, layers=layers,
        mean=mean, std=std, gated=False, tile_tokens=tile, halo_tokens=halo, width=int(config.get("hidden_size", 0)),
    )  # fmt: skip


def _folder_statistics(folder: Path) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Return mean and deviation from the folder's image processor configuration."""
    file = folder / "preprocessor_config.json"
    if not file.is_file():
        return None
    data = json.loads(file.read_text(encoding="utf-8"))
    return tuple(data["image_mean"]), tuple(data["image_std"])


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
    offline: bool,
    progress: Progress,
) -> tuple[nn.Module, BackboneEntry, dict[str, str]]:
    """Load weights and settle mean and deviation; returns the model, the entry and what identifies the weights."""
    import transformers

    local = Path(source).is_dir()
    model = _from_pretrained(source, entry, offline=offline)
    found = _folder_statistics(Path(source)) if local else None
    if found and not _close(found, (entry.mean, entry.std)):
        progress.warning(
            f"The folder's normalisation {found} is not the one {entry.name} was trained with {entry.mean, entry.std}; the latter is used."
        )
    identity = {
        "weights": _weights_hash(Path(source)) if local else f"{entry.repository}@{entry.revision or _commit(model)}",
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
    return model, entry, identity


def _from_pretrained(source: str, entry: BackboneEntry, *, offline: bool) -> nn.Module:
    """Call transformers and turn its failures into sentences."""
    from transformers import AutoModel
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    where = {} if Path(source).is_dir() else {"revision": entry.revision or "main"}
    try:
        model: nn.Module = AutoModel.from_pretrained(  # nosec B615 (revision comes from the registry)
            source, local_files_only=offline or Path(source).is_dir(), token=os.environ.get("HF_TOKEN"), **where
        )
    except (OSError, ValueError) as error:
        raise _unavailable(entry, str(error), offline=offline, local=Path(source).is_dir()) from None
    return model


def _unavailable(entry: BackboneEntry, reason: str, *, offline: bool, local: bool) -> BackboneUnavailable:
    """Say in one sentence why a backbone cannot be had and what to do."""
    if local:
        return BackboneUnavailable(
            f"The backbone folder {entry.name} is damaged ({reason.splitlines()[0]}); install it again."
        )
    if offline:
        return BackboneUnavailable(
            f"{entry.name} is not on this computer and the engine is set to work offline; allow the network once or use 'builtin'."
        )
    if "gated" in reason.lower() or "401" in reason or "403" in reason:
        return BackboneUnavailable(
            f"{entry.name} is gated: accept its licence at {entry.licence_url}, then set your access token as HF_TOKEN and try again."
        )
    gated = f" It is gated as well: accept its licence at {entry.licence_url} and set HF_TOKEN." if entry.gated else ""
    return BackboneUnavailable(
        f"{entry.name} is not on this computer and the model hub cannot be reached; connect to the network, give a local folder, or use 'builtin'.{gated}"
    )


def _blocks(model: nn.Module) -> nn.ModuleList:
    """Return the list of blocks (ViT) or stages (ConvNeXt), wherever this version of transformers keeps it."""
    for name in ("encoder.layer", "model.layer", "layer", "model.stages", "stages", "encoder.stages"):
        try:
            found = model.get_submodule(name)
        except AttributeError:
            continue
        if isinstance(found, nn.ModuleList):
            return found
    raise BackboneUnavailable(
        "This version of transformers lays the backbone out in an unknown way; install transformers 5.23."
    )


def _final_norm(model: nn.Module) -> nn.Module:
    norm: nn.Module = model.norm if hasattr(model, "norm") else model.layernorm
    return norm


def _commit(model: nn.Module) -> str:
    return str(getattr(model.config, "_commit_hash", "") or "unknown")


def _close(a: tuple[tuple[float, ...], ...], b: tuple[tuple[float, ...], ...]) -> bool:
    return all(abs(x - y) <= _STAT_TOLERANCE for p, q in zip(a, b, strict=True) for x, y in zip(p, q, strict=True))


def _weights_hash(folder: Path) -> str:
    """Hash configuration and weights of a local folder."""
    digest = hashlib.sha256()
    for file in sorted([folder / "config.json", *folder.glob("*.safetensors"), *folder.glob("*.bin")]):
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
