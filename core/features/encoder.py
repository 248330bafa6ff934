"""A frozen ViT or ConvNeXt as an encoder of tiles: normalisation, chosen blocks, final norm.

Features are the outputs of chosen blocks passed through the encoder's final norm (DINOv3 paper,
appendix A.2; Meta's dense heads do the same), prefix tokens stripped. Normalisation is applied
here, once, on the device.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..backbones import BackboneEntry
from ..errors import BackboneUnavailable, InvalidJob
from ..runtime.device import Device, torch_threads


class TransformersBackbone:
    """A frozen ViT or ConvNeXt; ``encode`` may be called from several threads at once on a CPU."""

    def __init__(
        self, model: nn.Module, entry: BackboneEntry, identity: dict[str, str], device: Device
    ) -> None:
        self._model = model.eval().requires_grad_(requires_grad=False).to(device.kind, device.dtype)
        self._entry, self._device = entry, device
        self._prefix = 1 + int(getattr(model.config, "num_register_tokens", 0) or 0)
        self._hooked = threading.local()
        self._mean = torch.tensor(entry.mean, device=device.kind).view(1, 3, 1, 1)
        self._std = torch.tensor(entry.std, device=device.kind).view(1, 3, 1, 1)
        self.identity = {
            **identity,
            "dtype": str(device.dtype),
            "mean_std": repr((entry.mean, entry.std)),
        }
        if device.kind == "cuda" and device.dtype == torch.float32:
            self.identity["matmul"] = torch.get_float32_matmul_precision()
        self._hook()
        with torch_threads(1):  # the products are too small for several threads
            self.strides, self.widths = self._probe()

    @torch.inference_mode()
    def encode(self, pixels: Tensor, valid: Tensor) -> list[Tensor]:
        """Encode a batch.

        Args:
            pixels: uint8, (B, 3, H, W).
            valid: (B, H, W); invalid pixels are replaced by the mean colour.

        Returns:
            One tensor (B, C, H/stride, W/stride) per layer, on the device.

        Raises:
            TypeError: The pixels are not uint8, so they may have been normalised already.
        """
        # In training mode RoPE is jittered; train() of a parent module must not change features
        if self._model.training:
            self._model.eval()
        batch = self.normalise(pixels.to(self._device.kind, non_blocking=True))
        return self._maps(batch * valid.to(self._device.kind, non_blocking=True)[:, None])

    def compile(self, backend: str = "inductor") -> None:
        """Compile the blocks for constant shapes; the hooks stay outside the compiled graphs."""
        for block in _blocks(self._model):
            block.forward = torch.compile(block.forward, dynamic=False, backend=backend)
        self.identity["compiled"] = backend

    def uncompile(self) -> None:
        """Undo ``compile``."""
        for block in _blocks(self._model):
            del block.forward
        del self.identity["compiled"]

    def encode_colours(self, colours: Tensor) -> list[Tensor]:
        """Encode valid colours 0..1 (B, 3, H, W), as an exported network does."""
        return self._maps(self._standardise(colours))

    @contextlib.contextmanager
    def for_side(self, side_px: int) -> Iterator[None]:
        """Resize the position embeddings once for squares of ``side_px``.

        Inside the block, the model can be traced for such squares.
        """
        embeddings = getattr(self._model, "embeddings", None)
        resize = getattr(embeddings, "interpolate_pos_encoding", None)
        if embeddings is None or resize is None:
            yield
            return
        resized: list[Tensor] = []

        def resize_once(*arguments: Any) -> Tensor:  # noqa: ANN401 (as transformers calls it)
            if not resized:
                resized.append(resize(*arguments))
            return resized[0]

        embeddings.interpolate_pos_encoding = resize_once
        try:
            self.encode_colours(torch.zeros(1, 3, side_px, side_px))
            yield
        finally:
            del embeddings.interpolate_pos_encoding

    @property
    def weights_bytes(self) -> int:
        """Size of the weights in float32."""
        return 4 * sum(parameter.numel() for parameter in self._model.parameters())

    def normalise(self, pixels: Tensor) -> Tensor:
        """Turn uint8 pixels (B, 3, H, W) into the encoder's input, as its image processor does."""
        if pixels.dtype != torch.uint8:
            raise TypeError("pixels must be uint8: normalisation happens here, once")
        return self._standardise(pixels.float() / 255)

    def _standardise(self, colours: Tensor) -> Tensor:
        normalised: Tensor = (colours - self._mean) / self._std
        return normalised

    def _maps(self, batch: Tensor) -> list[Tensor]:
        """Encode a normalised batch (B, 3, H, W)."""
        self._hooked.outputs = {}
        self._model(pixel_values=batch.to(self._device.dtype))
        rows, columns = batch.shape[-2] // self._entry.patch, batch.shape[-1] // self._entry.patch
        outputs = [self._hooked.outputs[layer] for layer in self._entry.layers]
        return [self._as_map(output, rows, columns) for output in outputs]

    def _as_map(self, output: Tensor, rows: int, columns: int) -> Tensor:
        if self._entry.kind == "convnext":
            channels_last = output.permute(0, 2, 3, 1)
            return F.layer_norm(channels_last, channels_last.shape[-1:]).permute(0, 3, 1, 2)
        tokens: Tensor = _final_norm(self._model)(output)[:, self._prefix :]
        return tokens.transpose(1, 2).reshape(tokens.shape[0], -1, rows, columns)

    def _hook(self) -> None:
        """Keep the outputs of the chosen blocks; blocks after the last chosen one are removed."""
        blocks = _blocks(self._model)
        if max(self._entry.layers) >= len(blocks):
            raise InvalidJob(
                f"{self._entry.name} has blocks 0 to {len(blocks) - 1}; choose LAYERS among them."
            )
        if self._entry.kind != "convnext":
            del blocks[max(self._entry.layers) + 1 :]
        for layer in self._entry.layers:
            blocks[layer].register_forward_hook(self._hook_of(layer))

    def _hook_of(self, layer: int) -> Any:  # noqa: ANN401 (torch's hook type)
        def keep(_module: nn.Module, _args: object, output: Any) -> None:  # noqa: ANN401
            self._hooked.outputs[layer] = output[0] if isinstance(output, tuple) else output

        return keep

    def _probe(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Encode a small image; return strides and widths per layer.

        Raises:
            BackboneUnavailable: The last block and the final norm do not give the model's output.
        """
        side = self._entry.patch * 4
        pixels = torch.arange(3 * side * side).remainder(251).to(torch.uint8).view(1, 3, side, side)
        maps = self.encode(pixels, torch.ones(1, side, side, dtype=torch.bool))
        if self._entry.kind != "convnext":
            self._check_last_layer(pixels, maps)
        strides = tuple(side // layer.shape[-1] for layer in maps)
        widths = tuple(layer.shape[1] for layer in maps)
        return strides, widths

    @torch.inference_mode()
    def _check_last_layer(self, pixels: Tensor, maps: list[Tensor]) -> None:
        """Check that the deepest layer of ``maps`` is the model's own output for ``pixels``."""
        batch = self.normalise(pixels.to(self._device.kind)).to(self._device.dtype)
        expected = self._model(pixel_values=batch).last_hidden_state[:, self._prefix :].float()
        deepest = self._entry.layers.index(max(self._entry.layers))
        computed = maps[deepest].flatten(2).transpose(1, 2).float()
        is_same = expected.shape == computed.shape and torch.allclose(
            expected, computed, atol=3e-2, rtol=3e-2
        )
        if not is_same:
            raise BackboneUnavailable(
                f"This version of transformers computes {self._entry.name} in an unknown way; "
                "install transformers 5.23."
            )


_BLOCK_LISTS = (  # names in the versions of transformers
    "encoder.layer",
    "model.layer",
    "layer",
    "model.stages",
    "stages",
    "encoder.stages",
)


def _blocks(model: nn.Module) -> nn.ModuleList:
    """Return the list of blocks of a ViT, or of stages of a ConvNeXt."""
    for name in _BLOCK_LISTS:
        try:
            blocks = model.get_submodule(name)
        except AttributeError:
            continue
        if isinstance(blocks, nn.ModuleList):
            return blocks
    raise BackboneUnavailable(
        "This version of transformers has an unknown layout of the backbone; install "
        "transformers 5.23."
    )


def _final_norm(model: nn.Module) -> nn.Module:
    return model.get_submodule("norm" if hasattr(model, "norm") else "layernorm")
