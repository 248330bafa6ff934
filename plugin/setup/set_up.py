"""The set-up itself: an environment is built beside the old one, checked, and then used.

A set-up that fails or is cancelled removes what it has built and leaves the old environment as it
is. Downloads are kept for the next attempt. The old environment stays for what still runs in it,
until QGIS starts the next time.
"""

from __future__ import annotations

import json
import time
from typing import Any

from ...core.atomic_write import remove_folder
from ...core.errors import LandsketchError, OutputNotWritable
from ...core.progress import Progress
from ..engine.engine_record import EngineRecord, read_record, write_record
from ..engine.environment import MAIN, data_folder
from ..i18n import tr
from .commands import Step, interpreter_of, pip_steps, quote, uv_steps, wheels_of
from .download_progress import DownloadProgress
from .errors import SetupFailed
from .explain import cause_of, explain
from .installed import PREFIX
from .network import network_variables
from .plan import Plan, check_disk, megabytes
from .run_program import Watch, run_program
from .setup_lock import setup_lock
from .setup_log import SetupLog
from .uv_program import uv_program

_DOWNLOADS = "downloads"
_UV_SHARE, _BUILT_SHARE = 0.05, 0.95
_CHECK_LIMIT_S = 300.0
_RENAME_PAUSES_S = (0.5, 1.0, 2.0, 4.0)  # virus scanners hold new files for a moment


def set_up(plan: Plan, progress: Progress) -> EngineRecord:
    """Make an engine environment and use it from now on.

    Raises:
        SetupFailed: A step failed; the text says why and what to do.
        Cancelled: The user cancelled.
    """
    log = SetupLog()
    log.start()
    before = read_record(data_folder())
    with setup_lock(data_folder(), progress):
        made = read_record(data_folder())
        if made is not None and made != before and made.lock == plan.lock:
            progress.info(tr("Another QGIS has set up the engine: {}").format(made.interpreter))
            return made
        try:
            return _Setup(plan, progress, log).run()
        except LandsketchError as error:
            log.write(str(error))
            raise


class _Setup:
    """One set-up."""

    def __init__(self, plan: Plan, progress: Progress, log: SetupLog) -> None:
        self._plan, self._progress, self._log = plan, progress, log
        stamp = time.strftime("%Y%m%d-%H%M%S")
        self._environment = plan.folder / f"{PREFIX}{plan.lock}-{stamp}"
        self._downloads = plan.folder / _DOWNLOADS
        self._started = time.monotonic()

    def run(self) -> EngineRecord:
        """Do all steps."""
        for line in self._plan.summary():
            self._log.write(line)
        check_disk(self._plan)
        try:
            self._build()
            self._check()
            record = self._use()
        except LandsketchError as error:
            remove_folder(self._environment)
            if cause_of(str(error)) == "disk":
                remove_folder(self._downloads)
            raise
        self._progress.step(1.0, 1.0)
        remove_folder(self._downloads)
        self._progress.info(tr("The engine is ready: {}").format(record.interpreter))
        return record

    def _build(self) -> None:
        """Make the environment and install its packages."""
        self._progress.stage(tr("Downloading uv"), 0.0, _UV_SHARE)
        uv = uv_program(self._plan, self._progress)
        self._log.write("uv: " + (uv or "not usable, pip is used"))
        if not uv and self._plan.python is None:
            raise SetupFailed(
                tr(
                    "No Python from 3.11 to 3.14 was found, and uv, which could download one, "
                    "cannot run here. Install Python 3.12 from python.org, and start the set-up "
                    "again."
                )
            )
        environment = self._environment
        steps = uv_steps(self._plan, uv, environment) if uv else pip_steps(self._plan, environment)
        arrived = DownloadProgress(self._downloads, self._plan.download_bytes)
        span, done = (_BUILT_SHARE - _UV_SHARE) / sum(step.share for step in steps), 0
        for step in steps:
            start = _UV_SHARE + span * done
            done += step.share
            self._run(step, arrived, start, _UV_SHARE + span * done)

    def _run(self, step: Step, arrived: DownloadProgress, start: float, end: float) -> None:
        """Run one step, with the megabytes that have arrived."""
        self._log.write("$ " + quote(step.command))
        self._progress.stage(step.title, start, end)
        self._progress.info(step.title)
        n_before, n_total = arrived.arrived(), max(1, arrived.n_bytes)
        expected = max(1.0, n_total * step.share / 90.0)

        def is_cancelled() -> bool:
            n_arrived = arrived.arrived()
            share = min(0.99, (n_arrived - n_before) / expected)
            text = tr("{}: {} of {}").format(step.title, *map(megabytes, (n_arrived, n_total)))
            left_s = self._left_s(n_arrived, n_total)
            self._progress.report(text, start + share * (end - start), left_s)
            return self._progress.is_cancelled()

        def keep_line(line: str) -> None:
            arrived.read_line(line)
            self._log.write(line)

        ended = run_program(
            step.command,
            Watch(keep_line, is_cancelled, arrived.is_stalled),
            folder=self._plan.folder,
            variables={**network_variables(), "UV_CACHE_DIR": str(self._downloads)},
        )
        if ended.code:
            raise SetupFailed(explain(step.title, ended, wheels_of(step.command)))

    def _left_s(self, n_arrived: int, n_total: int) -> float | None:
        """Return the seconds left, by the rate so far; None while little has arrived."""
        if n_arrived < 0.02 * n_total:
            return None
        elapsed = time.monotonic() - self._started
        return elapsed * (n_total - n_arrived) / n_arrived

    def _check(self) -> None:
        """Let the new environment examine itself and make a small map.

        Raises:
            SetupFailed: It does not work.
        """
        self._progress.stage(tr("Checking the engine"), _BUILT_SHARE, 1.0)
        self._progress.info(tr("Checking the engine with a small map"))
        command = [str(interpreter_of(self._environment)), str(MAIN), "doctor", "--json", "--map"]
        self._log.write("$ " + quote(command))
        watch = Watch(self._log.write, self._progress.is_cancelled, limit_s=_CHECK_LIMIT_S)
        ended = run_program(command, watch)
        report = _last_report(ended.text)
        if ended.code or not report.get("ok"):
            problems = report.get("problems") or {}
            first = [f"{name}: {text}" for name, text in problems.items()][:1]
            last = ended.text.strip().splitlines()[-1:]
            raise SetupFailed(
                tr(
                    "The packages are installed, but the engine does not work ({}); nothing was "
                    "changed. Copy the diagnostics and report the problem."
                ).format((first or last or [tr("no message")])[0])
            )

    def _use(self) -> EngineRecord:
        """Make the new environment the one that is used."""
        record = EngineRecord(
            folder=str(self._environment),
            interpreter=str(interpreter_of(self._environment)),
            device=self._plan.device,
            lock=self._plan.lock,
            python=self._plan.python_version,
            made=time.strftime("%Y-%m-%dT%H:%M:%S"),
        )
        for pause_s in _RENAME_PAUSES_S:
            if _is_written(record):
                return record
            time.sleep(pause_s)
        write_record(data_folder(), record)
        return record


def _is_written(record: EngineRecord) -> bool:
    """Write the record, unless its file is held by another program."""
    try:
        write_record(data_folder(), record)
    except OutputNotWritable:
        return False
    return True


def _last_report(text: str) -> dict[str, Any]:
    """Return the report of the doctor: the last line that is a JSON object."""
    for line in reversed(text.splitlines()):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    return {}
