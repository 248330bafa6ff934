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
from ..similarity.examples import chosen_examples, sampled_tokens
from ..similarity.query import make_query, similarity
from ..similarity.threshold import automatic_threshold
from ..suggestions.candidates import Labelled
from ..suggestions.scene_candidates import (
    away_from,
    candidates_of,
    cell_px,
    default_distance_px,
    pixel_side,
)
from ..suggestions.suggest import suggest
from .live_scores import LiveScores
from .preview import NOT_ENCODED, Previewer
from .tile_memory import TileMemory, Values
from .view import View, tiles_around

_QUIET = Progress()
_MAX_CANDIDATES = 12_000


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
        threshold: The automatic threshold in per cent (``similarity/threshold.py``).
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
        polygons: NDArray[np.object_],
        names: Sequence[str],
        count: int,
    ) -> list[Place]:
        """Return places where a label is expected to help, best first.

        Args:
            tiles: Where to look; those that are not encoded are left out.
            head: The current head; None = there is none.
            labelled: The training pixels; None = there are none.
            polygons: The labels in the scene's CRS, (n,).
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
        distance = default_distance_px(self._features)
        free = away_from(found, polygons, self._scene, distance)
        chosen = suggest(free, labelled, count, distance)
        x, y = self._scene.coordinates(free.rows, free.columns)
        token_side = cell_px(self._features) * pixel_side(self._scene)
        return [
            Place(
                float(x[one.candidate]),
                float(y[one.candidate]),
                token_side,
                one.predicted,
                one.second,
                round(one.margin, 3),
                one.explained(names),
            )
            for one in chosen
        ]

    def _inner_features(self, tiles: Sequence[Tile]) -> Iterator[tuple[Window, Values]]:
        for tile, values in self._memory.load(tiles):
            yield tile.inner, values

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

    def similar(self, view: View, pixels: LabelledPixels, seed: int) -> SimilarView | None:
        """Return how similar the ground in a view is to examples; None if it is not in view.

        Args:
            view: What the canvas shows.
            pixels: The pixels under the examples.
            seed: Of the random choice of pixels.

        Raises:
            InvalidLabels: No example is on encoded ground.
        """
        examples = chosen_examples(pixels, seed) if len(pixels) else pixels
        if not len(examples) or not self._is_known(examples.rows, examples.columns):
            raise InvalidLabels("The example is on ground that is not encoded yet; wait for it.")
        tokens = features_at(self._features, examples.rows, examples.columns, _QUIET)
        background = np.concatenate([tokens, *self._background(view)])
        query = make_query(background, tokens)
        previewer = Previewer(LiveScores(self._memory, query), Rendering(query))
        scored = previewer.scores(view, self._memory.max_tiles)
        if scored is None:
            return None
        percent = np.rint(100 * scored.values[0]).clip(0, 100).astype(np.uint8)
        percent[~scored.is_known] = NOT_ENCODED
        percent[~scored.is_valid] = UNLABELLED
        threshold = round(100 * automatic_threshold(similarity(query, background)))
        return SimilarView(scored.bounds, percent, max(1, threshold))

    def _background(self, view: View) -> Iterator[NDArray[np.float16]]:
        """Yield tokens of the encoded tiles in a view, (n, D) each."""
        tiles = tiles_around(self._features, view, self._memory.max_tiles)
        known = [tile for tile in tiles if self._memory.is_known(tile)]
        for tile, values in self._memory.load(known):
            yield sampled_tokens(self._features, tile.inner, values)

    def _is_known(self, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> bool:
        tiles = tiles_under(self._features, rows, columns)
        return all(self._memory.is_known(tile) for tile in tiles)
