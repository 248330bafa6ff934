"""Jobs about pipeline files: several steps that run one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import require
from .job import Job
from .option import group, option
from .options import RunOptions

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class RunPipelineJob(Job):
    """Run the steps of a pipeline file; those that are up to date are skipped."""

    algorithm_id = "runpipeline"
    runs = "runpipeline:run_pipeline"
    keeps_record = False
    resumes_after_cancel = True
    file: str = option(
        title="Pipeline",
        help="A file that says which steps run with which options, such as one that 'Create "
        "pipeline' wrote.",
        name="INPUT",
        kind="table",
        suffix=SUFFIXES[0],
        is_basic=True,
    )
    only_check: bool = option(
        False,
        title="Only check",
        help="Check the file and say which steps would run, and why; nothing is written.",
        is_basic=True,
    )
    run: RunOptions = group(RunOptions)

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_yaml("INPUT", self.file)


@dataclass(frozen=True)
class CreatePipelineJob(Job):
    """Write a pipeline file that repeats finished runs."""

    algorithm_id = "createpipeline"
    runs = "createpipeline:create_pipeline"
    keeps_record = False
    files: tuple[str, ...] = option(
        title="Results",
        help="Files that runs of Landsketch have made: models, maps, polygons, reports; or the "
        "records beside them (.job.json).",
        name="INPUT",
        kind="files",
        is_basic=True,
    )
    output: str = option(
        title="Pipeline",
        help="The pipeline file, as YAML.",
        kind="file output",
        suffix=SUFFIXES[0],
        file_name="{input}_pipeline.yaml",
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_yaml("OUTPUT", self.output)


def _require_yaml(name: str, path: str) -> None:
    require(
        path.lower().endswith(SUFFIXES),
        f"{name} is {path}; the name of a pipeline file ends in {' or '.join(SUFFIXES)}.",
    )
