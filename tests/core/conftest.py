"""Tiny real rasters, labels, backbones and models that the engine's tests share."""

import json
import os
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.job.jobs import PredictJob, TrainJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import BackboneOptions, RunOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.job.sharpen_options import NOT_SHARPENED
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import read_band
from landsketch.tests.helpers.town import make_town

ROOT = Path(__file__).resolve().parents[2]
# Inner windows of 16 tokens = 64 px
SMALL_TILES = BackboneOptions(name="builtin", tile_tokens=48, halo_tokens=16)


def pytest_configure(config):
    # Of affine 3, not of affine 2
    config.addinivalue_line("filterwarnings", "ignore:Use `@` matmul:PendingDeprecationWarning")


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """288 x 384 px, RGB, 8 bit, 1 m."""
    return make_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def odd_town(tmp_path_factory):
    """277 x 379 px with five 16-bit bands: incomplete tiles at the edges, and a stretch."""
    return make_town(tmp_path_factory.mktemp("odd town"), n_bands=5, cut=(11, 5))


@pytest.fixture(scope="session")
def other_town(tmp_path_factory):
    """Another place of the same two kinds, as large as the town, 10 km east of it."""
    return make_town(tmp_path_factory.mktemp("other"), seed=8, east=10_000)


@pytest.fixture(scope="session")
def run_options(tmp_path_factory):
    """Options that keep everything in a folder of the test session and never ask a network."""
    folder = tmp_path_factory.mktemp("run")
    return RunOptions(
        cache=str(folder / "cache"),
        backbones=str(folder / "backbones"),
        device="cpu",
        threads=2,
        offline=True,
    )


@pytest.fixture(scope="session")
def small_tiles():
    return SMALL_TILES


@pytest.fixture(scope="session")
def train_model(run_options):
    """A function that trains a model, by default not validated and for maps not sharpened.

    It returns the model's path.
    """

    def train(path, town, *, backbone=SMALL_TILES, head="ridge", scene=None, **options):
        defaults = {
            "sharpening": NOT_SHARPENED,
            "validation": "none",
            "max_samples": 1000,
            "run": run_options,
        }
        job = TrainJob(
            scenes=(scene or town.scene,),
            labels=town.label_options,
            model=str(path),
            backbone=backbone,
            recipe=head if isinstance(head, Recipe) else Recipe(head=head),
            **{**defaults, **options},
        )
        run_job(job, Progress())
        return str(path)

    return train


@pytest.fixture(scope="session")
def model(town, train_model, tmp_path_factory):
    """A model of the town on built-in features."""
    return train_model(tmp_path_factory.mktemp("model") / "model.safetensors", town)


@pytest.fixture
def predict(run_options, tmp_path):
    """A function that maps a scene with a model and returns classes and confidence."""
    count = 0

    def predict(scene, model, **options):
        nonlocal count
        count += 1
        folder = tmp_path / f"map{count}"
        run = options.pop("run", replace(run_options, cache=str(tmp_path / "cache")))
        job = PredictJob(
            scene=scene,
            model=model,
            output=str(folder / "map.tif"),
            confidence=str(folder / "sure.tif"),
            options=MapOptions(**options),
            run=run,
        )
        run_job(job, Progress())
        return read_band(job.output), read_band(job.confidence)

    return predict


@pytest.fixture(scope="session")
def engine():
    """A function that starts the engine's real command line in a process of its own."""

    def start(*arguments, **options):
        environment = {
            **os.environ,
            "HF_HUB_OFFLINE": "1",
            "PYTHONSAFEPATH": "1",
            **options.pop("env", {}),
        }
        script = str(ROOT / "core" / "engine" / "main.py")
        return subprocess.Popen(
            [sys.executable, script, *map(str, arguments)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **options,
        )

    return start


def _seed_torch(name):
    import torch

    torch.manual_seed(zlib.crc32(name.encode()))


@pytest.fixture(scope="session")
def tiny_backbones(tmp_path_factory):
    """Folders of tiny random encoders saved by ``save_pretrained``, by kind."""
    import transformers as t

    folder = tmp_path_factory.mktemp("backbones")
    vit = {"hidden_size": 32, "num_hidden_layers": 4, "num_attention_heads": 2, "image_size": 112}
    configs = {
        "dinov3": t.DINOv3ViTConfig(
            **vit, intermediate_size=64, patch_size=16, num_register_tokens=4, pos_embed_rescale=2.0
        ),
        "convnext": t.DINOv3ConvNextConfig(hidden_sizes=[8, 16, 24, 32], depths=[1, 1, 2, 1]),
        "dinov2": t.Dinov2Config(**vit, mlp_ratio=2, patch_size=14),
        "dinov2 registers": t.Dinov2WithRegistersConfig(
            **vit, mlp_ratio=2, patch_size=14, num_register_tokens=3
        ),
    }
    for name, config in configs.items():
        _seed_torch(name)
        model = t.AutoModel.from_config(config)
        for parameter in model.parameters():  # fresh encoders hardly react to their input
            parameter.data.mul_(4 if parameter.ndim > 1 else 1)
        model.save_pretrained(folder / name)
    return {name: folder / name for name in configs}


@pytest.fixture(scope="session")
def job_file():
    """A function that writes a job as JSON and returns the path."""

    def write(path, job):
        text = job if isinstance(job, str) else json.dumps(job)
        Path(path).write_text(text, encoding="utf-8")
        return path

    return write
