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


def code(
    values: NDArray[Any], table: ClassTable | None, earlier: ClassTable | None = None
) -> Coded:
    """Look values up in a table by name, then by value; without a table, make one from the values.

    Args:
        values: The class field of every label.
        table: The classes to look up; None to make a table.
        earlier: Classes of an earlier model, whose values and colours a new table keeps.
    """
    table = table or _table_of(values, earlier)
    return Coded(np.array([_position(text_of(v), table) for v in values], np.int64), table)


def with_class(table: ClassTable, name: str, earlier: ClassTable | None = None) -> ClassTable:
    """Return the table with a class called ``name``, added where it has none.

    It is added as it was in the ``earlier`` table, otherwise with the lowest free value.

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
            f"The class table is full, so '{name}' finds no place; take a class out of it."
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
    """Keep one class and make all others, known or not, the class ``other``.

    Args:
        coded: Classes as the labels have them.
        interest: Name or value of the class that stays.
        other: Name of the class that all others become.
        keep_table: Whether the table belongs to a model and must stay.
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


def _table_of(values: NDArray[Any], earlier: ClassTable | None) -> ClassTable:
    """Make a class table from the values of a field.

    Whole numbers keep their value, text is numbered in alphabetical order; classes that an earlier
    table knows by name stay as they were.
    """
    texts = sorted({text_of(v) for v in values})
    if all(t.isdigit() and int(t) < UNLABELLED for t in texts):
        numbers = sorted(int(t) for t in texts)
        table = ClassTable.from_names([f"class {n}" for n in numbers], numbers)
        return _with_colors_of(earlier, table) if earlier else table
    if len(texts) >= UNLABELLED:
        raise InvalidLabels(
            f"The class field has {len(texts)} different values; at most 254 classes are possible."
        )
    if earlier and set(earlier.names) & set(texts):
        return _extend(earlier, texts)
    return ClassTable.from_names(texts, range(1, len(texts) + 1))


def _with_colors_of(earlier: ClassTable, table: ClassTable) -> ClassTable:
    """Return the table with the colours that classes of the same name and value had."""
    known = {(c.name, c.value): c for c in earlier}
    return ClassTable(tuple(known.get((c.name, c.value), c) for c in table))


def _extend(earlier: ClassTable, texts: list[str]) -> ClassTable:
    """Return the classes of an earlier table that are still used, followed by the new ones.

    New classes get the lowest values that the earlier table does not use, as long as there are any.
    """
    kept = [c for c in earlier if c.name in texts]
    added = [text for text in texts if earlier.index_of(text) is None]
    unused = [value for value in range(1, UNLABELLED) if value not in earlier.values]
    released = [c.value for c in earlier if c.name not in texts]
    names = [*(c.name for c in kept), *added]
    values = [*(c.value for c in kept), *[*unused, *released][: len(added)]]
    table = ClassTable.from_names(names, values)
    return ClassTable((*kept, *table.classes[len(kept) :]))
