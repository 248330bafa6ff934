"""The range of temperatures: probabilities may be nearly equal, but classes must stay apart.

Where a head knows nothing of held-out samples, the best temperature is infinite. All scores would
then be rounded to the same number, and a map would show a single class.
"""

import torch
from torch import Tensor

# Of the scores of the two best classes; if there are two, they then have 51 and 49 %
_LEAST_MARGIN = 0.05


def least_inverse_temperature(scores: Tensor) -> float:
    """Return the inverse temperature below which classes cannot be told apart.

    Args:
        scores: Logits of samples, (n, classes).
    """
    if not len(scores) or scores.shape[1] < 2:
        return 0.0
    best, second = scores.topk(2, dim=1).values.unbind(dim=1)
    typical = float(torch.median(best - second))
    return _LEAST_MARGIN / typical if typical > 0 else 0.0
