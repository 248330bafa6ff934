"""The report's tables as CSV text, for spreadsheets."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from numpy import int64
from numpy.typing import NDArray

SPREADSHEET = "utf-8-sig"  # encoding: with the byte order mark, Excel recognises UTF-8
_CLASS_FIELDS = (
    "pixels",
    "iou",
    "iou_low",
    "iou_high",
    "f1",
    "users_accuracy",
    "producers_accuracy",
    "boundary_f1",
)


def matrix_csv(names: Sequence[str], counts: NDArray[int64]) -> str:
    """Write a confusion matrix (n, n), reference in rows."""
    rows = ([name, *row] for name, row in zip(names, counts.tolist(), strict=True))
    return csv_text(["reference \\ predicted", *names], rows)


def classes_csv(records: Sequence[Mapping[str, Any]]) -> str:
    """Write one row per class: pixels, scores and the 95 % interval of the IoU."""
    return csv_text(["class", *_CLASS_FIELDS], map(_class_row, records))


def _class_row(record: Mapping[str, Any]) -> list[object]:
    low, high = record["iou_interval"] or ("", "")
    values = {**record, "iou_low": low, "iou_high": high}
    return [record["name"], *(_cell(values[field]) for field in _CLASS_FIELDS)]


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _cell(value: object) -> object:
    """Return a score with six digits; undefined scores are empty."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return "" if value is None else value
