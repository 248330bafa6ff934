"""A pipeline file as jobs: references are resolved and paths are absolute."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InvalidJob
from ..job.checks import check_value, require
from ..job.job import Job
from ..job.job_json import ALGORITHM, from_dict
from ..job.option_values import converted
from ..job.options import RunOptions
from ..job.pipeline_jobs import SUFFIXES
from .blocks import Block, Document, read_document
from .file_paths import absolute_values
from .references import References
from .sections import CHAIN, DATASET, PATHS, RUN, RUN_KEYS, is_input, keys_of
from .yaml_nodes import MAX_BYTES, at_line, parse

_LOG_SUFFIXES = (".log", ".txt")  # a file of somebody else must not append to just any file


@dataclass(frozen=True)
class Step:
    """One step that is to run.

    Attributes:
        name: ``predict``, or ``predict.2`` in a section of several steps.
        line: Where it begins in the file.
        lines: The line of each key that the file gives.
    """

    name: str
    section: str
    job: Job
    line: int
    lines: Mapping[str, int]

    def inputs(self) -> dict[str, list[str]]:
        """Return the paths that the step reads, by key."""
        found = {}
        for option, value in self.job.values():
            paths = list(value) if option.is_list else [value]
            if is_input(self.section, option) and any(paths):
                found[option.key] = [path for path in paths if path]
        return found

    def outputs(self) -> list[str]:
        """Return the files that the step writes but its log, and the folder of a data set."""
        found = [path for path in self.job.outputs() if path != self.job.run.log]
        for option, value in self.job.values():
            if option.key == DATASET and option.is_output and value not in found:
                found.append(value)
        return found

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the step where the file does not give it."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True)
class Pipeline:
    """The steps of a pipeline file that are to run, in their order."""

    path: Path
    steps: tuple[Step, ...]

    @property
    def state_path(self) -> Path:
        """Where it is noted what has run."""
        return self.path.with_name(f"{self.path.name}.state.json")


def read_pipeline(path: Path, base: RunOptions | None = None) -> Pipeline:
    """Read a pipeline file; which files exist is not checked.

    Args:
        path: The file. Relative paths in it start in its folder.
        base: How steps run where the file does not say it.

    Raises:
        InvalidJob: The file cannot be read, or something in it is wrong; the text names the line.
    """
    path = path.absolute()
    text = _text(path)
    try:
        return Pipeline(path, _steps(read_document(parse(text)), path.parent, _shared(base)))
    except InvalidJob as error:
        raise InvalidJob(f"{path.name}, {error}") from None


def is_log_name(path: str) -> bool:
    """Tell whether a pipeline may append its log to a file of this name."""
    return not path or Path(path).suffix.lower() in _LOG_SUFFIXES


def _text(path: Path) -> str:
    require(
        path.suffix.lower() in SUFFIXES,
        f"{path} is no pipeline file; its name must end in {' or '.join(SUFFIXES)}.",
    )
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1).decode("utf-8-sig")
    except OSError as error:
        raise InvalidJob(
            f"The pipeline file {path} cannot be read ({error.strerror}); check the path."
        ) from None
    except UnicodeDecodeError:
        raise InvalidJob(f"The pipeline file {path} is not UTF-8 text; save it as UTF-8.") from None


def _shared(base: RunOptions | None) -> dict[str, Any]:
    """Return the keys of how steps run by default, without the log of the whole run."""
    if base is None:
        return {}
    return {key: value for key, value in _run_values(base).items() if key != "log"}


def _run_values(run: RunOptions) -> dict[str, Any]:
    names = {"compile_backbone": "compile"}
    return {key: getattr(run, names.get(key, key)) for key in RUN_KEYS}


def _steps(document: Document, folder: Path, base: dict[str, Any]) -> tuple[Step, ...]:
    blocks = {name: [b.values for b in found] for name, found in document.steps.items()}
    references = References({**blocks, RUN: [document.run], PATHS: [document.paths]})
    enabled = [block for block in document.blocks() if block.is_enabled]
    return tuple(_step(block, document, references, folder, base) for block in enabled)


def _step(
    block: Block, document: Document, references: References, folder: Path, base: dict[str, Any]
) -> Step:
    """Make the job of a block."""
    given = {**document.run, **block.values}
    nodes = {key: references.resolved(node) for key, node in given.items()}
    values = absolute_values(block.kind, {key: node.plain() for key, node in nodes.items()}, folder)
    lines = {key: node.line for key, node in given.items()}
    for key, value in values.items():
        _check(block, key, value, lines[key])
    _require_all(block, values)
    try:
        job = from_dict({ALGORITHM: block.kind.algorithm_id, **base, **values})
    except InvalidJob as error:
        raise at_line(_line_of(str(error), lines, block), f"{block.name}: {error}") from None
    return Step(block.name, block.section, job, block.line, lines)


def _check(block: Block, key: str, value: object, line: int) -> None:
    """Check a single value, whose line is known here.

    Raises:
        InvalidJob: It is of a wrong type or out of bounds.
    """
    option = keys_of(block.kind)[key]
    try:
        made = converted(option, value)
        check_value(option, made)
        if key == "log":
            require(is_log_name(made), f"LOG is '{made}'; choose a name that ends in .log or .txt.")
    except InvalidJob as error:
        raise at_line(line, f"{block.name}: {error}") from None


def _require_all(block: Block, values: Mapping[str, object]) -> None:
    """Check that required options are given, and say which step could make them."""
    for key, option in keys_of(block.kind).items():
        if not option.is_required or key in values:
            continue
        sources = CHAIN.get((block.section, key), ())
        more = f" Give it, or a step that makes it: {' or '.join(sources)}." if sources else ""
        raise at_line(
            block.line, f"{block.name}: {option.name} ({option.info.title}) is required.{more}"
        )


def _line_of(message: str, lines: Mapping[str, int], block: Block) -> int:
    """Return the line of the option that a message begins with, or that of the step."""
    words = message.replace("=", " ").split(maxsplit=1)
    return lines.get(words[0].lower(), block.line) if words else block.line
