"""References in a pipeline file: ``${train.model}`` is the value ``model`` of the step ``train``.

Of a section with several steps, ``${predict.2.output}`` is a value of the second one. ``$${``
stands for the characters ``${``. References reach nothing outside the file.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from .yaml_nodes import MAX_NODES, Node, at_line

_MARK = re.compile(r"\$\$\{|\$\{([^{}]*)\}?")
_MAX_LENGTH = 4096  # characters of a text with references
Blocks = Mapping[str, Sequence[Mapping[str, Node]]]  # the keys of each step of each section


class References:
    """Resolves the references in the values of a pipeline file."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._n_nodes = 0

    def resolved(self, node: Node, within: tuple[str, ...] = ()) -> Node:
        """Return a value with what its references stand for.

        Args:
            node: The value.
            within: Names of the references that lead to it.

        Raises:
            InvalidJob: A reference is unknown or leads back to itself, or the result is too large.
        """
        self._n_nodes += 1
        if self._n_nodes > MAX_NODES:
            raise at_line(node.line, "references make the file too large; write it more simply.")
        if isinstance(node.value, list):
            return Node([self.resolved(item, within) for item in node.value], node.line)
        if isinstance(node.value, dict):
            inner = {key: self.resolved(value, within) for key, value in node.value.items()}
            return Node(inner, node.line)
        if isinstance(node.value, str) and "${" in node.value:
            return self._text(node.value, node.line, within)
        return node

    def _text(self, text: str, line: int, within: tuple[str, ...]) -> Node:
        """Return a text with its references; a single reference keeps the type of its value."""
        whole = _MARK.fullmatch(text)
        if whole and whole[1] is not None:
            return Node(self._value(whole, line, within), line)
        parts, end = [], 0
        for found in _MARK.finditer(text):
            value = "${" if found[1] is None else self._value(found, line, within)
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                raise at_line(line, f"{found[0]} inside a text must be a text or a number.")
            parts += [text[end : found.start()], str(value)]
            end = found.end()
        joined = "".join([*parts, text[end:]])
        if len(joined) > _MAX_LENGTH:
            raise at_line(line, f"references make a text of more than {_MAX_LENGTH} characters.")
        return Node(joined, line)

    def _value(self, found: re.Match[str], line: int, within: tuple[str, ...]) -> object:
        """Return what a reference stands for."""
        name = found[1].strip().lower()
        if not found[0].endswith("}"):
            raise at_line(line, f"'{found[0]}' has no closing brace; write ${{section.key}}.")
        if name in within:
            circle = " → ".join([*within[within.index(name) :], name])
            raise at_line(line, f"${{{name}}} leads back to itself: {circle}.")
        return self.resolved(self._target(name, line), (*within, name)).value

    def _target(self, name: str, line: int) -> Node:
        section, *number, key = name.split(".") if "." in name else (name, "")
        blocks = self._blocks.get(section)
        if blocks is None or not key:
            raise at_line(line, f"${{{name}}} is unknown; {self._advice(name)}")
        values = self._numbered(blocks, number, name, line)
        if key not in values:
            raise at_line(line, f"${{{name}}} is unknown; {self._advice(name)}")
        return values[key]

    def _numbered(
        self, blocks: Sequence[Mapping[str, Node]], number: list[str], name: str, line: int
    ) -> Mapping[str, Node]:
        """Return the step of a section that a reference means."""
        if not number and len(blocks) == 1:
            return blocks[0]
        numbers = [str(n) for n in range(1, len(blocks) + 1)]
        if len(number) == 1 and number[0] in numbers:
            return blocks[int(number[0]) - 1]
        section, *_, key = name.split(".")
        raise at_line(
            line,
            f"${{{name}}} must tell which step of '{section}' it means, from 1 to {len(blocks)}: "
            f"${{{section}.1.{key}}}.",
        )

    def _advice(self, name: str) -> str:
        """Say which reference may be meant."""
        known = [f"{s}.{key}" for s, blocks in self._blocks.items() for b in blocks for key in b]
        near = get_close_matches(name, known, 1, cutoff=0.6)
        if near:
            return f"did you mean ${{{near[0]}}}?"
        return "write ${section.key} of a value that this file gives, such as ${train.model}."
