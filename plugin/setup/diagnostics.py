"""What a report of a problem needs, as text to paste: versions, device, log."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from qgis.PyQt.QtCore import QT_VERSION_STR

from ...core.version import ENGINE
from ..compat import QGIS_VERSION
from .computer import examine
from .installed import engine_state
from .setup_log import SetupLog, clean_text


def diagnostics() -> str:
    """Return the text; it holds no logins, tokens and user names."""
    computer, state = examine(), engine_state()
    rows = {
        "Landsketch": ENGINE,
        "QGIS": f"{QGIS_VERSION}, Qt {QT_VERSION_STR}, Python {sys.version.split()[0]}",
        "System": f"{platform.platform()}, {computer.platform}, {computer.sandbox or 'no sandbox'}",
        "C library or macOS": "{}.{}".format(*computer.version),
        "GPU": str(computer.gpu or "no NVIDIA driver"),
        "Engine": state.interpreter or state.problem,
        "Made by the set-up": str(state.record or "no"),
        "Plugin folder": str(Path(__file__).resolve().parents[2]),
    }
    lines = [f"{name}: {value}" for name, value in rows.items()]
    return clean_text("\n".join([*lines, "", "Set-up log:", SetupLog().tail()]))
