"""Options as fields of dataclasses: one field says everything that is known of an option.

The field holds its name, type and default; its metadata, an ``OptionInfo``, holds the texts and the
allowed values. Checks, keys of job files, Processing parameters and messages are derived from it,
so a new option is one field. Standard library only, so that the QGIS side can read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

_OPTION = "option"  # keys of a field's metadata
_GROUP = "group"
_MAY_BE_EMPTY = "may be empty"
INPUT_KINDS = ("raster", "rasters", "map", "vector", "polygons", "table", "model", "files")
OUTPUT_KINDS = ("raster output", "vector output", "file output")  # of files


@dataclass(frozen=True)
class OptionInfo:
    """What is known of an option beside its type and default.

    Attributes:
        title: A few words for forms and reports.
        help: One or two sentences, with the unit and the meaning of 0 where there is one.
        hint: What forms show in a field that is empty.
        name: Name of the Processing parameter; in lower case it is the key in job files. Empty =
            the field's name.
        kind: What the value stands for where its type does not tell: one of ``INPUT_KINDS`` or
            ``OUTPUT_KINDS``, ``bands`` (of the raster INPUT), ``field`` (of the layer LABELS),
            ``extent``, ``folder`` or ``folder output``.
        choices: All allowed values; for a list, of its items.
        words: What forms show for a choice, by the choice as it is written in job files.
        suggestions: Values to offer where others can be written.
        at_least, above, at_most, below: Bounds of a number, or of every number in a list.
        heads: The heads that use the option; empty = all, or the option is not about heads.
        losses: The losses that use the option; empty = all, or it is not about losses.
        raster: Of a raster output, its row in ``core/raster_kinds.py``.
        suffix: Ending of the file's name, such as ``.json``.
        is_offered: Whether Processing offers it as a parameter; other options are for job files.
        is_basic: Whether forms show it outside their advanced section.
        is_proposed: Whether forms propose a file for an optional output.
        is_expected: Whether forms do not call it optional, because there is another way only for
            experts.
        keeps_fields: Whether the engine needs all fields of a vector layer, and its features
            without a shape.
        file_name: Of an output, the name that forms propose; ``{input}`` and other keys of options
            stand for the name of that file without its ending.
    """

    title: str
    help: str
    hint: str = ""
    name: str = ""
    kind: str = ""
    choices: tuple[Any, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    suggestions: tuple[str, ...] = ()
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None
    heads: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    raster: str = ""
    suffix: str = ""
    is_offered: bool = True
    is_basic: bool = False
    is_proposed: bool = False
    is_expected: bool = False
    keeps_fields: bool = False
    file_name: str = ""

    @property
    def range_text(self) -> str:
        """The allowed numbers in words, "" where all are allowed."""
        bounds = (
            ("at least", self.at_least),
            ("above", self.above),
            ("at most", self.at_most),
            ("below", self.below),
        )
        return " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)

    def allows(self, number: float) -> bool:
        """Tell whether a number is within the bounds; NaN never is."""
        return (
            (self.at_least is None or number >= self.at_least)
            and (self.above is None or number > self.above)
            and (self.at_most is None or number <= self.at_most)
            and (self.below is None or number < self.below)
        )


@dataclass(frozen=True)
class Option:
    """An option of a job or of a group of options.

    Attributes:
        path: Names of the fields that lead to it, such as ("recipe", "optimizer", "ema").
        type: Type of its value: bool, int, float, str, or a tuple of one of them.
        default: Its default, ``dataclasses.MISSING`` where a value must be given.
    """

    info: OptionInfo
    path: tuple[str, ...]
    type: Any
    default: Any

    @property
    def name(self) -> str:
        """Name of the Processing parameter."""
        return self.info.name

    @property
    def key(self) -> str:
        """Key in job files."""
        return self.info.name.lower()

    @property
    def is_required(self) -> bool:
        """Whether a value must be given."""
        return self.default is MISSING

    @property
    def is_output(self) -> bool:
        """Whether its value names a file or folder that the job writes."""
        return self.info.kind.endswith(" output")

    @property
    def is_list(self) -> bool:
        """Whether its value is a tuple."""
        return get_origin(self.type) is tuple

    @property
    def item_type(self) -> type:
        """Type of its value, or of the items of a list."""
        found: type = get_args(self.type)[0] if self.is_list else self.type
        return found


def option(default: Any = MISSING, /, *, title: str, help: str, **info: Any) -> Any:  # noqa: ANN401
    """Declare a field that is an option; see ``OptionInfo`` for ``info``."""
    return field(default=default, metadata={_OPTION: OptionInfo(title, help, **info)})


def group(
    default_factory: Callable[[], Any] | None = None,
    /,
    *,
    shown: tuple[str, ...] = (),
    hidden: tuple[str, ...] = (),
    may_be_empty: bool = False,
    **changes: dict[str, Any],
) -> Any:  # noqa: ANN401 (a field)
    """Declare a field whose value is a dataclass of options.

    A tuple of dataclasses is one list of inputs: the first option is listed, the others hold for
    all items.

    Args:
        default_factory: Makes the default; None where a value must be given.
        shown: Names of options that Processing offers here, beside those that it offers everywhere.
        hidden: Names of options that it does not offer here.
        may_be_empty: Whether a tuple of dataclasses may have no items.
        changes: What else is different about an option here, by the option's name: fields of
            ``OptionInfo``.
    """
    for name in (*shown, *hidden):
        changes[name] = {"is_offered": name in shown, **changes.get(name, {})}
    metadata = {_GROUP: changes, _MAY_BE_EMPTY: may_be_empty}
    if default_factory is None:
        return field(metadata=metadata)
    return field(default_factory=default_factory, metadata=metadata)


def options_of(kind: type) -> tuple[Option, ...]:
    """Return the options of a dataclass and of the groups in it, in the order of their fields."""
    return _cached_options(kind)


@cache
def _cached_options(kind: type) -> tuple[Option, ...]:
    return tuple(_walk(kind))


def own_options(kind: type) -> Iterator[tuple[Field[Any], Option]]:
    """Yield the fields of a dataclass that are options, groups left out."""
    hints = get_type_hints(kind)
    for one in fields(kind):
        if _OPTION in one.metadata:
            info = one.metadata[_OPTION]
            named = replace(info, name=info.name or one.name.upper())
            yield one, Option(named, (one.name,), hints[one.name], one.default)


def _walk(kind: type) -> Iterator[Option]:
    hints = get_type_hints(kind)
    own = {one.name: found for one, found in own_options(kind)}
    for one in fields(kind):
        if one.name in own:
            yield own[one.name]
        else:
            yield from _group_options(one, hints[one.name])


def _group_options(one: Field[Any], hint: Any) -> Iterator[Option]:  # noqa: ANN401
    """Yield the options of a group with what the field changes about them."""
    is_list = get_origin(hint) is tuple
    inner = options_of(get_args(hint)[0] if is_list else hint)
    changes = one.metadata.get(_GROUP, {})
    default = None if one.default_factory is MISSING else one.default_factory()
    for index, found in enumerate(inner):
        value = found.default if default is None else value_at(default, found.path)
        if index == 0 and one.metadata.get(_MAY_BE_EMPTY):
            value = ()
        yield replace(
            found,
            info=replace(found.info, **changes.get(found.name, {})),
            path=(one.name, *found.path),
            type=_list_of(found.type) if is_list and index == 0 else found.type,
            default=value,
        )


def _list_of(item_type: Any) -> Any:  # noqa: ANN401 (types)
    return tuple.__class_getitem__((item_type, ...))


def value_of(holder: object, found: Option) -> Any:  # noqa: ANN401
    """Return the value of an option; of a tuple without items, nothing and the other defaults."""
    has_no_items = len(found.path) > 1 and getattr(holder, found.path[0]) == ()
    if has_no_items:
        return () if found.is_required else found.default
    return value_at(holder, found.path)


def value_at(holder: object, path: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Return the value of an option; in a tuple of groups, the listed values or the shared one."""
    name, *rest = path
    value = getattr(holder, name)
    if not rest:
        return value
    if not isinstance(value, tuple):
        return value_at(value, tuple(rest))
    if value and tuple(rest) != options_of(type(value[0]))[0].path:
        return value_at(value[0], tuple(rest))
    return tuple(value_at(item, tuple(rest)) for item in value)
