"""The boundary loss: distances to where labels meet."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.ndimage import distance_transform_edt

from landsketch.core.losses.boundary import boundary, boundary_nearness
from landsketch.core.losses.pixels import labelled


def touching(labels):
    """Pixels with a labelled neighbour of another class, found one by one."""
    result = np.zeros(labels.shape, bool)
    for row, column in np.ndindex(labels.shape):
        for r, c in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if (
                0 <= r < labels.shape[0]
                and 0 <= c < labels.shape[1]
                and 255 not in (labels[row, column], labels[r, c])
            ):
                result[row, column] |= labels[row, column] != labels[r, c]
    return result


@pytest.mark.parametrize("reach", [0.8, 3.0, 12.0])
def test_nearness_is_the_gaussian_of_the_exact_distance(reach):
    random = np.random.default_rng(0)
    labels = np.zeros((2, 40, 53), np.int64)
    for one in labels:
        for _ in range(3):
            row, column = random.integers(0, 35, 2)
            one[row : row + 6, column : column + 4] = random.integers(1, 4)
    labels[0, :12, :9] = 255
    distances = np.stack([distance_transform_edt(~touching(one)) for one in labels])
    expected = np.exp(-(distances**2) / (2 * reach**2))
    found = boundary_nearness(torch.from_numpy(labels), reach)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=2e-8)


@pytest.mark.parametrize(
    "labels", [np.zeros((1, 5, 5)), np.full((1, 5, 5), 255), np.where(np.eye(5), 255, 1)[None]]
)
def test_gaps_and_the_edge_of_the_map_are_no_boundary(labels):
    assert boundary_nearness(torch.from_numpy(labels.astype(np.int64)), 3.0).count_nonzero() == 0


def test_maps_of_a_batch_do_not_feel_one_another():
    labels = torch.zeros((2, 6, 6), dtype=torch.int64)
    labels[0, 2:] = 1
    assert boundary_nearness(labels, 3.0)[1].count_nonzero() == 0


def test_pixels_at_a_boundary_count_three_times():
    labels = torch.tensor([[[0, 0, 0, 1]]])
    logits = torch.randn(
        1, 2, 1, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64
    )
    weights = 1 + 2 * torch.exp(-torch.tensor([4.0, 1.0, 0.0, 0.0]) / (2 * 1.5**2)).double()
    each = F.cross_entropy(logits, labels, reduction="none")[0, 0]
    found = boundary(
        labelled(logits, labels, torch.ones(labels.shape)),
        torch.ones(2, dtype=torch.float64),
        0.0,
        1.5,
    )
    assert found.item() == pytest.approx(float((each * weights).sum() / weights.sum()))
