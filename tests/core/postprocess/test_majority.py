"""The majority filter against its definition, and its windows against the whole."""

import numpy as np
import pytest

from landsketch.core.imagery.class_map import windows
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.postprocess.majority import Smoothed


def by_definition(classes, side):
    """Count votes pixel by pixel."""
    result, reach = classes.copy(), side // 2
    for row, column in np.argwhere(classes != 255):
        around = classes[
            max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1
        ]
        values, votes = np.unique(around[around != 255], return_counts=True)
        winners = values[votes == votes.max()]
        result[row, column] = winners[0] if len(winners) == 1 else classes[row, column]
    return result


@pytest.mark.parametrize("side", [3, 5, 9])
@pytest.mark.parametrize("seed", range(4))
def test_windows_show_what_the_definition_says(array_map, random_map, seed, side):
    classes = random_map(seed)
    expected, source = by_definition(classes, side), Smoothed(array_map(classes), side)
    for window_side in (6, 11, 100):
        parts = np.empty_like(classes)
        for window in windows(*classes.shape, window_side):
            parts[window.row : window.row_end, window.column : window.column_end] = source.read(
                window
            )
        assert (parts == expected).all()


def test_a_speck_goes_and_a_straight_border_stays(array_map):
    classes = np.zeros((12, 12), np.uint8)
    classes[:, 6:], classes[3, 2] = 1, 1
    filtered = Smoothed(array_map(classes), 3).read(Window(0, 0, 12, 12))
    assert filtered[3, 2] == 0
    classes[3, 2] = 0
    assert (filtered == classes).all()


def test_no_data_neither_votes_nor_changes(array_map):
    classes = np.full((5, 5), 255, np.uint8)
    classes[2, 2], classes[2, 3] = 4, 6
    assert (Smoothed(array_map(classes), 5).read(Window(0, 0, 5, 5)) == classes).all()
