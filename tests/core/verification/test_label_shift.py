"""The shift of labels is found where there is one, and only there."""

import math

import numpy as np
import pytest
import shapely
from affine import Affine

from landsketch.core.errors import Cancelled
from landsketch.core.progress import Progress
from landsketch.core.verification import label_shift
from landsketch.core.verification.label_shift import Offset, estimate_shift
from landsketch.tests.core.verification.conftest import paint
from landsketch.tests.helpers.rasters import NORTH, WEST


def shift_of(yard, labels):
    return estimate_shift(yard.scene, labels, Progress())


@pytest.mark.parametrize(("dx", "dy"), [(5, 0), (-3, 4), (0, -16), (2, 2), (-24, 24)])
def test_a_common_shift_is_found(yard, dx, dy):
    shift = shift_of(yard, yard.labels(dx, dy))
    assert shift.is_systematic
    assert (shift.offset.dx_px, shift.offset.dy_px) == pytest.approx((-dx, -dy), abs=0.3)
    assert (shift.offset.dx, shift.offset.dy) == (shift.offset.dx_px, shift.offset.dy_px)
    assert shift.mad_px < 1


def test_fractions_of_a_pixel_are_seen(yard):
    """Each roof at a fraction of its own, as real outlines are; pixels of a box are all or none."""
    fractions = np.random.default_rng(0).uniform(-0.5, 0.5, 20)
    offset = shift_of(yard, yard.labels(4.5 + fractions, fractions)).offset
    assert offset.dx_px == pytest.approx(-4.5, abs=0.3)


def test_labels_in_place_are_not_shifted(yard):
    shift = shift_of(yard, yard.labels())
    assert not shift.is_systematic
    assert shift.offset.length_px < 0.3
    assert shift.verdict.startswith("No shift was found")


def test_a_third_moved_at_random_is_not_systematic(yard):
    random = np.random.default_rng(1)
    angles, lengths = random.uniform(0, 2 * np.pi, 20), random.uniform(4, 16, 20)
    lengths[7:] = 0
    order = random.permutation(20)
    steps = (np.column_stack([np.cos(angles), np.sin(angles)]) * lengths[:, None])[order]
    shift = shift_of(yard, yard.labels(steps[:, 0], steps[:, 1]))
    assert not shift.is_systematic
    assert shift.offset.length_px < 1


@pytest.mark.parametrize("seed", range(3))
def test_all_moved_at_random_is_not_systematic(yard, seed):
    random = np.random.default_rng(seed)
    angles, lengths = random.uniform(0, 2 * np.pi, 20), random.uniform(4, 16, 20)
    shift = shift_of(yard, yard.labels(lengths * np.cos(angles), lengths * np.sin(angles)))
    assert not shift.is_systematic


def test_labels_of_another_image_tell_nothing(yard, open_yard):
    other = open_yard(paint(seed=9)[0], paint()[1])
    shift = shift_of(other, other.labels())
    assert not shift.is_systematic
    assert shift.verdict.startswith("It cannot be told")


def test_two_halves_that_were_moved_differently_disagree(yard):
    centres = shapely.get_coordinates(shapely.centroid(yard.roofs))
    dx = np.where(centres[:, 0] < np.median(centres[:, 0]), 8.0, -8.0)
    shift = shift_of(yard, yard.labels(dx, np.zeros(20)))
    assert not shift.is_systematic
    assert shift.verdict.startswith("Blocks disagree")
    found = {round(block.offset.dx_px) for block in shift.blocks if block.is_clear}
    assert {-8, 8} <= found


def test_few_labels_give_no_verdict(half):
    shift = shift_of(half, half.labels(5, 0))
    assert not shift.is_systematic
    assert shift.verdict.startswith("Too few labels")
    assert shift.n_labels == 10
    assert math.isnan(shift.mad_px)


def test_blocks_tell_where_they_are_and_how_sure(yard):
    blocks = shift_of(yard, yard.labels(6, 0)).blocks
    assert sum(block.n_labels for block in blocks) == 20
    assert all(WEST < block.x < WEST + 330 and NORTH - 256 < block.y < NORTH for block in blocks)
    clear = [block for block in blocks if block.is_clear]
    assert len(clear) >= 2
    assert all(block.offset.dx_px == pytest.approx(-6, abs=1) for block in clear)
    assert min(block.quality for block in clear) > 4


