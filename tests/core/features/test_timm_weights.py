"""Converted weights of timm give in transformers what they give in timm, block by block."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from landsketch.core import backbones
from landsketch.core.errors import BackboneUnavailable, Cancelled
from landsketch.core.features import backbone
from landsketch.core.features.architectures import architecture_of
from landsketch.core.features.timm_weights import convert_timm, is_timm_layout
from landsketch.core.job.options import BackboneOptions
from landsketch.core.progress import Progress
from landsketch.core.runtime import device
from landsketch.tests.helpers.timm_models import import_timm, random_model

CPU = device.choose_device("cpu", "float32", 1)
HEIGHT, WIDTH = 96, 160
PIXELS = torch.from_numpy(
    np.random.default_rng(0).integers(0, 255, (1, 3, HEIGHT, WIDTH), dtype=np.uint8)
)
VALID = torch.ones(1, HEIGHT, WIDTH, dtype=torch.bool)
SLOW = pytest.mark.slow
DINOV3 = [entry for entry in backbones.all_entries() if entry.public_repository]
# Of the large ones, some blocks in their full width; of ViT-7B, narrower ones with its 128 channels
# per head
VITS = [
    ("dinov3-vits16", {}),
    ("dinov3-vits16plus", {}),
    ("dinov3-vitb16", {"depth": 4}),
    ("dinov3-vitl16-sat493m", {"depth": 3}),
    ("dinov3-vith16plus", {"depth": 2}),
    ("dinov3-vit7b16", {"depth": 3, "embed_dim": 512, "num_heads": 4}),
    pytest.param("dinov3-vitl16", {}, marks=SLOW),
    pytest.param("dinov3-vit7b16-sat493m", {"depth": 1}, marks=SLOW),
]
CONVNEXTS = [
    ("dinov3-convnext-tiny", {}),
    ("dinov3-convnext-small", {"depths": (1, 1, 3, 1)}),
    ("dinov3-convnext-base", {"depths": (1, 1, 2, 1)}),
    ("dinov3-convnext-large", {"depths": (1, 1, 2, 1)}),
]


@pytest.fixture
def installed(tmp_path):
    """A function that converts a model of timm and returns the folder."""

    def install(model, name, architecture=None, **options):
        save_file(model.state_dict(), tmp_path / "timm.safetensors")
        folder = tmp_path / "converted"
        folder.mkdir(exist_ok=True)
        entry = backbones.get(name)
        convert_timm(
            [tmp_path / "timm.safetensors"], entry, folder, Progress(), architecture, **options
        )
        return folder

    return install


@pytest.fixture
def encode(run_options):
    """A function that encodes the pixels with all layers of a folder's backbone."""

    def encode(folder, layers):
        loaded = backbone.load(
            BackboneOptions(name=str(folder), layers=layers), run_options, CPU, Progress()
        )
        return loaded.encoder, loaded.encoder.encode(PIXELS, VALID)

    return encode


def timm_name(name):
    """The name of the model in timm, without that of the training data."""
    return backbones.get(name).public_repository.removeprefix("timm/").partition(".")[0]


def scaled(name, sizes):
    """The architecture with the depth and width of a smaller model."""
    full = architecture_of(backbones.get(name))
    if not sizes:
        return full
    if "depths" in sizes:
        return replace(full, depths=sizes["depths"])
    width = sizes.get("embed_dim", full.width)
    return replace(
        full,
        depth=sizes.get("depth", full.depth),
        width=width,
        heads=sizes.get("num_heads", full.heads),
        inner=full.inner * width // full.width,
    )


def least_cosine(ours, theirs):
    """The least cosine of the features of a token."""
    assert ours.shape == theirs.shape
    return F.cosine_similarity(ours.flatten(2), theirs.flatten(2), dim=1).min().item()


@pytest.mark.parametrize(("name", "sizes"), VITS)
def test_each_block_of_a_vit_agrees_with_timm(installed, encode, name, sizes):
    model = random_model(timm_name(name), **sizes)
    architecture = scaled(name, sizes)
    folder = installed(model, name, architecture)
    encoder, ours = encode(folder, tuple(range(architecture.depth)))
    with torch.inference_mode():
        theirs = model.forward_intermediates(
            encoder.normalise(PIXELS), norm=True, intermediates_only=True
        )
    cosines = [least_cosine(a, b) for a, b in zip(ours, theirs, strict=True)]
    assert min(cosines) > 0.9999


@pytest.mark.parametrize(("name", "sizes"), CONVNEXTS)
def test_each_stage_of_a_convnext_agrees_with_timm(installed, encode, name, sizes):
    model = random_model(timm_name(name), **sizes)
    encoder, ours = encode(installed(model, name, scaled(name, sizes)), (0, 1, 2, 3))
    with torch.inference_mode():
        batch = encoder.normalise(PIXELS)
        stages = model.forward_intermediates(batch, intermediates_only=True)
        theirs = [F.layer_norm(x.movedim(1, -1), x.shape[1:2]).movedim(-1, 1) for x in stages]
        pooled = encoder._model(pixel_values=batch).pooler_output
        assert torch.allclose(pooled, model(batch), atol=1e-4)
    cosines = [least_cosine(a, b) for a, b in zip(ours, theirs, strict=True)]
    assert min(cosines) > 0.9999


def test_biases_of_queries_and_values_are_kept_where_a_file_has_them(installed, encode):
    model = random_model("vit_small_patch16_dinov3_qkvb", depth=2)
    architecture = scaled("dinov3-vits16", {"depth": 2})
    encoder, ours = encode(installed(model, "dinov3-vits16", architecture), (0, 1))
    with torch.inference_mode():
        theirs = model.forward_intermediates(
            encoder.normalise(PIXELS), norm=True, intermediates_only=True
        )
    assert min(least_cosine(a, b) for a, b in zip(ours, theirs, strict=True)) > 0.9999


