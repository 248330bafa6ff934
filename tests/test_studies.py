"""The pieces of the studies on a tiny scene; the studies themselves are ``make study``."""

import argparse
import importlib
import json
import sys
from dataclasses import replace
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
    names = (
        "study_common",
        "study_few_labels",
        "study_defaults",
        "study_unet",
        "study_annotator",
        "study_corrections",
        "study_ground",
        "study_interaction",
        "study_transfer",
    )
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


def test_a_stroke_is_in_the_middle_of_the_largest_wrong_region_and_far_from_the_others(studies):
    annotator = studies.annotator
    truth = np.zeros((200, 300), bool)
    wrong = truth.copy()
    wrong[10:90, 10:90] = wrong[120:170, 120:170] = wrong[20:60, 200:240] = wrong[99, 299] = True
    truth[:, 150:] = True
    site = argparse.Namespace(truth=truth, pure=np.ones(truth.shape, bool))
    random = np.random.default_rng(0)
    strokes = []
    for _ in range(3):
        strokes.append(annotator.next_stroke(site, wrong, strokes, random))
    places = sorted((s.row, s.column) for s in strokes)
    np.testing.assert_allclose(places, [(39, 219), (49, 49), (144, 144)], atol=1)
    assert all(s.is_building == (s.column >= 150) for s in strokes)


def test_an_impure_middle_of_a_region_is_not_corrected(studies):
    region = np.ones((9, 9), bool)
    allowed = np.zeros((9, 9), bool)
    assert studies.annotator.middle_of(region, allowed) is None
    allowed[4, 1] = allowed[4, 2] = True
    assert studies.annotator.middle_of(region, allowed) == (4, 2)


@pytest.fixture
def site(studies, study, tmp_path, monkeypatch):
    """The chequered scene, all of whose stones are known."""
    monkeypatch.setattr(studies.annotator, "BUILDING", "stone")
    boxes = [
        shapely.box(1 + c * PATCH, -(r + 1) * PATCH, 1 + (c + 1) * PATCH, -r * PATCH)
        for r in range(ROWS)
        for c in range(COLUMNS)
        if (r + c) % 2
    ]
    pyogrio.raw.write(
        str(tmp_path / "stones.gpkg"),
        np.array(shapely.to_wkb(boxes), object),
        [np.full(len(boxes), "stone", object)],
        ["class"],
        crs="EPSG:32636",
        geometry_type="Polygon",
        driver="GPKG",
    )
    return studies.annotator.Site(study, tmp_path / "stones.gpkg")


def test_strokes_train_as_own_polygons_beside_the_drawn_ones_and_are_in_no_fold(
    studies, study, site
):
    annotator = studies.annotator
    strokes = [annotator.Stroke(95, 40, False), annotator.Stroke(95, 90, True)]
    corrected = annotator.Corrected(site, strokes)
    assert corrected.labels.table.names == (*study.labels.table.names, "other")
    assert corrected.split.folds[-2:].tolist() == [-1, -1]
    assert {len(study.labels), len(study.labels) + 1} <= set(corrected.data(0).polygons.tolist())
    assert annotator.Corrected(site, []).labels is study.labels


def test_weights_of_the_median_area_are_those_of_the_product_without_strokes(studies, site):
    corrected = studies.annotator.Corrected(site, [])
    data = corrected.data(0)
    own = studies.corrections.median_weights(corrected, data)
    np.testing.assert_allclose(own, data.samples.weights.numpy(), rtol=1e-5)


def test_corrected_maps_are_scored_with_every_filter_outside_the_strokes(
    studies, site, tmp_path, monkeypatch
):
    corrections, stroke = studies.corrections, studies.annotator.Stroke(72, 24, True)
    monkeypatch.setattr(corrections, "annotate", lambda *_: [stroke])
    filters = ("", "edge filter", "blur")
    monkeypatch.setitem(corrections.METHODS, "lda", (corrections.lda, filters))
    runs = studies.common.Runs("tiny", "Tiny", tmp_path)
    corrections.run(site, runs, "lda", (0, 1), 0)
    scored = [r for r in runs.rows if r["method"] != corrections.ANNOTATOR]
    assert len(scored) == 6
    assert all(r["iou"] > 0.8 and r["miou"] > 0.8 for r in scored)
    assert not corrections.scored_pixels(site, [stroke])[62:83, 14:35].any()
    again = studies.common.Runs("tiny", "Tiny", tmp_path)
    monkeypatch.setattr(corrections, "scores", lambda *_: pytest.fail("ran again"))
    corrections.run(site, again, "lda", (0, 1), 0)
    corrections.show(again)
    assert again.rows == runs.rows


def test_em_finds_the_class_frequencies_of_a_scene_from_calibrated_probabilities(studies):
    trained, actual = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.2, 0.7])
    random = np.random.default_rng(0)
    values = random.choice([0.0, 2.0, 4.0], size=20_000, p=actual) + random.normal(size=20_000)
    densities = trained * np.exp(-((values[:, None] - [0.0, 2.0, 4.0]) ** 2) / 2)
    probabilities = densities / densities.sum(axis=1, keepdims=True)
    found = studies.transfer.em_frequencies(probabilities, trained)
    np.testing.assert_allclose(found, actual, atol=0.02)


