"""Attention head by head is attention, and ViTs use it where it is faster."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from landsketch.core.features import backbone, encoder_kernels
from landsketch.core.job.options import BackboneOptions
from landsketch.core.progress import Progress
from landsketch.core.runtime import device


def _tokens(dtype):
    random = torch.Generator().manual_seed(0)
    query, key, value = (torch.randn(2, 3, 50, 16, generator=random) for _ in range(3))
    return (
        query.to(dtype),
        (key + 40).to(dtype),
        value.to(dtype),
    )  # keys in a ViT have much in common


def test_it_is_softmax_attention():
    query, key, value = _tokens(torch.float64)
    found, _ = encoder_kernels.attend_by_head(nn.Identity(), query, key, value, None, scaling=0.25)
    expected = F.scaled_dot_product_attention(query, key, value, scale=0.25).transpose(1, 2)
    assert torch.allclose(found, expected, atol=1e-10)


def test_in_bfloat16_it_is_close_even_where_keys_have_much_in_common():
    query, key, value = _tokens(torch.bfloat16)
    found, _ = encoder_kernels.attend_by_head(nn.Identity(), query, key, value, None, scaling=0.25)
    exact = F.scaled_dot_product_attention(
        query.double(), key.double(), value.double(), scale=0.25
    ).transpose(1, 2)
    assert (found.double() - exact).norm() < 0.02 * exact.norm()


@pytest.mark.parametrize("kind", ["dinov3", "dinov2", "dinov2 registers"])
def test_vits_in_bfloat16_use_it_and_are_close_to_float32(
    tiny_backbones, run_options, monkeypatch, kind
):
    called = []
    plain = encoder_kernels.attend_by_head
    monkeypatch.setattr(
        encoder_kernels, "attend_by_head", lambda *a, **k: called.append(1) or plain(*a, **k)
    )
    options = BackboneOptions(str(tiny_backbones[kind]), layers=(0, 1))
    pixels = torch.randint(
        0, 255, (1, 3, 224, 224), dtype=torch.uint8, generator=torch.Generator().manual_seed(1)
    )
    whole = torch.ones(1, 224, 224, dtype=torch.bool)
    maps = []
    for dtype in ("float32", "bfloat16"):
        called.clear()
        encoder = backbone.load(
            options, run_options, device.choose_device("cpu", dtype, 1), Progress()
        ).encoder
        assert (
            bool(called) == ("attention" in encoder.identity) == (dtype == "bfloat16")
        )  # so caches are kept apart
        maps.append(torch.cat(encoder.encode(pixels, whole), dim=1).float())
    assert F.cosine_similarity(*maps, dim=1).mean() > 0.999
