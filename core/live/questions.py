"""Questions about the open scene: where to label next, which label is alike, what is similar.

They are answered from the tiles that are encoded; nothing is encoded for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidLabels
from ..features.at_pixels import features_at, tiles_under
from ..heads.head import Head
from ..imagery.tile_grid import Tile, Window
from ..job.options import UNLABELLED
from ..labels.sampling import LabelledPixels
from ..mapping.rendering import Rendering
from ..progress import Progress
from ..similarity.query import Query, make_query, similarity
from ..suggestions.candidates import Labelled
from ..suggestions.scene_candidates import candidates_of, cell_px
from ..suggestions.suggest import suggest
from .live_scores import LiveScores
from .preview import NOT_ENCODED, Previewer, View
from .tile_memory import TileMemory, Values

_QUIET = Progress()
_MAX_CANDIDATES = 12_000
_MAX_EXAMPLE_PX = 500
_EVERY = 8  # tokens of which one stands for the scene
_LOW_PERCENTILE = 10  # of the similarity of the examples themselves: the suggested threshold


@dataclass(frozen=True)
class Place:
    """A place where a label is expected to help.

    Attributes:
        x, y: In the scene's CRS.
        side: Side of a token on the ground, in units of the CRS.
        predicted, second: Positions of the two most likely classes, -1 without a head.
        margin: Difference of their probabilities.
        reason: Why it was chosen.
    """

    x: float
    y: float
    side: float
    predicted: int
    second: int
    margin: float
    reason: str


@dataclass(frozen=True)
class SimilarView:
    """How similar the ground in a view is to examples.

    Attributes:
        bounds: West, south, east and north in the scene's CRS.
        percent: Cosine in per cent, 254 = not encoded, 255 = nodata, (h, w).
        threshold: Per cent that nine tenths of the examples themselves reach.
    """

    bounds: tuple[float, float, float, float]
    percent: NDArray[np.uint8]
    threshold: int


class Questions:
    """Answers questions about a scene from its encoded tiles."""

    def __init__(self, memory: TileMemory) -> None:
        self._memory, self._features = memory, memory.features
        self._scene = memory.features.scene

    # -- where to label next ----------------------------------------------------------------------

    def where_next(
        self,
        tiles: Sequence[Tile],
        head: Head | None,
        labelled: Labelled | None,
        names: Sequence[str],
        count: int,
    ) -> list[Place]:
        """Return places where a label is expected to help, best first.

        Args:
            tiles: Where to look; those that are not encoded are left out.
            head: The current head; None = there is none.
            labelled: The training pixels; None = there are none.
            names: Names of the classes.
            count: Most places.
        """
        known = [tile for tile in tiles if self._memory.is_known(tile)]
        if not known:
            return []
        side = self._features.tile_grids[0].inner_side * self._features.fine_factor
        share = min(1.0, _MAX_CANDIDATES / (len(known) * side * side))
        found = candidates_of(self._features, self._inner_features(known), head, share)
        if labelled is None:
            nothing = np.empty(0, np.int64)
            labelled = Labelled(found.tokens[:0], nothing, nothing, nothing)
        cell = cell_px(self._features)
        return [
            Place(
                *self._place(found.rows[choice.candidate], found.columns[choice.candidate]),
                cell * abs(self._scene.transform.a),
                choice.predicted,
                choice.second,
                round(choice.margin, 3),
                choice.explained(names),
            )
            for choice in suggest(found, labelled, count, 2 * cell)
        ]

    def _inner_features(self, tiles: Sequence[Tile]) -> Iterator[tuple[Window, Values]]:
        for tile, values in self._memory.load(tiles):
            yield tile.inner, values

    def _place(self, row: int, column: int) -> tuple[float, float]:
        """Return the map coordinates of the middle of a native pixel."""
        x, y = self._scene.transform * (float(column) + 0.5, float(row) + 0.5)
        return x, y

    # -- which label is alike ---------------------------------------------------------------------

    def nearest_label(
        self, x: float, y: float, tokens: NDArray[np.float32], polygons: NDArray[np.int64]
    ) -> tuple[int, float] | None:
        """Return the polygon with the training pixel that is most similar to a place.

        Args:
            x: Map coordinate of the place.
            y: The other one.
            tokens: Features of the training pixels, (n, D).
            polygons: Their polygons, (n,).

        Returns:
            The polygon, and the cosine after centring, -1 to 1; None where nothing is encoded.
        """
        column, row = (np.array([int(np.floor(v))]) for v in ~self._scene.transform * (x, y))
        is_inside = 0 <= row[0] < self._scene.height and 0 <= column[0] < self._scene.width
        if not is_inside or not self._is_known(row, column):
            return None
        own = features_at(self._features, row, column, _QUIET)
        likeness = similarity(make_query(tokens, own), tokens)
        best = int(likeness.argmax())
        return int(polygons[best]), float(likeness[best])

    # -- what is similar --------------------------------------------------------------------------

    def query(self, examples: LabelledPixels, tiles: Sequence[Tile]) -> Query:
        """Return the query for what looks like examples.

        Args:
            examples: Pixels of the examples.
            tiles: The surroundings; those that are not encoded are left out.

        Raises:
            InvalidLabels: No example is on encoded ground.
        """
        step = max(1, len(examples) // _MAX_EXAMPLE_PX)
        positions = np.arange(0, len(examples), step)
        own = examples.take(positions)
        if not len(own) or not self._is_known(own.rows, own.columns):
            raise InvalidLabels("The example is on ground that is not encoded yet; wait for it.")
        known = [tile for tile in tiles if self._memory.is_known(tile)]
        tokens = [v.reshape(len(v), -1).T[::_EVERY] for _, v in self._memory.load(known)]
        examples_tokens = features_at(self._features, own.rows, own.columns, _QUIET)
        return make_query(np.concatenate([*tokens, examples_tokens]), examples_tokens)

    def similar(self, view: View, query: Query, examples: LabelledPixels) -> SimilarView | None:
        """Return how similar the ground in a view is; None if the scene is not in view."""
        previewer = Previewer(LiveScores(self._memory, query), Rendering(query))
        scored = previewer.scores(view, self._memory.max_tiles)
        if scored is None:
            return None
        percent = np.rint(100 * scored.values[0]).clip(0, 100).astype(np.uint8)
        percent[~scored.is_known] = NOT_ENCODED
        percent[~scored.is_valid] = UNLABELLED
        own = examples.take(np.arange(0, len(examples), max(1, len(examples) // _MAX_EXAMPLE_PX)))
        reached = similarity(query, features_at(self._features, own.rows, own.columns, _QUIET))
        threshold = round(100 * float(np.percentile(reached, _LOW_PERCENTILE)))
        return SimilarView(scored.bounds, percent, min(99, max(1, threshold)))

    def _is_known(self, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> bool:
        tiles = tiles_under(self._features, rows, columns)
        return all(self._memory.is_known(tile) for tile in tiles)
