"""The model that was trained last, kept in the project."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject

_SCOPE, _KEY = "landsketch", "/model"


def remember_model(path: str) -> None:
    """Keep a model's path, relative to the project where the project's paths are."""
    project = QgsProject.instance()
    project.writeEntry(_SCOPE, _KEY, project.writePath(path))


def last_model() -> str:
    """Return the path of the model that was trained last; empty if there is none any more."""
    project = QgsProject.instance()
    kept = project.readEntry(_SCOPE, _KEY, "")[0]
    path = project.readPath(kept) if kept else ""
    return path if Path(path).is_file() else ""
