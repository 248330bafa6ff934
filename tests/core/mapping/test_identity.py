"""Chunks and job files of earlier versions stay usable: what identifies them must not change."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.features.session import open_session
from landsketch.core.heads.model_file import load_model
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.sharpen_options import NOT_SHARPENED, SharpenOptions
from landsketch.core.mapping.plan import plan_map
from landsketch.core.progress import Progress
from landsketch.core.version import ENGINE

# As the first version wrote them.
BACKBONE = {
    "name": "builtin",
    "layers": [0],
    "dtype": "float32",
    "lattices": 1,
    "position_mean": True,
    "tile_tokens": 48,
    "halo_tokens": 16,
}
OPTIONS = {
    "extent": [],
    "use_model_stretch": False,
    "write_cache": False,
    "batch": 0,
    "tta": ["hflip"],
    "blend": "none",
    "overlap": 0.25,
    "lattices": 0,
    "unknown_below": 50,
    "cog": False,
    "mask": "",
    "mask_layer": "",
}
KEY = {
    "format",
    "scene",
    "bands",
    "stretch",
    "validity",
    "scale",
    "backbone",
    "device",
    "tile",
}


@pytest.fixture
def job(town, model, run_options, tmp_path):
    options = MapOptions(tta=("hflip",), unknown_below=50, write_cache=True, batch=3)
    run = replace(run_options, cache=str(tmp_path / "cache"))
    return PredictJob(town.scene, model, str(tmp_path / "map.tif"), options=options, run=run)


def plan_of(job, model):
    return plan_map(
        job, model, lambda: open_session(model.backbone, job.run, Progress()), Progress()
    )


@pytest.fixture
def plan(job):
    return plan_of(job, load_model(Path(job.model)))


def head_hash(head):
    digest = hashlib.sha256(head.kind.encode())
    for name, tensor in sorted(head.tensors_by_name.items()):
        digest.update(name.encode() + tensor.numpy().tobytes())
    return digest.hexdigest()


class Killed(BaseException):
    pass


class DiesBeforeTheMap(Progress):
    def report(self, stage, share, left_s):
        if stage == "Write the map":
            raise Killed


def test_chunks_have_the_names_and_facts_of_the_first_version(job, plan):
    with pytest.raises(Killed):
        run_job(job, DiesBeforeTheMap())
    work = Path(f"{job.output}.work")
    chunks = [f"row{row:06d}_columns000000-000005.npy" for row in range(5)]
    for view in ("identity", "hflip"):
        assert sorted(file.name for file in (work / view).iterdir()) == ["job.json", *chunks]
        facts = json.loads((work / view / "job.json").read_text())
        assert set(facts) == {*KEY, "Landsketch", "features", "model", "region", "mask"}
        assert facts["Landsketch"] == ENGINE
        assert facts["features"] == {**BACKBONE, "dtype": facts["features"]["dtype"]}
        assert facts["model"] == head_hash(plan.model.head)
        assert facts["region"] == {"row": 0, "column": 0, "height": 72, "width": 96}
        assert facts["mask"] is None


def test_the_hash_in_job_files_is_that_of_the_first_version(plan):
    features = json.loads(json.dumps(plan.features.options.__dict__))
    assert features == {**BACKBONE, "dtype": features["dtype"]}
    facts = [
        plan.features.key_facts(),
        features,
        head_hash(plan.model.head),
        plan.model.table.to_list(),
        OPTIONS,
        None,
    ]
    text = json.dumps(facts, sort_keys=True, default=str)
    assert plan.provenance_hash == hashlib.sha256(text.encode()).hexdigest()


def test_the_hash_covers_how_a_map_is_sharpened(plan):
    def hash_with(of_map, of_model):
        options = replace(plan.job.options, sharpening=of_map)
        model = replace(plan.model, sharpening=of_model)
        job = replace(plan.job, options=options)
        return plan_of(job, model).provenance_hash

    edges, as_validated = SharpenOptions("edges", 0.5), SharpenOptions()
    assert hash_with(as_validated, NOT_SHARPENED) == plan.provenance_hash
    assert hash_with(SharpenOptions("none", 3), NOT_SHARPENED) == plan.provenance_hash
    assert hash_with(edges, NOT_SHARPENED) == hash_with(as_validated, edges)
    hashes = {hash_with(SharpenOptions("edges", factor), NOT_SHARPENED) for factor in (0.5, 1.0)}
    assert len(hashes | {plan.provenance_hash}) == 3