def test_matched_colours_have_the_mean_and_deviation_of_the_other_scene(studies):
    random = np.random.default_rng(0)
    own, wanted = random.normal(60, 10, 9_000), random.normal(150, 20, 9_000)
    counts = [[np.bincount(v.astype(np.uint8), minlength=256)] for v in (own, wanted)]
    for rule in (studies.transfer.linear_rule, studies.transfer.histogram_rule):
        changed = rule(*counts)[0][own.astype(np.uint8)]
        np.testing.assert_allclose([changed.mean(), changed.std()], [150, 20], atol=1)


@pytest.fixture
def ground(studies, study, site):
    """The chequered scene with all of its patches known."""
    (labelled,) = study.train
    truth = site.truth.astype(np.uint8)
    return studies.ground.Ground(
        labelled.features, labelled.labels.table, truth, truth, truth, (0, 1), side=9, gap=20
    )


def test_an_annotator_starts_with_a_pure_stroke_per_class_and_keeps_the_gap(studies, ground):
    strokes = ground.start(seed=0)
    assert [stroke.drawn for stroke in strokes] == [0, 1]
    assert all(ground.pure[stroke.row, stroke.column] for stroke in strokes)
    free = ground.free(strokes)
    for stroke in strokes:
        assert not free[ground.around(stroke, 19)].any()
    assert free.any()


def test_an_annotator_moves_to_a_pure_place_of_the_same_class_or_skips(studies, ground):
    border = ground.near(30, PATCH - 1, ground.pure)
    assert border.drawn == ground.truth[30, PATCH - 1]
    assert ground.pure[border.row, border.column]
    assert abs(border.column - PATCH) < 9
    assert ground.near(30, PATCH - 1, np.zeros_like(ground.pure)) is None


@pytest.mark.parametrize("choice", ["errors", "suggested", "random"])
def test_every_choice_finds_strokes_with_their_true_class(studies, ground, choice):
    interaction = studies.interaction
    start = ground.start(0)
    head = interaction.fit("lda", ground.samples(ground.squares(start), 0), 0)
    if choice == "errors":  # this head makes none
        head = interaction.fit("lda", ground.samples(wrongly_drawn(ground, start), 0), 0)
    random = np.random.default_rng(0)
    found = interaction.CHOICES[choice](ground, head, start, 3, random)
    assert len(found) == 3
    assert all(ground.truth[one.row, one.column] == one.drawn for one in found)


def wrongly_drawn(ground, strokes):
    """Pixels of strokes with the classes swapped."""
    pixels = ground.squares(strokes)
    return replace(pixels, classes=1 - pixels.classes)


def test_fits_become_rarer_and_all_strokes_are_drawn(studies):
    steps = studies.interaction.looks(83)
    assert sum(steps) == 83
    assert steps[:11] == [1] * 10 + [2]
    assert steps[15:] == [5] * 12 + [3]


def test_one_stroke_in_ten_can_be_wrong_and_borders_can_be_left_out(studies, ground):
    interaction, random = studies.interaction, np.random.default_rng(0)
    stroke = ground.start(0)[0]
    drawn = [interaction.mistaken(ground, stroke, 0.1, random).drawn for _ in range(500)]
    assert 0.06 < np.mean(np.array(drawn) != stroke.drawn) < 0.14
    near = studies.ground.Stroke(30, PATCH - 2, 0)
    careful = interaction.Annotator("random", border_px=3)
    pixels = interaction.drawn(ground, careful, [*ground.start(0), near])
    own = pixels.take(pixels.polygons == 2)
    assert own.columns.max() == PATCH - 4
    assert len(pixels.take(pixels.polygons == 0)) == 81


def test_methods_are_scored_outside_the_strokes_and_a_finished_run_is_kept(
    studies, ground, tmp_path, monkeypatch
):
    interaction = studies.interaction
    monkeypatch.setattr("core.assessment.baselines.N_TREES", 20)
    monkeypatch.setattr(interaction, "SLOW_STROKES", (2,))
    runs = studies.common.Runs("tiny", "Tiny", tmp_path)
    key = {"ground": "kampala", "annotator": "random", "seed": 0}
    interaction.run(ground, runs, key, (1, 2))
    scored = [row for row in runs.rows if row["method"] != "annotator"]
    assert sorted({row["method"] for row in scored}) == sorted(interaction.METHODS)
    assert len(scored) == 7
    # Ridge needs more than three strokes even here
    assert all(row["miou"] > 0.9 for row in scored if row["method"] != "ridge")
    again = studies.common.Runs("tiny", "Tiny", tmp_path)
    monkeypatch.setattr(interaction, "map_of", lambda *_: pytest.fail("ran again"))
    interaction.run(ground, again, key, (1, 2))
    interaction.show(again)
    assert again.rows == runs.rows


def test_strokes_needed_are_interpolated_on_the_means_of_the_seeds(studies):
    interaction = studies.interaction
    scores = {"random": (0.2, 0.4, 0.9), "suggested": (0.3, 0.5, 0.8)}
    rows = [
        {"annotator": one, "method": "lda", "strokes": number, "miou": score + spread}
        for one, own in scores.items()
        for number, score in zip((5, 10, 20), own, strict=True)
        for spread in (-0.01, 0.01)
    ]
    needed = interaction.strokes_needed(rows)
    assert needed == {"5": "<= 1.00", "10": "0.75", "20": "> 1.00"}
