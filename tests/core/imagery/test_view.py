"""A view reads the same pixels as the transformed scene, window by window."""

import numpy as np
import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.imagery.scene import FILL, Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.imagery.view import View, view_named
from landsketch.core.imagery.viewed_scene import ViewedScene
from landsketch.core.job.options import SceneOptions
from landsketch.core.job.recipe import VIEWS
from landsketch.tests.helpers.rasters import write_raster

HEIGHT, WIDTH = 23, 38
TOKEN_PX, CORE_TOKENS = 4, 3
TURNS = {
    "hflip": lambda a: a[..., ::-1],
    "vflip": lambda a: a[..., ::-1, :],
    "rot90": lambda a: np.rot90(a, 1, axes=(-2, -1)),
    "rot180": lambda a: np.rot90(a, 2, axes=(-2, -1)),
    "rot270": lambda a: np.rot90(a, 3, axes=(-2, -1)),
    "transpose": lambda a: a.swapaxes(-1, -2),
    "antitranspose": lambda a: np.rot90(a, 2, axes=(-2, -1)).swapaxes(-1, -2),
}
MOVES = {
    "shift": 2,
    "offset": 4 + 2,
}  # half a token of 4 px; half an inner window of 3 tokens (1 whole token) and half a token


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """23 x 38 px of noise in four bands with a corner of nodata; the fourth band is extra."""
    pixels = np.random.default_rng(0).integers(10, 250, (4, HEIGHT, WIDTH)).astype(np.uint8)
    pixels[:, :5, :9] = 0
    path = write_raster(
        tmp_path_factory.mktemp("view") / "a.tif", pixels, nodata=0, photometric="minisblack"
    )
    return Scene(SceneOptions(path, bands=(1, 2, 3), extra_bands=(4,)))


def seen(scene, name):
    return ViewedScene(scene, view_named(name, scene.scale, TOKEN_PX, CORE_TOKENS))


def whole(scene):
    return Window(0, 0, scene.height, scene.width)


def windows(scene):
    """Windows inside, over every border, and larger than the scene."""
    yield from (whole(scene), whole(scene).grown(7), Window(3, 4, 9, 11))
    yield from (
        Window(-3, -5, 9, 11),
        Window(scene.height - 4, scene.width - 3, 9, 8),
        Window(-2, scene.width - 1, 7, 7),
    )


def cut(values, window, margin=40, fill=0):
    """Cut a window out of a whole reading, padded where it leaves it."""
    padded = np.pad(
        values, [(0, 0)] * (values.ndim - 2) + [(margin, margin)] * 2, constant_values=fill
    )
    row, column = window.row + margin, window.column + margin
    return padded[..., row : row + window.height, column : column + window.width]


@pytest.mark.parametrize("name", TURNS)
def test_a_turned_view_reads_as_the_turned_scene(scene, name):
    view, turn = seen(scene, name), TURNS[name]
    colours, valid = scene.read_native(whole(scene))
    pixels, _ = scene.read_pixels(whole(scene))
    raw, _ = scene.read_bands((4, 1), whole(scene))
    for window in windows(view):
        assert np.array_equal(view.read_valid(window), cut(turn(valid), window))
        assert np.array_equal(view.read_pixels(window)[0], cut(turn(pixels), window, fill=FILL))
        assert np.array_equal(view.read_native(window)[0], cut(turn(colours), window))
        assert np.array_equal(view.read_bands((4, 1), window)[0], cut(turn(raw), window))


@pytest.mark.parametrize("name", MOVES)
def test_a_moved_view_reads_as_the_scene_further_down_and_right(scene, name):
    view, by = seen(scene, name), MOVES[name]
    assert (view.height, view.width) == (HEIGHT + by, WIDTH + by)
    pixels, valid = scene.read_pixels(whole(scene))
    for window in windows(view):
        there = Window(window.row - by, window.column - by, window.height, window.width)
        assert np.array_equal(view.read_pixels(window)[0], cut(pixels, there, fill=FILL))
        assert np.array_equal(view.read_valid(window), cut(valid, there))


@pytest.mark.parametrize(("name", "scale"), [("half", 0.5), ("double", 2.0)])
def test_a_zoomed_view_is_the_scene_at_another_scale(scene, name, scale):
    view = seen(scene, name)
    other = Scene(SceneOptions(scene.path, bands=(1, 2, 3), extra_bands=(4,), scale=scale))
    assert (view.scale, view.scaled_shape) == (scale, other.scaled_shape)
    assert view.fingerprint() == other.fingerprint()
    window = Window(1, 2, 9, 12)
    assert np.array_equal(view.read_pixels(window)[0], other.read_pixels(window)[0])
    assert np.array_equal(view.read_native(window)[0], scene.read_native(window)[0])


