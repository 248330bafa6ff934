"""Patches are the same whatever the windows in which a map is read."""

import numpy as np
import pytest
from scipy import ndimage

from landsketch.core.postprocess.patches import label, survey
from landsketch.core.progress import Progress

STRUCTURES = {4: ndimage.generate_binary_structure(2, 1), 8: np.ones((3, 3))}


def reference(classes, connectivity):
    """Number the patches with SciPy, class by class."""
    labels = np.zeros(classes.shape, int)
    for value in np.unique(classes):
        found, _ = ndimage.label(classes == value, STRUCTURES[connectivity])
        labels[found > 0] = found[found > 0] + labels.max()
    return labels - 1


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("seed", range(6))
def test_patches_of_an_array_are_those_of_scipy(random_map, seed, connectivity):
    classes = random_map(seed)
    labels, n = label(classes, connectivity)
    expected = reference(classes, connectivity)
    pairs = np.unique(np.stack([labels.ravel(), expected.ravel()]), axis=1)
    assert n == expected.max() + 1 == pairs.shape[1]


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("side", [1, 7, 16])
@pytest.mark.parametrize("seed", range(6))
def test_windows_find_the_patches_of_the_whole(array_map, random_map, seed, side, connectivity):
    classes = random_map(seed)
    whole = survey(array_map(classes), connectivity, Progress(), 100)
    parts = survey(array_map(classes), connectivity, Progress(), side)
    for one in (whole, parts):
        assert one.sizes.sum() == classes.size
    told = [
        sorted(
            zip(
                *(column[p.are_classes].tolist() for column in (p.first, p.classes, p.sizes)),
                strict=True,
            )
        )
        for p in (whole, parts)
    ]
    assert told[0] == told[1]
    flat = classes.ravel()
    assert (flat[parts.first] == parts.classes).all()


def test_a_diagonal_joins_only_under_8(array_map):
    source = array_map(np.eye(5, dtype=np.uint8))
    counts = {c: (survey(source, c, Progress(), 2).classes == 1).sum() for c in (4, 8)}
    assert counts == {4: 5, 8: 1}
