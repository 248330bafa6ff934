"""Training and mapping with areas, one class, points, label rasters and several CRS."""

from dataclasses import replace

import numpy as np
import pyogrio
import pytest
import shapely
from affine import Affine
from rasterio.warp import transform

from landsketch.core.engine.run import run_job
from landsketch.core.job.jobs import TrainJob
from landsketch.core.job.options import LabelOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import read_band, write_raster
from landsketch.tests.helpers.vectors import square, write_polygons


@pytest.fixture
def train(town, small_tiles, run_options, tmp_path):
    """A function that trains a ridge head on the town and returns the figures."""

    def train(labels, *, scenes=(), **options):
        job = TrainJob(
            scenes=(town.scene, *scenes),
            labels=labels,
            model=str(tmp_path / "m.safetensors"),
            backbone=small_tiles,
            recipe=Recipe(head="ridge"),
            max_samples=500,
            run=run_options,
            **options,
        )
        return run_job(job, Progress()).metrics

    return train


def test_a_class_of_interest_among_fully_labelled_ground(town, train, tmp_path):
    area = write_polygons(tmp_path / "area.gpkg", [square(0, 0, 288)], name=["x"])
    stones = _only(town, "stone", tmp_path)
    metrics = train(replace(stones, area=area, interest="stone"))
    assert [c["name"] for c in metrics["classes"]] == ["stone", "other"]
    assert metrics["labelled_pixels"] > 288 * 288
    assert len(metrics["fold_miou"]) == 5


def _only(town, kind, folder):
    """Return all ground of one kind as labels."""
    truth = shapely.union_all(
        [
            shapely.box(500_000 + c, 40_000 - r - 48, 500_000 + c + 48, 40_000 - r)
            for r in range(0, 288, 48)
            for c in range(0, 384, 48)
            if ("meadow", "stone")[town.truth[r, c]] == kind
        ]
    )
    parts = list(shapely.get_parts(truth))
    path = write_polygons(
        folder / "one.gpkg", parts, kind=[kind] * len(parts), geometry_type="Polygon"
    )
    return LabelOptions(path, class_field="kind")


def test_points_train(town, train, tmp_path):
    places = [(r, c) for r in range(24, 288, 48) for c in range(24, 384, 48)]
    points = [shapely.Point(500_000.5 + c, 39_999.5 - r) for r, c in places]
    kinds = [("meadow", "stone")[town.truth[place]] for place in places]
    path = write_polygons(tmp_path / "points.gpkg", points, kind=kinds, geometry_type="Point")
    options = LabelOptions(path, class_field="kind", point_radius=2.5)
    metrics = train(options)
    assert metrics["labelled_pixels"] == len(points) * 25
    assert metrics["miou"] > 0.9


def test_a_label_raster_of_one_huge_patch_per_class_has_folds(town, train, tmp_path):
    halves = np.ones((288, 384), np.uint8)
    halves[:, 192:] = 2
    metrics = train(LabelOptions(raster=write_raster(tmp_path / "l.tif", halves)))
    assert len(metrics["fold_miou"]) == 5
    assert metrics["labelled_pixels"] == halves.size
    (warning,) = metrics["warnings"]  # the halves have nothing to do with the ground
    assert "not better than a map of one class" in warning


def test_scenes_of_two_crs_train_together_and_are_a_fold_each(town, other_town, train, tmp_path):
    pixels = np.stack([read_band(other_town.path, band) for band in (1, 2, 3)])
    path = write_raster(
        tmp_path / "far.tif",
        pixels,
        transform=Affine(1, 0, 510_000, 0, -1, 40_000),
        crs="EPSG:32635",
    )

    def move(places):
        return np.column_stack(transform("EPSG:32635", "EPSG:32636", *places.T)[:2])

    (near, kinds), (far, other_kinds) = _polygons(town.labels), _polygons(other_town.labels)
    labels = write_polygons(
        tmp_path / "both.gpkg", [*near, *shapely.transform(far, move)], kind=[*kinds, *other_kinds]
    )
    metrics = train(
        LabelOptions(labels, class_field="kind"), scenes=(SceneOptions(path),), validation="scenes"
    )
    assert len(metrics["fold_miou"]) == 2
    assert metrics["miou"] > 0.95
    assert metrics["labelled_pixels"] == pytest.approx((len(near) + len(far)) * 900, rel=0.001)


def _polygons(path):
    _, _, wkb, columns = pyogrio.raw.read(path, columns=["kind"])
    return shapely.from_wkb(wkb), columns[0].tolist()
