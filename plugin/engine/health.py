"""Whether an engine environment works: asked once, remembered until it changes."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QByteArray, QProcess

from ...core.errors import Cancelled
from ...core.progress import Progress
from ..i18n import tr
from .engine import EngineUnavailable
from .environment import MAIN, clean_environment, data_folder

_PATIENCE_S = 120.0


def usable_devices(interpreter: str, progress: Progress) -> tuple[str, ...]:
    """Return the devices that the interpreter's torch can use, best first: ``cuda:0``, ``cpu``.

    Raises:
        EngineUnavailable: The environment is broken; the text says how to repair it.
    """
    devices = known_devices(interpreter)
    if devices is None:
        progress.info(tr("Looking at the engine environment (first time only)"))
        devices = tuple(_ask_doctor(interpreter, progress))
        _write_known({**_read_known(), _fingerprint(interpreter): list(devices)})
    return devices


def known_devices(interpreter: str) -> tuple[str, ...] | None:
    """Return what an earlier look at the interpreter has found; None if there was none."""
    devices = _read_known().get(_fingerprint(interpreter))
    return None if devices is None else tuple(str(device) for device in devices)


def _fingerprint(interpreter: str) -> str:
    """Change when the interpreter, its installed packages or the engine change."""
    python = Path(interpreter).absolute()
    prefix = python.parent.parent
    packages = [*prefix.glob("lib/python*/site-packages"), *prefix.glob("Lib/site-packages")]
    watched = [python, prefix / "pyvenv.cfg", MAIN, *packages]
    return "|".join(
        [str(python), *(f"{path.stat().st_mtime:.3f}" for path in watched if path.exists())]
    )


def _ask_doctor(interpreter: str, progress: Progress) -> list[str]:
    process = QProcess()
    process.setProcessEnvironment(clean_environment())
    process.start(interpreter, [str(MAIN), "doctor", "--json"])
    _wait(process, progress)
    report = _last_object(_text(process.readAllStandardOutput()))
    is_healthy = process.exitStatus() == QProcess.ExitStatus.NormalExit and process.exitCode() == 0
    if report is None or not is_healthy:
        raise EngineUnavailable(
            _broken(interpreter, report or {}, _text(process.readAllStandardError()))
        )
    return [
        str(device).split()[0] for device in report.get("devices") or ()
    ]  # what follows is for people


def _wait(process: QProcess, progress: Progress) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not process.waitForFinished(100) and process.state() != QProcess.ProcessState.NotRunning:
        is_cancelled = progress.is_cancelled()
        if is_cancelled or time.monotonic() > deadline:
            process.kill()
            process.waitForFinished(2_000)
        if is_cancelled:
            raise Cancelled


def _broken(interpreter: str, report: dict[str, Any], log: str) -> str:
    problems = [f"{package} ({error})" for package, error in (report.get("problems") or {}).items()]
    complaints = problems or log.strip().splitlines()[-1:] or [tr("it does not answer")]
    return tr(
        "The engine's Python {} does not work: {}. Choose Raster > Landsketch > Set up engine to "
        "repair it, or install the packages of the plugin's requirements/engine.txt into it."
    ).format(interpreter, "; ".join(complaints).rstrip("."))


def _last_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object in ``text``, which may stand behind lines that libraries printed."""
    for start in (0, text.rfind("\n{") + 1):
        try:
            found = json.loads(text[start:])
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    return None


def _text(output: QByteArray) -> str:
    return output.data().decode("utf-8", "replace")


def _memory() -> Path:
    return data_folder() / "environments.json"


def _read_known() -> dict[str, list[str]]:
    try:
        known = json.loads(_memory().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write_known(known: dict[str, list[str]]) -> None:
    """Remember what was found; a folder that cannot be written only costs the next look."""
    newest = dict(list(known.items())[-20:])
    try:
        data_folder().mkdir(parents=True, exist_ok=True)
        _memory().write_text(json.dumps(newest), encoding="utf-8")
    except OSError:
        return
