"""The similarity of tokens to examples: the cosine to a query vector, after centring.

All tokens of a scene have much in common, which makes plain cosines high everywhere. So the scene's
mean is subtracted first (as from word vectors: Mu and Viswanath 2018, arXiv 1702.01417). The query
is the mean of the examples' unit vectors, minus that of the negative examples (relevance feedback:
Rocchio 1971).
"""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from ..heads.head import Head

Tokens = NDArray[np.floating]
_NEGATIVE_WEIGHT = 0.5
_ROWS = 1024  # that stay in the processor's cache


class Query(Head):
    """Scores tokens by their similarity to examples, -1 to 1; its one plane is no class.

    As a head it is used like that of a map: similarities of pixels are interpolated.
    """

    kind = "similarity"

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Return the similarity of tokens (n, features) -> (n, 1)."""
        mean, weight = self.tensors_by_name["mean"], self.tensors_by_name["weight"]
        return torch.cat(
            [_directions(part, mean) @ weight.T for part in torch.split(tokens, _ROWS)]
        )


def make_query(scene: Tokens, positive: Tokens, negative: Tokens | None = None) -> Query:
    """Return the query for what looks like the positive and unlike the negative examples.

    Args:
        scene: Tokens from all over the scene, (k, D); a few thousand are enough.
        positive: Tokens of the examples, (n, D), at least one.
        negative: Tokens of the negative examples, (m, D); None or (0, D) = there are none.
    """
    mean = torch.from_numpy(scene.mean(axis=0, dtype=np.float64).astype(np.float32))
    vector = _mean_direction(positive, mean)
    if negative is not None and len(negative):
        vector = vector - _NEGATIVE_WEIGHT * _mean_direction(negative, mean)
    return Query(
        {
            "mean": mean,
            "weight": F.normalize(vector[None]),
            "bias": torch.zeros(1),
            "sharpness": torch.tensor(1.0),
        }
    )


@torch.inference_mode()
def similarity(query: Query, tokens: Tokens) -> NDArray[np.float32]:
    """Return the similarity of tokens (n, D) to the examples of a query, -1 to 1, (n,).

    0 is that of tokens which have nothing in common with the examples but what all tokens have.
    Features of a tile (D, h, w) are scored by ``query.token_scores``, in steps of 1/4096.
    """
    logits = query.token_logits(torch.from_numpy(tokens.astype(np.float32, copy=False)))
    result: NDArray[np.float32] = logits[:, 0].numpy()
    return result


def _mean_direction(tokens: Tokens, mean: Tensor) -> Tensor:
    """Return the mean of the unit vectors of tokens (n, D), itself of unit length, (D,)."""
    directions = _directions(torch.from_numpy(tokens.astype(np.float32)), mean)
    return F.normalize(directions.mean(dim=0), dim=0)


def _directions(tokens: Tensor, mean: Tensor) -> Tensor:
    """Return the unit vectors of centred tokens, (n, D) -> (n, D)."""
    return F.normalize(tokens - mean, dim=1)
