"""Make the reference of the algorithms in docs/reference from their definitions.

Usage: python3 scripts/make_reference.py [--check]    (the Python of QGIS)
With --check, nothing is written; the exit code is 1 if a page is out of date.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
FOLDER = ROOT / "docs" / "reference"
MADE = "<!-- Made by scripts/make_reference.py; change the definitions, not this page. -->"
INTRODUCTION = (
    "What each algorithm does, its parameters and its outputs. `scripts/landsketch` and "
    "`qgis_process` take parameters as `NAME=value`; in [job files](../command-line.md), their "
    "names are in lower case."
)
TYPES = {bool: "true or false", int: "whole number", float: "number", str: "text"}
TYPES_OF_QGIS = {"boolean": "true or false", "enum": "choice", "string": "text"}
TABLE_HEAD = "| parameter | type | default | meaning |\n|---|---|---|---|"
KINDS = {
    "raster": "raster", "rasters": "rasters", "map": "class map", "vector": "vector layer",
    "polygons": "polygon layer", "table": "file", "model": "model file", "bands": "bands",
    "field": "field", "extent": "extent", "folder": "folder", "folder output": "folder",
    "files": "files", "raster output": "raster (output)",
    "vector output": "vector layer (output)", "file output": "file (output)",
}  # fmt: skip


def pages() -> dict[str, str]:
    """Return the text of every page by the name of its file."""
    import conftest  # noqa: F401 (loads the repository as the package landsketch)

    from landsketch.plugin.algorithms import ALGORITHMS

    made = [algorithm() for algorithm in ALGORITHMS]
    for algorithm in made:
        algorithm.initAlgorithm()
    texts = {f"{algorithm.name()}.md": page_of(algorithm) for algorithm in made}
    texts["index.md"] = index_of(made)
    return texts


def page_of(algorithm) -> str:  # noqa: ANN001 (of QGIS)
    """Return the page of an algorithm: help text, parameters and outputs."""
    help_text = (ROOT / "resources" / "help" / f"{algorithm.name()}.md").read_text("utf-8")
    parts = [
        f"# {algorithm.displayName()}",
        MADE,
        f"`landsketch:{algorithm.name()}` · group *{algorithm.group()[2:]}*",
        algorithm.shortDescription(),
        help_text.strip(),
        *parameters_of(algorithm),
        *outputs_of(algorithm),
    ]
    return "\n\n".join(parts) + "\n"


def parameters_of(algorithm) -> list[str]:  # noqa: ANN001 (of QGIS)
    """Return the tables of the parameters, from the job of the algorithm if it has one."""
    from landsketch.core.job.option import options_of

    job = getattr(algorithm, "JOB", None)
    if job is None:
        return parameters_without_job(algorithm.parameterDefinitions())
    options = options_of(job)
    offered = [option for option in options if option.info.is_offered]
    basic = [option for option in offered if option.info.is_basic]
    advanced = [option for option in offered if not option.info.is_basic]
    only_files = [option for option in options if not option.info.is_offered]
    return [
        *titled("## Parameters", basic),
        *titled("### Advanced", advanced),
        *titled("### In job files only", only_files),
    ]


def parameters_without_job(definitions: list) -> list[str]:
    """Return the table of parameters that are known to QGIS only."""
    rows = []
    for one in definitions:
        type_name = TYPES_OF_QGIS.get(one.type(), one.type())
        choices = getattr(one, "options", list)()
        allowed = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
        default = "" if one.defaultValue() in (None, "") else f"`{one.defaultValue()}`".lower()
        meaning = f"**{one.description()}.** {one.help()}{allowed}".strip()
        rows.append(f"| `{one.name()}` | {type_name} | {default} | {meaning} |")
    return ["## Parameters", "\n".join([TABLE_HEAD, *rows])] if rows else []


def titled(title: str, options: list) -> list[str]:
    """Return a title and the table of some options; nothing if there are none."""
    return [title, table_of(options)] if options else []


def table_of(options: Iterable) -> str:
    """Return a table of options."""
    return "\n".join([TABLE_HEAD, *map(row_of, options)])


def row_of(option) -> str:  # noqa: ANN001 (an Option)
    """Return the row of an option in a table."""
    facts = " ".join(facts_of(option))
    meaning = f"**{option.info.title}.** {option.info.help} {facts}".strip()
    cells = (f"`{option.name}`", type_of(option), default_of(option), meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def type_of(option) -> str:  # noqa: ANN001 (an Option)
    """Return what a value of an option is, in words."""
    if option.info.kind:
        return KINDS[option.info.kind]
    name = "choice" if option.info.choices else TYPES[option.item_type]
    return f"list of {name}" if option.is_list else name


def default_of(option) -> str:  # noqa: ANN001 (an Option)
    """Return the default of an option as it is written in job files."""
    from landsketch.core.job.checks import word_of

    if option.is_required:
        return "*required*"
    if option.default in ("", ()):
        return ""
    if isinstance(option.default, tuple):
        return f"`{','.join(map(word_of, option.default))}`"
    return f"`{str(option.default).lower() if option.type is bool else word_of(option.default)}`"


def facts_of(option) -> Iterator[str]:  # noqa: ANN001 (an Option)
    """Yield the allowed values of an option and the heads that use it."""
    from landsketch.core.job.checks import word_of

    info = option.info
    if info.choices:
        yield f"One of {', '.join(f'`{word_of(choice)}`' for choice in info.choices)}."
    if info.suggestions:
        yield f"Such as {', '.join(f'`{word}`' for word in info.suggestions)}."
    if info.range_text:
        yield f"{info.range_text.capitalize()}."
    if info.heads:
        yield f"Heads: {', '.join(f'`{head}`' for head in info.heads)}."


def outputs_of(algorithm) -> list[str]:  # noqa: ANN001 (of QGIS)
    """Return a table of the outputs that QGIS models and scripts can use."""
    outputs = algorithm.outputDefinitions()
    if not outputs:
        return []
    rows = [f"| `{o.name()}` | {kind_of_output(o)} | {o.description()} |" for o in outputs]
    return ["## Outputs", "\n".join(["| output | type | meaning |\n|---|---|---|", *rows])]


def kind_of_output(output) -> str:  # noqa: ANN001 (of QGIS)
    """Return what an output is, in words."""
    name = type(output).__name__.removeprefix("QgsProcessingOutput")
    return {"RasterLayer": "raster", "VectorLayer": "vector layer"}.get(name, name.lower())


def index_of(algorithms: list) -> str:
    """Return the page that lists all algorithms, and the exit codes."""
    parts = [
        "# Algorithms",
        MADE,
        INTRODUCTION,
    ]
    for group in sorted({algorithm.group() for algorithm in algorithms}):
        members = [algorithm for algorithm in algorithms if algorithm.group() == group]
        rows = [index_row(algorithm) for algorithm in members]
        head = "| algorithm | id | what it does |\n|---|---|---|"
        parts += [f"## {group[2:]}", "\n".join([head, *rows])]
    parts += ["## Exit codes", exit_codes()]
    return "\n\n".join(parts) + "\n"


def index_row(algorithm) -> str:  # noqa: ANN001 (of QGIS)
    """Return the row of an algorithm in the list of all."""
    name, title = algorithm.name(), algorithm.displayName()
    return f"| [{title}]({name}.md) | `landsketch:{name}` | {algorithm.shortDescription()} |"


def exit_codes() -> str:
    """Return a table of the errors with the exit code of the program `landsketch`."""
    from landsketch.core.errors import LandsketchError

    home = LandsketchError.__module__
    of_core = [kind for kind in LandsketchError.__subclasses__() if kind.__module__ == home]
    kinds = sorted(of_core, key=lambda kind: (kind.exit_code, kind.code))
    rows = [f"| {kind.exit_code} | `{kind.code}` | {kind.__doc__} |" for kind in kinds]
    head = (
        "The program `landsketch` ends with one of these codes. The names are those of the errors "
        "in the protocol with QGIS.\n\n| exit code | error | meaning |\n|---|---|---|"
    )
    return "\n".join([head, "| 0 | | The run has succeeded. |", *rows])


def main(arguments: list[str]) -> int:
    """Write or check the pages."""
    from qgis.core import QgsApplication

    application = QgsApplication([], False)  # noqa: FBT003
    application.initQgis()
    made = pages()
    if "--check" in arguments:
        old = [name for name, text in made.items() if read(FOLDER / name) != text]
        print("\n".join(f"{name} is out of date; run make reference" for name in old))
        return 1 if old else 0
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def read(path: Path) -> str:
    """Return the text of a file; empty if there is none."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # QGIS would wait for what it has loaded
