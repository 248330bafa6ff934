"""A raster of similarity: tokens are scored in chunks, pixels interpolated block by block.

A pixel depends on its place alone, not on the extent that is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..features.feature_map import FeatureMap
from ..heads.head import SCORE_STEPS
from ..imagery.class_map import windows
from ..imagery.map_writer import NODATA, MapGrid
from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..mapping.block_scores import ScoreSource
from ..mapping.chunk_marker import acquire_exclusive
from ..mapping.estimate import count_tiles, expected_seconds
from ..mapping.geometry import grow_to_blocks, tokens_under
from ..mapping.identity import chunk_facts, hash_head
from ..mapping.score_chunks import ChunkStore, select_all
from ..mapping.scoring import score_missing_chunks
from ..output_names import work_folder
from ..progress import Progress
from .query import Query

KIND = "similarity"


@dataclass(frozen=True, eq=False)
class SimilarityMap:
    """The similarity of a part of a scene to the examples of a query.

    Attributes:
        query: What is searched.
        features: Those of the scene.
        window: What is written, in native pixels of the scene.
        path: The raster.
    """

    query: Query
    features: FeatureMap
    window: Window
    path: Path

    @property
    def scene(self) -> Scene:
        """The scene that is searched."""
        return self.features.scene

    @cached_property
    def grid(self) -> MapGrid:
        """Size and place of the raster."""
        transform = self.scene.window_transform(self.window)
        return MapGrid(self.window.width, self.window.height, transform, self.scene.crs)

    @cached_property
    def store(self) -> ChunkStore:
        """The similarities of tokens, in files beside the raster while it is being made."""
        region = tokens_under(self.features, grow_to_blocks(self.scene, self.window))
        facts = chunk_facts(self.features, hash_head(self.query), region, None)
        folder = work_folder(self.path) / KIND
        return ChunkStore(folder, facts, self.features, region, self.query)

    @property
    def expected_bytes(self) -> int:
        """Disk space that raster and chunks take, about."""
        return self.grid.expected_bytes(KIND, 1) + int(self.store.expected_bytes)

    def encode(self, progress: Progress) -> None:
        """Encode and score all tokens, a step per tile; finished chunks are not made again."""
        acquire_exclusive(self.store.folder, self.store.facts)
        tiles = count_tiles([self.store], select_all)
        seconds = expected_seconds(self.features.backbone, tiles.n_left)
        progress.info(tiles.message(seconds, self.expected_bytes))
        score_missing_chunks([self.store], self.query, progress, select_all)

    def blocks(self, progress: Progress) -> Iterator[tuple[Window, NDArray[np.uint8]]]:
        """Yield per cent of similarity (h, w) and its place in the raster, block by block."""
        places = list(windows(self.window.height, self.window.width))
        for done, place in enumerate(places, start=1):
            row, column = self.window.row + place.row, self.window.column + place.column
            yield place, per_cent(self.store, Window(row, column, place.height, place.width))
            progress.step(done, len(places))


def per_cent(source: ScoreSource, window: Window) -> NDArray[np.uint8]:
    """Return the similarity of pixels in per cent, 0 where it is negative, 255 = nodata.

    Args:
        source: Similarities of tokens, by a ``Query``.
        window: Native pixels of the scene.

    Shape:
        (window.height, window.width).
    """
    features = source.features
    valid = features.scene.read_valid(window)
    if not valid.any():
        return np.full(valid.shape, NODATA, np.uint8)
    cells = features.grid.cells_under(window)
    scores = features.grid.interpolate(source.window(cells), cells, window)[0]
    percent = np.rint(scores * (100 / (features.grid.denominator * SCORE_STEPS))).clip(0, 100)
    return np.where(valid, percent, NODATA).astype(np.uint8)
