"""The dataset that was prepared last, kept in the project."""

from __future__ import annotations

from pathlib import Path

from .kept_paths import DATASET, keep_path, kept_path


def keep_dataset(folder: str) -> None:
    """Keep the folder of a dataset."""
    keep_path(DATASET, folder)


def last_dataset() -> str:
    """Return the folder of the dataset that was prepared last; empty if there is none any more."""
    folder = kept_path(DATASET)
    return folder if folder and Path(folder).is_dir() else ""