@pytest.mark.parametrize(
    ("name", "gain", "middle"),
    [
        ("brighter", 1.2, 0),
        ("darker", 0.8, 0),
        ("more_contrast", 1.25, 127.5),
        ("less_contrast", 0.8, 127.5),
    ],
)
def test_a_toned_view_changes_what_the_backbone_sees_and_nothing_else(scene, name, gain, middle):
    view = seen(scene, name)
    pixels, valid = scene.read_pixels(whole(scene))
    toned, still_valid = view.read_pixels(whole(view))
    expected = np.rint(np.clip((pixels.astype(float) - middle) * gain + middle, 0, 255))
    assert np.abs(toned[:, valid] - expected[:, valid]).max() <= 1
    assert (toned[:, ~valid] == FILL).all()
    assert np.array_equal(still_valid, valid)
    assert np.array_equal(view.read_extra(whole(view)), scene.read_extra(whole(scene)))


@pytest.mark.parametrize("name", VIEWS)
def test_every_pixel_has_one_place_in_a_view(scene, name):
    view = seen(scene, name)
    rows, columns = (grid.ravel() for grid in np.mgrid[:HEIGHT, :WIDTH])
    row, column = view.places(rows, columns)
    assert len(set(zip(row.tolist(), column.tolist(), strict=True))) == HEIGHT * WIDTH
    assert row.min() >= 0
    assert column.min() >= 0
    assert row.max() < view.height
    assert column.max() < view.width
    raw, valid = scene.read_bands((1, 4), whole(scene))
    there, there_valid = view.read_bands((1, 4), whole(view))
    assert np.array_equal(there[:, row, column], raw[:, rows, columns])
    assert np.array_equal(there_valid[row, column], valid[rows, columns])
    assert there_valid.sum() == valid.sum()


@pytest.mark.parametrize("name", VIEWS)
def test_a_pixel_keeps_its_place_on_the_map(scene, name):
    view = seen(scene, name)
    rows, columns = (grid.ravel() for grid in np.mgrid[:HEIGHT, :WIDTH])
    row, column = view.places(rows, columns)
    ours, theirs = (
        view.transform * (column + 0.5, row + 0.5),
        scene.transform * (columns + 0.5, rows + 0.5),
    )
    assert np.array_equal(ours, theirs)
    assert view.pixel_size_m == scene.pixel_size_m
    corner = view.window_of(scene.bounds)
    assert (corner.height * corner.width) == HEIGHT * WIDTH
    assert view.bounds[0] <= scene.bounds[0] < scene.bounds[2] <= view.bounds[2]


@pytest.mark.parametrize("name", VIEWS)
def test_extra_features_go_with_their_pixels(scene, name):
    view = seen(scene, name)
    rows, columns = (grid.ravel() for grid in np.mgrid[:HEIGHT, :WIDTH])
    row, column = view.places(rows, columns)
    expected = scene.read_extra(whole(scene))[:, rows, columns]
    assert np.allclose(view.read_extra(whole(view))[:, row, column], expected, atol=1e-3)


def test_views_differ_to_the_cache(scene):
    prints = {seen(scene, name).fingerprint() + str(seen(scene, name).scale) for name in VIEWS}
    assert len(prints | {scene.fingerprint() + "1.0"}) == len(VIEWS) + 1
    assert ViewedScene(scene, View("another name")).fingerprint() == scene.fingerprint()


@pytest.mark.parametrize(
    ("scale", "token_px", "shift"), [(1.0, 16, 8), (0.5, 14, 14), (2.0, 14, 4), (4.0, 16, 2)]
)
def test_a_shift_moves_patches_by_about_half_a_token(scene, scale, token_px, shift):
    scaled = Scene(SceneOptions(scene.path, bands=(1, 2, 3), scale=scale))
    assert view_named("shift", scaled.scale, token_px, 8).shift_px == shift


def test_what_a_scale_does_not_allow_is_refused(scene):
    far = Scene(SceneOptions(scene.path, bands=(1, 2, 3), scale=4.0))
    with pytest.raises(
        InvalidJob,
        match="'shift' moves by half a token, less than a pixel at scale 4; leave it out",
    ):
        view_named("shift", far.scale, 4, 8)
    with pytest.raises(InvalidJob, match="'double' of a.tif has the scale 8"):
        ViewedScene(far, view_named("double", far.scale, 4, 8))


def test_closing_a_view_leaves_the_scene_open(scene):
    seen(scene, "hflip").close()
    assert scene.read_valid(whole(scene)).any()
