"""Conversion of the values of a class field to positions in a class table."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..class_table import ClassTable
from ..errors import InvalidLabels
from ..job.options import UNLABELLED

UNKNOWN = -1


@dataclass(frozen=True)
class Coded:
    """Coded values.

    Attributes:
        positions: Position of each value in the table, -1 = not in the table, (values,).
        table: The table.
    """

    positions: NDArray[np.int64]
    table: ClassTable


def code(
    values: NDArray[Any], table: ClassTable | None, earlier: ClassTable | None = None
) -> Coded:
    """Look values up in a table by name, then by value; without a table, make one.

    Args:
        values: Value of the class field of each label, (labels,).
        table: The classes; None = make a table from the values.
        earlier: Classes of an earlier model, whose values and colours a new table keeps.

    Raises:
        InvalidLabels: There are more values than classes are possible.
    """
    table = table or _table_of(values, earlier)
    positions = [_position(text_of(value), table) for value in values]
    return Coded(np.array(positions, np.int64), table)


def with_class(table: ClassTable, name: str, earlier: ClassTable | None = None) -> ClassTable:
    """Return the table with a class called ``name``, which is added if necessary.

    It is added as in the ``earlier`` table, otherwise with the lowest free value.

    Raises:
        InvalidLabels: All values are taken.
    """
    if _position(name, table) != UNKNOWN:
        return table
    for known in earlier or ():
        if known.name == name and known.value not in table.values:
            return ClassTable((*table.classes, known))
    free = sorted(set(range(UNLABELLED)) - set(table.values))
    if not free:
        raise InvalidLabels(
            f"The class table is full, so '{name}' cannot be added; delete a class from it."
        )
    added = ClassTable.from_names([*table.names, name], [*table.values, free[0]]).classes[-1]
    return ClassTable((*table.classes, added))


def of_interest(
    coded: Coded,
    interest: str,
    other: str,
    *,
    keep_table: bool,
    earlier: ClassTable | None = None,
) -> Coded:
    """Keep the class of interest; all others, known or not, become the class ``other``.

    Args:
        coded: The classes of the labels.
        interest: Name or value of the class of interest.
        other: Name of the class of all others.
        keep_table: Whether the table belongs to a model and must not change.
        earlier: Classes of an earlier model, whose values and colours are kept.

    Raises:
        InvalidLabels: The table has no such class.
    """
    table = coded.table
    kept = position_of(interest, table, "CLASS_OF_INTEREST")
    rest = position_of(other, table, "OTHER_CLASS") if keep_table else _position(other, table)
    if kept == rest:
        raise InvalidLabels(
            f"CLASS_OF_INTEREST and OTHER_CLASS are both '{interest}'; choose two different names."
        )
    if keep_table:
        return Coded(np.where(coded.positions == kept, kept, rest), table)
    pair = ClassTable(tuple(table.classes[i] for i in (kept, rest) if i != UNKNOWN))
    return Coded(np.where(coded.positions == kept, 0, 1), with_class(pair, other, earlier))


def position_of(name: str, table: ClassTable, parameter: str) -> int:
    """Return the position of a class by name or value.

    Raises:
        InvalidLabels: The table has no such class.
    """
    position = _position(name, table)
    if position == UNKNOWN:
        raise InvalidLabels(
            f"There is no class '{name}'; choose {parameter} among: {', '.join(table.names)}."
        )
    return position


def text_of(value: object) -> str:
    """Return a field's value as text; whole numbers without decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _position(text: str, table: ClassTable) -> int:
    """Return the position of a class by name or, if no class has that name, by value."""
    position = table.index_of(text)
    if position is not None:
        return position
    by_value = {str(value): i for i, value in enumerate(table.values)}
    return by_value.get(text, UNKNOWN)


def _table_of(values: NDArray[Any], earlier: ClassTable | None) -> ClassTable:
    """Make a class table from the values of a field.

    Whole numbers keep their value, texts are numbered in alphabetical order. Classes of an earlier
    table with the same name do not change.
    """
    texts = sorted({text_of(value) for value in values})
    if all(map(_is_class_value, texts)):
        return _table_of_numbers(sorted(map(int, texts)), earlier)
    if len(texts) >= UNLABELLED:
        raise InvalidLabels(
            f"CLASS_FIELD has {len(texts)} different values, but at most 254 classes are "
            "possible; choose the field that holds the class."
        )
    if earlier and set(earlier.names) & set(texts):
        return _extend(earlier, texts)
    return ClassTable.from_names(texts, range(1, len(texts) + 1))


def _is_class_value(text: str) -> bool:
    return text.isdigit() and int(text) < UNLABELLED


def _table_of_numbers(numbers: list[int], earlier: ClassTable | None) -> ClassTable:
    table = ClassTable.from_names([f"class {number}" for number in numbers], numbers)
    return _with_colors_of(earlier, table) if earlier else table


def _with_colors_of(earlier: ClassTable, table: ClassTable) -> ClassTable:
    """Return the table with the earlier colours of classes with the same name and value."""
    known = {(c.name, c.value): c for c in earlier}
    return ClassTable(tuple(known.get((c.name, c.value), c) for c in table))


def _extend(earlier: ClassTable, texts: list[str]) -> ClassTable:
    """Return the classes of an earlier table that are still used, followed by the new ones.

    New classes get the lowest values that the earlier table does not use; if there are too few,
    those of classes that are not used any more.
    """
    kept = ClassTable(tuple(entry for entry in earlier if entry.name in texts))
    released = [entry.value for entry in earlier if entry.name not in texts]
    unused = [value for value in range(1, UNLABELLED) if value not in earlier.values]
    added = [text for text in texts if text not in kept.names]
    values = [*unused, *released][: len(added)]
    table = ClassTable.from_names([*kept.names, *added], [*kept.values, *values])
    return ClassTable((*kept.classes, *table.classes[len(kept) :]))


def is_blank(value: object) -> bool:
    """Tell whether a value of the class field is none."""
    return text_of(value) in ("", "nan")
