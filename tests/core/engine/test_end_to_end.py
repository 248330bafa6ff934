"""From labels to a scored map through the one road that plugin and command line take."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from landsketch.core.assessment import baselines
from landsketch.core.engine.run import run_job
from landsketch.core.heads.model_file import load_model
from landsketch.core.job.head_kinds import HEAD_KINDS
from landsketch.core.job.job_json import from_json
from landsketch.core.job.jobs import EvaluateJob, PredictJob, PrepareJob, TrainJob
from landsketch.core.job.options import LabelOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.model_header import read_header
from landsketch.core.model_scores import scores_of
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import ground, read_band, write_raster
from landsketch.tests.helpers.vectors import square, write_polygons

TOKEN_HEADS = [kind.name for kind in HEAD_KINDS if not kind.is_dense]


@pytest.fixture(autouse=True)
def _small_forests(monkeypatch):
    monkeypatch.setattr(baselines, "N_TREES", 20)
    monkeypatch.setattr("landsketch.core.engine.verbs.evaluatemodel._SAMPLES_PER_CLASS", 500)


@pytest.fixture
def train(town, small_tiles, run_options, tmp_path):
    """A function that trains on the town and returns job and result."""

    def train(progress=None, **options):
        job = TrainJob(
            **{
                "scenes": (town.scene,),
                "labels": town.label_options,
                "model": str(tmp_path / "out" / "model.safetensors"),
                "report": str(tmp_path / "out" / "report.html"),
                "backbone": small_tiles,
                "recipe": Recipe(head="ridge"),
                "max_samples": 500,
                "run": run_options,
                **options,
            }
        )
        return job, run_job(job, progress or Progress())

    return train


@pytest.fixture
def evaluate(town, run_options, tmp_path):
    def evaluate(model, town=town, progress=None, **options):
        job = EvaluateJob(
            **{
                "scenes": (town.scene,),
                "model": str(model),
                "labels": town.label_options,
                "report": str(tmp_path / "evaluation.html"),
                "run": run_options,
                **options,
            }
        )
        return run_job(job, progress or Progress())

    return evaluate


def record_of(path):
    return json.loads(Path(f"{path}.job.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("head", TOKEN_HEADS)
def test_the_whole_road(
    town, other_town, train, evaluate, run_options, small_tiles, tmp_path, head
):
    tiles = str(tmp_path / "tiles.gpkg")
    prepared = run_job(PrepareJob(town.scene, tiles, small_tiles, run=run_options), Progress())
    assert prepared.metrics["n_tiles"] == 30

    job, trained = train(recipe=Recipe(head=head))
    assert trained.metrics["tiles_encoded"] == 0  # preparing did the work
    assert trained.metrics["miou"] > 0.95
    assert trained.metrics["oa"] > 0.95
    assert set(trained.metrics["class_iou"]) == {"meadow", "stone"}
    assert trained.metrics["fold_miou"] == pytest.approx([1.0] * 5, abs=0.1)
    low, high = trained.metrics["miou_interval"]
    assert low <= trained.metrics["miou"] <= high
    assert set(trained.outputs) - {"events"} == {
        "model",
        "report",
        "metrics",
        "class_scores",
        "matrix",
    }
    assert trained.metrics["ece_after"] < trained.metrics["ece_before"]
    assert trained.metrics["interval_draws"] == "blocks"
    assert (
        "boundary_f1" not in trained.metrics
    )  # polygons here and there have no boundaries to find
    assert "meadow" in Path(job.report).read_text(encoding="utf-8")

    output = str(tmp_path / "map.tif")
    mapped = run_job(PredictJob(other_town.scene, job.model, output, run=run_options), Progress())
    least = (
        0.93 if head == "mlp" else 0.95
    )  # Muon, which pays on real scenes, carries over to this town at .944
    assert (read_band(output) == other_town.truth + 1).mean() > least
    assert mapped.metrics["mpx"] == pytest.approx(288 * 384 / 1e6)
    assert mapped.metrics["peak_rss_mb"] > 50

    scored = evaluate(job.model, other_town)
    assert scored.metrics["miou"] > least
    n_polygons = pyogrio.read_info(other_town.labels)["features"]
    assert scored.metrics["labelled_pixels"] == n_polygons * 30 * 30
    assert Path(scored.outputs["report"]).stat().st_size > 5000
    assert scored.metrics["interval_draws"] == "polygons"
    metrics = json.loads(Path(scored.outputs["metrics"]).read_text(encoding="utf-8"))
    assert metrics["metrics"]["ece_after"] == scored.metrics["ece_after"] < 0.2
    assert metrics["metrics"]["temperature"] == pytest.approx(trained.metrics["temperature"])


def test_the_header_of_a_model_holds_its_scores_and_the_id_of_its_folds(train, tmp_path):
    found = []
    for name, options in (("a", {}), ("b", {"recipe": Recipe(head="lda")}), ("c", {"folds": 3})):
        job, result = train(model=str(tmp_path / f"{name}.safetensors"), report="", **options)
        scores = scores_of(read_header(Path(job.model)))
        assert scores.miou == result.metrics["miou"]
        assert list(scores.of_folds) == result.metrics["fold_miou"]
        found.append(scores.folds_id)
    first, other_head, other_folds = found
    assert first
    assert first == other_head != other_folds


def test_every_run_leaves_its_job_beside_its_result(town, train, run_options, tmp_path):
    job, result = train(validation="none")
    record = record_of(job.model)
    assert from_json(json.dumps(record["job"])) == job
    assert record["outputs"] == result.outputs
    assert record["metrics"]["seconds"] > 0
    predict = PredictJob(
        town.scene,
        job.model,
        str(tmp_path / "map.tif"),
        str(tmp_path / "sure.tif"),
        run=run_options,
    )
    run_job(predict, Progress())
    assert from_json(json.dumps(record_of(predict.output)["job"])) == predict
    assert not Path(f"{predict.confidence}.job.json").exists()


def test_the_tile_index_says_what_is_there(town, run_options, small_tiles, tmp_path):
    run = replace(run_options, cache=str(tmp_path / "cache"))
    job = PrepareJob(town.scene, str(tmp_path / "tiles.gpkg"), small_tiles, run=run)
    first, second = run_job(job, Progress()), run_job(job, Progress())
    assert (first.metrics["n_cached"], first.metrics["tiles_encoded"]) == (0, 30)
    assert (second.metrics["n_cached"], second.metrics["tiles_encoded"]) == (30, 0)
    meta, _, wkb, columns = pyogrio.raw.read(job.tiles)
    index = dict(zip(meta["fields"], columns, strict=True))
    assert shapely.union_all(shapely.from_wkb(wkb)).bounds == (500_000, 39_712, 500_384, 40_000)
    assert shapely.area(shapely.from_wkb(wkb)).sum() == 288 * 384
    assert set(index["resolution_m"]) == {1.0}
    assert set(index["token_m"]) == {4.0}
    assert set(index["share_cached"]) == {1.0}
    assert set(index["valid_share"]) == {1.0}


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".shp"])
def test_preparing_only_where_labels_or_an_extent_are(
    town, run_options, small_tiles, tmp_path, suffix
):
    run = replace(run_options, cache=str(tmp_path / "cache"))
    path = write_polygons(tmp_path / "one.gpkg", [square(70, 70, 20)], kind=["a"])
    labels = LabelOptions(path=path, class_field="kind")
    job = PrepareJob(town.scene, str(tmp_path / f"tiles{suffix}"), small_tiles, labels, run=run)
    assert run_job(job, Progress()).metrics["n_tiles"] == 1
    assert pyogrio.read_info(job.tiles)["features"] == 1
    assert pyogrio.read_info(job.tiles)["crs"] is not None
    assert not list(tmp_path.glob("*.part*"))


def test_several_scenes_train_together(town, other_town, train, run_options, tmp_path):
    east = np.roll(np.arange(384) // 48 % 2, 0)[None].repeat(288, 0)
    from affine import Affine

    path = write_raster(
        tmp_path / "east.tif", ground(east, 9), transform=Affine(1, 0, 500_384, 0, -1, 40_000)
    )
    labels = _labels_over(town, path, tmp_path)
    job, result = train(scenes=(town.scene, SceneOptions(path)), labels=labels)
    assert result.metrics["miou"] > 0.95
    assert result.metrics["n_polygons"] == pyogrio.read_info(labels.path)["features"]
    output = str(tmp_path / "map.tif")
    run_job(PredictJob(SceneOptions(path), job.model, output, run=run_options), Progress())
    assert (read_band(output) == east + 1).mean() > 0.95


def _labels_over(town, _path, tmp_path):
    """Return the town's labels and four more on the ground east of it."""
    _, _, wkb, columns = pyogrio.raw.read(town.labels, columns=["kind"])
    more = [
        shapely.box(500_384 + 48 * i + 9, 39_900, 500_384 + 48 * i + 39, 39_990) for i in range(4)
    ]
    wkb = np.concatenate([wkb, shapely.to_wkb(np.array(more, object))])
    kinds = np.concatenate([columns[0], np.array(["meadow", "stone"] * 2, object)])
    path = str(tmp_path / "both.gpkg")
    pyogrio.raw.write(
        path, wkb, [kinds], ["kind"], crs="EPSG:32636", geometry_type="Polygon", driver="GPKG"
    )
    return LabelOptions(path=path, class_field="kind")


