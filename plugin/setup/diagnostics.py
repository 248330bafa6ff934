"""What a report of a problem needs, as text to paste: versions, device, log."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from qgis.PyQt.QtCore import QT_VERSION_STR

from ...core.version import ENGINE
from ..compat import QGIS_VERSION
from ..engine.health import known_devices
from .computer import examine
from .installed import engine_state
from .setup_log import SetupLog, clean_text


def diagnostics() -> str:
    """Return the text; it holds no logins, tokens and user names."""
    computer, state = examine(), engine_state()
    devices, made = known_devices(state.interpreter), state.record
    rows = {
        "Landsketch": ENGINE,
        "QGIS": f"{QGIS_VERSION}, Qt {QT_VERSION_STR}, Python {sys.version.split()[0]}",
        "System": f"{platform.platform()}, {computer.platform}, {computer.sandbox or 'no sandbox'}",
        "C library or macOS": "{}.{}".format(*computer.version),
        "GPU": str(computer.gpu or "no NVIDIA driver"),
        "Engine": state.interpreter or state.problem,
        "Devices": ", ".join(devices) if devices else "unknown: it has changed, or does not work",
        "Made by the set-up": "no"
        if made is None
        else f"{made.made}, Python {made.python}, {made.device}, packages {made.lock}",
        "Plugin folder": str(Path(__file__).resolve().parents[2]),
    }
    lines = [f"{name}: {value}" for name, value in rows.items()]
    return clean_text("\n".join([*lines, "", "Set-up log:", SetupLog().tail()]))
