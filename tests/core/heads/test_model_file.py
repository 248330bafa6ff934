"""The model file keeps everything, runs nothing, and refuses what is not whole and ours."""

import json
import pickle
from dataclasses import replace

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from landsketch.core.class_table import ClassTable
from landsketch.core.errors import InvalidModel, OutputNotWritable
from landsketch.core.heads.model_file import Model, load_model, save_model
from landsketch.core.imagery.stretch import Stretch
from landsketch.core.job.head_kinds import BY_NAME
from landsketch.core.job.options import BackboneOptions, SceneOptions
from landsketch.core.version import MODEL_FORMAT


@pytest.fixture(scope="module", params=BY_NAME)
def any_model(request, fitted):
    return model_of(fitted(request.param).with_inverse_temperature(2.5))


@pytest.fixture(scope="module")
def model(fitted):
    return model_of(fitted("ridge"))


def model_of(head):
    return Model(
        head=head,
        table=ClassTable.from_names(["Bäume & <Büsche>", "water", "road"], [3, 7, 200]),
        scene=SceneOptions(
            "secret/scene.tif", bands=(4, 3, 2), extra_bands=(8,), scale=2.0, stretch="zscore"
        ),
        stretch=Stretch("zscore", {4: (0.1, 99.0), 3: (1.0, 2.0), 2: (0.0, 5.0), 8: (0.0, 1.0)}),
        pixel_size_m=0.3,
        backbone=BackboneOptions(
            name="dinov2-small", layers=(4, 8), lattices=2, tile_tokens=37, halo_tokens=2
        ),
        backbone_identity={"weights": "abc"},
        crs='PROJCS["…"]',
        training_polygons=("0103",),
        footprint=(1.0, 2.0, 3.0, 4.0),
        metrics={"id": "x", "miou": 0.5, "class_iou": {"water": None}},
    )


@pytest.fixture
def saved(model, tmp_path):
    save_model(model, tmp_path / "model.safetensors")
    return tmp_path / "model.safetensors"


def rewrite(path, change_facts=None, change_tensors=None):
    """Write the file again with changed metadata or tensors, whole in itself."""
    with safe_open(path, framework="pt") as opened:
        metadata = opened.metadata()
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
    facts = json.loads(metadata["landsketch"])
    facts = change_facts(facts) if change_facts else facts
    tensors = change_tensors(tensors) if change_tensors else tensors
    save_file(
        tensors,
        path,
        metadata={"landsketch": facts if isinstance(facts, str) else json.dumps(facts)},
    )


def test_everything_comes_back(any_model, tmp_path):
    save_model(any_model, tmp_path / "new folder" / "m.safetensors")
    found = load_model(tmp_path / "new folder" / "m.safetensors")
    assert type(found.head) is type(any_model.head)
    assert set(found.head.tensors_by_name) == set(any_model.head.tensors_by_name)
    assert all(
        torch.equal(found.head.tensors_by_name[n], t)
        for n, t in any_model.head.tensors_by_name.items()
    )
    facts = {"head": any_model.head, "scene": any_model.scene}
    assert replace(found, **facts) == any_model
    assert replace(found.scene, path="secret/scene.tif") == any_model.scene


def test_the_path_of_the_scene_does_not_travel(saved):
    assert b"secret" not in saved.read_bytes()


def test_a_file_stands_there_whole_or_not_at_all(model, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable):
        save_model(model, tmp_path / "file" / "m.safetensors")
    assert [f.name for f in tmp_path.iterdir()] == ["file"]


class Trap:
    """Unpickling it makes a file."""

    def __init__(self, path):
        self._path = path

    def __reduce__(self):
        return (open, (str(self._path), "w"))


