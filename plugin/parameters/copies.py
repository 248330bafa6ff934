"""Copies of vector layers for the engine, as QGIS shows the layers now.

A copy is a temporary file beside the job's result until the job has succeeded; the engine then
gives it its name, so that the record of the job can be run again. A run that fails or is cancelled
changes nothing.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import QgsFeatureRequest, QgsProcessingFeedback, QgsProcessingUtils

from ...core.atomic_write import discard, explain_os_errors
from ...core.errors import InvalidLabels
from ...core.job.job import Job
from ...core.job.option import Option
from ...core.output_names import database_files, temporary_path
from ..i18n import tr
from ..layers import has_unsaved_edits, write_features
from .reader import Reader

_VECTOR_KINDS = ("vector", "polygons")
_FIELDS = ("CLASS_FIELD", "SPLIT_FIELD")


def layer_paths(values: Mapping[Option, Any]) -> dict[Option, str]:
    """Return the paths of the vector layers among the values of a job's options."""
    return {
        option: path
        for option, path in values.items()
        if option.info.kind in _VECTOR_KINDS and path
    }


def copy_paths(values: Mapping[Option, Any]) -> dict[Option, str]:
    """Return the paths of the copies that stand for the vector layers."""
    result = _result(values)
    layers = layer_paths(values)
    return {option: _copy_path(option, path, result) for option, path in layers.items()}


def write_copies(job: Job, reader: Reader, feedback: QgsProcessingFeedback) -> None:
    """Write the temporary files of a job's copies. Main thread only.

    Raises:
        LandsketchError: A layer has no shapes or lacks a field, labels and corrections are the same
            layer, or the folder cannot be written.
    """
    _require_two_layers(reader)
    values = dict(job.values())
    names = [values[option] for option in values if option.name in _FIELDS and values[option]]
    for option, path in layer_paths(values).items():
        if path not in job.run.staged:
            continue
        temporary = temporary_path(Path(path))
        with explain_os_errors(temporary):
            temporary.parent.mkdir(parents=True, exist_ok=True)
        _write(option, temporary, _fields(option, names), reader, feedback)


def _fields(option: Option, chosen: list[str]) -> list[str] | None:
    """Return the fields that a copy needs; None = all of them."""
    if option.info.keeps_fields:
        return None
    return chosen if option.info.kind == "vector" else []


def _require_two_layers(reader: Reader) -> None:
    """Check that corrections are not the labels themselves, whose copies have other names."""
    if not reader.is_given("CORRECTIONS"):
        return
    labels, corrections = (reader.vector_layer(name) for name in ("LABELS", "CORRECTIONS"))
    if labels is not None and corrections is not None and labels.source() == corrections.source():
        raise InvalidLabels(
            tr(
                "CORRECTIONS is the same layer as LABELS; choose the layer with your corrections, "
                "or none."
            )
        )


def discard_copies(job: Job) -> None:
    """Delete the temporary files that a run has left."""
    for path in job.run.staged:
        discard(database_files(temporary_path(Path(path))))


def _write(
    option: Option,
    path: Path,
    fields: list[str] | None,
    reader: Reader,
    feedback: QgsProcessingFeedback,
) -> None:
    source = reader.algorithm.parameterAsSource(reader.parameters, option.name, reader.context)
    if has_unsaved_edits(reader.vector_layer(option.name)):
        feedback.pushInfo(
            tr("'{}' has unsaved edits; they are used as you see them now.").format(
                source.sourceName()
            )
        )
    # Hand-drawn polygons cross themselves now and then; the engine rasterises them all the same
    no_check = QgsFeatureRequest.InvalidGeometryCheck.GeometryNoCheck  # type: ignore[attr-defined]
    source.setInvalidGeometryCheck(no_check)
    write_features(source, fields, path)


def _result(values: Mapping[Option, Any]) -> str:
    """Return the first output that is given; "" where there is none."""
    outputs = (path for option, path in values.items() if option.is_output)
    return next((path for path in outputs if path), "")


def _copy_path(option: Option, layer_path: str, result: str) -> str:
    """Return the place of a copy: beside the result, else in QGIS's temporary folder."""
    ending = f".{option.name.lower()}.gpkg"
    if not result:
        return str(QgsProcessingUtils.generateTempFilename(f"copy{ending}"))
    numbers = itertools.chain([""], (f"_{number}" for number in itertools.count(2)))
    names = (f"{result}.{option.name.lower()}{number}.gpkg" for number in numbers)
    # The layer may be the copy of an earlier run, which must not be replaced by a part of itself
    source = os.path.realpath(layer_path)
    return next(name for name in names if os.path.realpath(name) != source)
