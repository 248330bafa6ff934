"""The command ``landsketch``: run jobs and pipelines, serve the plugin, examine the engine."""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import InvalidJob, LandsketchError
from ..job.job import Job
from ..job.job_json import from_json
from ..job.jobs import JOBS, Result
from ..job.options import DEVICES, BackboneOptions, RunOptions
from ..job.pipeline_jobs import SUFFIXES, RunPipelineJob
from ..progress import Progress
from ..runtime.environment import prepare_environment
from ..version import ENGINE
from .option_list import option_list


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit code: 0 success, 2 invalid input, 3 cancelled, 4 resources, 1 other.
    """
    prepare_environment()
    options = _parser().parse_args(arguments)
    if options.command == "serve":
        from .serve import serve

        return serve()
    if options.command == "live":
        from .live import serve_live

        return serve_live()
    if options.command == "doctor":
        return _doctor(as_json=options.json, with_map=options.map)
    if options.command == "options":
        print(option_list(options.algorithm))
        return 0
    try:
        return _run_or_measure(options)
    except LandsketchError as error:
        print(f"landsketch: {error}", file=sys.stderr)
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="landsketch", description="Map images from a few labelled polygons."
    )
    parser.add_argument("--version", action="version", version=ENGINE)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser(
        "run",
        help=f"run a job file (JSON; algorithms: {', '.join(JOBS)}) or a pipeline file (YAML)",
    )
    run.add_argument("job", help="path of the file, or - for a job on standard input")
    run.add_argument(
        "--dry-run",
        action="store_true",
        help="of a pipeline: check the file and print which steps would run, and why",
    )
    shared = run.add_mutually_exclusive_group()
    shared.add_argument(
        "--shard", metavar="i/n", help="predictraster: encode only shard i (from 0) of n, and stop"
    )
    shared.add_argument(
        "--assemble",
        action="store_true",
        help="predictraster: make the map from the chunks of all shards",
    )
    shared.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="predictraster, predictrasters: encode on a Dask cluster: tcp://host:8786, a "
        "scheduler file, local:4",
    )
    run.add_argument("--json", action="store_true", help="print the result as JSON")
    listing = commands.add_parser("options", help="list the options of an algorithm")
    listing.add_argument("algorithm", choices=tuple(JOBS))
    doctor = commands.add_parser("doctor", help="examine this installation")
    doctor.add_argument("--json", action="store_true", help="print everything as JSON")
    doctor.add_argument("--map", action="store_true", help="train and map a small image as well")
    speed = commands.add_parser(
        "speed", help="measure how fast a backbone encodes on this computer"
    )
    speed.add_argument("backbone", help="name of an installed backbone, or its folder")
    speed.add_argument("--device", choices=DEVICES, default="auto", help="processor to measure")
    speed.add_argument("--backbones", default="", metavar="FOLDER", help="folder of backbones")
    speed.add_argument("--json", action="store_true", help="print the result as JSON")
    commands.add_parser("serve", help="run jobs given as JSON lines on standard input")
    commands.add_parser("live", help="map what a canvas shows, from messages on standard input")
    return parser


def _job(options: argparse.Namespace) -> Job:
    """Return the job of a file; the command line overrides how it is distributed.

    Raises:
        InvalidJob: The file is no job, or an option is empty.
    """
    job = _read_job(options)
    # An unset shell variable must not turn a shard into the whole map
    if "" in (options.shard, options.dask):
        raise InvalidJob(
            "--shard or --dask is empty; give a value, such as 0/8 or tcp://host:8786."
        )
    distribution = {
        "shard": options.shard or "",
        "assemble": options.assemble,
        "cluster": options.dask or "",
    }
    if not any(distribution.values()):
        return job
    return job.with_run(**distribution)


def _read_job(options: argparse.Namespace) -> Job:
    """Read a job file; of a pipeline file, return the job that runs it."""
    if options.job.lower().endswith(SUFFIXES):
        return RunPipelineJob(str(Path(options.job).absolute()), only_check=options.dry_run)
    if options.dry_run:
        raise InvalidJob("--dry-run needs a pipeline file, whose name ends in .yaml or .yml.")
    return from_json(_read(Path(options.job)))


def _run_or_measure(options: argparse.Namespace) -> int:
    """Carry out a command that can fail because of what the user gave."""
    if options.command == "speed":
        return _speed(options)
    return _run(_job(options), as_json=options.json)


def _run(job: Job, *, as_json: bool) -> int:
    from .run import run_job

    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    with TerminalProgress(stop) as progress:
        result = run_job(job, progress)
    _show(result, as_json=as_json)
    return 0


def _read(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidJob(
            f"The job file {path} cannot be read ({error.strerror}); check the path."
        ) from None
    except UnicodeDecodeError:
        raise InvalidJob(
            f"The job file {path} is not UTF-8 text; write the job as JSON in UTF-8."
        ) from None


def _show(result: Result, *, as_json: bool) -> None:
    if as_json:
        values = {"outputs": result.outputs, "metrics": result.metrics}
        print(json.dumps(values, indent=1, default=str))
        return
    for name, value in (*result.outputs.items(), *result.metrics.items()):
        if isinstance(value, float):
            print(f"{name:>18}  {value:.4g}")
        elif isinstance(value, str | int):
            print(f"{name:>18}  {value}")


def _doctor(*, as_json: bool, with_map: bool) -> int:
    from .doctor import examine

    report = examine(with_map=with_map)
    if as_json:
        print(json.dumps(report))
    else:
        for name, value in report.items():
            text = ", ".join(value) if isinstance(value, list) else value
            print(f"{name:>12}  {text}")
    return 0 if report["ok"] else 1


def _speed(options: argparse.Namespace) -> int:
    """Measure a backbone that is on this computer."""
    from ..features.backbone import load
    from ..features.speed import measure_speed
    from ..runtime.device import choose_device

    run = RunOptions(offline=True, device=options.device, backbones=options.backbones)
    device = choose_device(run.device)
    backbone = load(BackboneOptions(name=options.backbone), run, device, Progress())
    result = {
        "backbone": options.backbone,
        "device": backbone.device.name,
        "mpx_per_s": measure_speed(backbone),
    }
    if options.json:
        print(json.dumps(result))
    else:
        print(f"{result['mpx_per_s']:.3g} Mpx/s with {options.backbone} on {result['device']}")
    return 0


class TerminalProgress(Progress):
    """A progress bar at a terminal; plain lines if the output goes to a file."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self._stop, self._console = stop, Console(stderr=True)
        self._stage = ""
        columns = (
            TextColumn("{task.description:<16}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
        )
        self._bars = Bars(
            *columns, console=self._console, transient=True, disable=not self._console.is_terminal
        )
        self._task = self._bars.add_task("Start", total=1.0, left="")

    def __enter__(self) -> "TerminalProgress":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def is_cancelled(self) -> bool:
        """Tell whether the user cancelled."""
        return self._stop.is_set()

    def report(self, stage: str, fraction: float, left_s: float | None) -> None:
        """Show the fraction done."""
        left = "" if left_s is None else f"{left_s:.0f} s left in this stage"
        self._bars.update(self._task, description=stage, completed=fraction, left=left)
        if stage != self._stage and not self._console.is_terminal:
            self._print(f"{fraction:4.0%} {stage}")
        self._stage = stage

    def info(self, text: str) -> None:
        """Show a message."""
        self._print(text)

    def warning(self, text: str) -> None:
        """Show a warning."""
        self._print("Warning: " + text, style="yellow")

    def metric(self, values: Mapping[str, Any]) -> None:
        """Show metrics."""
        texts = []
        for name, value in values.items():
            texts.append(f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}")
        self._print(", ".join(texts))

    def _print(self, text: str, style: str = "") -> None:
        """Print a line unchanged: brackets are not read as markup, and lines are not wrapped."""
        self._console.print(
            text, style=style, markup=False, emoji=False, highlight=False, soft_wrap=True
        )
