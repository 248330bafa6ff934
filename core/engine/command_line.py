"""The command ``landsketch``: run a job file, serve jobs to the plugin, or examine this installation."""

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
from ..progress import Progress
from ..runtime.environment import prepare_environment
from ..version import ENGINE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 ok, 2 bad job, 3 cancelled, 4 resources, 1 other."""
    prepare_environment()
    options = _parser().parse_args(arguments)
    if options.command == "serve":
        from .serve import serve

        return serve()
    if options.command == "doctor":
        return _doctor(as_json=options.json)
    try:
        return _run(_job(options), as_json=options.json)
    except LandsketchError as error:
        print(f"landsketch: {error}", file=sys.stderr)
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="landsketch", description="Map scenes from a few labelled polygons."
    )
    parser.add_argument("--version", action="version", version=ENGINE)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help=f"run a job file (JSON; algorithms: {', '.join(JOBS)})")
    run.add_argument("job", help="path of the job file, or - for standard input")
    shared = run.add_mutually_exclusive_group()
    shared.add_argument(
        "--shard", metavar="i/n", help="predictraster: encode only shard i (from 0) of n, and stop"
    )
    shared.add_argument(
        "--assemble",
        action="store_true",
        help="predictraster: make the map from what all shards encoded",
    )
    shared.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="predictraster: encode on a Dask cluster: tcp://host:8786, file, local:4",
    )
    run.add_argument("--json", action="store_true", help="print the result as JSON")
    doctor = commands.add_parser("doctor", help="examine this installation")
    doctor.add_argument("--json", action="store_true", help="print everything as JSON")
    commands.add_parser("serve", help="answer jobs as JSON lines on standard input and output")
    return parser


def _job(options: argparse.Namespace) -> Job:
    """Return the job of a file, run as the command line says; where it says nothing, as the file does."""
    job = from_json(_read(Path(options.job)))
    if "" in (
        options.shard,
        options.dask,
    ):  # a variable that is not set must not turn a share into the whole
        raise InvalidJob(
            "--shard and --dask need a value, such as 0/8 or tcp://host:8786; it is empty."
        )
    shared = {
        "shard": options.shard or "",
        "assemble": options.assemble,
        "cluster": options.dask or "",
    }
    return job.with_run(**shared) if any(shared.values()) else job


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
        raise InvalidJob(f"The job file {path} is no UTF-8 text; write the job as JSON.") from None


def _show(result: Result, *, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps(
                {"outputs": result.outputs, "metrics": result.metrics}, indent=1, default=str
            )
        )
        return
    for name, value in (*result.outputs.items(), *result.metrics.items()):
        if isinstance(value, str | int | float):
            print(
                f"{name:>18}  {value:.4g}" if isinstance(value, float) else f"{name:>18}  {value}"
            )


def _doctor(*, as_json: bool) -> int:
    from .doctor import examine

    found = examine()
    if as_json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:>12}  {', '.join(value) if isinstance(value, list) else value}")
    return 0 if found["ok"] else 1


class TerminalProgress(Progress):
    """A progress bar for a person at a terminal; plain lines where output goes to a file."""

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
        """Tell whether the user asked to stop."""
        return self._stop.is_set()

    def report(self, stage: str, share: float, left_s: float | None) -> None:
        """Show the share done."""
        left = "" if left_s is None else f"{left_s:.0f} s left in this step"
        self._bars.update(self._task, description=stage, completed=share, left=left)
        if stage != self._stage and not self._console.is_terminal:
            self._print(f"{share:4.0%} {stage}")
        self._stage = stage

    def info(self, text: str) -> None:
        """Show a message."""
        self._print(text)

    def warning(self, text: str) -> None:
        """Show a message that must not be missed."""
        self._print("Warning: " + text, style="yellow")

    def metric(self, values: Mapping[str, Any]) -> None:
        """Show figures."""
        shown = {
            name: f"{value:.3f}" if isinstance(value, float) else value
            for name, value in values.items()
        }
        self._print(", ".join(f"{name} {value}" for name, value in shown.items()))

    def _print(self, text: str, style: str = "") -> None:
        """Print a line as it stands: brackets in names are no markup, and a log has no screen to wrap at."""
        self._console.print(
            text, style=style, markup=False, emoji=False, highlight=False, soft_wrap=True
        )
