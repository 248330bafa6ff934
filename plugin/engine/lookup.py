"""Which Python runs the engine, and the engine made from it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from ...core.progress import Progress
from ..i18n import tr
from ..settings import Settings
from .engine import Engine, EngineUnavailable
from .environment import MAIN, managed_interpreter
from .health import usable_devices
from .in_process import InProcessEngine
from .worker import WorkerEngine

VARIABLE = "LANDSKETCH_PYTHON"
QGIS_PYTHON = "qgis"  # instead of a path: run the engine inside QGIS's own Python


def open_engine(
    settings: Settings, progress: Progress, variables: Mapping[str, str] | None = None
) -> Engine:
    """Return an engine that can work; looks at the environment once, so not for the main thread.

    Args:
        settings: Name its Python and its device.
        progress: Told about the look.
        variables: Environment variables for its process, such as an access token.

    Raises:
        EngineUnavailable: There is no interpreter, or its environment is broken.
    """
    interpreter = find_interpreter(settings.interpreter)
    if interpreter == QGIS_PYTHON:
        return InProcessEngine()
    devices = usable_devices(interpreter, progress)
    device = device_taken(settings.device, devices)
    return WorkerEngine(serve_command(interpreter), device=device, variables=variables)


def device_taken(wanted: str, devices: Sequence[str]) -> str:
    """Return the device that the engine takes for ``wanted``: the first of its kind."""
    return next(
        (device for device in devices if wanted == "auto" or device.startswith(wanted)), "cpu"
    )


def find_interpreter(setting: str) -> str:
    """Return the engine's Python: from the setting, the variable or the managed environment.

    Raises:
        EngineUnavailable: None of them is there; the text says what to do.
    """
    for named, where in (
        (setting, tr("Settings > Options > Landsketch")),
        (os.environ.get(VARIABLE, ""), VARIABLE),
    ):
        if named == QGIS_PYTHON or (named and Path(named).is_file()):
            return named
        if named:
            raise EngineUnavailable(
                tr(
                    "The Python interpreter {} named in {} does not exist; correct the path or "
                    "clear it."
                ).format(named, where)
            )
    managed = managed_interpreter()
    if managed.is_file():
        return str(managed)
    raise EngineUnavailable(
        tr(
            "The engine is not set up. Choose Raster > Landsketch > Set up engine. Without a "
            "desktop, run landsketch:setupengine. An environment of your own is named under "
            "Settings > Options > Landsketch or in the environment variable {}."
        ).format(VARIABLE)
    )


def serve_command(interpreter: str) -> list[str]:
    """Return the command that starts a worker."""
    return [interpreter, "-u", str(MAIN), "serve"]
