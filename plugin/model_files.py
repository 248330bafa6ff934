"""The files of a model: its own and those that lie beside it under its name."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..core.atomic_write import write_atomically
from ..core.errors import OutputNotWritable
from ..core.output_names import report_files
from .files import free_path
from .i18n import tr

_BESIDE = (".job.json", ".events.jsonl")  # after the whole name of the model
_REPORTS = ("_report.html", "_evaluation.html")  # after its name without the ending
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def files_of(model: Path) -> list[Path]:
    """Return the files of a model that exist, its own first."""
    names = [model, *(model.with_name(model.name + ending) for ending in _BESIDE)]
    for ending in _REPORTS:
        report = model.with_name(model.stem + ending)
        names += map(Path, report_files(str(report)).values())
    return [path for path in names if path.is_file()]


def rename_model(model: Path, name: str) -> Path:
    """Rename a model and the files beside it; return its new path.

    Args:
        model: The model.
        name: Its new name, with or without the ending.

    Raises:
        OutputNotWritable: The name is empty, forbidden or taken, or a file cannot be renamed; then
            all files keep their names.
    """
    stem = _stem(name, model.suffix)
    moves = {path: path.with_name(stem + path.name[len(model.stem) :]) for path in files_of(model)}
    taken = [new.name for new in moves.values() if new.exists()]
    if taken:
        raise OutputNotWritable(
            tr("There is a file {} already; choose another name.").format(taken[0])
        )
    _move(moves)
    new = moves[model]
    _update_record(new, {str(old): str(path) for old, path in moves.items()})
    return new


def delete_model(model: Path) -> None:
    """Delete a model and the files beside it.

    Raises:
        OutputNotWritable: A file cannot be deleted.
    """
    try:
        for path in reversed(files_of(model)):  # the model last, to be tried again
            path.unlink()
    except OSError as error:
        raise _failure(path, error) from None


def next_model_path(model: Path) -> Path:
    """Return a name for a new training of a model, which no file has."""
    first = model.with_name(re.sub(r"_\d+$", "", model.stem) + model.suffix)
    return free_path(first if first.exists() else model)


def _stem(name: str, suffix: str) -> str:
    """Return the name of a model's file without its ending."""
    stem = name.strip()
    if stem.lower().endswith(suffix.lower()):
        stem = stem[: -len(suffix)]
    if not stem or stem.startswith(".") or _FORBIDDEN.search(stem):
        raise OutputNotWritable(
            tr("'{}' is no name for a file; choose one without / \\ : * ? \" < > |.").format(name)
        )
    return stem


def _move(moves: Mapping[Path, Path]) -> None:
    """Rename files, all or none."""
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in moves.items():
            old.rename(new)
            done.append((old, new))
    except OSError as error:
        for old, new in done:
            new.rename(old)
        raise _failure(next(iter(moves)), error) from None


def _update_record(model: Path, moved: Mapping[str, str]) -> None:
    """Write the new paths into the record, so that it still repeats the training."""
    path = model.with_name(f"{model.name}.job.json")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        write_atomically(path, json.dumps(_replaced(record, moved), indent=1).encode())
    except (OSError, ValueError, OutputNotWritable):
        return  # there is none, or it is damaged: the model works without


def _replaced(value: Any, moved: Mapping[str, str]) -> Any:  # noqa: ANN401 (parsed JSON)
    """Return parsed JSON in which paths are replaced."""
    if isinstance(value, dict):
        return {key: _replaced(item, moved) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, moved) for item in value]
    return moved.get(value, value) if isinstance(value, str) else value


def _failure(path: Path, error: OSError) -> OutputNotWritable:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return OutputNotWritable(
        tr("{} cannot be changed ({}); check the rights of its folder.").format(path.name, reason)
    )