def test_the_comparison_notices_a_wrong_order_of_queries_and_values(installed, encode):
    model = random_model("vit_small_patch16_dinov3", depth=2)
    folder = installed(model, "dinov3-vits16", scaled("dinov3-vits16", {"depth": 2}))
    weights = load_file(folder / "model.safetensors")
    names = [f"layer.0.attention.{name}_proj.weight" for name in "qv"]
    weights[names[0]], weights[names[1]] = weights[names[1]], weights[names[0]]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    encoder, ours = encode(folder, (0, 1))
    with torch.inference_mode():
        theirs = model.forward_intermediates(
            encoder.normalise(PIXELS), norm=True, intermediates_only=True
        )
    assert max(least_cosine(a, b) for a, b in zip(ours, theirs, strict=True)) < 0.99


def test_shards_hold_the_same_as_one_file(installed, encode):
    model = random_model("vit_small_patch16_dinov3", depth=2)
    architecture = scaled("dinov3-vits16", {"depth": 2})
    folder = installed(model, "dinov3-vits16", architecture)
    one = encode(folder, (0, 1))[1]
    (folder / "model.safetensors").unlink()
    installed(model, "dinov3-vits16", architecture, shard_bytes=3_000_000)
    sizes = [file.stat().st_size for file in folder.glob("model-*.safetensors")]
    assert len(sizes) > 3
    assert max(sizes) < 3_010_000
    several = encode(folder, (0, 1))[1]
    assert all(torch.equal(a, b) for a, b in zip(one, several, strict=True))


def test_numbers_keep_their_type(installed):
    model = random_model("vit_small_patch16_dinov3", depth=1).bfloat16()
    folder = installed(model, "dinov3-vits16", scaled("dinov3-vits16", {"depth": 1}))
    weights = load_file(folder / "model.safetensors")
    assert {tensor.dtype for tensor in weights.values()} == {torch.bfloat16}
    assert not weights["embeddings.mask_token"].any()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("dinov3-vits16plus", "mlp.fc1_g.* is missing|also holds blocks.0.mlp.fc1"),
        ("dinov3-vitb16", r"cls_token has the shape \(1, 1, 384\) instead of \(1, 1, 768\)"),
        ("dinov3-convnext-tiny", "also holds blocks.0"),
        ("dinov2-small", "only for DINOv3"),
    ],
)
def test_weights_of_another_backbone_are_refused(installed, name, reason):
    with pytest.raises(BackboneUnavailable, match=reason):
        installed(random_model("vit_small_patch16_dinov3"), name)


def test_missing_blocks_are_noticed(installed):
    with pytest.raises(BackboneUnavailable, match=r"blocks\.2\..* is missing"):
        installed(random_model("vit_small_patch16_dinov3", depth=2), "dinov3-vits16")


def test_a_cut_file_is_refused(installed, tmp_path):
    model = random_model("vit_small_patch16_dinov3", depth=1)
    folder = installed(model, "dinov3-vits16", scaled("dinov3-vits16", {"depth": 1}))
    with (tmp_path / "timm.safetensors").open("r+b") as file:
        file.truncate(100_000)
    with pytest.raises(BackboneUnavailable, match="no complete safetensors file"):
        convert_timm(
            [tmp_path / "timm.safetensors"], backbones.get("dinov3-vits16"), folder, Progress()
        )


def test_the_conversion_is_cancelled(installed, tmp_path):
    class Stopped(Progress):
        def is_cancelled(self):
            return True

    model = random_model("vit_small_patch16_dinov3", depth=1)
    architecture = scaled("dinov3-vits16", {"depth": 1})
    folder = installed(model, "dinov3-vits16", architecture)
    with pytest.raises(Cancelled):
        convert_timm(
            [tmp_path / "timm.safetensors"],
            backbones.get("dinov3-vits16"),
            folder,
            Stopped(),
            architecture,
        )


def test_the_layout_of_timm_is_recognised(tiny_backbones):
    assert is_timm_layout(random_model("convnext_tiny", depths=(1, 1, 1, 1)).state_dict())
    assert not is_timm_layout(load_file(tiny_backbones["dinov3"] / "model.safetensors"))


def test_the_public_copies_are_models_that_timm_publishes():
    published = import_timm().list_pretrained()
    copies = [entry.public_repository for entry in backbones.all_entries()]
    names = [copy.removeprefix("timm/") for copy in copies if copy]
    assert len(names) == 12
    assert [name for name in names if name not in published] == []


@pytest.mark.parametrize("entry", DINOV3, ids=lambda entry: entry.name)
def test_names_and_shapes_of_the_whole_model_are_those_of_timm(entry):
    """Of each size, ViT-7B too: the model has shapes here, and no numbers."""
    timm = import_timm()
    with torch.device("meta"):
        model = timm.create_model(timm_name(entry.name), num_classes=0)
    theirs = {name: tuple(value.shape) for name, value in model.state_dict().items()}
    rows = [row for row in architecture_of(entry).rows(has_bias=False) if row.source]
    ours = {row.source: (row.shape[0] * row.parts, *row.shape[1:]) for row in rows}
    assert ours == theirs


def test_normalisation_is_that_of_timm():
    timm = import_timm()
    for entry in backbones.all_entries():
        if entry.public_repository:
            published = timm.get_pretrained_cfg(entry.public_repository.removeprefix("timm/"))
            assert (published.mean, published.std) == (entry.mean, entry.std)
