"""A plot of the folds: polygons in map coordinates become SVG paths, north up."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .charts import COLORS

Ring = Sequence[tuple[float, float]]

ROLES = {
    "labels": "Fold",
    "block": "Block",
    "train": "Training",
    "validation": "Validation",
    "test": "Test",
}
_ROLE_COLORS = {"train": "#a9b0ba", "validation": "#4477aa", "test": "#ee6677"}
_WIDTH_PX, _HEIGHT_PX, _EDGE_PX = 660.0, 460.0, 14.0


@dataclass(frozen=True)
class FoldMap:
    """Polygons of one fold.

    Attributes:
        fold: Number of the fold, from 0.
        rings: Outer and inner rings in map coordinates, [(x, y), …]; a ring of one point is a point
            label.
        role: ``labels``, ``block`` (outline only), ``train``, ``validation`` or ``test``.
    """

    fold: int
    rings: Sequence[Ring]
    role: str = "labels"

    @property
    def color(self) -> str:
        """Colour of the role, if it has one, otherwise of the fold."""
        return _ROLE_COLORS.get(self.role, COLORS[self.fold % len(COLORS)])

    @property
    def name(self) -> str:
        """Text in the legend."""
        return ROLES[self.role] if self.role in _ROLE_COLORS else f"Fold {self.fold + 1}"


@dataclass(frozen=True)
class Shape:
    """An SVG path: its data, its colour, and whether it is only an outline."""

    path: str
    color: str
    outline: bool


@dataclass(frozen=True)
class Figure:
    """A drawing in pixels.

    Attributes:
        width, height: Size.
        shapes: Paths, in the order in which they are drawn.
        legend: (name, colour) each.
        bar: Length in pixels and label of the scale bar, if there is one.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    legend: tuple[tuple[str, str], ...]
    bar: tuple[float, str] | None


def fold_plot(folds: Sequence[FoldMap], unit: str = "") -> Figure:
    """Draw the folds.

    Args:
        folds: What is drawn.
        unit: Unit of the coordinates (m, km, °) for the scale bar; empty = no scale bar.
    """
    points = [point for fold in folds for ring in fold.rings for point in ring]
    projection = _Projection.around(points)
    shapes = []
    for fold in sorted(folds, key=lambda fold: fold.role != "block"):  # blocks below the labels
        path = _path(fold.rings, projection)
        shapes.append(Shape(path, fold.color, fold.role == "block"))
    ordered = sorted(folds, key=lambda fold: (fold.name[:4] != "Fold", fold.fold))
    legend = {fold.name: fold.color for fold in ordered}
    return Figure(
        projection.width,
        projection.height,
        tuple(shapes),
        tuple(legend.items()),
        projection.bar(unit),
    )


@dataclass(frozen=True)
class _Projection:
    """Conversion of map coordinates to pixels."""

    west: float
    north: float
    scale: float  # pixels per map unit
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> "_Projection":
        xs, ys = zip(*points, strict=True)
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        limits = ((_WIDTH_PX - 2 * _EDGE_PX, width), (_HEIGHT_PX - 2 * _EDGE_PX, height))
        scale = min((limit / side for limit, side in limits if side > 0), default=1.0)
        width_px, height_px = width * scale + 2 * _EDGE_PX, height * scale + 2 * _EDGE_PX
        return cls(min(xs), max(ys), scale, width_px, height_px)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.west) * self.scale + _EDGE_PX, (self.north - y) * self.scale + _EDGE_PX

    def bar(self, unit: str) -> tuple[float, str] | None:
        if not unit:
            return None
        limit = self.width / self.scale / 3
        power = 10.0 ** math.floor(math.log10(limit))
        length = power * max(step for step in (1, 2, 5) if step * power <= limit)
        return length * self.scale, f"{length:g} {unit}"


def _path(rings: Sequence[Ring], projection: _Projection) -> str:
    return " ".join(_ring_path(ring, projection) for ring in rings if ring)


def _ring_path(ring: Ring, projection: _Projection) -> str:
    """Return path data; corners closer than 0.1 px are merged, and a point becomes a diamond."""
    pixels = [projection.pixel(x, y) for x, y in ring]
    corners = _texts(pixels)
    if len(corners) == 1:
        x, y = pixels[0]
        corners = _texts([(x, y - 4), (x + 4, y), (x, y + 4), (x - 4, y)])
    return f"M{' '.join(corners)}Z"


def _texts(points: Sequence[tuple[float, float]]) -> list[str]:
    return list(dict.fromkeys(f"{x:.1f},{y:.1f}" for x, y in points))
