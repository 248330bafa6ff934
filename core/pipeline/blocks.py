"""The sections of a pipeline file as blocks of keys: names are checked, values are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ..job.job import Job
from .sections import (
    CHAIN,
    ENABLED,
    INSTEAD,
    PATHS,
    REFUSED,
    RUN,
    RUN_KEYS,
    job_kind,
    keys_of,
    known_sections,
)
from .yaml_nodes import Node, at_line


@dataclass(frozen=True)
class Block:
    """One step as the file has it.

    Attributes:
        name: ``predict``, or ``predict.2`` in a section of several steps.
        kind: The kind of its job.
        values: Its options by key.
        line: Where it begins.
        is_enabled: Whether it is to run.
    """

    name: str
    section: str
    kind: type[Job]
    values: dict[str, Node]
    line: int
    is_enabled: bool


@dataclass(frozen=True)
class Document:
    """A pipeline file.

    Attributes:
        steps: The blocks of each section, in the order of work.
        run: What all steps share.
        paths: Values with names of their own.
    """

    steps: dict[str, list[Block]]
    run: dict[str, Node]
    paths: dict[str, Node]

    def blocks(self) -> list[Block]:
        """Return the blocks of all sections, in the order of work."""
        return [block for blocks in self.steps.values() for block in blocks]


def read_document(root: Node) -> Document:
    """Sort the sections of a file and check their names and keys.

    Raises:
        InvalidJob: A section or a key is unknown or refused, or a section is no keys.
    """
    sections = _keys(root, "The file")
    known = (*known_sections(), RUN, PATHS)
    for name, node in sections.items():
        _require_known(name, known, "section", node.line)
    steps = {name: _blocks(name, sections[name]) for name in known_sections() if name in sections}
    if not steps:
        raise at_line(root.line, f"the file has no step; write one of {', '.join(known[:-2])}.")
    run = _keys(sections[RUN], RUN) if RUN in sections else {}
    for key, node in run.items():
        _require_allowed(key, RUN_KEYS, f"key of '{RUN}'", node.line)
    paths = _keys(sections[PATHS], PATHS) if PATHS in sections else {}
    document = Document(steps, _without_null(run), paths)
    for block in document.blocks():
        _add_chained(block, document)
    return document


def _keys(node: Node, name: str) -> dict[str, Node]:
    """Return the keys of a section; an empty one has none."""
    if node.value is None:
        return {}
    if not isinstance(node.value, dict):
        raise at_line(node.line, f"{name} must have keys, such as 'model: model.safetensors'.")
    return node.value


def _blocks(section: str, node: Node) -> list[Block]:
    """Return the steps of a section, which is the keys of one step or a list of them."""
    if not isinstance(node.value, list):
        return [_block(section, section, node)]
    numbered = enumerate(node.value, start=1)
    blocks = [_block(f"{section}.{number}", section, item) for number, item in numbered]
    if not blocks:
        raise at_line(node.line, f"'{section}' is an empty list; give it a step or leave it out.")
    return blocks


def _block(name: str, section: str, node: Node) -> Block:
    values = dict(_keys(node, f"'{name}'"))
    is_enabled = values[ENABLED].value if ENABLED in values else True
    if not isinstance(is_enabled, bool):
        raise at_line(values[ENABLED].line, f"{name}: '{ENABLED}' must be true or false.")
    values.pop(ENABLED, None)
    kind = job_kind(section, values)
    for key, value in values.items():
        _require_allowed(key, (*keys_of(kind), ENABLED), f"key of '{section}'", value.line)
    return Block(name, section, kind, _without_null(values), node.line, is_enabled)


def _without_null(values: dict[str, Node]) -> dict[str, Node]:
    """Leave out keys without a value, which have their defaults."""
    return {key: node for key, node in values.items() if node.value is not None}


def _require_allowed(key: str, known: Sequence[str], what: str, line: int) -> None:
    if key in REFUSED:
        raise at_line(line, f"'{key}' is not allowed in a pipeline file: {REFUSED[key]}.")
    _require_known(key, known, what, line)


def _require_known(name: str, known: Sequence[str], what: str, line: int) -> None:
    if name in known:
        return
    near = get_close_matches(name, known, 1, cutoff=0.6)
    advice = f"did you mean '{near[0]}'?" if near else f"choose from: {', '.join(known)}."
    raise at_line(line, f"there is no {what} '{name}'; {advice}")


def _add_chained(block: Block, document: Document) -> None:
    """Give a step the outputs of earlier steps as the inputs that it does not name."""
    for (section, key), sources in CHAIN.items():
        if section != block.section or key not in keys_of(block.kind) or key in block.values:
            continue
        if any(other in block.values for other in INSTEAD.get((section, key), ())):
            continue
        source = _source(block, sources, document)
        if source:
            block.values[key] = Node(f"${{{source}}}", block.line)


def _source(block: Block, sources: Iterable[str], document: Document) -> str:
    """Return the first output of ``sources`` that the file names; of a step that runs, if any."""
    found: list[tuple[bool, str]] = []
    for source in sources:
        section, key = source.split(".")
        giver = _partner(block, document.steps.get(section, []), document.steps[block.section])
        if giver is not None and key in giver.values:
            found.append((not giver.is_enabled, f"{giver.name}.{key}"))
    return min(found, key=lambda pair: pair[0])[1] if found else ""


def _partner(block: Block, givers: list[Block], own: list[Block]) -> Block | None:
    """Return the only step of an earlier section, or the step of the same number."""
    if len(givers) == 1:
        return givers[0]
    return givers[own.index(block)] if len(givers) == len(own) else None
