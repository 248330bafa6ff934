"""The built-in filter bank: what it sees, how far it reaches, and that it needs nothing."""

import numpy as np
import pytest
import torch

from landsketch.core.features.builtin import BOXES, STRIDE, WIDTH, FilterBank

RANDOM = np.random.default_rng(0)


def encode(pixels, valid=None):
    pixels = torch.from_numpy(np.ascontiguousarray(pixels))[None]
    valid = (
        torch.ones(pixels.shape[0], *pixels.shape[2:], dtype=torch.bool) if valid is None else valid
    )
    return FilterBank().encode(pixels, valid)[0][0]


def noise(side=160):
    return RANDOM.integers(0, 255, (3, side, side), dtype=np.uint8)


def test_one_layer_of_stride_4():
    assert FilterBank.strides == (STRIDE,) == (4,)
    assert encode(noise(64)).shape == (WIDTH, 16, 16)


def test_a_plain_picture_has_colour_and_no_texture():
    pixels = np.zeros((3, 64, 64), np.uint8) + np.array([255, 0, 51], np.uint8)[:, None, None]
    features = encode(pixels).reshape(len(BOXES), 10, 16, 16)
    assert torch.allclose(
        features[:, :3, 5, 5], torch.tensor([1, -1, -0.6]).expand(4, 3), atol=1e-6
    )
    assert features[:, 3:].abs().max() < 2e-3


def test_a_flipped_picture_has_other_features_in_flipped_places():
    pixels = noise()
    assert not torch.equal(encode(pixels[:, :, ::-1]), encode(pixels))
    assert torch.allclose(encode(pixels[:, :, ::-1])[:3], encode(pixels).flip(-1)[:3], atol=1e-5)


def test_nothing_reaches_further_than_the_halo():
    pixels, halo = noise(256), 16
    changed = pixels.copy()
    changed[:, :, 128:] = 255 - changed[:, :, 128:]
    same = torch.isclose(encode(pixels), encode(changed), atol=1e-5).all(dim=0).all(dim=0)
    assert same[: 32 - halo].all()
    assert not same[32 - 2 :].any()


def test_invalid_pixels_count_as_mid_grey():
    pixels, valid = noise(64), torch.zeros(1, 64, 64, dtype=torch.bool)
    assert encode(pixels, valid).abs().max() == 0


def test_float_input_is_refused():
    with pytest.raises(TypeError, match="uint8"):
        FilterBank().encode(torch.rand(1, 3, 16, 16), torch.ones(1, 16, 16, dtype=torch.bool))
