"""The sample project: which folder gets it, and its files there."""

from __future__ import annotations

from pathlib import Path

from ..core.atomic_write import write_atomically

FOLDER_NAME = "landsketch-sample"
PROJECT_NAME = "sample.qgs"
_SOURCE = Path(__file__).resolve().parents[1] / "resources" / "sample"


def sample_folder(chosen: Path) -> Path:
    """Return the folder of the sample project if the user chose it, or the folder to put it in."""
    is_it = chosen.name == FOLDER_NAME or (chosen / PROJECT_NAME).is_file()
    return chosen if is_it else chosen / FOLDER_NAME


def copy_sample(folder: Path) -> Path:
    """Copy the files that a folder does not have yet; return the path of the project.

    What the user changed in an earlier copy stays.

    Raises:
        OutputNotWritable: The folder or a file cannot be written.
    """
    for source in sorted(_SOURCE.iterdir()):
        target = folder / source.name
        if not target.exists():
            write_atomically(target, source.read_bytes())
    return folder / PROJECT_NAME