def test_the_verdict_names_length_and_direction(open_yard):
    pixels, roofs = paint()
    yard = open_yard(pixels, roofs, 0.5, transform=Affine(0.5, 0, WEST, 0, -0.5, NORTH))
    shift = shift_of(yard, yard.labels(2, 2))
    assert "5.7 px (2.8 m) to the north-east" in shift.verdict
    assert "blocks agree" in shift.verdict
    assert (shift.offset.dx_px, shift.offset.dy_px) == pytest.approx((-4, -4), abs=0.3)
    assert (shift.offset.dx, shift.offset.dy) == pytest.approx((-2, -2), abs=0.15)


@pytest.mark.parametrize(
    ("dx", "dy", "direction"),
    [
        (-1, 0, "east"),
        (0, -3, "north"),
        (1, 1, "south-west"),
        (2, -2, "north-west"),
        (0, 1, "south"),
    ],
)
def test_direction_is_where_the_labels_lie(dx, dy, direction):
    assert Offset(dx, dy, dx, dy).opposite_direction == direction


def test_one_band(open_yard):
    pixels, roofs = paint(n_bands=1)
    yard = open_yard(pixels, roofs)
    assert shift_of(yard, yard.labels(0, 7)).offset.dy_px == pytest.approx(-7, abs=0.3)


def test_16_bit_with_nodata(open_yard):
    pixels, roofs = paint()
    raw = pixels.astype(np.uint16) * 37
    raw[:, :, 250:] = 0
    yard = open_yard(raw, roofs, nodata=0)
    shift = shift_of(yard, yard.labels(-6, 3))
    assert shift.is_systematic
    assert (shift.offset.dx_px, shift.offset.dy_px) == pytest.approx((6, -3), abs=0.5)
    assert shift.n_labels < 20


def test_an_image_without_contrast_tells_nothing(open_yard):
    pixels, roofs = paint()
    yard = open_yard(np.full_like(pixels, 77), roofs)
    shift = shift_of(yard, yard.labels(5, 5))
    assert shift.n_labels == 0
    assert not shift.is_systematic


def test_labels_may_touch_the_edge_of_the_image_or_lie_outside(yard):
    west, south, east, north = yard.scene.bounds
    edges = [
        shapely.box(east, south, east + 30, north),
        shapely.box(west - 30, south, west, north),
        shapely.box(west, north, east, north + 20),
        shapely.box(west, south - 20, east, south + 1e-9),
        shapely.box(west - 90, south - 90, west - 50, south - 50),
        shapely.box(west, south, east, north),
    ]
    labels = type(yard)(yard.scene, np.concatenate([yard.roofs, edges])).labels()
    assert shift_of(yard, labels).offset.length_px < 0.3


def test_only_windows_around_labels_are_read(yard, monkeypatch):
    sizes = []
    read = type(yard.scene).read_native

    def watched(scene, window):
        sizes.append(max(window.height, window.width))
        return read(scene, window)

    monkeypatch.setattr(type(yard.scene), "read_native", watched)
    shift_of(yard, yard.labels(3, 0))
    assert len(sizes) == 20
    assert max(sizes) < 128


def test_a_large_scene_is_sampled(yard):
    many = np.tile(yard.roofs, 50)
    labels = type(yard)(yard.scene, many).labels(4, 0)
    shift = shift_of(yard, labels)
    most = label_shift._MOST_BLOCKS * label_shift._MOST_PER_BLOCK
    assert shift.n_labels <= most
    assert shift.offset.dx_px == pytest.approx(-4, abs=0.3)


def test_it_can_be_cancelled(yard):
    class Cancelling(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        estimate_shift(yard.scene, yard.labels(), Cancelling())


def test_the_same_seed_gives_the_same_result(yard):
    labels = yard.labels(3, 3)
    assert shift_of(yard, labels) == shift_of(yard, labels)
