"""Pictures of the worst cases of a verification."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..imagery.scene import Scene
from .finding import Finding
from .label_features import LabelFeatures
from .mislabelled import FEWEST_REPORTED, LIKELY, most_suspicious
from .pictures import Picture, label_picture, tile_picture
from .report import PictureGroup
from .tile_table import TileTable

_MOST_PICTURES = 12


@dataclass(frozen=True)
class PictureSource:
    """What pictures are made of: images, tiles and label features."""

    scenes: Sequence[Scene]
    tiles: TileTable
    features: LabelFeatures


def worst_cases(
    source: PictureSource,
    findings: Sequence[Finding],
    scores: NDArray[np.float64],
    others: NDArray[np.object_],
) -> list[PictureGroup]:
    """Return pictures of suspicious labels, of other flagged labels and of flagged tiles.

    Args:
        source: What pictures are made of.
        findings: What was found, worst first.
        scores: How much each label looks like another class; NaN = not judged, (labels,).
        others: Name of that class, (labels,).
    """
    suspects = [i for i in most_suspicious(scores) if scores[i] > 0][:_MOST_PICTURES]
    classes = source.features.classes
    captions = {i: f"{classes[i]}, rather {others[i]} ({scores[i]:.2f})" for i in suspects}
    return [
        PictureGroup(
            "Most suspicious labels",
            f"The most suspicious first, with their suspicion. Above {LIKELY:g} they are reported, "
            f"if their class has {FEWEST_REPORTED} polygons.",
            list(_label_pictures(source, captions)),
        ),
        PictureGroup(
            "Labels with faults",
            "Labels named above, the worst first.",
            list(_label_pictures(source, _flagged(findings, "labels", skip="mislabelled"))),
        ),
        PictureGroup(
            "Tiles with faults",
            "Tiles named above, the worst first.",
            list(_tile_pictures(source, _flagged(findings, "tiles"))),
        ),
    ]


def _flagged(findings: Sequence[Finding], field: str, skip: str = "") -> dict[int, str]:
    """Return some tiles or labels of each finding with the name of its check."""
    shown: dict[int, str] = {}
    for finding in findings:
        if finding.check != skip:
            for position in getattr(finding, field)[:4]:
                shown.setdefault(position, finding.check.replace("_", " "))
    return dict(list(shown.items())[:_MOST_PICTURES])


def _label_pictures(source: PictureSource, captions: dict[int, str]) -> Iterator[Picture]:
    for number, caption in captions.items():
        text = f"{source.features.fids[number]}: {caption}"
        picture = label_picture(source.scenes, source.features, number, text)
        if picture is not None:
            yield picture


def _tile_pictures(source: PictureSource, captions: dict[int, str]) -> Iterator[Picture]:
    for number, caption in captions.items():
        scene = source.scenes[int(source.tiles.images[number])]
        text = f"{source.tiles.names[number]}: {caption}"
        yield tile_picture(scene, source.tiles.windows[number], text)
