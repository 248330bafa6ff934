"""The class table: value, name and colour of every class, for legends, styles and reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .errors import InvalidLabels
from .job.options import UNLABELLED

# Words in a class name that suggest a colour; the first match wins.
_COLOR_WORDS = (
    (("water", "river", "lake", "hydro", "sea"), "#3b7dd8"),
    (("forest", "tree", "wood"), "#1e7a34"),
    (("grass", "meadow", "pasture", "vegetation", "lawn"), "#9acd5a"),
    (("farm", "crop", "field", "arable"), "#e8c547"),
    (("building", "roof", "house", "residential", "urban"), "#d1453b"),
    (("road", "street", "asphalt", "train", "rail"), "#6e6e78"),
    (("soil", "bare", "ground", "land", "sand"), "#c9a06a"),
    (("wetland", "marsh", "swamp"), "#4fb3a5"),
    (("cloud", "snow", "ice"), "#f2f2f2"),
    (("shadow", "other", "unknown"), "#4a4458"),
)
_PALETTE = (  # for all other classes, in turn
    "#8e5cc2", "#e07b39", "#2fb5c9", "#d65a9d", "#7a8f2a", "#b07aa1",
    "#f28e8c", "#59788e", "#b5651d", "#a0cbe8", "#86608e", "#c4b000",
)  # fmt: skip

_MAX_UNSHARED_CLASSES = 20  # so many classes may have a single label each
_MAX_CLASSES_PER_LABEL = 0.9


def require_shared_classes(field: str, n_classes: int, n_labels: int) -> None:
    """Reject a field that numbers the labels, such as ``fid``, instead of naming their classes.

    Args:
        field: Name of the class field.
        n_classes: Number of different values in it.
        n_labels: Number of polygons, points or lines with a value; a multipart feature counts once
            per part.

    Raises:
        InvalidLabels: There are many classes and nearly every label has its own.
    """
    if n_classes > max(_MAX_UNSHARED_CLASSES, _MAX_CLASSES_PER_LABEL * n_labels):
        raise InvalidLabels(
            f"CLASS_FIELD '{field}' has {n_classes} different values for {n_labels} labels, so "
            "nearly every label would be a class of its own; choose the field that holds the "
            "class."
        )


@dataclass(frozen=True)
class LandClass:
    """One class: ``value`` 0-254 in rasters, a ``name`` and a ``color`` as ``#rrggbb``."""

    value: int
    name: str
    color: str

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, 0-255."""
        return int(self.color[1:3], 16), int(self.color[3:5], 16), int(self.color[5:7], 16)


@dataclass(frozen=True)
class ClassTable:
    """The classes of a map in legend order.

    Raises:
        InvalidLabels: A value lies outside 0-254 or appears twice, or a colour is not ``#rrggbb``.
    """

    classes: tuple[LandClass, ...]

    def __post_init__(self) -> None:
        values = [c.value for c in self.classes]
        if len(set(values)) != len(values):
            raise InvalidLabels(
                "The class table gives one value to two classes; make the values differ."
            )
        for entry in self.classes:
            if not 0 <= entry.value < UNLABELLED:
                raise InvalidLabels(
                    f"Class '{entry.name}' has the value {entry.value}; use whole numbers from 0 "
                    "to 254."
                )
            if len(entry.color) != 7 or not _is_hex(entry.color):
                raise InvalidLabels(
                    f"Class '{entry.name}' has the colour '{entry.color}'; write it as #rrggbb."
                )

    def __iter__(self) -> Iterator[LandClass]:
        return iter(self.classes)

    def __len__(self) -> int:
        return len(self.classes)

    @property
    def names(self) -> tuple[str, ...]:
        """Class names in legend order."""
        return tuple(c.name for c in self.classes)

    @property
    def values(self) -> tuple[int, ...]:
        """Class values in legend order."""
        return tuple(c.value for c in self.classes)

    def index_of(self, name: str) -> int | None:
        """Return the position of a class in the table, None if it has no such class."""
        return self.names.index(name) if name in self.names else None

    def with_added(self, name: str, color: str) -> ClassTable:
        """Return the table with one more class, at the first free value.

        If the name is taken, it gets a number.

        Raises:
            InvalidLabels: No value is free.
        """
        free = [value for value in range(UNLABELLED) if value not in self.values]
        if not free:
            raise InvalidLabels(
                f"All 255 values have a class, so none is left for '{name}'; leave that class out."
            )
        candidates = (name, *(f"{name} {number}" for number in range(2, UNLABELLED + 2)))
        unused = [candidate for candidate in candidates if candidate not in self.names]
        return ClassTable((*self.classes, LandClass(free[0], unused[0], color)))

    def to_list(self) -> list[dict[str, Any]]:
        """Return the table as plain JSON values."""
        return [asdict(c) for c in self.classes]

    @classmethod
    def from_list(cls, rows: Iterable[dict[str, Any]]) -> ClassTable:
        """Read what ``to_list`` returned.

        Raises:
            InvalidLabels: A row lacks a field, or the table is invalid.
        """
        try:
            classes = [
                LandClass(int(row["value"]), str(row["name"]), str(row["color"])) for row in rows
            ]
        except (KeyError, TypeError, ValueError):
            raise InvalidLabels(
                "A class table is a list of {value, name, color}; correct the file and try again."
            ) from None
        return cls(tuple(classes))

    @classmethod
    def from_file(cls, path: Path) -> ClassTable:
        """Read a class table from a JSON file.

        Raises:
            InvalidLabels: The file cannot be read or holds no class table.
        """
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InvalidLabels(
                f"CLASS_TABLE {path} cannot be read ({error}); choose a JSON file with a class "
                "table."
            ) from None
        return cls.from_list(rows)

    @classmethod
    def from_names(cls, names: Iterable[str], values: Iterable[int] | None = None) -> ClassTable:
        """Make a table with colours that suit the names (water blue, forest green …).

        Args:
            names: Names of the classes, in legend order.
            values: Their values; None = 0, 1, 2 …
        """
        names = list(names)
        numbers = range(len(names)) if values is None else values
        rows = zip(numbers, names, _colors(names))
        return cls(tuple(LandClass(value, name, color) for value, name, color in rows))


def _colors(names: list[str]) -> list[str]:
    """Choose one colour per name; no colour twice until the palette is used up."""
    taken: list[str] = []
    for name in names:
        free = [color for color in (*_suggested_color(name), *_PALETTE) if color not in taken]
        taken.append(free[0] if free else _PALETTE[len(taken) % len(_PALETTE)])
    return taken


def _suggested_color(name: str) -> list[str]:
    """Return the colour that a class name suggests, or an empty list."""
    for words, color in _COLOR_WORDS:
        if any(word in name.lower() for word in words):
            return [color]
    return []


def _is_hex(color: str) -> bool:
    try:
        return color.startswith("#") and int(color[1:], 16) >= 0
    except ValueError:
        return False