def test_a_label_raster_trains_as_well(town, train, run_options, tmp_path):
    values = np.full((288, 384), 255, np.uint8)
    for row in range(9, 288, 48):
        for column in range(9, 384, 48):
            if (row + column) % 5:
                values[row : row + 30, column : column + 30] = town.truth[row, column] * 40 + 5
    labels = LabelOptions(raster=write_raster(tmp_path / "labels.tif", values))
    job, result = train(labels=labels)
    assert result.metrics["miou"] > 0.95
    assert [c["value"] for c in result.metrics["classes"]] == [5, 45]
    output = str(tmp_path / "map.tif")
    run_job(PredictJob(town.scene, job.model, output, run=run_options), Progress())
    assert (read_band(output) == town.truth * 40 + 5).mean() > 0.95


def test_labels_without_gaps_score_boundaries(town, train, evaluate, tmp_path):
    labels = LabelOptions(raster=write_raster(tmp_path / "labels.tif", town.truth))
    job, result = train(labels=labels)
    assert 0.5 < result.metrics["boundary_f1"] <= 1
    assert "Boundary F1" in Path(job.report).read_text(encoding="utf-8")
    scored = evaluate(job.model, labels=labels, include_training=True)
    assert 0.5 < scored.metrics["boundary_f1"] <= 1


