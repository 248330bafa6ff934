"""Folders and names for new files of the user."""

from __future__ import annotations

import itertools
from pathlib import Path

from qgis.core import QgsProject


def working_folder() -> Path:
    """Return the folder of the project, that of the user if the project has none."""
    home = QgsProject.instance().homePath()
    return Path(home) if home else Path.home()


def free_path(path: Path) -> Path:
    """Number a file's name where a file has it."""
    numbered = (
        path.with_name(f"{path.stem}_{number}{path.suffix}") for number in itertools.count(2)
    )
    return next(free for free in itertools.chain([path], numbered) if not free.exists())
