"""The block bootstrap."""

import numpy as np
import pytest

from landsketch.core.scores.confusion import Scores
from landsketch.core.scores.intervals import miou_interval

GOOD = np.array([[10, 0], [0, 10]])
BAD = np.array([[0, 10], [10, 0]])


def test_equal_blocks_leave_no_doubt():
    assert miou_interval([GOOD] * 5) == (1.0, 1.0)


def test_the_interval_holds_the_score():
    blocks = [GOOD, GOOD, BAD, GOOD, GOOD, BAD, GOOD, GOOD]
    low, high = miou_interval(blocks)
    assert low < Scores.from_confusion(sum(blocks)).miou < high


def test_two_blocks_by_hand():
    # drawn twice: good+good (1/4) -> 1, good+bad (1/2) -> 10/30, bad+bad (1/4) -> 0
    assert miou_interval([GOOD, BAD]) == (0.0, 1.0)
    assert miou_interval([GOOD, BAD], level=0.6) == (0.0, 1.0)
    assert miou_interval([GOOD, BAD], level=0.4) == pytest.approx((1 / 3, 1 / 3))


def test_a_class_missing_from_a_resample_does_not_count_there():
    first, second = np.array([[5, 0], [0, 0]]), np.array([[0, 0], [0, 5]])
    assert miou_interval([first, second]) == (1.0, 1.0)


def test_a_seed_gives_the_same_interval_again():
    rng = np.random.default_rng(1)
    blocks = [rng.integers(0, 50, (3, 3)) for _ in range(12)]
    assert miou_interval(blocks, seed=3) == miou_interval(blocks, seed=3)
    assert miou_interval(blocks, seed=3) != miou_interval(blocks, seed=4)


@pytest.mark.parametrize("blocks", [[], [GOOD], [GOOD, np.zeros((2, 2), np.int64)]])
def test_fewer_than_two_blocks_give_no_interval(blocks):
    assert miou_interval(blocks) is None
