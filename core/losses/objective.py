"""The objective of a training: the weighted sum of the recipe's losses over all outputs."""

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
    """Weights of the classes.

    Attributes:
        weights: Weight of each class's pixels, (classes,).
        factors: Weight of each class in an average over classes, (classes,).
    """

    weights: Tensor
    factors: Tensor


_LOSSES: dict[str, Callable[[Pixels, _Classes, LossOptions], Tensor]] = {
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
    """A weighted sum of losses on labelled pixels.

    Args:
        options: The losses.
        class_names: Names of the classes, in the order of the logits.
        class_counts: Number of labels of each class, (classes,).
        dense: Whether the head is dense and the labels have no gaps.

    Raises:
        InvalidJob: WEIGHTS names an unknown class, or the boundary loss is used without dense
            labels.
    """

    def __init__(
        self, options: LossOptions, class_names: Sequence[str], class_counts: Tensor, *, dense: bool
    ) -> None:
        if "boundary" in options.terms() and not dense:
            raise InvalidJob(
                "The boundary loss needs a dense head and labels without gaps; train 'decoder' "
                "or 'dpt' on fully labelled areas, or take boundary out of LOSS."
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
        fraction: float = 1.0,
    ) -> dict[str, Tensor]:
        """Return the losses of a batch; without labels they are 0.

        Args:
            outputs: The main output and auxiliary ones, each (N, C) or (N, C, H, W).
            labels: Class positions or 255, (N,) or (N, H, W).
            weights: Weights of both labels, (N,) or (N, H, W).
            mixed_labels: Second labels of a mixed batch (Zhang et al. 2018), like ``labels``.
            fraction: Weight of ``labels`` in a mixed batch; that of ``mixed_labels`` is the rest.

        Returns:
            ``total``, which is minimised; detached, each loss of the main output and ``auxiliary``,
            the mean over the auxiliary outputs before its weight.
        """
        targets = [(labels, 1.0)]
        if mixed_labels is not None:
            targets = [(labels, fraction), (mixed_labels, 1 - fraction)]
        used = outputs if self.options.auxiliary else outputs[:1]
        losses = [self._losses(output, targets, weights) for output in used]
        total, *further = map(self._sum, losses)
        record = {name: value.detach() for name, value in losses[0].items()}
        if further:
            auxiliary = torch.stack(further).mean()
            record["auxiliary"] = auxiliary.detach()
            total = total + self.options.auxiliary * auxiliary
        return {"total": total, **record}

    def _losses(
        self, logits: Tensor, targets: list[tuple[Tensor, float]], weights: Tensor
    ) -> dict[str, Tensor]:
        """Return the unweighted losses of one output, each summed over the targets."""
        by_name: dict[str, list[Tensor]] = {name: [] for name in self._used}
        for labels, fraction in targets:
            pixels = labelled(logits, labels, weights)
            classes = _Classes(self._weights.to(pixels.logits), self._factors.to(pixels.logits))
            for name, losses in by_name.items():
                losses.append(fraction * _LOSSES[name](pixels, classes, self.options))
        return {name: torch.stack(losses).sum() for name, losses in by_name.items()}

    def _sum(self, losses: dict[str, Tensor]) -> Tensor:
        """Return the weighted sum of an output's losses."""
        return torch.stack([weight * losses[name] for name, weight in self._used.items()]).sum()
