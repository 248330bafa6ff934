"""The models of the project: those that were trained or added here, kept with their paths."""

from __future__ import annotations

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..core.output_names import is_same_file
from .trained_model import keep_model, kept_model

_SCOPE, _KEY = "landsketch", "/models"


class _News(QObject):
    """Tells when the list has changed.

    Attributes:
        changed: Emitted with the path of the model that is new; empty if none is.
    """

    changed = pyqtSignal(str)


news = _News()


def model_paths() -> list[str]:
    """Return the paths of the models, files that are gone included."""
    project = QgsProject.instance()
    kept = project.readListEntry(_SCOPE, _KEY, [])[0]
    paths = [project.readPath(path) for path in kept]
    last = kept_model()  # projects of earlier versions keep no other
    return paths if not last or _position(paths, last) >= 0 else [*paths, last]


def add_model(path: str) -> None:
    """Add a model to the list, once."""
    paths = model_paths()
    if _position(paths, path) < 0:
        _keep([*paths, path])
    news.changed.emit(path)


def add_trained_model(path: str) -> None:
    """Add a model that was just trained, which dialogs suggest from now on."""
    add_model(path)
    keep_model(path)


def forget_model(path: str) -> None:
    """Take a model off the list; dialogs suggest it no more."""
    if is_same_file(kept_model(), path):
        keep_model("")
    _keep([kept for kept in model_paths() if not is_same_file(kept, path)])
    news.changed.emit("")


def move_model(old: str, new: str) -> None:
    """Keep the new path of a model whose file was renamed."""
    paths = model_paths()
    if is_same_file(kept_model(), old):
        keep_model(new)
    _keep([new if is_same_file(path, old) else path for path in paths])
    news.changed.emit(new)


def _keep(paths: list[str]) -> None:
    project = QgsProject.instance()
    project.writeEntry(_SCOPE, _KEY, [project.writePath(path) for path in paths])


def _position(paths: list[str], path: str) -> int:
    """Return the position of a file in a list, however its path is written; -1 = not there."""
    matches = (position for position, other in enumerate(paths) if is_same_file(other, path))
    return next(matches, -1)
