import numpy as np
import pytest
from scipy.ndimage import convolve, shift

from landsketch.core.imagery.cielab import cielab
from landsketch.core.mapping.edge_filter import MARGIN_PX, EdgeFilter, _candidates

SIGMA = 6.0
STEPS = (16, 8, 4, 2, 1)
OFFSETS = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]


def image(height, width, seed=0):
    """An image of smooth colours with a sharp edge down the middle, and its validity."""
    random = np.random.default_rng(seed)
    coarse = random.integers(60, 120, (3, height // 16 + 1, width // 16 + 1))
    pixels = np.kron(coarse, np.ones((1, 16, 16), int))[:, :height, :width]
    pixels[:, :, width // 2 :] += 90
    return pixels.astype(np.uint8), np.ones((height, width), bool)


def likely(n_classes, height, width, seed=0, spread=3.0):
    """Random probabilities (classes, height, width) in squares of 12 pixels."""
    random = np.random.default_rng(seed)
    scores = random.normal(0, spread, (n_classes, height // 12 + 1, width // 12 + 1))
    large = np.exp(np.kron(scores, np.ones((1, 12, 12)))[:, :height, :width])
    return (large / large.sum(axis=0)).astype(np.float32)


def moved(values, down, right):
    """Return values (…, h, w) where each pixel has those of the pixel down and right of it."""
    offsets = (0,) * (values.ndim - 2) + (-down, -right)
    return shift(values, offsets, order=0, mode="constant", cval=0)


def smooth_colours(pixels, valid):
    """The colours, each the binomial mean of its valid 3 × 3 neighbours, in float64."""
    kernel = np.outer([1, 2, 1], [1, 2, 1]) / 16
    weights = convolve(valid.astype(float), kernel, mode="constant")
    sums = [convolve(plane * valid, kernel, mode="constant") for plane in cielab(pixels)]
    return np.stack(sums) / np.maximum(weights, 1e-9) * valid


def by_the_formula(probabilities, pixels, valid):
    """The filter of a window in float64, pass by pass and neighbour by neighbour."""
    lab = smooth_colours(pixels, valid)
    values = np.where(valid, probabilities, 0).astype(np.float64)
    for step in STEPS:
        total, weights = np.zeros(values.shape), np.zeros(valid.shape)
        for down, right in OFFSETS:
            d = (step * down, step * right)
            distance = ((moved(lab, *d) - lab) ** 2).sum(axis=0)
            weight = np.exp(-distance / (2 * SIGMA**2)) * 0.5 ** (abs(down) + abs(right))
            weight = weight * (moved(valid.astype(float), *d) > 0.5) * valid
            total += weight * moved(values, *d)
            weights += weight
        values = np.divide(total, weights, out=np.zeros(total.shape), where=weights > 0)
    return values[:, MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]


def test_the_filter_is_that_of_the_formula():
    pixels, valid = image(110, 130)
    valid[50:60, 40:70] = False
    probabilities = likely(3, 110, 130)
    found = EdgeFilter(pixels, valid, SIGMA).filtered(probabilities)
    expected = by_the_formula(probabilities, pixels, valid)
    inner = valid[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]
    assert np.abs(found - expected)[:, inner].max() < 0.02  # colours are rounded to σ / 24
    assert np.abs(found - expected)[:, inner].mean() < 0.002


def test_a_border_moves_to_the_edge_of_the_image():
    """Scores say that the border is 8 px left of the edge, smoothly, as tokens do."""
    middle = 64
    pixels, valid = np.full((3, 128, 128), 80, np.uint8), np.ones((128, 128), bool)
    pixels[:, :, middle:] = 160
    right = 1 / (1 + np.exp(-(np.arange(128) - middle + 8) / 6))
    probabilities = np.stack([1 - right, right]).astype(np.float32)
    probabilities = np.repeat(probabilities[:, None], 128, axis=1)
    found = EdgeFilter(pixels, valid, SIGMA).most_likely(probabilities)
    expected = np.arange(MARGIN_PX, 128 - MARGIN_PX) >= middle
    plain = probabilities.argmax(axis=0)[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]
    assert (plain == expected).mean() < 0.9
    assert (found == expected).mean() > 0.97


def test_probabilities_sum_to_1_and_equal_ones_stay():
    pixels, valid = image(120, 100)
    edges = EdgeFilter(pixels, valid, SIGMA)
    assert np.allclose(edges.filtered(likely(4, 120, 100)).sum(axis=0), 1, atol=1e-5)
    same = np.full((2, 120, 100), 0.5, np.float32)
    assert np.allclose(edges.filtered(same), 0.5, atol=1e-6)


def test_pixels_without_data_neither_give_nor_take():
    pixels, valid = image(130, 120)
    valid[60:64] = False
    probabilities = likely(3, 130, 120)
    plain = EdgeFilter(pixels, valid, SIGMA).filtered(probabilities)
    other_pixels, other = pixels.copy(), probabilities.copy()
    other_pixels[:, 60:64], other[:, 60:64] = 255, np.nan
    found = EdgeFilter(other_pixels, valid, SIGMA).filtered(other)
    inner = valid[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]
    assert np.array_equal(found[:, inner], plain[:, inner])


@pytest.mark.parametrize("n_classes", [2, 3, 6])
@pytest.mark.parametrize("spread", [0.5, 3.0, 12.0])
def test_classes_are_those_of_the_filtered_probabilities(n_classes, spread):
    size = 300 + 2 * MARGIN_PX
    pixels, valid = image(size, size)
    valid[100:150, 200:230] = False
    probabilities = likely(n_classes, size, size, spread=spread)
    edges = EdgeFilter(pixels, valid, SIGMA)
    expected = edges.filtered(probabilities).argmax(axis=0)
    inner = valid[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]
    assert np.array_equal(edges.most_likely(probabilities)[inner], expected[inner])


def test_only_classes_that_can_win_are_filtered():
    probabilities = np.zeros((4, 90, 90), np.float32)
    probabilities[0], probabilities[1] = 0.7, 0.2
    probabilities[2] = 0.1
    assert _candidates(probabilities).tolist() == [0]
    probabilities[1, 3, 4], probabilities[0, 3, 4] = 0.251, 0.649
    assert _candidates(probabilities).tolist() == [0, 1]
    assert EdgeFilter(*image(90, 90), SIGMA).most_likely(probabilities).max() == 0


def test_a_part_equals_the_whole():
    pixels, valid = image(400, 420)
    probabilities = likely(3, 400, 420)
    whole = EdgeFilter(pixels, valid, SIGMA).filtered(probabilities)
    part = np.s_[37:250, 90:333]
    found = EdgeFilter(pixels[:, *part], valid[part], SIGMA).filtered(probabilities[:, *part])
    expected = whole[:, 37 : 250 - 2 * MARGIN_PX, 90 : 333 - 2 * MARGIN_PX]
    assert np.array_equal(found, expected)


@pytest.mark.parametrize("sigma", [1.0, 1e6])
def test_any_sigma_gives_probabilities(sigma):
    pixels, valid = image(100, 100)
    found = EdgeFilter(pixels, valid, sigma).filtered(likely(3, 100, 100))
    assert np.isfinite(found).all()
    assert np.allclose(found.sum(axis=0), 1, atol=1e-5)


def test_an_image_of_one_colour_is_blurred():
    pixels, valid = np.full((3, 160, 160), 90, np.uint8), np.ones((160, 160), bool)
    probabilities = likely(2, 160, 160)
    found = EdgeFilter(pixels, valid, 1.0).filtered(probabilities)
    plain = probabilities[:, MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]
    assert found.std() < 0.7 * plain.std()
    assert np.allclose(found, by_the_formula(probabilities, pixels, valid), atol=1e-4)
