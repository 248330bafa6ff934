"""A ridge head of polygons that come and go while someone draws: the same as one fitted to all of them at once.

A polygon's weight depends on the other polygons of its class by one factor only, so sums are kept per class and get
their factors when they are solved; an edit changes the sums of its class alone. They are D² · 8 bytes per class (4.7 MB
for 768 features, 134 MB for 4096), made only once there are more samples than features. Samples are kept as they came.
"""

from collections.abc import Hashable, Iterable
from dataclasses import replace

import torch
from torch import Tensor

from ..errors import InvalidLabels
from ..progress import Progress
from ..runtime.device import threads
from .ridge import GramSums, RidgeHead, fit_ridge
from .samples import Samples, joined


class IncrementalRidge:
    """Holds samples by polygon and fits a head to those it holds.

    Polygons count as in ``labels.sampling``: with the square root of their labelled pixels, and a class with the
    square root of what its polygons count.
    """

    def __init__(self, n_classes: int) -> None:
        self._classes = [_ClassSums() for _ in range(n_classes)]
        self._class_of: dict[Hashable, int] = {}
        self._origin: Tensor | None = None
        self._n_added = 0

    def __contains__(self, polygon: Hashable) -> bool:
        """Tell whether the polygon is held."""
        return polygon in self._class_of

    def add(
        self, polygon: Hashable, tokens: Tensor, pixels: Tensor, position: int, n_pixels: int
    ) -> None:
        """Add a polygon, or put it in the place of the one of this name.

        Args:
            polygon: Any name.
            tokens: Features at its pixels, or at some of them (n, D), n > 0; kept, not copied.
            pixels: Extra pixel features there (n, P), P may be 0.
            position: Position of its class in the class table.
            n_pixels: How many labelled pixels it has.
        """
        self.remove(polygon)
        count = len(tokens)
        self._n_added += 1
        samples = Samples(
            tokens,
            pixels,
            torch.full((count,), position),
            torch.full((count,), n_pixels**0.5 / count, dtype=torch.float64),
            len(self._classes),
            polygons=torch.full((count,), self._n_added),
        )
        self._origin = samples.statistics[0].double() if self._origin is None else self._origin
        self._class_of[polygon] = position
        self._classes[position].polygons[polygon] = samples

    def remove(self, polygon: Hashable) -> None:
        """Take a polygon away, if it is held."""
        if polygon in self._class_of:
            self._classes[self._class_of.pop(polygon)].remove(polygon)

    def head(self) -> RidgeHead:
        """Fit a head to the polygons held, on one thread: the others belong to the window that waits for it.

        Raises:
            InvalidLabels: They are of fewer than two classes.
        """
        classes = [one for one in self._classes if one.polygons]
        if self._origin is None or len(classes) < 2:
            raise InvalidLabels(
                "A map needs at least two classes; draw polygons of another class as well."
            )
        with threads(1):
            return self._fit(classes, self._origin)

    def _fit(self, classes: list["_ClassSums"], origin: Tensor) -> RidgeHead:
        every = [samples for one in classes for samples in one.polygons.values()]
        if sum(map(len, every)) <= every[0].width:
            return fit_ridge(
                joined([samples for one in classes for samples in one.weighted()]), Progress()
            )
        sums = GramSums(origin, len(self._classes))
        for one in classes:
            sums.include(one.sums(origin), one.factor)
        return sums.solve(*sums.statistics).head(every[0].tokens.shape[1])


class _ClassSums:
    """The polygons of one class, and sums over them as far as they were asked for."""

    def __init__(self) -> None:
        self.polygons: dict[Hashable, Samples] = {}
        self._sums: GramSums | None = None
        self._summed: set[Hashable] = set()
        self._removed = 0.0

    @property
    def factor(self) -> float:
        """What weighs all polygons of the class."""
        return float(_weight(self.polygons.values()) ** -0.5)

    def weighted(self) -> list[Samples]:
        """Return all samples with their full weights."""
        factor = self.factor
        return [replace(one, weights=one.weights * factor) for one in self.polygons.values()]

    def sums(self, origin: Tensor) -> GramSums:
        """Return the sums over all polygons; those not summed yet are added."""
        if self._sums is None:
            self._sums = GramSums(origin, next(iter(self.polygons.values())).n_classes)
        for name in self.polygons.keys() - self._summed:
            self._sums.add(self.polygons[name])
        self._summed = set(self.polygons)
        return self._sums

    def remove(self, polygon: Hashable) -> None:
        """Take a polygon away, out of the sums by what it had added.

        Rounding stays where a polygon was, so once more is gone than left, the next sums are made of what is left;
        that costs no more than the edits before it.
        """
        samples = self.polygons.pop(polygon)
        if polygon not in self._summed or self._sums is None:
            return
        self._summed.remove(polygon)
        self._removed += _weight([samples])
        if self._removed > _weight(self.polygons.values()):
            self._sums, self._summed, self._removed = None, set(), 0.0
        else:
            self._sums.add(samples, -1)


def _weight(polygons: Iterable[Samples]) -> float:
    return sum(float(one.weights.sum()) for one in polygons)
