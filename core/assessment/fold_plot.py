"""Where the folds lie: polygons in map coordinates become the paths of a small drawing, north up."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Ring = Sequence[tuple[float, float]]

ROLES = {
    "labels": "Fold",
    "block": "Block",
    "train": "Training",
    "validation": "Validation",
    "test": "Test",
}
_ROLE_COLORS = {"train": "#a9b0ba", "validation": "#4477aa", "test": "#ee6677"}
# Paul Tol's bright scheme: told apart without colour vision, on screen and in print
_FOLD_COLORS = (
    "#4477aa",
    "#ee6677",
    "#228833",
    "#ccbb44",
    "#66ccee",
    "#aa3377",
    "#e08e45",
    "#777777",
)
_WIDTH_PX, _HEIGHT_PX, _EDGE_PX = 660.0, 460.0, 14.0


@dataclass(frozen=True)
class FoldMap:
    """Polygons of one fold.

    Attributes:
        fold: Number of the fold, from 0.
        rings: Outer and inner rings in map coordinates, [(x, y), …]; one point stands for a point label.
        role: ``labels``, ``block`` (outline only), or ``train``, ``validation``, ``test`` where a field said so.
    """

    fold: int
    rings: Sequence[Ring]
    role: str = "labels"

    @property
    def color(self) -> str:
        """Colour of the fold, or of the role where there is one."""
        return _ROLE_COLORS.get(self.role, _FOLD_COLORS[self.fold % len(_FOLD_COLORS)])

    @property
    def name(self) -> str:
        """What the legend calls it."""
        return ROLES[self.role] if self.role in _ROLE_COLORS else f"Fold {self.fold + 1}"


@dataclass(frozen=True)
class Shape:
    """One drawn thing: path data, colour, and whether it is only an outline."""

    path: str
    color: str
    outline: bool


@dataclass(frozen=True)
class Figure:
    """A drawing in pixels with its legend (name, colour) and an optional scale bar (length in pixels, label)."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    legend: tuple[tuple[str, str], ...]
    bar: tuple[float, str] | None


def fold_plot(folds: Sequence[FoldMap], unit: str = "") -> Figure:
    """Draw the folds; ``unit`` (m, km, °) is the unit of the coordinates and brings a scale bar."""
    place = _Placement.around(point for fold in folds for ring in fold.rings for point in ring)
    ordered = sorted(folds, key=lambda fold: fold.role != "block")  # blocks lie under the labels
    shapes = tuple(
        Shape(_path(fold.rings, place), fold.color, fold.role == "block") for fold in ordered
    )
    legend = {
        fold.name: fold.color
        for fold in sorted(folds, key=lambda fold: (fold.name[:4] != "Fold", fold.fold))
    }
    return Figure(place.width, place.height, shapes, tuple(legend.items()), place.bar(unit))


@dataclass(frozen=True)
class _Placement:
    """How map coordinates become pixels."""

    west: float
    north: float
    scale: float  # pixels per map unit
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> "_Placement":
        xs, ys = zip(*points, strict=True)
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        sides = ((_WIDTH_PX, width), (_HEIGHT_PX, height))
        scale = min(((room - 2 * _EDGE_PX) / side for room, side in sides if side > 0), default=1.0)
        return cls(
            min(xs), max(ys), scale, width * scale + 2 * _EDGE_PX, height * scale + 2 * _EDGE_PX
        )

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.west) * self.scale + _EDGE_PX, (self.north - y) * self.scale + _EDGE_PX

    def bar(self, unit: str) -> tuple[float, str] | None:
        if not unit:
            return None
        limit = self.width / self.scale / 3
        power = 10.0 ** math.floor(math.log10(limit))
        length = power * max(step for step in (1, 2, 5) if step * power <= limit)
        return length * self.scale, f"{length:g} {unit}"


def _path(rings: Sequence[Ring], place: _Placement) -> str:
    return " ".join(_ring_path([place.pixel(x, y) for x, y in ring]) for ring in rings if ring)


def _ring_path(pixels: list[tuple[float, float]]) -> str:
    """Return path data, without the corners that fall on the same tenth of a pixel; a point becomes a diamond."""
    corners = list(dict.fromkeys(f"{x:.1f},{y:.1f}" for x, y in pixels))
    if len(corners) == 1:
        x, y = pixels[0]
        corners = [
            f"{x:.1f},{y - 4:.1f}",
            f"{x + 4:.1f},{y:.1f}",
            f"{x:.1f},{y + 4:.1f}",
            f"{x - 4:.1f},{y:.1f}",
        ]
    return f"M{' '.join(corners)}Z"
