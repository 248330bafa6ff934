"""Values of a class field become positions in a class table; one class of interest makes all others 'other'."""

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
    """Position in the table of each value; -1 where the table does not know it."""

    positions: NDArray[np.int64]
    table: ClassTable


def code(values: NDArray[Any], table: ClassTable | None) -> Coded:
    """Look values up in a table by name, then by value; without a table, make one from the values."""
    table = table or _table_of(values)
    return Coded(np.array([_position(text_of(v), table) for v in values], np.int64), table)


def with_class(table: ClassTable, name: str) -> ClassTable:
    """Return the table with a class called ``name``, added with the lowest free value where it has none.

    Raises:
        InvalidLabels: All values are taken.
    """
    if _position(name, table) != UNKNOWN:
        return table
    free = sorted(set(range(UNLABELLED)) - set(table.values))
    if not free:
        raise InvalidLabels(
            f"The class table is full, so '{name}' finds no place; take a class out of it."
        )
    added = ClassTable.from_names([*table.names, name], [*table.values, free[0]]).classes[-1]
    return ClassTable((*table.classes, added))


def of_interest(coded: Coded, interest: str, other: str, *, keep_table: bool) -> Coded:
    """Keep one class and make all others, known or not, the class ``other``.

    Args:
        coded: Classes as the labels have them.
        interest: Name or value of the class that stays.
        other: Name of the class that all others become.
        keep_table: Whether the table belongs to a model and must stay.

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
    return Coded(np.where(coded.positions == kept, 0, 1), with_class(pair, other))


def position_of(name: str, table: ClassTable, parameter: str) -> int:
    """Return the position of a class by name or value.

    Raises:
        InvalidLabels: There is none; the sentence lists the classes and names the parameter.
    """
    position = _position(name, table)
    if position == UNKNOWN:
        raise InvalidLabels(
            f"There is no class '{name}'; choose {parameter} among: {', '.join(table.names)}."
        )
    return position


def text_of(value: object) -> str:
    """Write a field's value as people do: 3, not 3.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _position(text: str, table: ClassTable) -> int:
    by_value = {str(value): i for i, value in enumerate(table.values)}
    found = table.index_of(text)
    return by_value.get(text, UNKNOWN) if found is None else found


def _table_of(values: NDArray[Any]) -> ClassTable:
    """Make a class table from the values of a field: whole numbers keep their value, text is numbered in order."""
    texts = sorted({text_of(v) for v in values})
    if all(t.isdigit() and int(t) < UNLABELLED for t in texts):
        numbers = sorted(int(t) for t in texts)
        return ClassTable.from_names([f"class {n}" for n in numbers], numbers)
    if len(texts) >= UNLABELLED:
        raise InvalidLabels(
            f"The class field has {len(texts)} different values; at most 254 classes are possible."
        )
    return ClassTable.from_names(texts, range(1, len(texts) + 1))
