"""The sieve against its rule and against GDAL's, and its windows against the whole."""

import numpy as np
import pytest
import rasterio.features
from scipy import ndimage

from landsketch.core.postprocess.patches import frames, survey
from landsketch.core.postprocess.sieve import sieved_classes
from landsketch.core.progress import Progress

STRUCTURES = {4: ndimage.generate_binary_structure(2, 1).astype(bool), 8: np.ones((3, 3), bool)}


@pytest.fixture
def sieve(array_map):
    def sieve(classes, least, connectivity=4, side=1000):
        source, result = array_map(classes), np.empty_like(classes)
        patches = survey(source, connectivity, Progress(), side)
        new = sieved_classes(source, patches, least, connectivity, Progress(), side)
        for frame in frames(source, connectivity, Progress(), side):
            window = frame.window
            result[window.row : window.row_end, window.column : window.column_end] = new[
                patches.of_part[frame.own[1]]
            ]
        return result

    return sieve


def by_rule(classes, least, connectivity):
    """Follow the rule patch by patch, in plain words."""
    patches = []
    for value in np.unique(classes[classes != 255]):
        labels, n = ndimage.label(classes == value, STRUCTURES[connectivity])
        patches += [(labels == i, value) for i in range(1, n + 1)]
    patches.sort(key=lambda patch: (-patch[0].sum(), np.flatnonzero(patch[0])[0]))
    grown = [ndimage.binary_dilation(mask, STRUCTURES[connectivity]) for mask, _ in patches]
    new = {i: value for i, (mask, value) in enumerate(patches) if mask.sum() >= least}
    while True:
        found = {}
        for i in set(range(len(patches))) - set(new):
            beside = [j for j in sorted(new) if (grown[i] & patches[j][0]).any()]
            if beside:
                found[i] = new[beside[0]]
        if not found:
            break
        new |= found
    result = classes.copy()
    for i, value in new.items():
        result[patches[i][0]] = value
    return result


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("seed", range(5))
def test_windows_do_what_the_rule_says(sieve, random_map, seed, connectivity):
    classes = random_map(seed)[:30, :30]
    for least in (2, 5, 30):
        expected = by_rule(classes, least, connectivity)
        for side in (7, 16, 100):
            assert (sieve(classes, least, connectivity, side) == expected).all()


@pytest.mark.parametrize("connectivity", [4, 8])
def test_specks_in_large_patches_go_as_in_gdal(sieve, land, connectivity):
    classes = land()
    random = np.random.default_rng(1)
    for row, column in random.integers(1, 28, (60, 2)) * 5:  # never beside one another
        classes[row : row + random.integers(1, 3), column : column + random.integers(1, 3)] = (
            random.integers(0, 5)
        )
    mask = np.ones(classes.shape, bool)
    mask[:30, 90:] = False
    expected = rasterio.features.sieve(classes, 10, mask=mask, connectivity=connectivity)
    expected[~mask] = 255
    assert (expected != classes)[mask].sum() > 50
    assert (
        sieve(np.where(mask, classes, 255).astype(np.uint8), 10, connectivity, 32) == expected
    ).all()


@pytest.mark.parametrize("least", [5, 200])
def test_afterwards_no_patch_is_smaller_than_the_unit(sieve, array_map, land, least):
    random = np.random.default_rng(2)
    classes = np.where(
        random.random((150, 150)) < 0.2, random.integers(0, 5, (150, 150)), land(lump=15)
    ).astype(np.uint8)
    after = survey(array_map(sieve(classes, least, side=64)), 4, Progress())
    assert after.sizes.min() >= least


def test_a_patch_larger_than_windows_is_not_small(sieve):
    classes = np.zeros((9, 80), np.uint8)
    classes[4] = 1
    assert (sieve(classes, 80, side=8) == classes).all()
    assert (sieve(classes, 81, side=8) == 0).all()


def test_islands_in_no_data_stay(sieve):
    classes = np.full((9, 9), 255, np.uint8)
    classes[2, 2:4], classes[6, 6] = (1, 2), 3
    assert (sieve(classes, 50, side=4) == classes).all()
