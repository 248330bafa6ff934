"""The block bootstrap."""

import numpy as np
import pytest

from landsketch.core.scores.confusion import Scores
from landsketch.core.scores.intervals import bootstrap, sum_by_block

GOOD = np.array([[10, 0], [0, 10]])
BAD = np.array([[0, 10], [10, 0]])


def blocks(*matrices):
    return np.array(matrices, np.int64)


def random_blocks(n=12, seed=1):
    return np.random.default_rng(seed).integers(0, 50, (n, 3, 3))


def test_equal_blocks_leave_no_doubt():
    found = bootstrap(blocks(*[GOOD] * 5))
    assert (found.miou, found.macro_f1, found.oa) == ((1.0, 1.0),) * 3
    assert found.iou == ((1.0, 1.0), (1.0, 1.0))
    assert found.n_blocks == 5


def test_the_intervals_hold_the_scores():
    counts = random_blocks()
    scores, found = Scores.from_confusion(counts.sum(axis=0)), bootstrap(counts)
    pairs = [(getattr(scores, name), getattr(found, name)) for name in ("miou", "macro_f1", "oa")]
    for value, (low, high) in [*pairs, *zip(scores.iou, found.iou, strict=True)]:
        assert low < value < high


def test_two_blocks_by_hand():
    # drawn twice: good+good (1/4) -> 1, good+bad (1/2) -> IoU 10/30, F1 and accuracy 1/2, bad+bad
    # (1/4) -> 0
    assert bootstrap(blocks(GOOD, BAD)).miou == (0.0, 1.0)
    middle = bootstrap(blocks(GOOD, BAD), level=0.4)
    assert middle.miou == middle.iou[0] == pytest.approx((1 / 3, 1 / 3))
    assert middle.macro_f1 == middle.oa == pytest.approx((1 / 2, 1 / 2))


def test_a_class_missing_from_a_resample_does_not_count_there():
    first, second = np.array([[5, 0], [0, 0]]), np.array([[0, 0], [0, 5]])
    assert bootstrap(blocks(first, second)).miou == (1.0, 1.0)


def test_a_class_of_one_block_has_no_interval():
    first = np.array([[5, 0], [2, 3]])
    assert bootstrap(blocks(first, [[4, 1], [0, 0]])).iou == (pytest.approx((5 / 7, 4 / 5)), None)


def test_pieces_of_one_block_are_drawn_together():
    pieces = blocks(GOOD, BAD, GOOD, BAD)
    assert sum_by_block(pieces, np.array([7, 7, 2, 2])).tolist() == [(GOOD + BAD).tolist()] * 2
    apart, together = bootstrap(pieces), bootstrap(sum_by_block(pieces, np.array([7, 7, 2, 2])))
    assert apart.miou[0] < together.miou[0] == together.miou[1] == pytest.approx(1 / 3)


def test_a_seed_gives_the_same_interval_again():
    assert bootstrap(random_blocks(), seed=3) == bootstrap(random_blocks(), seed=3)
    assert bootstrap(random_blocks(), seed=3) != bootstrap(random_blocks(), seed=4)


@pytest.mark.parametrize("matrices", [[np.zeros((2, 2))], [GOOD], [GOOD, np.zeros((2, 2))]])
def test_fewer_than_two_blocks_give_no_interval(matrices):
    assert bootstrap(blocks(*matrices)) is None
