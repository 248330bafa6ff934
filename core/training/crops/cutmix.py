"""CutMix (Yun et al. 2019) for crops: a box of tokens, image and labels comes from another crop.

The box is aligned with tokens, so features and labels stay together; that the features around it have seen another
place is the approximation. Crops mix only where their tokens lie in the same phase.
"""

import numpy as np
import torch
from torch import Tensor

from ..loop.batch import Batch

_MIN, _MAX = 0.25, 0.75  # of a crop's tokens along each side


def cut_mixed(batch: Batch, chance: float, generator: torch.Generator) -> Batch:
    """Give a share of the crops a box of another one; inputs are those of ``DenseNetwork``."""
    if not chance or len(batch.labels) < 2:
        return batch
    tokens, image, *matrices = batch.inputs
    parts = tokens.clone(), image.clone(), batch.labels.clone(), batch.weights.clone()
    sources = tokens, image, batch.labels, batch.weights
    order = torch.randperm(len(tokens), generator=generator)
    wanted = torch.rand(len(tokens), generator=generator) < chance
    seeds = torch.randint(2**31, (len(tokens),), generator=generator).tolist()
    for one in torch.nonzero(wanted).flatten().tolist():
        other = int(order[one])
        if other == one or any(not torch.equal(m[one], m[other]) for m in matrices):
            continue
        rows, columns = (
            _span(m[one], np.random.default_rng((seeds[one], n)))
            for n, m in enumerate(matrices[:2])
        )
        boxes = ((rows[0], columns[0]), (rows[1], columns[1]))
        for part, source, (down, across) in zip(
            parts, sources, (boxes[0], boxes[1], boxes[1], boxes[1]), strict=True
        ):
            part[one][..., down, across] = source[other][..., down, across]
    return Batch(
        (parts[0], parts[1], *matrices), parts[2], parts[3], batch.mixed_labels, batch.share
    )


def _span(matrix: Tensor, random: np.random.Generator) -> tuple[slice, slice]:
    """Draw a run of cells along one axis; returns it and the pixels whose nearest cells these are."""
    nearest = matrix.argmax(dim=1)
    first, last = int(nearest[0]), int(nearest[-1]) + 1
    length = max(1, round((last - first) * random.uniform(_MIN, _MAX)))
    start = int(random.integers(first, last - length + 1))
    inside = torch.nonzero((nearest >= start) & (nearest < start + length)).flatten()
    return slice(start, start + length), slice(int(inside[0]), int(inside[-1]) + 1)
