"""The model that was trained last, kept in the project."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject

_SCOPE, _KEY = "landsketch", "/model"


def keep_model(path: str) -> None:
    """Keep a model's path, relative to the project where the project's paths are; empty = none."""
    project = QgsProject.instance()
    project.writeEntry(_SCOPE, _KEY, project.writePath(path) if path else "")


def kept_model() -> str:
    """Return the path that is kept, also of a file that is gone; empty if there is none."""
    project = QgsProject.instance()
    kept = project.readEntry(_SCOPE, _KEY, "")[0]
    return project.readPath(kept) if kept else ""


def last_model() -> str:
    """Return the path of the model that was trained last; empty if there is none any more."""
    path = kept_model()
    return path if Path(path).is_file() else ""
