"""A simulated annotator on Kampala: it corrects the largest errors of a map with square strokes.

It starts from the 58 polygons, knows all buildings and, per look at a map, corrects five times the
middle of one of the three largest wrong regions. Its labels train as those of a user would.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import rasterio.features
import shapely
import study_common as common
from scipy import ndimage
from study_common import MAX_PER_CLASS, QUIET

from core.features.feature_map import stack_on_finest_grid
from core.heads.head import Head
from core.imagery.scene import Scene
from core.imagery.tile_grid import BLOCK_PX, Window
from core.job.options import LabelOptions
from core.job.recipe import Recipe
from core.labels.label_reader import read_labels
from core.labels.label_set import LabelSet
from core.labels.sampling import labelled_pixels
from core.labels.split import NEVER, Split
from core.mapping.block_scores import ScoreTable
from core.mapping.geometry import cells_of
from core.mapping.rendering import Rendering
from core.mapping.scoring import score_inner_window
from core.training.dataset import TrainingData, training_data
from core.training.fit import fit_head
from core.training.task import FitTask, HeldOut

PER_LOOK = 5  # strokes between two maps
SIDE_PX = 21
GAP_PX = 30  # between two strokes
PURE = 0.8  # fraction of a stroke that must be of its class
N_REGIONS = 3  # the annotator corrects one of so many
MIN_REGION_PX = 50
# Training pixels per class. Neighbours repeat each other: ten times as many change little
MOST = MAX_PER_CLASS // 10
BUILDING, OTHER = "building", "other"
Map = np.ndarray  # probabilities of the whole scene, (classes, h, w)


# -- the scene ---------------------------------------------------------------------------


class Site:
    """The scene with its 58 polygons and all of its buildings.

    Attributes:
        labelled: The scene with the polygons.
        split: Five spatial folds of the polygons.
        scene: The raster.
        truth: Where buildings are, (h, w).
        counted: What can be scored: valid pixels outside the polygons, (h, w).
    """

    def __init__(self, study: common.Study, buildings: Path) -> None:
        (self.labelled,) = study.train
        self.split, self.scene = study.split, self.labelled.scene
        options = LabelOptions(str(buildings), class_field="class")
        self.truth = self._burn(read_labels(options, self.scene).geometries)
        polygons = shapely.make_valid(self.labels.geometries)
        self.counted = self.scene.read_valid(self.whole) & ~self._burn(polygons)

    @property
    def labels(self) -> LabelSet:
        """The 58 polygons."""
        return self.labelled.labels

    @property
    def building(self) -> int:
        """Position of the class of buildings."""
        return self.labels.table.names.index(BUILDING)

    @property
    def whole(self) -> Window:
        """All native pixels."""
        return Window(0, 0, self.scene.height, self.scene.width)

    @cached_property
    def features(self) -> list[tuple[Window, np.ndarray]]:
        """The features of all inner windows, (D, h, w), with their places in cells."""
        features = self.labelled.features
        return [
            (cells_of(features, inner.window), stack_on_finest_grid(inner.layers, features.factors))
            for inner in features.inner_features()
        ]

    @cached_property
    def colours(self) -> tuple[np.ndarray, np.ndarray]:
        """The distinct raw colours (m, 3), and which of them each pixel has, (h, w)."""
        raw, _ = self.scene.read_bands((1, 2, 3), self.whole)
        packed = np.tensordot([1 << 16, 1 << 8, 1], raw.astype(np.int64), 1)
        packed, of_pixel = np.unique(packed, return_inverse=True)
        distinct = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1)
        return distinct.astype(np.float32), of_pixel.reshape(raw.shape[1:])

    @cached_property
    def pure(self) -> np.ndarray:
        """The pixels around which a stroke is pure and covers only what can be scored, (h, w)."""
        share = ndimage.uniform_filter(self.truth.astype(np.float64), SIDE_PX)
        is_pure = np.where(self.truth, share, 1 - share) >= PURE - 1e-9
        uncounted = ~self.counted
        return is_pure & ~ndimage.maximum_filter(uncounted, SIDE_PX, mode="constant", cval=True)

    def map(self, head: Head) -> Map:
        """Map the scene as the product does."""
        features = self.labelled.features
        scores = ScoreTable(features, head.n_planes)
        for cells, values in self.features:
            scores.put(cells, score_inner_window(features, head, values))
        result = np.empty((head.n_classes, *self.truth.shape), np.float32)
        for block in blocks(self.whole):
            inside = Rendering(head).probabilities([scores], block)
            result[:, *block.slices_in(self.whole)] = inside
        return result

    def _burn(self, geometries: np.ndarray) -> np.ndarray:
        return rasterio.features.rasterize(
            geometries.tolist(),
            out_shape=(self.scene.height, self.scene.width),
            transform=self.scene.transform,
            dtype="uint8",
        ).astype(bool)


def blocks(whole: Window) -> list[Window]:
    """Return the rendering blocks of a scene."""
    rows, columns = range(0, whole.height, BLOCK_PX), range(0, whole.width, BLOCK_PX)
    corners = [(row, column) for row in rows for column in columns]
    return [Window(*corner, BLOCK_PX, BLOCK_PX).intersection(whole) for corner in corners]


# -- the annotator -----------------------------------------------------------------------


@dataclass(frozen=True)
class Stroke:
    """A square of 21 px around a pixel."""

    row: int
    column: int
    is_building: bool

    def around(self, margin: int) -> tuple[slice, slice]:
        """Return the slices of the square grown by a margin."""
        reach = SIDE_PX // 2 + margin
        rows = slice(max(0, self.row - reach), self.row + reach + 1)
        return rows, slice(max(0, self.column - reach), self.column + reach + 1)

    def outline(self, scene: Scene) -> shapely.Polygon:
        """Return the square in the scene's CRS."""
        window = Window(self.row - SIDE_PX // 2, self.column - SIDE_PX // 2, SIDE_PX, SIDE_PX)
        transform = scene.window_transform(window)
        west, north = transform * (0, 0)
        east, south = transform * (SIDE_PX, SIDE_PX)
        return shapely.box(west, south, east, north)


def annotate(site: Site, seed: int, most: int) -> list[Stroke]:
    """Correct the map of the head ``lda`` again and again."""
    random = np.random.default_rng(seed)
    strokes: list[Stroke] = []
    while len(strokes) < most:
        head = fit_lda(Corrected(site, strokes), None, seed)
        is_building = site.map(head).argmax(axis=0) == site.building
        wrong = (is_building != site.truth) & site.counted
        for _ in range(min(PER_LOOK, most - len(strokes))):
            strokes.append(next_stroke(site, wrong, strokes, random))
    return strokes


def next_stroke(
    site: Site, wrong: np.ndarray, strokes: Sequence[Stroke], random: np.random.Generator
) -> Stroke:
    """Return a stroke in the middle of one of the largest wrong regions.

    What is too near to earlier strokes does not count as wrong any more.
    """
    wrong = wrong.copy()
    for stroke in strokes:
        wrong[stroke.around(GAP_PX + SIDE_PX // 2)] = False
    regions, n_regions = ndimage.label(wrong)
    sizes = np.bincount(regions.ravel(), minlength=n_regions + 1)[1:]
    windows, found = ndimage.find_objects(regions), []
    for number in np.argsort(-sizes, kind="stable"):
        if len(found) == N_REGIONS or (found and sizes[number] < MIN_REGION_PX):
            break
        window = windows[number]
        middle = middle_of(regions[window] == number + 1, site.pure[window])
        if middle is not None:
            found.append((window[0].start + middle[0], window[1].start + middle[1]))
    row, column = found[random.integers(len(found))]
    return Stroke(int(row), int(column), bool(site.truth[row, column]))


def middle_of(region: np.ndarray, allowed: np.ndarray) -> tuple[int, int] | None:
    """Return the allowed pixel of a region that is farthest from its edge, if there is one."""
    distance = ndimage.distance_transform_edt(np.pad(region, 1))[1:-1, 1:-1] * allowed
    row, column = np.unravel_index(distance.argmax(), distance.shape)
    return (int(row), int(column)) if distance[row, column] else None


class Corrected:
    """The polygons and strokes of a site as training labels."""

    def __init__(self, site: Site, strokes: Sequence[Stroke]) -> None:
        self.site = site
        self.labels = with_strokes(site, strokes)
        pixels = labelled_pixels(self.labels, site.scene, QUIET)
        self.labelled = replace(site.labelled, labels=self.labels, pixels=pixels)
        folds = np.concatenate([site.split.folds, np.full(len(strokes), NEVER)])
        self.split: Split = replace(site.split, folds=folds)
        self._data: dict[int, TrainingData] = {}

    def data(self, seed: int) -> TrainingData:
        """Return the training samples that a seed draws."""
        if seed not in self._data:
            self._data[seed] = training_data((self.labelled,), MOST, seed, QUIET)
        return self._data[seed]

    def task(self, data: TrainingData, fold: int | None, seed: int) -> FitTask:
        """Return a fit on all samples, or on those that may train while a fold is scored.

        A stroke is in no fold; its pixels in the blocks of the held-out fold do not train.
        """
        held_out = () if fold is None else (HeldOut(self.split, fold),)
        return FitTask(Recipe("lda"), data, held_out, seed=seed)


def with_strokes(site: Site, strokes: Sequence[Stroke]) -> LabelSet:
    """Return the polygons and strokes; strokes beside buildings are a class of their own."""
    labels = site.labels
    if not strokes:
        return labels
    classes = np.where([s.is_building for s in strokes], site.building, len(labels.table))
    return LabelSet(
        np.concatenate([labels.geometries, [s.outline(site.scene) for s in strokes]]),
        np.concatenate([labels.classes, classes]),
        ("",) * (len(labels) + len(strokes)),
        labels.table.with_added(OTHER, "#4a4458"),
        labels.crs,
    )


def fit_lda(corrected: Corrected, fold: int | None, seed: int) -> Head:
    """Fit the head of the product to all labels, or without a fold."""
    return fit_head(corrected.task(corrected.data(seed), fold, seed), QUIET)
