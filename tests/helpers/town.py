"""A made-up town: a raster of two kinds of ground and label polygons."""

from dataclasses import dataclass

import numpy as np
from affine import Affine

from landsketch.core.job.options import LabelOptions, SceneOptions

from .rasters import NORTH, WEST, ground, write_raster
from .vectors import square, write_polygons

PATCH_PX = 48


@dataclass(frozen=True)
class Town:
    """A scene of two kinds of ground in patches of 48 px and polygons inside most patches."""

    path: str
    labels: str
    truth: np.ndarray

    @property
    def scene(self):
        return SceneOptions(self.path)

    @property
    def label_options(self):
        return LabelOptions(path=self.labels, class_field="kind")


def _kinds(rows, columns, seed=3):
    """Return which of two kinds each patch is, both about equally frequent everywhere."""
    random = np.random.default_rng(seed)
    kinds = (np.add.outer(np.arange(rows), np.arange(columns)) % 2).astype(np.uint8)
    return np.where(random.random(kinds.shape) < 0.2, 1 - kinds, kinds)


def make_town(folder, rows=6, columns=8, seed=3, n_bands=3, cut=(0, 0), east=0):
    kinds = _kinds(rows, columns, seed)
    truth = kinds.repeat(PATCH_PX, 0).repeat(PATCH_PX, 1)[
        : rows * PATCH_PX - cut[0], : columns * PATCH_PX - cut[1]
    ]
    pixels = ground(truth, seed, n_bands)
    pixels = pixels if n_bands == 3 else pixels.astype(np.uint16) * 40
    path = write_raster(
        folder / "scene.tif", pixels, transform=Affine(1, 0, WEST + east, 0, -1, NORTH)
    )
    places = [(r, c) for r in range(rows) for c in range(columns) if (r * 5 + c * 3) % 7]
    polygons = [square(r * PATCH_PX, c * PATCH_PX, PATCH_PX, 9, east) for r, c in places]
    kind = [("meadow", "stone")[kinds[place]] for place in places]
    labels = write_polygons(
        folder / "labels.gpkg",
        polygons,
        kind=kind,
        code=[(10, 20)[kinds[p]] for p in places],
        fold=[("train", "val", "test")[c % 3] for _, c in places],
    )
    return Town(path, labels, truth)
