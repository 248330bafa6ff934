"""YAML text as nodes that know their lines.

Scalars are read as in YAML 1.2 (https://yaml.org/spec/1.2.2/, the core schema), so that ``no`` and
``12:30`` are text. Tags, merge keys and objects of Python do not exist here, and what aliases
repeat is bounded.
"""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

import yaml

from ..errors import InvalidJob

MAX_BYTES = 256 * 1024
MAX_NODES = 10_000  # after aliases and references are replaced by what they stand for
_MAX_DEPTH = 20
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Node:
    """A value of a YAML file.

    Attributes:
        value: Text, number, true, false, None, a list of nodes, or nodes by key.
        line: Its line in the file, from 1; of a value with a key, that of the key.
    """

    value: Any
    line: int

    def plain(self) -> Any:  # noqa: ANN401
        """Return the value with plain values instead of nodes."""
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return self.value


def at_line(line: int, text: str) -> InvalidJob:
    """Return the error about a line of a pipeline file."""
    return InvalidJob(f"line {line}: {text}")


def schema(target: Any) -> Any:  # noqa: ANN401 (a class of PyYAML)
    """Let a loader or dumper of PyYAML know the scalars of YAML 1.2's core schema, no others."""
    for name, pattern, first in (
        ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
        ("null", r"~|null|Null|NULL|", [*"~nN", ""]),
        ("int", r"[-+]?[0-9]{1,18}", [*"-+0123456789"]),
        ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", [*"-+.0123456789"]),
    ):
        target.add_implicit_resolver(_TAG + name, re.compile(f"^(?:{pattern})$"), first)
    return target


@schema
class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]


def parse(text: str) -> Node:
    """Read YAML text, one document whose keys are texts.

    Raises:
        InvalidJob: It is too long, no YAML, has a tag or a key twice; the text names the line.
    """
    if len(text.encode()) > MAX_BYTES:
        raise at_line(1, f"the file is longer than {MAX_BYTES // 1024} kB; that is no pipeline.")
    try:
        root = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise at_line(mark.line + 1 if mark else 1, f"no valid YAML: {error.problem}.") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise at_line(line, f"no valid YAML: {error.reason}.") from None
    except RecursionError:
        raise at_line(1, "lists or keys are nested too deeply.") from None
    if root is None:
        raise at_line(1, "the file is empty; write a section, such as 'train:'.")
    return _Conversion().node(root, root.start_mark.line + 1)


class _Conversion:
    """Makes nodes of those of PyYAML, and counts them."""

    def __init__(self) -> None:
        self._n_nodes = 0

    def node(self, source: yaml.Node, line: int, depth: int = 0) -> Node:
        """Return a node, with what aliases stand for."""
        self._n_nodes += 1
        if self._n_nodes > MAX_NODES or depth > _MAX_DEPTH:
            raise at_line(line, "aliases or levels make the file too large; write it more simply.")
        if isinstance(source, yaml.MappingNode) and source.tag == _TAG + "map":
            return Node(self._mapping(source, depth), line)
        if isinstance(source, yaml.SequenceNode) and source.tag == _TAG + "seq":
            items = [self.node(n, n.start_mark.line + 1, depth + 1) for n in source.value]
            return Node(items, line)
        if isinstance(source, yaml.ScalarNode):
            return Node(_scalar(source, line), line)
        raise _refused_tag(source, line)

    def _mapping(self, source: yaml.MappingNode, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, value in source.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise at_line(line, "a key must be a word, not a list or keys.")
            name = key.value.lower()
            if name in found:
                first = found[name].line
                raise at_line(line, f"'{key.value}' stands here twice (line {first}); keep one.")
            found[name] = self.node(value, line, depth + 1)
        return found


def _scalar(source: yaml.ScalarNode, line: int) -> str | int | float | bool | None:
    """Return the value of a scalar."""
    text: str = source.value
    try:
        match source.tag.removeprefix(_TAG):
            case "str":
                return text
            case "int":
                return int(text)
            case "float":
                return float(text)
            case "bool":
                return text.lower() == "true"
            case "null":
                return None
    except ValueError:
        pass
    raise _refused_tag(source, line)


def _refused_tag(source: yaml.Node, line: int) -> InvalidJob:
    tag = source.tag.replace(_TAG, "!!")
    return at_line(line, f"the tag {tag} is not allowed; write the value without it.")
