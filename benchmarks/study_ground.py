"""Scenes whose truth is known, and what strokes on them teach.

A stroke is a small square of one class. An annotator can label a place if at least 80 % of the
square around it is of one class. The starting labels are one stroke per class.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import rasterio.features
import study_common as common
import torch
from common import DATA, need
from numpy.typing import NDArray
from scipy import ndimage
from study_common import MAX_PER_CLASS

from core.class_table import ClassTable
from core.features.at_pixels import extra_features_at
from core.features.feature_map import FeatureMap, stack_on_finest_grid
from core.heads.head import Head
from core.heads.samples import Samples
from core.imagery.scene import Scene
from core.imagery.tile_grid import Window
from core.job.options import UNLABELLED, LabelOptions, SceneOptions
from core.labels.label_reader import read_labels
from core.labels.sampling import LabelledPixels, training_sample
from core.mapping.geometry import cells_of
from core.suggestions.candidates import Candidates
from core.suggestions.scene_candidates import candidates_of

PURE = 0.8  # fraction of a stroke that must be of its class
MOST = MAX_PER_CLASS // 10  # training pixels per class, as in the live session
STEP = 2  # pixels between those at which the annotator looks for errors
BUILDING, OTHER = "building", "other"
Classes = NDArray[np.uint8]  # positions in the class table, 255 = none, (h, w)


@dataclass(frozen=True)
class Stroke:
    """A labelled square: its middle, and the position of the class that it is given."""

    row: int
    column: int
    drawn: int


@dataclass(frozen=True)
class Ground:
    """A scene, what an annotator knows of it, and what is scored.

    Attributes:
        features: Features of the scene.
        table: The classes.
        truth: What can be labelled, (h, w).
        first: What the starting labels are taken from, (h, w).
        reference: What is scored, (h, w).
        counted: Positions of the classes whose mean IoU is the score.
        side: Side of a stroke in pixels, odd.
        gap: Smallest distance between the middles of strokes along rows or columns, in pixels.
    """

    features: FeatureMap
    table: ClassTable
    truth: Classes
    first: Classes
    reference: Classes
    counted: tuple[int, ...]
    side: int = 21
    gap: int = 40

    @property
    def scene(self) -> Scene:
        """The raster."""
        return self.features.scene

    @property
    def whole(self) -> Window:
        """All native pixels."""
        return Window(0, 0, self.scene.height, self.scene.width)

    @cached_property
    def known(self) -> NDArray[np.integer]:
        """The classes of the truth."""
        return np.unique(self.truth[self.truth != UNLABELLED])

    def as_truth(self, classes: Classes) -> Classes:
        """Return a map in which classes that the truth does not have are its last class."""
        return np.where(np.isin(classes, self.known), classes, self.known[-1]).astype(np.uint8)

    # -- features ----------------------------------------------------------------------------

    @cached_property
    def tiles(self) -> list[tuple[Window, NDArray[np.float16]]]:
        """The features of all inner windows, (D, h, w), with their places in tokens."""
        factors = self.features.factors
        inner = self.features.inner_features()
        return [(one.window, stack_on_finest_grid(one.layers, factors)) for one in inner]

    @cached_property
    def tokens(self) -> NDArray[np.float16]:
        """The features of all cells, (rows, columns, D)."""
        grid = self.features.grid
        whole = Window(0, 0, grid.rows.length, grid.columns.length)
        result = np.empty((whole.height, whole.width, self.features.width), np.float16)
        for tokens, values in self.tiles:
            place = cells_of(self.features, tokens).slices_in(whole)
            result[place] = values.transpose(1, 2, 0)
        return result

    @cached_property
    def candidates(self) -> Candidates:
        """The tokens in whose middle the truth is known."""
        every = candidates_of(self.features, self.tiles)
        return every.take(self.truth[every.rows, every.columns] != UNLABELLED)

    @cached_property
    def candidates_extra(self) -> torch.Tensor:
        """The extra-band features of the candidates, (n, P)."""
        own = self.candidates
        return torch.from_numpy(extra_features_at(self.scene, own.rows, own.columns))

    def samples(self, pixels: LabelledPixels, seed: int) -> Samples:
        """Return the training samples of labelled pixels, chosen and weighted as by the product."""
        positions, weights = training_sample(pixels, MOST, seed)
        chosen = pixels.take(positions)
        extra = extra_features_at(self.scene, chosen.rows, chosen.columns)
        return Samples(
            tokens=torch.from_numpy(self.tokens_at(chosen.rows, chosen.columns)),
            extra=torch.from_numpy(extra),
            classes=torch.from_numpy(chosen.classes.astype(np.int64)),
            weights=torch.from_numpy(weights.astype(np.float32)),
            n_classes=len(self.table),
            polygons=torch.from_numpy(chosen.polygons),
        )

    def tokens_at(
        self, rows: NDArray[np.integer], columns: NDArray[np.integer]
    ) -> NDArray[np.float32]:
        """Return interpolated features at pixels, (n, D)."""
        cell_rows, cell_columns, weights = self.features.grid.corners(rows, columns)
        result = np.zeros((len(rows), self.features.width), np.float32)
        for corner in range(4):
            values = self.tokens[cell_rows[:, corner], cell_columns[:, corner]].astype(np.float32)
            result += values * weights[:, corner, None].astype(np.float32)
        return result

    # -- strokes -----------------------------------------------------------------------------

    @cached_property
    def pure(self) -> NDArray[np.bool_]:
        """The pixels around which a stroke is pure and inside the data, (h, w)."""
        return self._pure(self.truth)

    def _pure(self, truth: Classes) -> NDArray[np.bool_]:
        result = np.zeros(truth.shape, bool)
        for number in np.unique(truth[truth != UNLABELLED]):
            own = truth == number
            share = ndimage.uniform_filter(own.astype(np.float64), self.side, mode="constant")
            result |= own & (share >= PURE - 1e-9)
        valid = self.scene.read_valid(self.whole)
        return result & ndimage.minimum_filter(valid, self.side, mode="constant", cval=False)

    @cached_property
    def n_start(self) -> int:
        """Number of starting strokes."""
        return len(np.unique(self.first[self.first != UNLABELLED]))

    def start(self, seed: int) -> list[Stroke]:
        """Return a stroke per class at a random pure place."""
        random, pure, strokes = np.random.default_rng([seed, 1]), self._pure(self.first), []
        for number in np.unique(self.first[self.first != UNLABELLED]).tolist():
            places = np.argwhere(pure & (self.first == number))
            if not len(places):  # a class of narrow objects: the first pixels that are known
                places = np.argwhere(self.first == number)
            row, column = places[random.integers(len(places))].tolist()
            strokes.append(Stroke(row, column, number))
        return strokes

    def free(self, strokes: Sequence[Stroke]) -> NDArray[np.bool_]:
        """Return the middles that further strokes can have, (h, w)."""
        result = self.pure.copy()
        for stroke in strokes:
            result[self.around(stroke, self.gap - 1)] = False
        return result

    def around(self, stroke: Stroke, reach: int) -> tuple[slice, slice]:
        """Return the slices of the pixels within a distance of a stroke's middle."""
        rows = slice(max(0, stroke.row - reach), stroke.row + reach + 1)
        return rows, slice(max(0, stroke.column - reach), stroke.column + reach + 1)

    def near(self, row: int, column: int, free: NDArray[np.bool_]) -> Stroke | None:
        """Return the nearest possible stroke of the class at a pixel, within a stroke's side."""
        here = self.around(Stroke(row, column, 0), self.side)
        number = self.truth[row, column]
        places = np.argwhere(free[here] & (self.truth[here] == number))
        if number == UNLABELLED or not len(places):
            return None
        places += (here[0].start, here[1].start)
        best = places[((places - (row, column)) ** 2).sum(axis=1).argmin()]
        return Stroke(int(best[0]), int(best[1]), int(number))

    def squares(self, strokes: Sequence[Stroke]) -> LabelledPixels:
        """Return all pixels of strokes; a stroke is a polygon."""
        parts = [(np.empty(0, np.int64),) * 4]
        for number, stroke in enumerate(strokes):
            inside = np.zeros(self.truth.shape, bool)
            inside[self.around(stroke, self.side // 2)] = True
            rows, columns = np.nonzero(inside)
            same = np.ones(len(rows), np.int64)
            parts.append((rows, columns, stroke.drawn * same, number * same))
        rows, columns, classes, polygons = map(np.concatenate, zip(*parts, strict=True))
        return LabelledPixels(
            rows.astype(np.int32),
            columns.astype(np.int32),
            classes.astype(np.uint8),
            polygons.astype(np.int32),
        )

    # -- maps --------------------------------------------------------------------------------

    @torch.inference_mode()
    def probabilities(self, head: Head) -> NDArray[np.float32]:
        """Return the probabilities of the candidates, (n, classes)."""
        tokens = torch.from_numpy(self.candidates.tokens.astype(np.float32))
        logits = head.logits(tokens, self.candidates_extra) * head.inverse_temperature
        return logits.softmax(dim=1).numpy()

    @torch.inference_mode()
    def quick_map(self, head: Head) -> Classes:
        """Return the map, not sharpened, at every second pixel along rows and columns."""
        grid, shape = self.features.grid, self.tokens.shape[:2]
        flat = self.tokens.reshape(-1, self.features.width)
        parts = [head.token_logits(part.float()) for part in torch.from_numpy(flat).split(8192)]
        scores = torch.cat(parts).numpy().reshape(*shape, -1)
        top, bottom, down = grid.rows.neighbours(np.arange(0, self.scene.height, STEP))
        left, right, across = grid.columns.neighbours(np.arange(0, self.scene.width, STEP))
        below = (down / grid.rows.denominator).astype(np.float32)[:, None, None]
        after = (across / grid.columns.denominator).astype(np.float32)[:, None]
        along = scores[top] * (1 - below) + scores[bottom] * below
        result = along[:, left] * (1 - after) + along[:, right] * after
        if self.scene.options.extra_bands:
            extra = head.extra_logits(self._quick_extra).numpy()
            result += extra.reshape(result.shape)
        return self.as_truth(result.argmax(axis=2))

    @cached_property
    def _quick_extra(self) -> torch.Tensor:
        """The extra-band features at every second pixel, (n, P)."""
        rows, columns = np.mgrid[0 : self.scene.height : STEP, 0 : self.scene.width : STEP]
        return torch.from_numpy(extra_features_at(self.scene, rows.ravel(), columns.ravel()))


# -- the data sets -----------------------------------------------------------------------


def kampala(seed: int) -> Ground:
    """Drone image of 0.15 m, scale 2: buildings against everything else.

    The starting labels are taken from the 58 polygons in five classes; later strokes are buildings
    or "other", a sixth class.
    """
    (labelled,) = common.kampala(common.backbone()).train
    labels, scene = labelled.labels, labelled.scene
    known = LabelOptions(str(need(DATA / "kampala" / "buildings_all.gpkg")), class_field="class")
    buildings = read_labels(known, scene).geometries
    building, other = labels.table.names.index(BUILDING), len(labels.table)
    truth = _burn(scene, buildings, np.full(len(buildings), building), other)
    truth[~scene.read_valid(Window(0, 0, scene.height, scene.width))] = UNLABELLED
    first = _burn(scene, labels.geometries, labels.classes, UNLABELLED)
    table = labels.table.with_added(OTHER, "#4a4458")
    return Ground(labelled.features, table, truth, first, truth, (building,))


def dubai1(seed: int) -> Ground:
    """Tile 1: 1 m, 4.6 Mpx, 5 classes."""
    return _dubai(1)


def dubai3(seed: int) -> Ground:
    """Tile 3: 1 m, 4 Mpx, 5 classes."""
    return _dubai(3)


def sentinel2(seed: int) -> Ground:
    """The demo: 10 m, 13 bands, 5 classes, whose truth are sparse polygons.

    Polygons of two of five spatial folds are scored, which the seed chooses; those of the others
    can be labelled where they keep the buffer. So strokes are 7 px wide.
    """
    study = common.sentinel2(common.backbone())
    (labelled,) = study.train
    pixels, split = labelled.pixels, study.split
    held_out = [seed % split.n_folds, (seed + 1) % split.n_folds]
    x, y = pixels.coordinates(labelled.scene)
    masks = [split.training_mask(fold, x, y, pixels.polygons) for fold in held_out]
    truth = _image(labelled.scene, pixels.take(np.logical_and(*masks)))
    scored = np.isin(split.folds[pixels.polygons], held_out)
    reference = _image(labelled.scene, pixels.take(scored))
    counted = tuple(np.unique(reference[reference != UNLABELLED]).tolist())
    table = labelled.labels.table
    return Ground(labelled.features, table, truth, truth, reference, counted, side=7, gap=17)


GROUNDS: dict[str, Callable[[int], Ground]] = {
    one.__name__: one for one in (kampala, dubai1, dubai3, sentinel2)
}


def _dubai(number: int) -> Ground:
    folder = need(DATA / "dubai")
    table = ClassTable.from_names(["building", "land", "road", "vegetation", "water"], range(1, 6))
    scene = Scene(SceneOptions(str(folder / f"tile{number}.tif")))
    with rasterio.open(folder / f"tile{number}_labels.tif") as file:
        values = file.read(1)
    truth = np.where(values == 0, UNLABELLED, values - 1).astype(np.uint8)
    features = common.begin(common.backbone()).features(scene)
    return Ground(features, table, truth, truth, truth, tuple(range(len(table))))


def _burn(
    scene: Scene, polygons: NDArray[np.object_], classes: NDArray[np.integer], fill: int
) -> Classes:
    """Return an image of polygons with their classes."""
    return rasterio.features.rasterize(
        zip(polygons.tolist(), classes.tolist(), strict=True),
        out_shape=(scene.height, scene.width),
        transform=scene.transform,
        fill=fill,
        dtype="uint8",
    )


def _image(scene: Scene, pixels: LabelledPixels) -> Classes:
    """Return an image of labelled pixels."""
    result = np.full((scene.height, scene.width), UNLABELLED, np.uint8)
    result[pixels.rows, pixels.columns] = pixels.classes
    return result
