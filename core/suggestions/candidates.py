"""Places that can be suggested, and places that are labelled: arrays only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating]
Pixels = NDArray[np.integer]  # rows or columns of native pixels, (n,)


@dataclass(frozen=True)
class Candidates:
    """Tokens of a scene, each a place where a label could be drawn.

    Attributes:
        tokens: Their features, (n, D).
        rows, columns: Native pixel in the middle of each token, (n,).
        probabilities: Of each class according to the current head, (n, classes); None = there is
            no head yet.
    """

    tokens: Values
    rows: Pixels
    columns: Pixels
    probabilities: Values | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: NDArray[np.generic]) -> "Candidates":
        """Return the chosen candidates; ``chosen`` is a mask (n,) or positions (m,)."""
        return Candidates(
            self.tokens[chosen],
            self.rows[chosen],
            self.columns[chosen],
            None if self.probabilities is None else self.probabilities[chosen],
        )


@dataclass(frozen=True)
class Labelled:
    """Labelled pixels of the scene, such as the training samples.

    Attributes:
        tokens: Their features, (m, D).
        rows, columns: Native pixels, (m,).
        classes: Positions in the class table, (m,).
    """

    tokens: Values
    rows: Pixels
    columns: Pixels
    classes: NDArray[np.integer]

    def __len__(self) -> int:
        return len(self.rows)
