"""The tiles and labels of a dataset as layers, with what was found in each."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..imagery.map_style import Legend, outlined_style
from ..postprocess.geopackage import GeoPackageWriter
from .finding import SEVERITIES, Finding
from .label_features import LabelFeatures
from .tile_facts import TileFacts
from .tile_table import TileTable

_LEVEL = "level"
# Level 0 is nothing, then the severities
LEVELS: Legend = (
    (0, "nothing found", "#f5f5f5"),
    (1, "note", "#4a90d9"),
    (2, "warning", "#e8a317"),
    (3, "error", "#d1453b"),
)


def flags_of(
    findings: Iterable[Finding], n: int, field: str
) -> tuple[NDArray[np.int32], NDArray[np.object_]]:
    """Return the worst level and the names of the checks of each tile or label, both (n,).

    Args:
        findings: What was found.
        n: Number of tiles or labels.
        field: ``tiles`` or ``labels``.
    """
    levels = np.zeros(n, np.int32)
    names: list[list[str]] = [[] for _ in range(n)]
    for finding in findings:
        level = SEVERITIES.index(finding.severity) + 1
        for position in getattr(finding, field):
            levels[position] = max(levels[position], level)
            if finding.check not in names[position]:
                names[position].append(finding.check)
    return levels, np.array([", ".join(found) for found in names], object)


def write_flagged_tiles(
    path: Path, tiles: TileTable, facts: TileFacts, images: Sequence[str], findings: list[Finding]
) -> None:
    """Write the tiles with their flags, coloured by the worst of them.

    Args:
        path: Name of the GeoPackage.
        tiles: The tiles.
        facts: Their statistics.
        images: Name of each image.
        findings: What was found.

    Raises:
        OutputNotWritable: The file cannot be written.
    """
    levels, flags = flags_of(findings, len(tiles), "tiles")
    columns: dict[str, NDArray[Any]] = {
        "image": np.array(images, object)[tiles.images],
        "tile": tiles.names,
        _LEVEL: levels,
        "flags": flags,
        "nodata_share": 1 - facts.valid_share,
        "not_finite": facts.n_not_finite,
        "mean": facts.means.mean(axis=1),
        "deviation": facts.deviations.mean(axis=1),
        "fold": tiles.folds,
    }
    with GeoPackageWriter(path, tiles.crs, outlined_style(LEVELS, _LEVEL)) as writer:
        writer.write(tiles.outlines, columns)


def write_flagged_labels(
    path: Path,
    features: LabelFeatures,
    suspicion: NDArray[np.float64],
    suggestions: NDArray[np.object_],
    findings: list[Finding],
) -> None:
    """Write the label features with their flags, coloured by the worst of them.

    Args:
        path: Name of the GeoPackage.
        features: The features.
        suspicion: How much each looks like another class; NaN = not judged, (n,).
        suggestions: Name of that class, (n,).
        findings: What was found.

    Raises:
        OutputNotWritable: The file cannot be written.
    """
    levels, flags = flags_of(findings, len(features), "labels")
    has_shape = ~shapely.is_missing(features.geometries) & ~shapely.is_empty(features.geometries)
    columns: dict[str, NDArray[Any]] = {
        "class": features.classes,
        "source_fid": features.fids,
        "correction": features.is_correction,
        _LEVEL: levels,
        "flags": flags,
        "suspicion": suspicion,
        "suggestion": suggestions,
    }
    crs = features.crs.to_wkt() if features.crs else None
    style = outlined_style(LEVELS, _LEVEL)
    kept = {name: values[has_shape] for name, values in columns.items()}
    with GeoPackageWriter(path, crs, style, "Unknown") as writer:
        writer.write(features.geometries[has_shape], kept)
