"""Many scenes, one model: the maps are those of single runs, and each scene stands for itself."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled, InvalidJob, InvalidScene, OutputNotWritable
from landsketch.core.features import backbone
from landsketch.core.job.jobs import PredictJob, PredictManyJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import SceneOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import ground, read_band, write_raster
from landsketch.tests.helpers.vectors import write_polygons


@pytest.fixture
def scenes(town, other_town, tmp_path):
    """Three scenes, two of one name."""
    truth = np.zeros((90, 120), int)
    truth[:, 60:] = 1
    small = write_raster(tmp_path / "small" / "small.tif", ground(truth, 5))
    return town.path, other_town.path, small


@pytest.fixture
def make(scenes, model, run_options, tmp_path):
    def make(paths=scenes, **options):
        run = replace(run_options, cache=str(tmp_path / "cache"))
        folder = str(tmp_path / "out")
        return PredictManyJob(
            tuple(map(SceneOptions, paths)), model, folder, **{"run": run, **options}
        )

    return make


@pytest.fixture
def loads(monkeypatch):
    """How often a backbone is loaded."""
    count, load = [], backbone.load
    monkeypatch.setattr(backbone, "load", lambda *given: count.append(1) or load(*given))
    return count


def tiffs(job):
    return sorted(file.name for file in Path(job.folder).glob("*.tif"))


def times(job):
    return {name: (Path(job.folder) / name).stat().st_mtime_ns for name in tiffs(job)}


MAPS = ["scene_2_map.tif", "scene_map.tif", "small_map.tif"]


def test_maps_are_those_of_single_runs_by_one_loaded_backbone(make, loads, tmp_path):
    job = make(confidence=True)
    result = run_job(job, Progress())
    assert len(loads) == 1
    assert tiffs(job) == sorted(MAPS + [name.replace("map", "confidence") for name in MAPS])
    assert (result.metrics["n_maps"], result.metrics["n_failed"], result.metrics["n_skipped"]) == (
        3,
        0,
        0,
    )
    assert result.metrics["maps"] == [one.output for one in job.jobs()]
    assert [c["name"] for c in result.metrics["classes"]] == ["meadow", "stone"]
    for one in job.jobs():
        alone = replace(
            one, output=str(tmp_path / "alone.tif"), confidence=str(tmp_path / "sure.tif")
        )
        run_job(alone, Progress())
        assert np.array_equal(read_band(one.output), read_band(alone.output))
        assert np.array_equal(read_band(one.confidence), read_band(alone.confidence))


def test_a_scene_that_fails_does_not_keep_the_others_from_it(make, scenes, tmp_path):
    (tmp_path / "broken.tif").write_bytes(b"no raster")
    heard = Listener()
    job = make((scenes[0], str(tmp_path / "broken.tif"), str(tmp_path / "gone.tif"), scenes[2]))
    result = run_job(job, heard)
    assert tiffs(job) == ["scene_map.tif", "small_map.tif"]
    assert (result.metrics["n_maps"], result.metrics["n_failed"]) == (2, 2)
    assert "cannot be opened" in result.metrics["failed"][str(tmp_path / "gone.tif")]
    assert "broken.tif was not mapped: " in heard.warnings[0]
    assert heard.warnings[-1].startswith("2 of 4 rasters were not mapped (")
    assert not list(Path(job.folder).glob("*.work"))


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, r"^/\S+0\.tif cannot be opened"), (2, "^None of the 2 rasters was mapped; .*0.tif")],
)
def test_without_a_single_map_the_run_fails(make, tmp_path, count, words):
    with pytest.raises(InvalidScene, match=words):
        run_job(make(tuple(str(tmp_path / f"{n}.tif") for n in range(count))), Progress())


def test_scenes_outside_the_mask_are_no_failures(make, scenes, tmp_path):
    import rasterio
    import shapely

    with rasterio.open(scenes[1]) as dataset:
        bounds = shapely.box(*dataset.bounds)
    mask = MapOptions(mask=write_polygons(tmp_path / "mask.gpkg", [bounds.buffer(-40)], number=[1]))
    heard = Listener()
    job = make(scenes[:2], options=mask)
    metrics = run_job(job, heard).metrics
    assert (metrics["n_maps"], metrics["n_outside"], metrics["n_failed"]) == (1, 1, 0)
    assert metrics["maps"] == [job.jobs()[1].output]
    assert heard.infos[-1] == "1 of 2 rasters lie outside the mask or the extent and got no map."
    assert not heard.warnings
    with pytest.raises(InvalidScene, match="No polygon of MASK touches any of the 1 rasters"):
        run_job(make(scenes[:1], options=mask), Progress())


def test_a_second_run_makes_only_what_is_missing(make, scenes, tmp_path):
    job = make((*scenes[:2], str(tmp_path / "late.tif")))
    run_job(job, Progress())
    before = times(job)
    (tmp_path / "late.tif").write_bytes(Path(scenes[2]).read_bytes())
    heard = Listener()
    result = run_job(job, heard)
    assert (result.metrics["n_maps"], result.metrics["n_skipped"]) == (3, 2)
    assert {name: times(job)[name] for name in before} == before
    assert len(times(job)) == 3
    assert "2 of 3 rasters were mapped by an earlier run" in heard.infos[-1]
    assert len(result.metrics["classes"]) == 2


def _other_bands(job):
    return replace(job, scenes=tuple(replace(scene, bands=(3, 2, 1)) for scene in job.scenes))


def _changed_scene(job):
    path = Path(job.scenes[0].path)
    import rasterio

    with rasterio.open(path, "r+") as dataset:
        dataset.write(dataset.read() // 2 + 60)
    return job


CHANGES = {
    "confidence is wanted": lambda job: replace(job, confidence=True),
    "other bands": _other_bands,
    "another scene of that name": _changed_scene,
    "unsure pixels": lambda job: replace(job, options=MapOptions(unknown_below=60)),
    "a lost map": lambda job: Path(job.jobs()[0].output).unlink() or job,
    "a lost record": lambda job: Path(f"{job.jobs()[0].output}.job.json").unlink() or job,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_map_of_anything_else_is_made_again(make, scenes, change):
    job = make(scenes[2:])
    run_job(job, Progress())
    assert run_job(CHANGES[change](job), Progress()).metrics["n_skipped"] == 0
    assert run_job(job, Progress()).metrics["n_skipped"] == (
        change not in ("confidence is wanted", "other bands", "unsure pixels")
    )


def test_cancel_leaves_finished_maps_whole_and_the_next_run_goes_on(make, scenes):
    whole = make()

    class StopsAtTheThird(Listener):
        def report(self, stage, share, left_s):
            super().report(stage, share, left_s)
            self._stop_after = 0 if stage == "3 of 3: Encode" else None

    with pytest.raises(Cancelled, match=r"^Cancelled\. 2 finished maps were kept"):
        run_job(whole, StopsAtTheThird())
    assert tiffs(whole) == ["scene_2_map.tif", "scene_map.tif"]
    assert not list(Path(whole.folder).glob("*.work"))
    assert run_job(whole, Progress()).metrics["n_skipped"] == 2


def test_the_bar_never_goes_back_and_names_the_scene(make):
    heard = Listener()
    run_job(make(), heard)
    shares = [share for _, share in heard.reports]
    assert shares == sorted(shares)
    stages = list(dict.fromkeys(stage for stage, _ in heard.reports))
    assert stages == [
        "Open the model",
        *(f"{n} of 3: {s}" for n in (1, 2, 3) for s in ("Encode", "Write the map")),
        "Done",
    ]


def test_every_map_has_a_record_that_runs_again(make, scenes):
    job = make(scenes[2:])
    run_job(job, Progress())
    record = json.loads(Path(f"{job.jobs()[0].output}.job.json").read_text())
    assert record["job"]["algorithm"] == PredictJob.algorithm_id
    assert record["job"]["input"] == scenes[2]


def test_a_map_never_replaces_a_scene(make, scenes, tmp_path):
    precious = tmp_path / "out" / "small_map.tif"
    precious.parent.mkdir()
    precious.write_bytes(Path(scenes[2]).read_bytes())
    with pytest.raises(OutputNotWritable, match="is an input of this run"):
        run_job(make((scenes[2], str(precious))), Progress())


def test_images_outside_the_extent_are_no_failures_in_any_crs(make, scenes, tmp_path):
    import rasterio
    from rasterio.warp import transform_bounds

    with rasterio.open(scenes[0]) as dataset:
        west, south = dataset.bounds[:2]
        own = (west + 60, south + 50, west + 160, south + 140)
        degrees = transform_bounds(dataset.crs, "EPSG:4326", *own)
    heard = Listener()
    job = make(scenes[:2], options=MapOptions(extent=degrees), extent_crs="EPSG:4326")
    metrics = run_job(job, heard).metrics
    assert (metrics["n_maps"], metrics["n_outside"], metrics["n_failed"]) == (1, 1, 0)
    assert not heard.warnings
    assert "1 of 2 rasters lie outside the mask or the extent and got no map." in heard.infos
    with rasterio.open(metrics["maps"][0]) as made:
        # The box around a box that is turned a little against the grid
        assert np.abs(np.array(made.bounds) - own).max() < 3
        in_degrees = made.read(1)
        bounds = made.bounds
    whole = replace(job, options=MapOptions(), folder=str(tmp_path / "whole"))
    run_job(whole, Progress())
    with rasterio.open(whole.jobs()[0].output) as full:
        window = full.window(*bounds).round_offsets().round_lengths()
        assert np.array_equal(full.read(1, window=window), in_degrees)


def test_an_extent_beside_all_images_or_in_no_crs_is_refused(make, scenes):
    away = MapOptions(extent=(1.0, 2.0, 3.0, 4.0))
    with pytest.raises(InvalidScene, match="No part of EXTENT touches any of the 2 rasters"):
        run_job(make(scenes[:2], options=away), Progress())
    with pytest.raises(InvalidJob, match="EXTENT_CRS is 'moon'"):
        run_job(make(scenes[:2], options=away, extent_crs="moon"), Progress())


def test_polygons_of_all_maps_lie_in_one_layer_with_the_names_of_the_images(make, tmp_path):
    output = tmp_path / "all.gpkg"
    job = make(confidence=True, polygons=str(output))
    result = run_job(job, Progress())
    table = fields_of(output)
    assert result.outputs["polygons"] == str(output)
    assert len(table["image"]) == result.metrics["n_polygons"]
    assert list(table) == ["class", "name", "area_m2", "pixels", "confidence", "image"]
    assert set(table["image"]) == {"scene", "scene_2", "small"}
    for one, name in zip(job.jobs(), ("scene", "scene_2", "small"), strict=True):
        classes = read_band(one.output)
        here = table["image"] == name
        assert table["pixels"][here].sum() == (classes != 255).sum()
        for value in np.unique(table["class"][here]):
            of_class = here & (table["class"] == value)
            assert table["pixels"][of_class].sum() == (classes == value).sum()


def test_polygons_of_another_crs_are_moved_to_that_of_the_first_map(tmp_path):
    import rasterio
    import shapely
    from affine import Affine

    from landsketch.core.postprocess.merged_polygons import ImageMap, write_merged_polygons

    classes = np.zeros((4, 6), np.uint8)
    classes[:, 3:] = 1
    here = Affine(1, 0, 500_000, 0, -1, 40_000)
    first = write_raster(tmp_path / "a.tif", classes, transform=here, crs="EPSG:32636", nodata=255)
    x, y = rasterio.warp.transform("EPSG:32636", "EPSG:3857", [500_000], [40_000])
    there = Affine(1, 0, x[0], 0, -1, y[0])
    other = write_raster(tmp_path / "b.tif", classes, transform=there, crs="EPSG:3857", nodata=255)
    output = tmp_path / "all.gpkg"
    n = write_merged_polygons([ImageMap("a", first), ImageMap("b", other)], output, Progress())
    assert n == 4
    info, _, shapes, _ = pyogrio.raw.read(output, layer="all")
    assert info["crs"] == "EPSG:32636"
    boxes = shapely.bounds(shapely.from_wkb(shapes))
    assert np.abs(boxes[:2, 0].min() - boxes[2:, 0].min()) < 0.1  # both begin at one place


def fields_of(path):
    """Return the fields of a layer, by name."""
    info, _, _, columns = pyogrio.raw.read(path, layer=path.stem)
    return dict(zip(info["fields"], columns, strict=True))
