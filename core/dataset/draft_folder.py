"""The folder in which a dataset is made; it gets its name when the dataset is complete."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from ..atomic_write import explain_os_errors, remove_folder
from ..errors import OutputNotWritable
from .dataset_file import FILE


@contextlib.contextmanager
def draft_folder(folder: Path) -> Iterator[Path]:
    """Give a folder beside ``folder``, and move its files there when the block has ended.

    After an exception inside the block, ``folder`` is as it was.

    Raises:
        OutputNotWritable: The folder holds files that are no dataset, or it cannot be written.
    """
    if folder.exists() and not _may_be_replaced(folder):
        raise OutputNotWritable(
            f"{folder} holds other files; choose a new or empty folder as DATASET."
        )
    draft = folder.with_name(f"{folder.name}.part")
    with explain_os_errors(draft):
        remove_folder(draft)
        draft.mkdir(parents=True)
    try:
        yield draft
        with explain_os_errors(folder):
            _move(draft, folder)
    finally:
        remove_folder(draft)


def _may_be_replaced(folder: Path) -> bool:
    """Tell whether a folder is empty or holds a dataset of any version."""
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and isinstance(content.get("format"), int)


def _move(draft: Path, folder: Path) -> None:
    """Move all files, ``dataset.json`` last: without it, the folder is no dataset."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).unlink(missing_ok=True)
    for file in sorted(draft.iterdir()):
        if file.name != FILE:
            file.replace(folder / file.name)
    (draft / FILE).replace(folder / FILE)
