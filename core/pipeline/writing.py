"""Finished runs as the text of a pipeline file: what differs from the defaults, with references."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

import yaml

from ..job.job import Job
from ..job.job_json import to_dict
from ..job.option import OUTPUT_KINDS, Option, options_of
from ..job.options import SceneOptions
from .file_paths import written_path
from .pipeline import is_log_name
from .sections import ALGORITHMS, DATASET, RUN, RUN_KEYS, is_input, is_path, keys_of, section_of
from .yaml_nodes import schema

_HEADER = """\
# A pipeline of Landsketch. Run it with 'landsketch run {name}', or in QGIS with 'Run pipeline'.
# Steps that are up to date are skipped; 'landsketch run {name} --dry-run' says which would run.
# Relative paths start in the folder of this file.
"""
_ENDLESS = 100_000  # characters of a line
_SCENE = {option.key: option for option in options_of(SceneOptions)}
_PATH = next(iter(_SCENE))


@schema
class _Dumper(yaml.SafeDumper):
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]

    def ignore_aliases(self, data: object) -> bool:
        """Write equal values in full, not as anchors."""
        return True


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    """Write a list in one line, unless its items have keys."""
    has_keys = any(isinstance(item, dict) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=not has_keys)


_Dumper.add_representer(list, _list)


@dataclass(frozen=True)
class _Step:
    """A job and its name in the file, such as ``predict.2``."""

    name: str
    section: str
    job: Job


def pipeline_text(jobs: Iterable[Job], path: Path) -> str:
    """Return the text of a pipeline file that runs jobs again.

    Args:
        jobs: Jobs that a section exists for, with absolute paths. The order within a section stays.
        path: The file; what lies in its folder or below gets a relative path.
    """
    steps = _named(list(jobs))
    folder = Path(os.path.normpath(path.absolute())).parent
    shared = _shared([_run_values(step.job) for step in steps])
    parts = [_HEADER.format(name=path.name)]
    if shared:
        text = _Writing(steps[0], folder, {}).values(shared)
        parts.append(_section_text(RUN, [text], "How all steps are run."))
    made: dict[str, str] = {}
    for section, group in groupby(steps, lambda step: step.section):
        blocks = []
        for step in group:
            blocks.append(_Writing(step, folder, made).values(_without(shared, step.job)))
            made |= _made_by(step)
        comment = (step.job.__doc__ or "").partition("\n")[0]
        parts.append(_section_text(section, blocks, comment))
    return "\n".join(parts)


def _named(jobs: list[Job]) -> list[_Step]:
    """Return the jobs in the order of work, with names; sections of several jobs are numbered."""
    steps = []
    for section in ALGORITHMS:
        own = [job for job in jobs if section_of(job) == section]
        for number, job in enumerate(own, start=1):
            steps.append(_Step(f"{section}.{number}" if len(own) > 1 else section, section, job))
    return steps


def _run_values(job: Job) -> dict[str, Any]:
    """Return how a job was run, where that differs from the default."""
    found = {key: value for key, value in _chosen(job).items() if key in RUN_KEYS}
    if not is_log_name(found.get("log", "")):
        found.pop("log", None)
    return found


def _shared(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what is the same in all runs."""
    return {k: v for k, v in runs[0].items() if all(run.get(k) == v for run in runs)}


def _without(shared: dict[str, Any], job: Job) -> dict[str, Any]:
    """Return the options of a job that differ from their defaults and are not shared."""
    own = {key: value for key, value in _chosen(job).items() if key not in RUN_KEYS}
    run = {key: value for key, value in _run_values(job).items() if key not in shared}
    return own | run


def _chosen(job: Job) -> dict[str, Any]:
    """Return the options of a job that differ from their defaults."""
    values = to_dict(job)
    options = keys_of(type(job))
    return {key: values[key] for key, option in options.items() if _differs(option, values[key])}


def _differs(option: Option, value: object) -> bool:
    default = option.default
    return option.is_required or value != (list(default) if option.is_list else default)


def _made_by(step: _Step) -> dict[str, str]:
    """Return the references to what a step makes, by path."""
    found = {}
    for option, value in step.job.values():
        is_made = option.info.kind in OUTPUT_KINDS or (option.is_output and option.key == DATASET)
        if is_made and option.key not in RUN_KEYS and value:
            found[os.path.realpath(value)] = f"${{{step.name}.{option.key}}}"
    return found


@dataclass(frozen=True)
class _Writing:
    """Writes the values of a step.

    Attributes:
        folder: That of the pipeline file.
        made: References to what earlier steps make, by path.
    """

    step: _Step
    folder: Path
    made: dict[str, str]

    def values(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return options as the file has them."""
        options = keys_of(type(self.step.job))
        return {key: self._value(options[key], value) for key, value in values.items()}

    def _value(self, option: Option, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, list):
            items = [self._value(option, item) for item in value]
            return items[0] if option.info.kind == "rasters" and len(items) == 1 else items
        if isinstance(value, dict):
            return self._scene(option, value)
        if not isinstance(value, str):
            return value
        if is_input(self.step.section, option) and os.path.realpath(value) in self.made:
            return self.made[os.path.realpath(value)]
        text = written_path(value, self.folder) if is_path(option) else value
        return text.replace("${", "$${")

    def _scene(self, option: Option, scene: dict[str, Any]) -> dict[str, Any]:
        """Return an item of a list of images that has options of its own."""
        own = {key: value for key, value in scene.items() if _differs(_SCENE[key], value)}
        return {**own, _PATH: self._value(option, scene[_PATH])}


def _section_text(name: str, blocks: list[dict[str, Any]], comment: str) -> str:
    """Return a section, whose steps are a list where there are several."""
    content = blocks[0] if len(blocks) == 1 else blocks
    text = yaml.dump(
        {name: content},
        Dumper=_Dumper,
        default_flow_style=False,
        sort_keys=False,
        allow_unicode=True,
        width=_ENDLESS,
    )
    return f"# {comment}\n{text}"
