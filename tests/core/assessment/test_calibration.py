"""Calibration is fitted on some folds and measured on others."""

import pytest
import torch

from landsketch.core.assessment.calibration import cross_fitted
from landsketch.core.training.fit import Logits, best_sharpness


def fold(factor, seed, n=4000):
    """Scores of two classes whose probabilities come true when multiplied by ``factor``."""
    generator = torch.Generator().manual_seed(seed)
    true = torch.rand(n, generator=generator) * 8 - 4
    classes = (torch.rand(n, generator=generator) < torch.sigmoid(true)).long()
    return Logits(torch.stack([torch.zeros(n), true / factor], dim=1), classes, torch.ones(n))


def test_overconfident_folds_are_cured():
    found = cross_fitted([fold(0.25, seed) for seed in range(3)])
    assert found.temperature == pytest.approx(4, rel=0.2)
    assert found.before.ece > 0.05
    assert found.after.ece < 0.02


def test_what_is_measured_was_not_fitted():
    # each fold needs another temperature: fitted on itself it would look cured
    parts = [fold(0.25, 1), fold(4.0, 2)]
    found = cross_fitted(parts)
    alone = [cross_fitted([part, part]) for part in parts]
    assert max(one.after.ece for one in alone) < 0.03
    assert found.after.ece > 0.1
    assert found.sharpness == best_sharpness(parts)


def test_a_single_fold_leaves_nothing_to_measure_on():
    found = cross_fitted([fold(0.25, 1)])
    assert found.after is None
    assert found.sharpness == best_sharpness([fold(0.25, 1)])