@pytest.mark.parametrize(("field", "values"), [("kind", (1, 2)), ("code", (10, 20))])
def test_classes_by_text_and_by_number(town, train, run_options, tmp_path, field, values):
    labels = replace(town.label_options, class_field=field)
    job, _ = train(labels=labels, validation="none", report="")
    output = tmp_path / "map.tif"
    run_job(PredictJob(town.scene, job.model, str(output), run=run_options), Progress())
    with rasterio.open(output) as dataset:
        mapped = dataset.read(1)
        assert (mapped == np.take(values, town.truth)).mean() > 0.95
        assert dataset.tags()["LANDSKETCH_MODEL"] == load_model(Path(job.model)).metrics["id"]


def test_classes_keep_their_values_when_a_class_is_added(town, train, tmp_path):
    _, first = train(validation="none", report="")
    values = {c["name"]: c["value"] for c in first.metrics["classes"]}
    _, _, wkb, columns = pyogrio.raw.read(town.labels, columns=["kind"])
    kinds = columns[0].copy()
    kinds[:3] = "barn"  # before the others in the alphabet
    path = str(tmp_path / "more.gpkg")
    pyogrio.raw.write(
        path, wkb, [kinds], ["kind"], crs="EPSG:32636", geometry_type="Polygon", driver="GPKG"
    )
    heard = Listener()
    labels = LabelOptions(path=path, class_field="kind")
    _, second = train(heard, labels=labels, validation="none", report="")
    assert {c["name"]: c["value"] for c in second.metrics["classes"]} == values | {"barn": 3}
    assert any("keep their values" in text for text in heard.infos)


def test_validation_by_field(town, train):
    _, result = train(labels=replace(town.label_options, split_field="fold"), validation="field")
    assert len(result.metrics["fold_miou"]) == 2  # test and val
    assert result.metrics["miou"] > 0.95
    assert result.metrics["labelled_pixels"] < 36 * 900  # polygons that only train are not scored
    assert result.metrics["block"] == 0


def test_without_validation_there_is_a_model_and_no_score(train):
    heard = Listener()
    job, result = train(heard, validation="none")
    assert set(result.outputs) == {"model"}
    assert "miou" not in result.metrics
    assert not Path(job.report).exists()
    assert any("No report was written" in text for text in heard.warnings)


