"""Architectures of DINOv3 by size: their configuration, and where timm keeps each tensor.

Sizes as in the publisher's repositories. The period of the position embedding is computed, not
stored, by timm and transformers alike, in float32.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..backbones import BackboneEntry
from ..errors import BackboneUnavailable

_REGISTERS = 4
_PATCH = 16
_SATELLITE = "-sat493m"
_BOTH = ("weight", "bias")


@dataclass(frozen=True)
class Row:
    """One tensor of transformers and where timm keeps it.

    Attributes:
        target: Name in transformers.
        shape: Its shape there.
        source: Name in timm; empty for zeros.
        part, parts: Which of how many equal parts of the tensor of timm it is.
    """

    target: str
    shape: tuple[int, ...]
    source: str
    part: int = 0
    parts: int = 1


@dataclass(frozen=True)
class Vit:
    """Size of a DINOv3 ViT.

    Attributes:
        width: Channels of a token.
        depth: Number of blocks.
        heads: Attention heads.
        inner: Channels inside the MLP.
        is_gated: Whether the MLP is a SwiGLU.
    """

    width: int
    depth: int
    heads: int
    inner: int
    is_gated: bool = False
    family = "vit"
    biased_by = "blocks.0.attn.q_bias"  # in timm's files if queries and values have a bias

    def config(self, *, has_bias: bool) -> dict[str, Any]:
        """Return what ``config.json`` says of it.

        Args:
            has_bias: Whether queries and values have a bias. In the published weights it is zero
                where there is one, and timm's files leave it out.
        """
        return {
            "architectures": ["DINOv3ViTModel"],
            "model_type": "dinov3_vit",
            "patch_size": _PATCH,
            "hidden_size": self.width,
            "intermediate_size": self.inner,
            "num_hidden_layers": self.depth,
            "num_attention_heads": self.heads,
            "num_register_tokens": _REGISTERS,
            "hidden_act": "silu" if self.is_gated else "gelu",
            "use_gated_mlp": self.is_gated,
            "query_bias": has_bias,
            "key_bias": False,
            "value_bias": has_bias,
            "proj_bias": True,
            "mlp_bias": True,
            "layer_norm_eps": 1e-5,
            "layerscale_value": 1.0,
            "rope_theta": 100.0,
            "pos_embed_rescale": 2.0,
            "image_size": 224,
            "num_channels": 3,
        }

    def rows(self, *, has_bias: bool) -> Iterator[Row]:
        """Yield all tensors."""
        width = self.width
        yield Row("embeddings.cls_token", (1, 1, width), "cls_token")
        yield Row("embeddings.register_tokens", (1, _REGISTERS, width), "reg_token")
        yield Row("embeddings.mask_token", (1, 1, width), "")
        patches = (width, 3, _PATCH, _PATCH)
        yield from _layer("embeddings.patch_embeddings", "patch_embed.proj", patches)
        for number in range(self.depth):
            yield from self._block(f"layer.{number}.", f"blocks.{number}.", has_bias=has_bias)
        yield from _layer("norm", "norm", (width,))

    def _block(self, target: str, source: str, *, has_bias: bool) -> Iterator[Row]:
        square, attention = (self.width, self.width), f"{target}attention."
        for number, name in enumerate("qkv"):
            weight = f"{attention}{name}_proj.weight"
            yield Row(weight, square, f"{source}attn.qkv.weight", number, 3)
        for name in ("q", "v") if has_bias else ():
            bias = f"{attention}{name}_proj.bias"
            yield Row(bias, (self.width,), f"{source}attn.{name}_bias")
        yield from _layer(f"{attention}o_proj", f"{source}attn.proj", square)
        for number in (1, 2):
            norm = f"norm{number}"
            yield from _layer(target + norm, source + norm, (self.width,))
            scale = f"{target}layer_scale{number}.lambda1"
            yield Row(scale, (self.width,), f"{source}gamma_{number}")
        yield from self._mlp(f"{target}mlp.", f"{source}mlp.")

    def _mlp(self, target: str, source: str) -> Iterator[Row]:
        wide = (self.inner, self.width)
        if self.is_gated:
            yield from _layer(f"{target}gate_proj", f"{source}fc1_g", wide)
        yield from _layer(f"{target}up_proj", source + ("fc1_x" if self.is_gated else "fc1"), wide)
        yield from _layer(f"{target}down_proj", f"{source}fc2", (self.width, self.inner))


@dataclass(frozen=True)
class ConvNext:
    """Size of a DINOv3 ConvNeXt: channels and number of blocks of each stage."""

    widths: tuple[int, ...]
    depths: tuple[int, ...]
    family = "convnext"
    biased_by = ""

    def config(self, *, has_bias: bool) -> dict[str, Any]:
        """Return what ``config.json`` says of it."""
        return {
            "architectures": ["DINOv3ConvNextModel"],
            "model_type": "dinov3_convnext",
            "hidden_sizes": list(self.widths),
            "depths": list(self.depths),
            "hidden_act": "gelu",
            "layer_norm_eps": 1e-6,
            "layer_scale_init_value": 1e-6,
            "image_size": 224,
            "num_channels": 3,
        }

    def rows(self, *, has_bias: bool) -> Iterator[Row]:
        """Yield all tensors."""
        before = 3
        for stage, (width, depth) in enumerate(zip(self.widths, self.depths, strict=True)):
            yield from self._downsampling(stage, before, width)
            for number in range(depth):
                target = f"stages.{stage}.layers.{number}."
                yield from self._block(target, f"stages.{stage}.blocks.{number}.", width)
            before = width
        yield from _layer("layer_norm", "head.norm", self.widths[-1:])

    @staticmethod
    def _downsampling(stage: int, before: int, width: int) -> Iterator[Row]:
        target = f"stages.{stage}.downsample_layers."
        if stage == 0:
            yield from _layer(f"{target}0", "stem.0", (width, before, 4, 4))
            yield from _layer(f"{target}1", "stem.1", (width,))
        else:
            source = f"stages.{stage}.downsample."
            yield from _layer(f"{target}0", f"{source}0", (before,))
            yield from _layer(f"{target}1", f"{source}1", (width, before, 2, 2))

    @staticmethod
    def _block(target: str, source: str, width: int) -> Iterator[Row]:
        yield from _layer(f"{target}depthwise_conv", f"{source}conv_dw", (width, 1, 7, 7))
        yield from _layer(f"{target}layer_norm", f"{source}norm", (width,))
        yield from _layer(f"{target}pointwise_conv1", f"{source}mlp.fc1", (4 * width, width))
        yield from _layer(f"{target}pointwise_conv2", f"{source}mlp.fc2", (width, 4 * width))
        yield Row(f"{target}gamma", (width,), f"{source}gamma")


Architecture = Vit | ConvNext

_NARROW, _MEDIUM, _WIDE = (96, 192, 384, 768), (128, 256, 512, 1024), (192, 384, 768, 1536)
_SIZES: dict[str, Architecture] = {
    "dinov3-vits16": Vit(384, 12, 6, 1536),
    "dinov3-vits16plus": Vit(384, 12, 6, 1536, is_gated=True),
    "dinov3-vitb16": Vit(768, 12, 12, 3072),
    "dinov3-vitl16": Vit(1024, 24, 16, 4096),
    "dinov3-vith16plus": Vit(1280, 32, 20, 5120, is_gated=True),
    "dinov3-vit7b16": Vit(4096, 40, 32, 8192, is_gated=True),
    "dinov3-convnext-tiny": ConvNext(_NARROW, (3, 3, 9, 3)),
    "dinov3-convnext-small": ConvNext(_NARROW, (3, 3, 27, 3)),
    "dinov3-convnext-base": ConvNext(_MEDIUM, (3, 3, 27, 3)),
    "dinov3-convnext-large": ConvNext(_WIDE, (3, 3, 27, 3)),
}
_SHAPE_OF_VIT = (
    "model_type",
    "hidden_size",
    "num_hidden_layers",
    "intermediate_size",
    "num_attention_heads",
    "use_gated_mlp",
)
_SHAPE_OF_CONVNEXT = ("model_type", "hidden_sizes", "depths")


def architecture_of(entry: BackboneEntry) -> Architecture | None:
    """Return the architecture of a DINOv3 backbone; None for other backbones."""
    return _SIZES.get(entry.name.removesuffix(_SATELLITE))


def expected_config(entry: BackboneEntry) -> dict[str, Any]:
    """Return the values of ``config.json`` that tell a backbone of the hub from other ones."""
    architecture = architecture_of(entry)
    if architecture is None:
        registers = entry.name.endswith("-registers")
        return {
            "model_type": "dinov2_with_registers" if registers else "dinov2",
            "hidden_size": entry.width,
            "num_hidden_layers": max(entry.layers) + 1,
        }
    names = _SHAPE_OF_VIT if architecture.family == "vit" else _SHAPE_OF_CONVNEXT
    config = architecture.config(has_bias=False)
    return {name: config[name] for name in names}


def require_config_of(entry: BackboneEntry, folder: Path) -> None:
    """Check that the ``config.json`` of a folder is that of a backbone of the hub.

    Raises:
        BackboneUnavailable: It is not, or it cannot be read.
    """
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        found = {name: config.get(name) for name in expected_config(entry)}
    except (OSError, ValueError, AttributeError):
        raise BackboneUnavailable(
            f"{path} cannot be read; choose a folder written by save_pretrained."
        ) from None
    for name, value in expected_config(entry).items():
        if found[name] != value:
            raise BackboneUnavailable(
                f"The weights are not those of {entry.name}: {name} is {found[name]} instead of "
                f"{value}; choose the backbone that they belong to."
            )


def _layer(target: str, source: str, shape: tuple[int, ...]) -> Iterator[Row]:
    """Yield weight and bias of a layer; the bias has the weight's first dimension."""
    for name, own in zip(_BOTH, (shape, shape[:1]), strict=True):
        yield Row(f"{target}.{name}", own, f"{source}.{name}")
