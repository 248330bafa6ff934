"""Paths that a project keeps: the model that was trained last, the dataset prepared last."""

from __future__ import annotations

from qgis.core import QgsProject

_SCOPE = "landsketch"
MODEL, DATASET = "/model", "/dataset"


def keep_path(key: str, path: str) -> None:
    """Keep a path, relative to the project where the project's paths are; empty = none."""
    project = QgsProject.instance()
    project.writeEntry(_SCOPE, key, project.writePath(path) if path else "")


def kept_path(key: str) -> str:
    """Return the path that is kept, also of a file that is gone; empty if there is none."""
    project = QgsProject.instance()
    kept = project.readEntry(_SCOPE, key, "")[0]
    return project.readPath(kept) if kept else ""
