"""Icons: of the plugin, of its algorithms and of its buttons."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / "resources" / "icons"
ICON = str(_FOLDER / "landsketch.svg")


def icon_path(*names: str) -> str:
    """Return the file of the first name that has an icon, else that of the plugin."""
    files = (_FOLDER / f"{name}.svg" for name in names)
    return str(next((file for file in files if file.is_file()), ICON))
