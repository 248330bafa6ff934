"""The model that was trained last, kept in the project."""

from __future__ import annotations

from pathlib import Path

from .kept_paths import MODEL, keep_path, kept_path


def keep_model(path: str) -> None:
    """Keep a model's path; empty = none."""
    keep_path(MODEL, path)


def kept_model() -> str:
    """Return the path that is kept, also of a file that is gone; empty if there is none."""
    return kept_path(MODEL)


def last_model() -> str:
    """Return the path of the model that was trained last; empty if there is none any more."""
    path = kept_model()
    return path if Path(path).is_file() else ""
