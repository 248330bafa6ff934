"""What training minimises: the recipe's losses, weighted and added up over all outputs of a network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import InvalidJob
from ..job.recipe import LossOptions
from .boundary import boundary
from .class_weights import class_weights, own_factors
from .cross_entropy import cross_entropy, focal
from .lovasz import lovasz
from .pixels import Pixels, labelled
from .region import dice, jaccard, tversky


@dataclass(frozen=True)
class _Classes:
    """How much each class counts, (classes,): per pixel, and in an average over classes, where rarity is no matter."""

    weights: Tensor
    factors: Tensor


_PARTS: dict[str, Callable[[Pixels, _Classes, LossOptions], Tensor]] = {
    "cross_entropy": lambda pixels, classes, o: cross_entropy(pixels, classes.weights, o.smoothing),
    "dice": lambda pixels, classes, o: dice(pixels, classes.factors),
    "jaccard": lambda pixels, classes, o: jaccard(pixels, classes.factors),
    "tversky": lambda pixels, classes, o: tversky(
        pixels, classes.factors, o.tversky_alpha, o.tversky_beta
    ),
    "lovasz": lambda pixels, classes, o: lovasz(pixels, classes.factors),
    "focal": lambda pixels, classes, o: focal(pixels, classes.weights, o.focal_gamma),
    "boundary": lambda pixels, classes, o: boundary(
        pixels, classes.weights, o.smoothing, o.boundary_px
    ),
}


class Objective:
    """A weighted sum of losses on labelled pixels, class names and counts in the order of the logits.

    Raises:
        InvalidJob: A class with an own weight is unknown, or the boundary loss meets labels with gaps.
    """

    def __init__(
        self, options: LossOptions, class_names: Sequence[str], class_counts: Tensor, *, dense: bool
    ) -> None:
        if "boundary" in options.terms() and not dense:
            raise InvalidJob(
                "The boundary loss needs a dense head and labels without gaps; "
                "train 'decoder' or 'dpt' on fully labelled areas, or take boundary out of LOSS."
            )
        self.options = options
        self._used = options.terms()
        self._factors = own_factors(options, class_names)
        self._weights = class_weights(options.class_weights, class_counts) * self._factors

    def __call__(
        self,
        outputs: tuple[Tensor, ...],
        labels: Tensor,
        weights: Tensor,
        mixed_labels: Tensor | None = None,
        share: float = 1.0,
    ) -> dict[str, Tensor]:
        """Return ``total``, to be minimised, and for the record each loss of the main output and ``auxiliary``.

        ``auxiliary``, where there are further outputs and they count, is the mean of their weighted sums, before its
        own weight. A mixed batch counts its labels with ``share``, the mixed ones with the rest (Zhang et al. 2018).
        A batch without labels gives 0.

        Shape: outputs (N, C) or (N, C, H, W); labels, weights (of both labels) and mixed labels (N,) or (N, H, W).
        """
        targets = (
            [(labels, 1.0)]
            if mixed_labels is None
            else [(labels, share), (mixed_labels, 1 - share)]
        )
        wanted = outputs if self.options.auxiliary else outputs[:1]
        parts = [self._parts(output, targets, weights) for output in wanted]
        total, *further = [self._sum(part) for part in parts]
        record = {name: value.detach() for name, value in parts[0].items()}
        if further:
            auxiliary = torch.stack(further).mean()
            record["auxiliary"] = auxiliary.detach()
            total = total + self.options.auxiliary * auxiliary
        return {"total": total, **record}

    def _parts(
        self, logits: Tensor, targets: list[tuple[Tensor, float]], weights: Tensor
    ) -> dict[str, Tensor]:
        """Return the losses of one output, unweighted, mixed by the shares of the targets."""
        found = []
        for labels, share in targets:
            pixels = labelled(logits, labels, weights)
            classes = _Classes(self._weights.to(pixels.logits), self._factors.to(pixels.logits))
            found.append(
                {name: share * _PARTS[name](pixels, classes, self.options) for name in self._used}
            )
        return {name: torch.stack([part[name] for part in found]).sum() for name in self._used}

    def _sum(self, parts: dict[str, Tensor]) -> Tensor:
        return torch.stack([weight * parts[name] for name, weight in self._used.items()]).sum()
