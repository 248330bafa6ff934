"""Encoders by transformers: which numbers go in, which come out, and what can not change them."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from transformers import AutoModel
from transformers.image_transforms import normalize, rescale

from landsketch.core import backbones
from landsketch.core.errors import BackboneUnavailable, InvalidJob
from landsketch.core.features import backbone
from landsketch.core.job.options import BackboneOptions
from landsketch.core.progress import Progress
from landsketch.core.runtime import device
from landsketch.tests.helpers.listener import Listener

CPU = device.choose_device("cpu", "float32", 1)
PIXELS = torch.from_numpy(
    np.random.default_rng(0).integers(0, 255, (1, 3, 224, 224), dtype=np.uint8)
)
VALID = torch.ones(1, 224, 224, dtype=torch.bool)
KINDS = ["dinov3", "convnext", "dinov2", "dinov2 registers"]
PREFIX = {"dinov3": 5, "dinov2": 1, "dinov2 registers": 4}
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@pytest.fixture
def load(run_options):
    def load(name, progress=None, run=run_options, **options):
        return backbone.load(
            BackboneOptions(name=str(name), **options), run, CPU, progress or Progress()
        )

    return load


@pytest.fixture
def installed(tiny_backbones, run_options, tmp_path):
    """A tiny encoder installed under a name of the registry, and options that find it there."""

    def install(name, kind, processor=None):
        shutil.copytree(tiny_backbones[kind], tmp_path / name)
        if processor is not None:
            (tmp_path / name / "preprocessor_config.json").write_text(json.dumps(processor))
        return replace(run_options, backbones=str(tmp_path))

    return install


@pytest.mark.parametrize(
    ("kind", "strides", "widths"),
    [
        ("dinov3", (16,) * 4, (32,) * 4),
        ("dinov2", (14,) * 4, (32,) * 4),
        ("dinov2 registers", (14,) * 4, (32,) * 4),
        ("convnext", (16, 32), (24, 32)),
    ],
)
def test_strides_and_widths_of_every_kind(load, tiny_backbones, kind, strides, widths):
    encoder = load(tiny_backbones[kind]).encoder
    assert encoder.strides == strides
    assert encoder.widths == widths
    maps = encoder.encode(PIXELS, VALID)
    assert [tuple(m.shape) for m in maps] == [
        (1, w, 224 // s, 224 // s) for w, s in zip(widths, strides, strict=True)
    ]


@pytest.mark.parametrize("kind", ["dinov3", "dinov2", "dinov2 registers"])
@pytest.mark.parametrize("layers", [(0, 1, 2, 3), (1,), (0, 2)])
def test_features_are_block_outputs_through_the_final_norm_without_prefix_tokens(
    load, tiny_backbones, kind, layers
):
    encoder = load(tiny_backbones[kind], layers=layers).encoder
    model = AutoModel.from_pretrained(tiny_backbones[kind]).eval()
    with torch.inference_mode():
        hidden = model(
            pixel_values=encoder.normalise(PIXELS), output_hidden_states=True
        ).hidden_states
        norm = model.norm if hasattr(model, "norm") else model.layernorm
        expected = [norm(hidden[layer + 1])[:, PREFIX[kind] :] for layer in layers]
    for features, tokens in zip(encoder.encode(PIXELS, VALID), expected, strict=True):
        side = features.shape[-1]
        assert tokens.shape[1] == side * side
        assert torch.equal(features, tokens.transpose(1, 2).reshape(1, -1, side, side))


def test_convnext_features_are_normalised_stages(load, tiny_backbones):
    encoder = load(tiny_backbones["convnext"], layers=(1, 2, 3)).encoder
    model = AutoModel.from_pretrained(tiny_backbones["convnext"]).eval()
    with torch.inference_mode():
        stages = model(
            pixel_values=encoder.normalise(PIXELS), output_hidden_states=True
        ).hidden_states[2:]
    for features, stage in zip(encoder.encode(PIXELS, VALID), stages, strict=True):
        expected = F.layer_norm(stage.permute(0, 2, 3, 1), stage.shape[1:2]).permute(0, 3, 1, 2)
        assert torch.allclose(features, expected, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_the_encoder_stays_in_eval_mode(load, tiny_backbones, kind):
    encoder = load(tiny_backbones[kind]).encoder
    before = encoder.encode(PIXELS, VALID)
    encoder._model.train()
    after = encoder.encode(PIXELS, VALID)
    assert not encoder._model.training
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert not any(p.requires_grad for p in encoder._model.parameters())


@pytest.mark.parametrize("kind", KINDS)
def test_float_input_is_refused(load, tiny_backbones, kind):
    with pytest.raises(TypeError, match="uint8"):
        load(tiny_backbones[kind]).encoder.encode(PIXELS.float() / 255, VALID)


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_picture_has_other_features(load, tiny_backbones, kind):
    encoder = load(tiny_backbones[kind]).encoder
    before, flipped = encoder.encode(PIXELS, VALID), encoder.encode(PIXELS.flip(-1), VALID)
    assert all((a - b).abs().max() > 0.01 for a, b in zip(before, flipped, strict=True))


def test_invalid_pixels_are_the_mean_colour_whatever_they_hold(load, tiny_backbones):
    encoder, valid = load(tiny_backbones["dinov3"]).encoder, VALID.clone()
    valid[:, 100:] = False
    other = PIXELS.clone()
    other[:, :, 100:] = 7
    one, two = encoder.encode(PIXELS, valid), encoder.encode(other, valid)
    assert all(torch.equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("name", ["dinov3-vitl16-sat493m", "dinov3-vits16", "dinov2-small"])
def test_normalisation_is_that_of_the_encoders_image_processor(load, installed, name):
    run = installed(name, "dinov3" if "dinov3" in name else "dinov2")
    loaded = load(name, run=run, layers=(1, 3))
    image = PIXELS[0].numpy()
    expected = normalize(
        rescale(image, 1 / 255),
        loaded.entry.mean,
        loaded.entry.std,
        input_data_format="channels_first",
    )
    assert np.abs(loaded.encoder.normalise(PIXELS)[0].numpy() - expected).max() < 1e-5


def test_satellite_weights_keep_their_own_mean_and_deviation():
    entry = backbones.get("dinov3-vitl16-sat493m")
    assert entry.mean == (0.430, 0.411, 0.296)
    assert entry.std == (0.213, 0.156, 0.143)


def test_a_mirrors_wrong_normalisation_is_overruled_with_a_warning(load, installed):
    wrong = {"image_mean": IMAGENET[0], "image_std": IMAGENET[1]}
    heard = Listener()
    loaded = load(
        "dinov3-vitl16-sat493m",
        heard,
        run=installed("dinov3-vitl16-sat493m", "dinov3", wrong),
        layers=(1, 3),
    )
    assert len(heard.warnings) == 1
    assert "normalisation" in heard.warnings[0]
    white = (
        loaded.encoder.normalise(torch.full((1, 3, 1, 1), 255, dtype=torch.uint8))
        .flatten()
        .tolist()
    )
    assert white == pytest.approx(
        [(1 - m) / s for m, s in zip((0.430, 0.411, 0.296), (0.213, 0.156, 0.143), strict=True)]
    )


def test_the_right_normalisation_gives_no_warning(load, installed):
    right = {"image_mean": [0.430, 0.411, 0.296], "image_std": [0.213, 0.156, 0.143]}
    heard = Listener()
    load(
        "dinov3-vitl16-sat493m",
        heard,
        run=installed("dinov3-vitl16-sat493m", "dinov3", right),
        layers=(1, 3),
    )
    assert heard.warnings == []


def test_a_folder_of_ones_own_brings_its_own_normalisation(load, tiny_backbones, tmp_path):
    shutil.copytree(tiny_backbones["dinov3"], tmp_path / "mine")
    own = {"image_mean": [0.1, 0.2, 0.3], "image_std": [0.5, 0.5, 0.5]}
    (tmp_path / "mine" / "preprocessor_config.json").write_text(json.dumps(own))
    heard = Listener()
    loaded = load(tmp_path / "mine", heard)
    assert (loaded.entry.mean, loaded.entry.std) == ((0.1, 0.2, 0.3), (0.5, 0.5, 0.5))
    assert heard.warnings == []


def test_identity_follows_weights_and_not_the_folder(load, tiny_backbones, tmp_path):
    shutil.copytree(tiny_backbones["dinov3"], tmp_path / "moved")
    assert (
        load(tmp_path / "moved").encoder.identity == load(tiny_backbones["dinov3"]).encoder.identity
    )
    assert (
        load(tiny_backbones["dinov2"]).encoder.identity
        != load(tiny_backbones["dinov3"]).encoder.identity
    )


def test_layers_do_not_change_each_other(load, tiny_backbones):
    """So the cache may key features without the choice of layers."""
    both = load(tiny_backbones["dinov3"], layers=(0, 2)).encoder.encode(PIXELS, VALID)
    assert torch.equal(
        load(tiny_backbones["dinov3"], layers=(0,)).encoder.encode(PIXELS, VALID)[0], both[0]
    )


def test_several_threads_encode_at_once(load, tiny_backbones):
    from concurrent.futures import ThreadPoolExecutor

    encoder = load(tiny_backbones["dinov3"]).encoder
    pictures = [torch.roll(PIXELS, 8 * i, -1) for i in range(12)]
    with device.torch_threads(1):
        alone = [encoder.encode(p, VALID) for p in pictures]
        with ThreadPoolExecutor(3) as pool:
            together = list(pool.map(lambda p: encoder.encode(p, VALID), pictures))
    assert all(
        torch.equal(a, b)
        for x, y in zip(alone, together, strict=True)
        for a, b in zip(x, y, strict=True)
    )


@pytest.mark.parametrize("layers", [(4,), (0, 99), (-1,)])
@pytest.mark.parametrize("kind", ["dinov3", "convnext"])
def test_layers_that_do_not_exist_are_refused(load, tiny_backbones, kind, layers):
    with pytest.raises(InvalidJob, match="(?i)layers"):
        load(tiny_backbones[kind], layers=layers)


def test_the_built_in_backbone_has_one_layer(load):
    with pytest.raises(InvalidJob, match="one layer"):
        load("builtin", layers=(1,))


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_short_numbers_come_close(load, tiny_backbones, run_options, dtype):
    short = backbone.load(
        BackboneOptions(name=str(tiny_backbones["dinov3"])),
        run_options,
        device.choose_device("cpu", dtype),
        Progress(),
    ).encoder
    exact = load(tiny_backbones["dinov3"]).encoder
    assert short.identity["dtype"] == f"torch.{dtype}"
    for a, b in zip(short.encode(PIXELS, VALID), exact.encode(PIXELS, VALID), strict=True):
        assert F.cosine_similarity(a.float(), b, dim=1).mean() > 0.99


# -- what can go wrong
# ------------------------------------------------------------------------------


@pytest.fixture
def damaged(tiny_backbones, tmp_path):
    shutil.copytree(tiny_backbones["dinov3"], tmp_path / "mine")
    return tmp_path / "mine"


def _truncate(folder):
    with (folder / "model.safetensors").open("r+b") as file:
        file.truncate(5000)


def _lose_a_tensor(folder):
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    name = next(n for n in weights if n.endswith("norm1.weight"))
    del weights[name]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _other_shape(folder):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "intermediate_size": 96}))


def _no_patch(folder):
    config = json.loads((folder / "config.json").read_text())
    del config["patch_size"]
    (folder / "config.json").write_text(json.dumps(config))


DAMAGE = {
    "truncated weights": _truncate,
    "a tensor is missing": _lose_a_tensor,
    "weights of another shape": _other_shape,
    "no weights": lambda folder: (folder / "model.safetensors").unlink(),
    "weights are text": lambda folder: (folder / "model.safetensors").write_text("no"),
    "config is no JSON": lambda folder: (folder / "config.json").write_text("{"),
    "config is a list": lambda folder: (folder / "config.json").write_text("[]"),
    "config without patch": _no_patch,
    "unknown kind": lambda folder: (folder / "config.json").write_text('{"model_type": "bert"}'),
    "processor is no JSON": lambda folder: (folder / "preprocessor_config.json").write_text("{"),
    "processor without mean": lambda folder: (folder / "preprocessor_config.json").write_text("{}"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_folder_is_refused_in_one_sentence(load, damaged, damage):
    DAMAGE[damage](damaged)
    with pytest.raises(BackboneUnavailable) as caught:
        load(damaged)
    assert str(damaged) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_name_lists_the_known_ones(load):
    with pytest.raises(BackboneUnavailable, match="dinov3-vitl16-sat493m.*save_pretrained"):
        load("dinov9")


@pytest.mark.parametrize("name", ["dinov2-small-wheel", "dinov2-small", "dinov3-vitl16-sat493m"])
@pytest.mark.parametrize("offline", [False, True])
def test_one_that_is_not_installed_is_never_downloaded_unasked(
    load, run_options, tmp_path, monkeypatch, name, offline
):
    monkeypatch.setattr(AutoModel, "from_pretrained", lambda *_, **__: pytest.fail("downloads"))
    run = replace(run_options, backbones=str(tmp_path), offline=offline)
    with pytest.raises(BackboneUnavailable, match="is not installed; run 'Install backbone'"):
        load(name, run=run)
