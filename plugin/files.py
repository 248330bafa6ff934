"""Folders and names for new files of the user."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject

_NOT_IN_NAMES = '<>:"/\\|?*'


def working_folder() -> Path:
    """Return the folder of the project, that of the user if the project has none."""
    home = QgsProject.instance().homePath()
    return Path(home) if home else Path.home()


def free_path(folder: Path, stem: str, suffix: str) -> Path:
    """Return the path of a file that does not exist, with a number in its name if needed."""
    stem = "".join("_" if character in _NOT_IN_NAMES else character for character in stem)
    path, number = folder / f"{stem}{suffix}", 2
    while path.exists():
        path, number = folder / f"{stem}_{number}{suffix}", number + 1
    return path
