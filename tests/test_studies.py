"""The pieces of the studies on a tiny scene; the studies themselves are ``make study``."""

import argparse
import importlib
import json
import sys
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine

pytest.importorskip("rich")
pytest.importorskip("sklearn")
ROOT = Path(__file__).resolve().parents[1]
PATCH, ROWS, COLUMNS = 48, 4, 6
pytestmark = pytest.mark.filterwarnings(
    "ignore:Use `@` matmul:PendingDeprecationWarning"
)  # affine 3, not affine 2


@pytest.fixture(scope="module")
def studies():
    """The modules of the studies; they import this checkout as ``inner``."""
    path = list(sys.path)
    sys.path.insert(0, str(ROOT / "benchmarks"))
    names = ("study_common", "study_few_labels", "study_defaults", "study_unet")
    yield argparse.Namespace(
        **{name.removeprefix("study_"): importlib.import_module(name) for name in names}
    )
    sys.path[:] = path


@pytest.fixture(scope="module")
def study(studies, tmp_path_factory):
    """A chequered scene, one polygon per patch, in spatial folds."""
    folder = tmp_path_factory.mktemp("study")
    kinds = np.add.outer(np.arange(ROWS), np.arange(COLUMNS)) % 2
    truth = kinds.repeat(PATCH, 0).repeat(PATCH, 1)
    noise = np.random.default_rng(0).normal(size=(3, *truth.shape))
    bands = np.clip(90 + 70 * truth + 12 * noise, 1, 254).astype(np.uint8)
    profile = {
        "driver": "GTiff",
        "count": 3,
        "height": len(truth),
        "width": truth.shape[1],
        "dtype": "uint8",
    }
    with rasterio.open(
        folder / "scene.tif", "w", crs="EPSG:32636", transform=Affine(1, 0, 1, 0, -1, 0), **profile
    ) as file:
        file.write(bands)
    places = [(r, c) for r in range(ROWS) for c in range(COLUMNS)]
    boxes = [
        shapely.box(c * PATCH + 9, -(r + 1) * PATCH + 8, (c + 1) * PATCH - 7, -r * PATCH - 8)
        for r, c in places
    ]
    pyogrio.raw.write(
        str(folder / "labels.gpkg"),
        np.array(shapely.to_wkb(boxes), object),
        [np.array([("meadow", "stone")[kinds[p]] for p in places], object)],
        ["class"],
        crs="EPSG:32636",
        geometry_type="Polygon",
        driver="GPKG",
    )
    common = studies.common
    common.WORK, kept = folder, common.WORK
    scene = common.SceneOptions(str(folder / "scene.tif"))
    labels = common.LabelOptions(str(folder / "labels.gpkg"), class_field="class")
    tiles = common.BackboneOptions("builtin", tile_tokens=48, halo_tokens=16)
    yield common.cross_validated("tiny", scene, labels, tiles)
    common.WORK = kept


def test_a_draw_has_so_many_polygons_of_each_class_and_none_of_the_held_out_fold(studies, study):
    data = studies.common.draw(study, 0, 2, seed=1, most=100)
    drawn = np.unique(data.polygons)
    assert np.bincount(study.labels.classes[drawn]).tolist() == [2, 2]
    assert not (study.split.folds[drawn] == 0).any()


def test_more_polygons_of_a_seed_contain_the_fewer_and_another_seed_draws_others(studies, study):
    def drawn(per_class, seed):
        return set(studies.common.draw(study, 0, per_class, seed, 100).polygons.tolist())

    assert drawn(1, 0) < drawn(3, 0)
    assert len({frozenset(drawn(2, seed)) for seed in range(5)}) > 1


def test_a_sketched_polygon_fits_its_window_and_is_never_empty(studies, study):
    pixels = studies.common.sketched(study.train[0].pixels, 10, seed=0)
    assert set(pixels.polygons.tolist()) == set(study.train[0].pixels.polygons.tolist())
    for polygon in np.unique(pixels.polygons):
        one = pixels.take(pixels.polygons == polygon)
        assert np.ptp(one.rows) < 10
        assert np.ptp(one.columns) < 10


