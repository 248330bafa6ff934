"""The options of an algorithm as text, for people who write job files."""

from collections.abc import Iterator
from textwrap import fill

from ..job.checks import word_of
from ..job.jobs import JOBS
from ..job.option import Option, options_of

_WIDTH = 96
_INDENT = " " * 6


def option_list(algorithm: str) -> str:
    """Return the keys of an algorithm's job file, each with its type, default and help."""
    job = JOBS[algorithm]
    summary = (job.__doc__ or "").partition("\n")[0]
    return "\n".join([f"{algorithm}: {summary}", *map(_option_text, options_of(job))])


def _option_text(option: Option) -> str:
    head = f"  {option.key}: {', '.join(_facts(option))}"
    help_text = fill(option.info.help, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)
    return f"{head}\n{help_text}"


def _facts(option: Option) -> Iterator[str]:
    """Yield type, default, allowed numbers and heads of an option."""
    name = {bool: "true or false", int: "integer", float: "number", str: "text"}[option.item_type]
    yield f"list of {name}" if option.is_list else name
    yield "required" if option.is_required else f"default {_default_text(option)}"
    if option.info.range_text:
        yield option.info.range_text
    if option.info.choices:
        yield f"one of {' '.join(map(word_of, option.info.choices))}"
    if option.info.heads:
        yield f"heads {' '.join(option.info.heads)}"


def _default_text(option: Option) -> str:
    if option.default in ("", ()):
        return "empty"
    if isinstance(option.default, bool):
        return "true" if option.default else "false"
    return word_of(option.default)
