import numpy as np
import pytest
import rasterio

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidJob
from landsketch.core.heads.model_file import load_model, save_model
from landsketch.core.imagery.holes import MAX_PX, fill_holes
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.imagery.view import view_named
from landsketch.core.imagery.viewed_scene import ViewedScene
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.options import SceneOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import ground, read_band, write_raster


def image(height=150, width=160):
    return ground(np.mgrid[:height, :width][0] // 40 % 2, 4)


def with_patches(pixels, *patches):
    """Black patches: [(row, column, height, width)]."""
    pixels = pixels.copy()
    for row, column, height, width in patches:
        pixels[:, row : row + height, column : column + width] = 0
    return pixels


def scene_of(tmp_path, pixels, nodata=0, **options):
    path = write_raster(tmp_path / "scene.tif", pixels, nodata=nodata)
    return Scene(SceneOptions(path, **options))


WHOLE = Window(0, 0, 150, 160)


def test_holes_get_the_numbers_around_them(tmp_path):
    pixels = with_patches(image(), (20, 30, 1, 1), (50, 60, 8, 8))
    scene = scene_of(tmp_path, pixels)
    raw, valid = scene.read_native(WHOLE)
    assert valid.all()
    assert np.array_equal(raw[:, pixels[0] != 0], pixels[:, pixels[0] != 0])
    around = {tuple(raw[:, 20 + down, 30 + right]) for down, right in NEIGHBOURS}
    assert tuple(raw[:, 20, 30]) in around
    assert (raw[:, 50:58, 60:68] > 0).all()


NEIGHBOURS = [(-1, 0), (1, 0), (0, -1), (0, 1)]


@pytest.mark.parametrize(
    "patch",
    [(50, 60, 5, 13), (0, 60, 3, 3), (147, 60, 3, 3), (60, 0, 3, 3), (60, 157, 3, 3)],
    ids=["larger than 64 pixels", "top", "bottom", "left", "right"],
)
def test_larger_patches_and_those_at_the_border_stay(tmp_path, patch):
    pixels = with_patches(image(), patch)
    assert np.array_equal(scene_of(tmp_path, pixels).read_valid(WHOLE), pixels[0] != 0)


def test_pixels_that_meet_at_a_corner_are_one_patch():
    valid = np.ones((90, 90), bool)
    steps = np.arange(10, 10 + MAX_PX)
    valid[steps, steps] = False
    raw = np.zeros((1, 90, 90), np.uint8)
    assert fill_holes(raw, valid)[1].all()
    valid[steps[-1] + 1, steps[-1] + 1] = False
    assert np.array_equal(fill_holes(raw, valid)[1], valid)


def test_the_largest_hole_can_be_chosen(tmp_path):
    pixels = image()
    pixels[:, 40, 40:49] = 0  # 9 pixels
    pixels[:, 80, 40:50] = 0  # 10 pixels
    path = scene_of(tmp_path, pixels).path
    scene = Scene(SceneOptions(path, hole_size=9))
    valid = scene.read_valid(WHOLE)
    assert valid[40].all()
    assert (~valid[80]).sum() == 10
    with pytest.raises(InvalidJob, match="HOLE_SIZE is 65"):
        SceneOptions(path, hole_size=65)


def test_every_window_shows_the_same_holes(tmp_path):
    random = np.random.default_rng(5)
    pixels = image()
    pixels[:, random.random((150, 160)) < 0.3] = 0  # patches of all sizes
    scene = scene_of(tmp_path, pixels)
    whole = scene.read_valid(WHOLE)
    assert 0.7 < whole.mean() < 0.99
    places = [(0, 0, 40, 30), (37, 90, 1, 1), (100, 3, 50, 157), (-20, 140, 60, 40), (64, 64, 9, 9)]
    for row, column, height, width in places:
        window = Window(row, column, height, width)
        inside = window.intersection(WHOLE)
        found = scene.read_valid(window)[inside.slices_in(window)]
        assert np.array_equal(found, whole[inside.slices_in(WHOLE)])
    rows = [scene.read_valid(Window(row, 0, 1, 160))[0] for row in range(150)]
    assert np.array_equal(rows, whole)


def test_a_view_shows_the_holes_of_its_scene(tmp_path):
    scene = scene_of(tmp_path, with_patches(image(), (50, 60, 8, 8), (90, 90, 9, 9)))
    view = ViewedScene(scene, view_named("hflip", 1.0, 4, 16))
    assert np.array_equal(view.read_valid(WHOLE), scene.read_valid(WHOLE)[:, ::-1])
    assert np.array_equal(view.read_native(WHOLE)[0], scene.read_native(WHOLE)[0][:, :, ::-1])


@pytest.mark.parametrize(
    ("dtype", "nodata", "holes", "fills"),
    [
        ("uint8", 0, "auto", True),
        ("uint8", None, "auto", False),
        ("uint16", 0, "auto", False),
        ("float32", 0, "auto", False),
        ("uint8", 0, "keep", False),
        ("float32", 0, "fill", True),
    ],
)
def test_when_holes_are_filled(tmp_path, dtype, nodata, holes, fills):
    pixels = with_patches(image(), (20, 30, 2, 2)).astype(dtype)
    scene = scene_of(tmp_path, pixels, nodata, holes=holes)
    assert scene.fills_holes == fills
    assert scene.read_valid(WHOLE).all() == (fills or nodata is None)


def test_maps_have_no_holes_unless_they_are_kept(model, run_options, tmp_path):
    pixels = with_patches(image(), (20, 30, 2, 2), (90, 90, 12, 12))
    path = write_raster(tmp_path / "scene.tif", pixels, nodata=0)
    large = (90, 90, 12, 12)
    for holes, patches in (("auto", [large]), ("keep", [(20, 30, 2, 2), large])):
        output = str(tmp_path / f"{holes}.tif")
        job = PredictJob(SceneOptions(path, holes=holes), model, output, run=run_options)
        run_job(job, Progress())
        expected = with_patches(np.ones((1, 150, 160)), *patches)[0] == 0
        assert np.array_equal(read_band(output) == 255, expected)


def test_a_model_keeps_what_its_training_did_with_holes(model, run_options, tmp_path):
    from dataclasses import replace
    from pathlib import Path

    loaded = load_model(Path(model))
    kept = tmp_path / "kept.safetensors"
    save_model(replace(loaded, scene=replace(loaded.scene, holes="keep")), kept)
    path = write_raster(tmp_path / "s.tif", with_patches(image(), (20, 30, 2, 2)), nodata=0)
    output = str(tmp_path / "map.tif")
    run_job(PredictJob(SceneOptions(path), str(kept), output, run=run_options), Progress())
    with rasterio.open(output) as dataset:
        assert (dataset.read(1) == 255).sum() == 4