def test_options_of_a_validation_that_is_off_are_reported_once(train):
    heard = Listener()
    train(heard, validation="none", baselines=True)
    ignored = [text for text in heard.warnings if text.startswith("BASELINES is ignored")]
    assert len(ignored) == 1


def test_baselines_are_scored_on_the_same_folds(train, odd_town):
    scene = SceneOptions(odd_town.path, bands=(1, 2, 3), extra_bands=(4, 5))
    job, result = train(scenes=(scene,), labels=odd_town.label_options, baselines=True)
    assert 0.5 < result.metrics["baseline_miou"] <= 1
    assert 0.5 < result.metrics["baseline_rgb_miou"] <= 1
    assert 0.9 < result.metrics["baseline_tokens_miou"] <= 1
    assert len(result.metrics["baseline_fold_miou"]) == len(result.metrics["fold_miou"])
    assert "random forest" in Path(job.report).read_text(encoding="utf-8").lower()


def test_extra_bands_can_decide_alone(odd_town, train, run_options, tmp_path):
    """The backbone's bands show nothing, an extra band shows everything."""
    pixels = np.full((4, *odd_town.truth.shape), 500, np.uint16)
    pixels[:3] += np.random.default_rng(0).integers(0, 9, pixels[:3].shape).astype(np.uint16)
    pixels[3] += odd_town.truth.astype(np.uint16) * 900
    path = write_raster(tmp_path / "flat.tif", pixels)
    scores = []
    for extra in ((), (4,)):
        scene = SceneOptions(path, bands=(1, 2, 3), extra_bands=extra)
        job, result = train(scenes=(scene,), labels=odd_town.label_options)
        scores.append(result.metrics["miou"])
    assert scores[0] < 0.7
    assert scores[1] > 0.97
    output = str(tmp_path / "map.tif")
    run_job(PredictJob(SceneOptions(path), job.model, output, run=run_options), Progress())
    assert (read_band(output) == odd_town.truth + 1).mean() > 0.95


def test_a_raster_of_half_the_pixel_size_is_read_at_half_the_scale(
    other_town, model, run_options, tmp_path
):
    from affine import Affine

    fine = ground(other_town.truth, 8).repeat(2, 1).repeat(2, 2)
    path = write_raster(
        tmp_path / "fine.tif", fine, transform=Affine(0.5, 0, 500_000, 0, -0.5, 40_000)
    )
    heard, output = Listener(), str(tmp_path / "map.tif")
    result = run_job(PredictJob(SceneOptions(path), model, output, run=run_options), heard)
    assert result.metrics["scale"] == 0.5
    assert any("scale 0.5" in text for text in heard.infos)
    assert (read_band(output) == other_town.truth.repeat(2, 0).repeat(2, 1) + 1).mean() > 0.95


# -- what is scored --------------------------------------------------------------------------------


def test_evaluation_leaves_out_the_training_polygons(town, model, evaluate, tmp_path):
    from landsketch.core.errors import InvalidLabels

    with pytest.raises(InvalidLabels, match="training polygons"):
        evaluate(model)
    half_new = write_polygons(
        tmp_path / "half.gpkg", [square(9, 60, 30), square(0, 0, 8)], kind=["stone", "meadow"]
    )
    metrics = evaluate(model, labels=LabelOptions(path=half_new, class_field="kind")).metrics
    trained = shapely.union_all(
        shapely.from_wkb(np.array(load_model(Path(model)).training_polygons, object))
    )
    new = shapely.difference(np.array([square(9, 60, 30), square(0, 0, 8)], object), trained)
    assert metrics["labelled_pixels"] == pytest.approx(shapely.area(new).sum())
    assert metrics["labelled_pixels"] < 964


def test_including_the_training_polygons_is_said(model, evaluate):
    metrics = evaluate(model, include_training=True).metrics
    assert any("therefore too high" in text for text in metrics["warnings"])
    assert metrics["labelled_pixels"] > 30_000


def test_the_report_says_that_a_held_out_evaluation_ignores_baselines(other_town, model, evaluate):
    result = evaluate(model, other_town, baselines=True)
    warning = "BASELINES is ignored: METHOD=held_out trains nothing"
    assert warning in Path(result.outputs["report"]).read_text(encoding="utf-8")


def test_cross_validation_refits_on_the_given_labels(other_town, model, evaluate):
    metrics = evaluate(model, other_town, method="cross_validation", baselines=True).metrics
    assert len(metrics["fold_miou"]) == 5
    assert metrics["miou"] > 0.95
    assert metrics["baseline_miou"] > 0.5