def test_methods_are_scored_and_kept_and_finished_runs_are_not_repeated(
    studies, study, tmp_path, monkeypatch
):
    few = studies.few_labels
    monkeypatch.setattr("core.assessment.baselines.N_TREES", 20)
    options = argparse.Namespace(
        methods=["ridge", few.FOREST, few.TOKEN_FOREST], seeds=1, unet_steps=1
    )
    runs = studies.common.Runs("tiny", "Tiny", tmp_path)
    few.run(study, runs, [2], options)
    assert [r["method"] for r in runs.rows] == [few.FOREST, few.TOKEN_FOREST, "ridge"]
    assert all(r["miou"] > 0.8 for r in runs.rows)
    few.show(runs)
    again = studies.common.Runs("tiny", "Tiny", tmp_path)
    assert again.rows == json.loads((tmp_path / "tiny.json").read_text())["runs"] == runs.rows
    monkeypatch.setattr(few, "scores", lambda *_: pytest.fail("ran again"))
    few.run(study, again, [2], options)


def test_the_summary_takes_the_best_head_from_the_best_baseline_in_points(studies, tmp_path):
    common, few = studies.common, studies.few_labels
    runs = common.Runs("made", "Made", tmp_path)
    for method, miou in (
        ("ridge", 0.5),
        ("linear", 0.6),
        (few.FOREST, 0.55),
        (few.TOKEN_FOREST, 0.4),
    ):
        for seed in (0, 1):
            runs.add(
                common.Score(miou + 0.1 * seed, {}, 0.0, 1.0), labels=5, seed=seed, method=method
            )
    (row,) = few.summary(runs)
    assert row["linear"] == "0.650 ± 0.071"
    assert row["best head − best baseline"] == "+5.0 ± 0.0"


def test_the_unet_learns_the_labels_it_is_given(studies, study, monkeypatch):
    unet = studies.unet
    monkeypatch.setattr(unet, "BATCH", 2)
    monkeypatch.setattr(unet, "CROP", 64)
    images = unet.Images(study.train, study.bands)
    network = unet.train_unet(images, study.train, 2, seed=0, steps=12)
    pixels = study.train[0].pixels
    classes = unet.unet_classes(network, images.images[0])
    assert classes.shape == images.images[0].shape[1:]
    assert (classes[pixels.rows, pixels.columns] == pixels.classes).mean() > 0.9


@pytest.mark.parametrize(
    ("differences", "words"),
    [
        ([2.0, 2.1, 1.9], "better"),
        ([-2.0, -2.1, -1.9], "worse"),
        ([3.0, -3.0, 1.0], "no difference"),
        ([0.2, 0.2, 0.2], "no difference"),
        ([9.0, 9.0], "too few seeds"),
    ],
)
def test_a_verdict_needs_more_than_noise_and_half_a_point(studies, differences, words):
    assert studies.defaults.verdict(differences) == words


def test_a_trial_compares_the_same_draw_with_and_without_an_option(
    studies, study, tmp_path, monkeypatch
):
    defaults = studies.defaults
    monkeypatch.setitem(studies.common.STUDIES, "kampala", lambda _: study)
    monkeypatch.setattr(studies.common, "backbone", studies.common.BackboneOptions)
    monkeypatch.setitem(defaults.LABELS, "kampala", 2)
    runs = studies.common.Runs("tiny", "Tiny", tmp_path)
    options = argparse.Namespace(seeds=1, trials=["views, lda", "position mean, lda"])
    for mean in (True, False):
        defaults.run("kampala", runs, options, position_mean=mean)
    assert [row["option"] for row in defaults.verdicts(runs)] == [
        "position mean, lda",
        "views, lda",
    ]
    assert len(runs.rows) == 4
