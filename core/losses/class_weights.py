"""Class weights in the loss: by rarity, by the user's factors, or both."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ..errors import InvalidJob
from ..job.recipe import LossOptions

_BETA = 0.999
_MIN, _MAX = 0.5, 5.0


def class_weights(kind: str, counts: Tensor) -> Tensor:
    """Return weights by rarity with mean 1, clamped to 0.5..5; absent classes have 1.

    Args:
        kind: ``inverse_root`` is n^-½; ``effective`` is (1 − β)/(1 − β^n) with β = 0.999 (Cui et
            al. 2019), which is nearly constant above some thousands; ``none`` is 1.
        counts: Number n of labels of each class, (classes,).

    Shape:
        (classes,), float32.
    """
    n = counts.cpu().double()
    weights, present = torch.ones_like(n), n > 0
    if kind == "none":
        return weights.float()
    if kind == "inverse_root":
        rarity = n[present].rsqrt()
    else:
        rarity = (1 - _BETA) / (1 - _BETA ** n[present])
    weights[present] = (rarity / rarity.mean()).clamp(_MIN, _MAX)
    return weights.float()


def own_factors(options: LossOptions, class_names: Sequence[str]) -> Tensor:
    """Return the user's own factors, 1 for classes that are not named, (classes,), float32.

    Raises:
        InvalidJob: A name is no class.
    """
    own = options.weights_by_class()
    unknown = [name for name in own if name not in class_names]
    if unknown:
        raise InvalidJob(
            f"The class weights name {', '.join(unknown)}, which the labels do not have; choose "
            f"among {', '.join(class_names)}."
        )
    return torch.tensor([own.get(name, 1.0) for name in class_names])