@pytest.mark.parametrize("kind", ["torch", "pickle"])
def test_a_pickle_is_refused_and_never_executed(tmp_path, kind):
    trace, path = tmp_path / "executed", tmp_path / "model.pt"
    torch.save(Trap(trace), path) if kind == "torch" else path.write_bytes(
        pickle.dumps(Trap(trace))
    )
    with pytest.raises(InvalidModel, match=r"model\.pt is damaged or no safetensors file"):
        load_model(path)
    assert not trace.exists()
    pickle.loads(pickle.dumps(Trap(trace))).close()
    assert trace.exists()  # so the trap works


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(InvalidModel, match="does not exist; choose a file made"):
        load_model(tmp_path / "none.safetensors")


@pytest.mark.parametrize("keep", [0, 4, 100, 600, -1])
def test_a_truncated_file_is_refused(saved, keep):
    content = saved.read_bytes()
    saved.write_bytes(content[:keep])
    with pytest.raises(InvalidModel, match="damaged"):
        load_model(saved)


def test_a_foreign_safetensors_file_is_refused(tmp_path):
    save_file({"x": torch.zeros(3)}, tmp_path / "foreign.safetensors", metadata={"format": "pt"})
    with pytest.raises(InvalidModel, match="was not made by Landsketch"):
        load_model(tmp_path / "foreign.safetensors")


@pytest.mark.parametrize("number", [MODEL_FORMAT + 1, None, "new"])
def test_another_format_is_refused_by_number(saved, number):
    rewrite(saved, lambda facts: {**facts, "format": number})
    with pytest.raises(
        InvalidModel, match=f"model format {number}, this version reads {MODEL_FORMAT}"
    ):
        load_model(saved)


def _without(name):
    return lambda values: {key: value for key, value in values.items() if key != name}


def _with(**changes):
    return lambda values: {**values, **changes}


FACTS = {
    "no JSON": lambda _: "{",
    "a list": lambda _: [1],
    "text": lambda _: '"x"',
    "no classes": _without("classes"),
    "no stretch": _without("stretch"),
    "classes of another length": _with(classes=[{"value": 1, "name": "a", "color": "#000000"}]),
    "a class value too high": _with(
        classes=[{"value": v, "name": "a", "color": "#000000"} for v in (1, 2, 300)]
    ),
    "an unknown head": _with(head="forest"),
    "a head that is a list": _with(head=["ridge"]),
    "a stretch without ranges": _with(stretch={"policy": "none", "ranges": []}),
    "a scale that does not exist": lambda f: {**f, "scene": {**f["scene"], "scale": 3}},
    "an unknown scene option": lambda f: {**f, "scene": {**f["scene"], "shell": "rm"}},
    "a backbone that is text": _with(backbone="dinov2"),
    "polygons that are a number": _with(training_polygons=5),
    "a pixel size in words": _with(pixel_size_m="large"),
}


@pytest.mark.parametrize("name", FACTS)
def test_damaged_facts_are_refused(saved, name):
    rewrite(saved, FACTS[name])
    with pytest.raises(InvalidModel, match="damaged"):
        load_model(saved)


TENSORS = {
    "nan": lambda t: {**t, "weight": t["weight"] * torch.nan},
    "infinity": lambda t: {**t, "bias": t["bias"] + torch.inf},
    "no bias": _without("bias"),
    "no weight": _without("weight"),
    "weights of fewer classes": lambda t: {**t, "weight": t["weight"][:2]},
    "pixel weights of fewer classes": lambda t: {**t, "pixel_weight": t["pixel_weight"][:2]},
    "a flat weight": lambda t: {**t, "weight": t["weight"].flatten()},
    "a bias of one number": lambda t: {**t, "bias": t["bias"][0]},
    "two sharpnesses": lambda t: {**t, "sharpness": torch.ones(2)},
    "pixel weights for other bands": lambda t: {
        **t,
        "pixel_weight": t["pixel_weight"][:, :1].contiguous(),
    },
}


@pytest.mark.parametrize("name", TENSORS)
def test_damaged_tensors_are_refused(saved, name):
    rewrite(saved, None, TENSORS[name])
    with pytest.raises(InvalidModel, match="damaged"):
        load_model(saved)
