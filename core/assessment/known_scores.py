"""Scores of the tokens of chosen tiles, from which blocks near them are rendered."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..features.feature_map import FeatureMap, stack_on_finest_grid
from ..imagery.tile_grid import Tile, Window
from ..mapping.block_scores import ScoreTable
from ..mapping.geometry import cells_of
from ..mapping.rendering import Rendering
from ..mapping.scoring import score_inner_window
from ..progress import Progress


class KnownScores:
    """Scores of the tokens of some tiles."""

    def __init__(
        self, features: FeatureMap, rendering: Rendering, tiles: Sequence[Tile], progress: Progress
    ) -> None:
        head = rendering.head
        self.scores, self._marks = ScoreTable(features, head.n_planes), ScoreTable(features, 1)
        for number, inner in enumerate(features.inner_features(wanted=tiles)):
            cells = cells_of(features, inner.window)
            values = stack_on_finest_grid(inner.layers, features.factors)
            self.scores.put(cells, score_inner_window(features, head, values))
            self._marks.put(cells, np.ones((1, cells.height, cells.width), np.int32))
            progress.step(number + 1, len(tiles))

    def covers(self, block: Window) -> NDArray[np.bool_]:
        """Tell which pixels of a block depend on these tokens only, (h, w)."""
        grid = self.scores.features.grid
        cells = grid.cells_under(block)
        marks = grid.interpolate(self._marks.window(cells), cells, block)
        return np.asarray(marks[0] == grid.denominator)
