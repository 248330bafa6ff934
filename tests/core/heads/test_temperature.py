"""The least inverse temperature keeps classes apart."""

import pytest
import torch

from landsketch.core.heads.temperature import least_inverse_temperature


def test_the_two_best_classes_keep_a_difference():
    scores = torch.tensor([[1.0, 3.0, -60.0], [5.0, 1.0, -60.0], [0.0, 8.0, -60.0]])
    assert least_inverse_temperature(scores) == pytest.approx(0.05 / 4)


@pytest.mark.parametrize("scores", [torch.empty(0, 3), torch.ones(4, 2), torch.ones(4, 1)])
def test_scores_without_a_difference_have_no_bound(scores):
    assert least_inverse_temperature(scores) == 0