def test_evaluation_uses_the_models_classes_whatever_the_table_says(
    other_town, model, evaluate, tmp_path
):
    table = [
        {"value": 9, "name": "stone", "color": "#000000"},
        {"value": 8, "name": "meadow", "color": "#ffffff"},
    ]
    (tmp_path / "table.json").write_text(json.dumps(table))
    labels = replace(other_town.label_options, class_table=str(tmp_path / "table.json"))
    assert evaluate(model, other_town, labels=labels).metrics["miou"] > 0.95


def test_what_is_not_labelled_is_never_scored_or_learned(train, town, tmp_path):
    """Two scenes that differ only far from all labels train the same head with the same figures."""
    with rasterio.open(town.path) as dataset:
        pixels = dataset.read()
    changed = pixels.copy()
    changed[:, :, 320:] = (
        255 - changed[:, :, 320:]
    )  # labels end at column 190, the filters reach 64 pixels
    places = [(row, column) for row in (9, 105, 201) for column in (9, 57, 105, 153)]
    kinds = [("meadow", "stone")[town.truth[place]] for place in places]
    labels = write_polygons(
        tmp_path / "few.gpkg", [square(*place, 30) for place in places], kind=kinds
    )
    found = []
    for name, content in (("one", pixels), ("two", changed)):
        scene = SceneOptions(write_raster(tmp_path / f"{name}.tif", content))
        job, result = train(
            scenes=(scene,), labels=LabelOptions(path=labels, class_field="kind"), folds=2
        )
        found.append((load_model(Path(job.model)), result.metrics))
    (one, first), (two, second) = found
    assert first["labelled_pixels"] == second["labelled_pixels"] == 12 * 900
    assert [first[name] for name in ("miou", "class_iou", "id")] == [
        second[name] for name in ("miou", "class_iou", "id")
    ]
    assert all(
        np.array_equal(one.head.tensors_by_name[n], two.head.tensors_by_name[n])
        for n in one.head.tensors_by_name
    )


def test_contradicting_polygons_are_reported_and_ignored(town, train, tmp_path):
    _, _, wkb, columns = pyogrio.raw.read(town.labels, columns=["kind"])
    kinds = list(columns[0])
    wrong = ["stone" if k == "meadow" else "meadow" for k in kinds[:12]]
    polygons = [*shapely.from_wkb(wkb), *shapely.from_wkb(wkb[:12])]
    path = write_polygons(tmp_path / "twice.gpkg", polygons, kind=[*kinds, *wrong])
    heard = Listener()
    _, result = train(heard, labels=LabelOptions(path=path, class_field="kind"))
    assert result.metrics["labelled_pixels"] == (len(kinds) - 12) * 900
    assert result.metrics["miou"] > 0.95
    assert any(
        text.startswith("10800 pixels are under polygons of different classes")
        for text in heard.warnings
    )


# -- progress --------------------------------------------------------------------------------------


def test_progress_never_goes_back_and_names_its_stages(
    town, other_town, train, evaluate, run_options, tmp_path
):
    heard = {
        name: Listener()
        for name in ("train", "two scenes", "predict", "evaluate", "cross-validate", "prepare")
    }
    job, _ = train(heard["train"], baselines=True)
    train(
        heard["two scenes"],
        scenes=(town.scene, other_town.scene),
        model=str(tmp_path / "two.safetensors"),
    )
    run_job(
        PredictJob(other_town.scene, job.model, str(tmp_path / "m.tif"), run=run_options),
        heard["predict"],
    )
    run_job(PrepareJob(town.scene, str(tmp_path / "t.gpkg"), run=run_options), heard["prepare"])
    evaluate(job.model, other_town, heard["evaluate"])
    evaluate(
        job.model, other_town, heard["cross-validate"], method="cross_validation", baselines=True
    )
    for name, one in heard.items():
        shares = [share for _, share in one.reports]
        assert shares[-1] == 1.0, name
        assert all(0 <= share <= 1 for share in shares), name
        assert shares == sorted(shares), (
            name,
            [(a, b) for a, b in zip(one.reports, one.reports[1:], strict=False) if a[1] > b[1]],
        )
        assert one.reports[-1][0] == "Done"
        assert len({stage for stage, _ in one.reports}) >= 3, name
