"""CutMix (Yun et al. 2019) for crops: a box of one crop is pasted into another.

A box has tokens, image, labels and weights, and is aligned with tokens, so features and labels
match. It is an approximation, because features also depend on the image around their token. Only
crops with equal interpolation matrices are mixed.
"""

import numpy as np
import torch
from torch import Tensor

from ..loop.batch import Batch

_MIN, _MAX = 0.25, 0.75  # side of a box as fraction of a crop's tokens


def cut_mixed(batch: Batch, chance: float, generator: torch.Generator) -> Batch:
    """Paste a box of another crop into some of the crops.

    Args:
        batch: Crops with the inputs of ``DenseNetwork``.
        chance: Probability that a crop is mixed.
        generator: Random generator.
    """
    if not chance or len(batch.labels) < 2:
        return batch
    tokens, image, *matrices = batch.inputs
    mixed = tokens.clone(), image.clone(), batch.labels.clone(), batch.weights.clone()
    sources = tokens, image, batch.labels, batch.weights
    order = torch.randperm(len(tokens), generator=generator)
    wanted = torch.rand(len(tokens), generator=generator) < chance
    seeds = torch.randint(2**31, (len(tokens),), generator=generator).tolist()
    for one in torch.nonzero(wanted).flatten().tolist():
        other = int(order[one])
        if other == one or any(not torch.equal(m[one], m[other]) for m in matrices):
            continue
        rows = _span(matrices[0][one], np.random.default_rng((seeds[one], 0)))
        columns = _span(matrices[1][one], np.random.default_rng((seeds[one], 1)))
        cells, pixels = (rows[0], columns[0]), (rows[1], columns[1])
        for target, source, (down, across) in zip(
            mixed, sources, (cells, pixels, pixels, pixels), strict=True
        ):
            target[one][..., down, across] = source[other][..., down, across]
    return Batch(
        (mixed[0], mixed[1], *matrices), mixed[2], mixed[3], batch.mixed_labels, batch.fraction
    )


def _span(matrix: Tensor, generator: np.random.Generator) -> tuple[slice, slice]:
    """Draw a span of cells along one axis; return it and the span of its nearest pixels."""
    nearest = matrix.argmax(dim=1)
    first, last = int(nearest[0]), int(nearest[-1]) + 1
    length = max(1, round((last - first) * generator.uniform(_MIN, _MAX)))
    start = int(generator.integers(first, last - length + 1))
    inside = torch.nonzero((nearest >= start) & (nearest < start + length)).flatten()
    return slice(start, start + length), slice(int(inside[0]), int(inside[-1]) + 1)
