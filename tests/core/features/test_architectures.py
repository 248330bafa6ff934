"""The sizes of DINOv3: as published, and converted without holding the weights in memory."""

import tracemalloc
from math import prod

import pytest

from landsketch.core import backbones
from landsketch.core.features.architectures import architecture_of, expected_config
from landsketch.core.features.tensor_files import StoredTensor, read_tensors, write_shards
from landsketch.core.features.timm_weights import convert_timm
from landsketch.core.progress import Progress

DINOV3 = [entry for entry in backbones.all_entries() if entry.name.startswith("dinov3-")]
HUB = [entry for entry in backbones.all_entries() if entry.repository]


def ids(entry):
    return entry.name


@pytest.mark.parametrize("entry", DINOV3, ids=ids)
def test_the_number_of_parameters_is_the_published_one(entry):
    rows = architecture_of(entry).rows(has_bias=False)
    millions = sum(prod(row.shape) for row in rows) / 1e6
    # The registry rounds; of the ConvNeXts it counts those of a head for ImageNet as well
    assert millions == pytest.approx(entry.parameters_m, rel=0.06 if entry.patch == 32 else 0.0015)


@pytest.mark.parametrize("entry", DINOV3, ids=ids)
def test_each_tensor_has_one_name_and_parts_are_whole(entry):
    rows = list(architecture_of(entry).rows(has_bias=True))
    assert len({row.target for row in rows}) == len(rows)
    for source in {row.source for row in rows if row.source}:
        parts = [(row.part, row.parts) for row in rows if row.source == source]
        assert parts == [(number, len(parts)) for number in range(len(parts))]


@pytest.mark.parametrize("entry", HUB, ids=ids)
def test_the_expected_configuration_has_the_depth_of_the_registry(entry):
    config = expected_config(entry)
    depth = len(config["depths"]) if "depths" in config else config["num_hidden_layers"]
    assert depth == max(entry.layers) + 1
    assert config.get("hidden_size", config.get("hidden_sizes", [0])[-1]) == entry.width


def test_backbones_without_a_copy_of_timm_have_no_architecture():
    assert architecture_of(backbones.get("dinov2-small")) is None
    assert expected_config(backbones.get("dinov2-small-registers")) == {
        "model_type": "dinov2_with_registers",
        "hidden_size": 384,
        "num_hidden_layers": 12,
    }


def test_memory_does_not_grow_with_the_weights(tmp_path):
    entry = backbones.get("dinov3-vitb16")
    stored = {}
    for row in architecture_of(entry).rows(has_bias=False):
        if row.source:
            shape = (row.shape[0] * row.parts, *row.shape[1:])
            stored[row.source] = StoredTensor("F32", shape, 4 * prod(shape))
    write_shards(stored, tmp_path, Progress())
    size = (tmp_path / "model.safetensors").stat().st_size
    (tmp_path / "out").mkdir()
    tracemalloc.start()
    convert_timm([tmp_path / "model.safetensors"], entry, tmp_path / "out", Progress())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size / 5
    assert read_tensors([tmp_path / "out" / "model.safetensors"])
