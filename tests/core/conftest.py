"""Tiny real rasters, labels, backbones and models that the engine's tests share."""

import json
import os
import subprocess
import sys
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine

from landsketch.core.engine.run import run_job
from landsketch.core.job.jobs import PredictJob, TrainJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.progress import Progress

ROOT = Path(__file__).resolve().parents[2]
CRS = "EPSG:32636"
WEST, NORTH = 500_000.0, 40_000.0
PATCH_PX = 48
SMALL_TILES = BackboneOptions(
    name="builtin", tile_tokens=48, halo_tokens=16
)  # cores of 16 tokens = 64 px


def pytest_configure(config):
    config.addinivalue_line(
        "filterwarnings", "ignore:Use `@` matmul:PendingDeprecationWarning"
    )  # affine 3, not affine 2


@dataclass(frozen=True)
class Town:
    """A scene of two kinds of ground in patches of 48 px and polygons inside most patches."""

    path: str
    labels: str
    truth: np.ndarray

    @property
    def scene(self):
        return SceneOptions(self.path)

    @property
    def label_options(self):
        return LabelOptions(path=self.labels, class_field="kind")


class Listener(Progress):
    """Remembers what it was told; asks to stop when ``stop_after`` steps were reported."""

    def __init__(self, stop_after=None, stop_stage=None):
        super().__init__()
        self.reports, self.texts, self.warnings, self.checks = [], [], [], 0
        self._stop_after, self._stop_stage = stop_after, stop_stage

    def report(self, stage, share, left_s):
        self.reports.append((stage, share))

    def is_cancelled(self):
        self.checks += 1
        if self._stop_stage is not None:
            return self._name == self._stop_stage
        return self._stop_after is not None and self.checks > self._stop_after

    def info(self, text):
        self.texts.append(text)

    def warning(self, text):
        self.warnings.append(text)


def _write_raster(path, bands, *, transform=None, crs=CRS, **profile):
    bands = np.asarray(bands)
    bands = bands[None] if bands.ndim == 2 else bands
    transform = Affine(1, 0, WEST, 0, -1, NORTH) if transform is None else transform
    count, height, width = bands.shape
    options = {
        "driver": "GTiff",
        "count": count,
        "height": height,
        "width": width,
        "dtype": bands.dtype.name,
    }
    if crs is not None:
        options["crs"] = crs
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(path, "w", transform=transform, **options, **profile) as dataset:
        dataset.write(bands)
    return str(path)


def _write_polygons(path, geometries, crs=CRS, geometry_type="Polygon", **columns):
    wkb = np.array(shapely.to_wkb(np.array(geometries, object)), object)
    values = [
        np.array(c, object if isinstance(c[0], str | None) else None) for c in columns.values()
    ]
    pyogrio.raw.write(
        str(path), wkb, values, list(columns), crs=crs, geometry_type=geometry_type, driver="GPKG"
    )
    return str(path)


def _square(row, column, side, inset=0, east=0):
    """Return the polygon of a square of pixels of the town's grid, or of one that lies further east."""
    west, north = WEST + east + column + inset, NORTH - row - inset
    return shapely.box(west, north - side + 2 * inset, west + side - 2 * inset, north)


def _kinds(rows, columns, seed=3):
    """Return which of two kinds each patch is, both about equally frequent everywhere."""
    random = np.random.default_rng(seed)
    kinds = (np.add.outer(np.arange(rows), np.arange(columns)) % 2).astype(np.uint8)
    return np.where(random.random(kinds.shape) < 0.2, 1 - kinds, kinds)


def _ground(truth, seed, n_bands=3):
    """Paint kind 0 as smooth green and kind 1 as rough grey, (n_bands, h, w) uint8."""
    random = np.random.default_rng(seed)
    green, grey = (
        np.resize([60, 120, 50, 170, 90], n_bands),
        np.resize([130, 122, 112, 90, 140], n_bands),
    )
    colour = np.where(truth[None] == 0, green[:, None, None], grey[:, None, None])
    rough = random.normal(size=truth.shape) * np.where(truth == 0, 4, 25)
    fine = random.normal(size=(n_bands, *truth.shape)) * 3
    return np.clip(colour + rough + fine, 1, 254).astype(np.uint8)


def _town(folder, rows=6, columns=8, seed=3, n_bands=3, cut=(0, 0), east=0):
    kinds = _kinds(rows, columns, seed)
    truth = kinds.repeat(PATCH_PX, 0).repeat(PATCH_PX, 1)[
        : rows * PATCH_PX - cut[0], : columns * PATCH_PX - cut[1]
    ]
    pixels = _ground(truth, seed, n_bands)
    pixels = pixels if n_bands == 3 else pixels.astype(np.uint16) * 40
    path = _write_raster(
        folder / "scene.tif", pixels, transform=Affine(1, 0, WEST + east, 0, -1, NORTH)
    )
    places = [(r, c) for r in range(rows) for c in range(columns) if (r * 5 + c * 3) % 7]
    polygons = [_square(r * PATCH_PX, c * PATCH_PX, PATCH_PX, 9, east) for r, c in places]
    kind = [("meadow", "stone")[kinds[place]] for place in places]
    labels = _write_polygons(
        folder / "labels.gpkg", polygons,
        kind=kind, code=[(10, 20)[kinds[p]] for p in places], fold=[("train", "val", "test")[c % 3] for _, c in places],
    )  # fmt: skip
    return Town(path, labels, truth)


@pytest.fixture(scope="session")
def listener():
    return Listener


@pytest.fixture(scope="session")
def write_raster():
    return _write_raster


@pytest.fixture(scope="session")
def write_polygons():
    return _write_polygons


@pytest.fixture(scope="session")
def square():
    return _square


@pytest.fixture(scope="session")
def ground():
    return _ground


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """288 x 384 px, RGB, 8 bit, 1 m."""
    return _town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def odd_town(tmp_path_factory):
    """277 x 379 px with five 16-bit bands: remainders at the right and bottom edge, a stretch, bands to choose."""
    return _town(tmp_path_factory.mktemp("odd town"), n_bands=5, cut=(11, 5))


@pytest.fixture(scope="session")
def other_town(tmp_path_factory):
    """Another place of the same two kinds, as large as the town, 10 km east of it."""
    return _town(tmp_path_factory.mktemp("other"), seed=8, east=10_000)


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
    """A function that trains a model without validation and returns its path."""

    def train(path, town, *, backbone=SMALL_TILES, head="ridge", scene=None, **options):
        job = TrainJob(
            scenes=(scene or town.scene,), labels=town.label_options, model=str(path), backbone=backbone, recipe=head if isinstance(head, Recipe) else Recipe(head=head),
            **{"validation": "none", "max_samples": 1000, "run": run_options, **options},
        )  # fmt: skip
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


def read_band(path, band=1):
    with rasterio.open(path) as dataset:
        return dataset.read(band)


@pytest.fixture(scope="session")
def read():
    return read_band


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
            [sys.executable, script, *map(str, arguments)], env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", **options,
        )  # fmt: skip

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
