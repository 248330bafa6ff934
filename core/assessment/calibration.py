"""Calibrate probabilities by one temperature, and measure honestly what that does to them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..heads.head import Head
from ..heads.samples import Samples
from ..scores.calibration import Reliability, reliability
from ..training.fit import Logits, best_sharpness, logits_of


@dataclass(frozen=True)
class Calibration:
    """How far probabilities on held-out samples can be trusted.

    Attributes:
        sharpness: 1 / temperature of the saved model, fitted on all held-out samples.
        before: Of the scores as they come.
        after: Of each fold's scores at the temperature fitted on the *other* folds; None where there is one fold.
    """

    sharpness: float
    before: Reliability
    after: Reliability | None

    @property
    def temperature(self) -> float:
        """What scores are divided by before the softmax."""
        return 1 / self.sharpness


def cross_fitted(parts: Sequence[Logits]) -> Calibration:
    """Calibrate on the held-out scores of all folds (Guo et al. 2017); ``after`` is measured by cross-fitting."""
    numbers = range(len(parts))
    others = [[parts[other] for other in numbers if other != fold] for fold in numbers]
    after = measured(parts, [best_sharpness(rest) for rest in others]) if len(parts) > 1 else None
    return Calibration(best_sharpness(parts), measured(parts, [1.0] * len(parts)), after)


def of_model(head: Head, samples: Samples) -> Calibration:
    """Measure a finished model's probabilities on samples that it has not seen."""
    parts = [logits_of(head, samples)]
    return Calibration(head.sharpness, measured(parts, [1.0]), measured(parts, [head.sharpness]))


def measured(parts: Sequence[Logits], sharpness: Sequence[float]) -> Reliability:
    """Compare confidence and accuracy of scores, each part at its own sharpness."""
    shares = [torch.softmax(part.scores * s, dim=1) for part, s in zip(parts, sharpness, strict=True)]
    confidence = np.concatenate([s.amax(dim=1).double().numpy() for s in shares])
    right = np.concatenate([(p.scores.argmax(dim=1) == p.classes).numpy() for p in parts])
    return reliability(confidence, right, np.concatenate([p.weights.double().numpy() for p in parts]))
