"""How two class maps of the same pixels differ: classes are matched by name.

Both maps are read window by window. Memory holds one number per pair of classes and one window.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidScene
from ..imagery.class_map import ClassMap, windows
from ..imagery.map_style import Legend
from ..imagery.map_writer import NODATA
from ..imagery.tile_grid import BLOCK_PX, Window
from ..progress import Progress
from .pixel_area import PixelArea

NO_CHANGE = 0  # code of pixels that have the same class in both maps
_LAST_CODE = NODATA - 1  # the smallest changes share it where there are too many
_SAME_COLOR, _REST_COLOR = "#d9d9d9", "#9e9e9e"

Numbers = NDArray[np.int64]


class ClassPairs:
    """The classes of two maps as one list of names, and the pair of classes of each pixel.

    A value that a legend does not name is the class "Class <value>".

    Args:
        earlier: The earlier map.
        later: The later map, of the same pixels.

    Attributes:
        names: Names of the classes in any of the maps.
        colors: Their colours; those of the later map take precedence.
        only_earlier: Names that only the legend of the earlier map has.
        only_later: Names that only the legend of the later map has.

    Raises:
        InvalidScene: The maps have no class name in common.
    """

    def __init__(self, earlier: ClassMap, later: ClassMap) -> None:
        self._maps = earlier, later
        first, second = (_names(map_) for map_ in self._maps)
        self.only_earlier = [name for name in first if name not in second]
        self.only_later = [name for name in second if name not in first]
        if len(self.only_earlier) == len(first):
            raise InvalidScene(
                f"{earlier.name} and {later.name} have no class name in common, so their classes "
                f"cannot be matched: {', '.join(first)} and {', '.join(second)}; choose two maps "
                "of the same classes."
            )
        by_value = [_names_by_value(map_) for map_ in self._maps]
        self.names = list(dict.fromkeys([*by_value[0], *by_value[1]]))
        self._lookups = [self._lookup(names) for names in by_value]
        colors = {name: color for map_ in self._maps for _, name, color in map_.legend}
        self.colors = [colors.get(name, _REST_COLOR) for name in self.names]

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self._maps[0].shape

    @property
    def side(self) -> int:
        """Number of classes and one for no data: a pair is ``from * side + to``."""
        return len(self.names) + 1

    def _lookup(self, names: list[str]) -> Numbers:
        """Return the position of each value's class in ``names``, (256,); no data is the last."""
        position = {name: number for number, name in enumerate(self.names)}
        return np.array([*(position[name] for name in names), len(self.names)], np.int64)

    def read(self, window: Window) -> Numbers:
        """Return the number of each pixel's pair of classes, (h, w)."""
        earlier, later = (
            lookup[map_.read(window)]
            for lookup, map_ in zip(self._lookups, self._maps, strict=True)
        )
        pairs: Numbers = earlier * self.side + later
        return pairs


@dataclass(frozen=True)
class Change:
    """A pair of classes: names, colour of the later class, number of pixels, and their area."""

    earlier: str
    later: str
    color: str
    pixels: int
    area: float

    @property
    def is_change(self) -> bool:
        """Whether the classes differ."""
        return self.earlier != self.later


@dataclass(frozen=True, eq=False)
class Changes:
    """Pixels and area of every pair of classes.

    Attributes:
        pairs: The classes.
        pixels: Number of pixels by earlier and later class, no data last, (side, side).
        areas: Their area, (side, side), in the unit of ``PixelArea``.
    """

    pairs: ClassPairs
    pixels: Numbers
    areas: NDArray[np.float64]

    @cached_property
    def found(self) -> list[Change]:
        """The pairs of classes that occur, the changes first, the largest first."""
        numbers = np.argwhere(self.pixels[:-1, :-1] > 0).tolist()
        names, colors = self.pairs.names, self.pairs.colors
        made = [
            Change(names[a], names[b], colors[b], int(self.pixels[a, b]), float(self.areas[a, b]))
            for a, b in numbers
        ]
        return sorted(made, key=lambda change: (not change.is_change, -change.area))

    @property
    def changed(self) -> list[Change]:
        """The pairs of different classes, the largest first."""
        return [change for change in self.found if change.is_change]

    @property
    def one_sided_pixels(self) -> int:
        """Number of pixels that have data in one map only; they are not compared."""
        return int(self.pixels[-1, :-1].sum() + self.pixels[:-1, -1].sum())

    def code_of(self, change: Change) -> int:
        """Return the value of a pair of classes in the raster."""
        return int(self._codes[self._number(change)])

    def codes(self, pairs: Numbers) -> NDArray[np.uint8]:
        """Return the values of the raster for pairs (h, w)."""
        values: NDArray[np.uint8] = self._codes[pairs]
        return values

    @property
    def legend(self) -> Legend:
        """(value, name, colour) per code; a change has the colour of the later class."""
        entries = {NO_CHANGE: ("no change", _SAME_COLOR)}
        for change in self.changed:
            name = f"{change.earlier} → {change.later}"
            entries.setdefault(self.code_of(change), (name, change.color))
        if len(self.changed) > _LAST_CODE:
            entries[_LAST_CODE] = ("other changes", _REST_COLOR)
        return [(code, name, color) for code, (name, color) in entries.items()]

    @cached_property
    def _codes(self) -> NDArray[np.uint8]:
        """Value of each pair in the raster, (side * side,)."""
        table = np.full((self.pairs.side, self.pairs.side), NODATA, np.uint8)
        np.fill_diagonal(table[:-1, :-1], NO_CHANGE)
        codes: NDArray[np.uint8] = table.ravel()
        for rank, change in enumerate(self.changed, start=1):
            codes[self._number(change)] = min(rank, _LAST_CODE)
        return codes

    def _number(self, change: Change) -> int:
        position = self.pairs.names.index
        return position(change.earlier) * self.pairs.side + position(change.later)


def count_changes(
    pairs: ClassPairs, area: PixelArea, progress: Progress, side_px: int = BLOCK_PX
) -> Changes:
    """Count pixels and areas of all pairs of classes, window by window."""
    n = pairs.side**2
    pixels, areas = np.zeros(n, np.int64), np.zeros(n)
    blocks = list(windows(*pairs.shape, side_px))
    for done, window in enumerate(blocks, start=1):
        numbers = pairs.read(window).ravel()
        pixels += np.bincount(numbers, minlength=n)
        areas += np.bincount(numbers, area.of(window).ravel(), minlength=n)
        progress.step(done, len(blocks))
    shape = pairs.side, pairs.side
    return Changes(pairs, pixels.reshape(shape), areas.reshape(shape))


def _names(map_: ClassMap) -> list[str]:
    return [name for _, name, _ in map_.legend]


def _names_by_value(map_: ClassMap) -> list[str]:
    """Return the name of each value, (255,)."""
    named = {value: name for value, name, _ in map_.legend}
    return [named.get(value, f"Class {value}") for value in range(NODATA)]
