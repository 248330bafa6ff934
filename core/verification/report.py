"""The report of a verification: an HTML page, and the same facts as JSON."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy.typing import NDArray

from .. import assessment
from ..atomic_write import write_atomically
from ..class_table import ClassTable
from .finding import SEVERITIES, Finding
from .flag_layers import LEVELS
from .label_shift import LabelShift
from .pictures import Picture
from .split_checks import ClassCounts

_TEMPLATE = "report.html.j2"
_EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9)  # lower ends of the shares in the histogram


@dataclass(frozen=True)
class PictureGroup:
    """Pictures of one kind of fault."""

    title: str
    text: str
    items: Sequence[Picture]


@dataclass(frozen=True)
class Verification:
    """What a verification has found.

    Attributes:
        findings: What was found, worst first.
        table: The classes.
        counts: Polygons and pixels of each class.
        class_pixels: Labelled pixels of each tile and class, (tiles, classes).
        shift: The shift of the labels; None = not estimated.
        background: How many background tiles there are; empty = no background.
        inputs: Images, labels …, name -> text.
        skipped: What was not checked, and why.
        pictures: Pictures of the worst cases.
    """

    findings: Sequence[Finding]
    table: ClassTable
    counts: ClassCounts
    class_pixels: NDArray[np.int64]
    shift: LabelShift | None
    background: str
    inputs: dict[str, str]
    skipped: Sequence[str]
    pictures: Sequence[PictureGroup]

    def n_of(self, severity: str) -> int:
        """Return the number of findings of a severity."""
        return sum(finding.severity == severity for finding in self.findings)


def json_path(report: str) -> Path:
    """Return the JSON file beside a report."""
    return Path(report).with_suffix(".json")


def write_report(result: Verification, report: str, title: str) -> None:
    """Write the page and the JSON file.

    Raises:
        OutputNotWritable: One of them cannot be written.
    """
    write_atomically(Path(report), _page(result, title).encode())
    text = json.dumps(_facts(result), indent=1, ensure_ascii=False, allow_nan=False)
    write_atomically(json_path(report), text.encode())


def _page(result: Verification, title: str) -> str:
    folders = [Path(__file__).parent, Path(assessment.__file__).parent]
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page: str = environment.get_template(_TEMPLATE).render(_content(result, title))
    return page


def _content(result: Verification, title: str) -> dict[str, Any]:
    """Return the variables of the template."""
    n_folds = len(result.counts.of_folds)
    shown = {name: color for _, name, color in LEVELS}
    return {
        "title": title,
        "created": time.strftime("%Y-%m-%d %H:%M"),
        "headlines": _headlines(result),
        "findings": result.findings,
        "colors": shown,
        "checked": _checked(result),
        "skipped": "; ".join(result.skipped),
        "pictures": [group for group in result.pictures if group.items],
        "shift": _shift(result.shift),
        "fold_names": [f"Fold {fold + 1}" for fold in range(n_folds)],
        "classes": _class_rows(result),
        "background": result.background,
        "histogram_names": _histogram_names(),
        "histogram": _histogram(result),
        "inputs": result.inputs,
    }


def _headlines(result: Verification) -> list[dict[str, str]]:
    meanings = {
        "error": "a training fails or misleads",
        "warning": "costs accuracy",
        "note": "worth knowing",
    }
    items = [
        {
            "name": f"{name.capitalize()}s",
            "value": str(result.n_of(name)),
            "meaning": meanings[name],
        }
        for name in reversed(SEVERITIES)
    ]
    n_tiles = int((result.class_pixels.sum(axis=1) > 0).sum())
    return [*items, {"name": "Labelled tiles", "value": str(n_tiles), "meaning": "in all images"}]


def _checked(result: Verification) -> str:
    checked = ["images", "tiles", "feature cache", "labels", "classes and folds"]
    if result.shift is not None:
        checked.append("position of the labels")
    return ", ".join(checked)


def _class_rows(result: Verification) -> list[dict[str, Any]]:
    counts, total = result.counts, max(1, int(result.counts.n_pixels.sum()))
    n_tiles = (result.class_pixels > 0).sum(axis=0)
    return [
        {
            "name": entry.name,
            "color": entry.color,
            "n_polygons": int(counts.n_polygons[i]),
            "n_pixels": int(counts.n_pixels[i]),
            "share": f"{counts.n_pixels[i] / total:.1%}",
            "n_tiles": int(n_tiles[i]),
            "folds": counts.of_folds[:, i].tolist(),
        }
        for i, entry in enumerate(result.table)
    ]


def _histogram_names() -> list[str]:
    ends = [*_EDGES[1:], 1.0]
    return [f"{low:.0%} – {high:.0%}" for low, high in zip(_EDGES, ends, strict=True)]


def _histogram(result: Verification) -> list[dict[str, Any]]:
    """Return how many labelled tiles have which share of each class."""
    totals = result.class_pixels.sum(axis=1)
    shares = result.class_pixels[totals > 0] / totals[totals > 0, None]
    edges = [*_EDGES, 1.0 + 1e-9]
    rows = []
    for i, entry in enumerate(result.table):
        own = shares[:, i]
        counts, _ = np.histogram(own[own > 0], edges)
        rows.append({"name": entry.name, "color": entry.color, "counts": counts.tolist()})
    return rows


def _shift(shift: LabelShift | None) -> dict[str, Any] | None:
    if shift is None:
        return None
    rows = [
        (
            f"{block.x:.1f}",
            f"{block.y:.1f}",
            f"{block.offset.dx_px:.1f}",
            f"{block.offset.dy_px:.1f}",
            f"{block.quality:.1f}",
            str(block.n_labels),
            "yes" if block.is_clear else "no",
        )
        for block in shift.blocks
    ]
    return {"verdict": shift.verdict, "rows": rows}


def _facts(result: Verification) -> dict[str, Any]:
    """Return everything as values of JSON."""
    return {
        "findings": [asdict(finding) for finding in result.findings],
        "n_errors": result.n_of("error"),
        "n_warnings": result.n_of("warning"),
        "n_notes": result.n_of("note"),
        "classes": _class_rows(result),
        "histogram": {"edges": [*_EDGES, 1.0], "classes": _histogram(result)},
        "shift": _finite(asdict(result.shift)) if result.shift else None,
        "background": result.background,
        "inputs": result.inputs,
        "skipped": list(result.skipped),
    }


def _finite(value: Any) -> Any:  # noqa: ANN401 (values of JSON)
    """Return a value with None for numbers that are not finite, and plain numbers for NumPy's."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value
