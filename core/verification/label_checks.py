"""Checks of label features: their classes and their shapes."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from ..class_table import ClassTable
from ..imagery.scene import Scene
from ..labels.label_set import LabelSet
from .finding import Finding, listed
from .label_features import LabelFeatures

_THIN_PX = 1.0  # width of a polygon below which it is a sliver
_OVERLAP_PX = 1.0  # area in pixels from which an overlap is reported
_BROKEN = "Repair them (Vector geometry > Fix geometries) or draw them again."


def class_findings(features: LabelFeatures, table: ClassTable) -> Iterator[Finding]:
    """Yield what is wrong with the names of classes."""
    is_blank = features.classes == ""
    if is_blank.any():
        yield _about_labels(
            "no_class",
            "warning",
            is_blank,
            "{} label(s) have no class and are left out; give each a class.",
        )
    known = {*table.names, *map(str, table.values)}
    is_unknown = ~is_blank & ~np.isin(features.classes, list(known))
    if is_unknown.any():
        names = sorted(set(features.classes[is_unknown]))
        yield _about_labels(
            "unknown_class",
            "error",
            is_unknown,
            "{} label(s) have a class that is not in the class table and are left out: "
            f"{listed(names)}; add it to the table or correct the labels.",
        )
    yield from _similar_names(features)


def _similar_names(features: LabelFeatures) -> Iterator[Finding]:
    """Find names that differ only in case or white space."""
    by_plain: dict[str, set[str]] = {}
    for name in features.classes:
        by_plain.setdefault(" ".join(str(name).casefold().split()), set()).add(str(name))
    for plain, names in sorted(by_plain.items()):
        if plain and len(names) > 1:
            written = ", ".join(f"'{name}'" for name in sorted(names))
            yield _about_labels(
                "similar_names",
                "error",
                np.isin(features.classes, list(names)),
                f"Classes are written in several ways, {written}, and count as different "
                "classes; write all {} labels in one way.",
            )


def shape_findings(
    features: LabelFeatures, labels: LabelSet, scenes: Sequence[Scene]
) -> Iterator[Finding]:
    """Yield what is wrong with the shapes of labels.

    Args:
        features: The features.
        labels: The label set made of them, for the outlines of the scenes.
        scenes: The images.
    """
    if not len(features):
        return
    geometries = features.geometries
    is_empty = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    if is_empty.any():
        yield _about_labels(
            "empty_geometry", "warning", is_empty, "{} label(s) have no shape; delete them."
        )
    is_broken = ~shapely.is_valid(geometries) & ~is_empty
    if is_broken.any():
        yield _about_labels(
            "invalid_geometry",
            "warning",
            is_broken,
            f"{{}} label(s) have outlines that cross themselves. {_BROKEN}",
        )
    usable = np.where(is_broken, shapely.make_valid(geometries), geometries)
    yield from _outside(usable, ~is_empty, labels, scenes)
    is_polygon = ~is_empty & (shapely.get_dimensions(geometries) == 2)
    pixel = abs(scenes[0].transform.determinant) ** 0.5
    yield from _small(usable, is_polygon, pixel)
    yield from _same_shapes(usable, is_polygon, features)
    yield from _contradictions(usable, is_polygon, features, pixel)


def _outside(
    geometries: NDArray[np.object_],
    is_used: NDArray[np.bool_],
    labels: LabelSet,
    scenes: Sequence[Scene],
) -> Iterator[Finding]:
    ground = shapely.union_all([labels.outline(scene) for scene in scenes])
    shapely.prepare(ground)
    is_outside = is_used & ~shapely.intersects(ground, geometries)
    is_partly = is_used & ~is_outside & ~shapely.covers(ground, geometries)
    if is_outside.any():
        yield _about_labels(
            "outside",
            "warning",
            is_outside,
            "{} label(s) are outside all images and are left out; check that labels and images "
            "have the right CRS.",
        )
    if is_partly.any():
        yield _about_labels(
            "partly_outside", "note", is_partly, "{} label(s) reach beyond the images."
        )


def _small(
    geometries: NDArray[np.object_], is_polygon: NDArray[np.bool_], pixel: float
) -> Iterator[Finding]:
    areas = shapely.area(geometries)
    is_small = is_polygon & (areas < pixel**2)
    if is_small.any():
        yield _about_labels(
            "small",
            "warning",
            is_small,
            "{} polygon(s) are smaller than a pixel; draw larger ones or delete them.",
        )
    is_sliver = is_polygon & ~is_small & (_widths(geometries) < _THIN_PX * pixel)
    if is_sliver.any():
        yield _about_labels(
            "sliver",
            "warning",
            is_sliver,
            "{} polygon(s) are narrower than a pixel, such as remains of a cut; delete them.",
        )


def _widths(geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the width of the rectangle with the area and the outline's length of each, (n,).

    That of a square is its side, that of a long strip how narrow it is.
    """
    half = shapely.length(geometries) / 2
    root = np.sqrt(np.maximum(half**2 - 4 * shapely.area(geometries), 0))
    return np.asarray((half - root) / 2)


def _same_shapes(
    geometries: NDArray[np.object_], is_polygon: NDArray[np.bool_], features: LabelFeatures
) -> Iterator[Finding]:
    """Find polygons that were drawn twice, with the same class."""
    shapes = shapely.to_wkb(shapely.normalize(geometries))
    seen: set[tuple[bytes, str]] = set()
    is_copy = np.zeros(len(geometries), bool)
    for number in np.flatnonzero(is_polygon).tolist():
        key = (shapes[number], str(features.classes[number]))
        is_copy[number] = key in seen
        seen.add(key)
    if is_copy.any():
        yield _about_labels(
            "duplicate_labels",
            "warning",
            is_copy,
            "{} polygon(s) are copies of others with the same class; delete them.",
        )


def _contradictions(
    geometries: NDArray[np.object_],
    is_polygon: NDArray[np.bool_],
    features: LabelFeatures,
    pixel: float,
) -> Iterator[Finding]:
    """Find polygons of different classes that overlap; corrections may overlap labels."""
    used = np.flatnonzero(is_polygon & (features.classes != ""))
    first, second = shapely.STRtree(geometries[used]).query(
        geometries[used], predicate="intersects"
    )
    first, second = used[first], used[second]
    is_pair = (first < second) & (features.classes[first] != features.classes[second])
    is_pair &= features.is_correction[first] == features.is_correction[second]
    first, second = first[is_pair], second[is_pair]
    common = shapely.area(shapely.intersection(geometries[first], geometries[second]))
    is_large = common > _OVERLAP_PX * pixel**2
    if is_large.any():
        involved = np.unique(np.concatenate([first[is_large], second[is_large]]))
        # The smallest first, because their pictures show the overlap
        involved = involved[np.argsort(shapely.area(geometries[involved]), kind="stable")]
        n_pixels = common[is_large].sum() / pixel**2
        yield Finding(
            "contradiction",
            "error",
            f"{len(involved)} polygons overlap polygons of another class, on {n_pixels:.0f} "
            "pixels, which are left out; cut or delete one of each pair.",
            labels=tuple(involved.tolist()),
        )


def _about_labels(check: str, severity: str, mask: NDArray[np.bool_], text: str) -> Finding:
    """Return a finding about label features; ``{}`` in the text becomes their number."""
    found = tuple(np.flatnonzero(mask).tolist())
    return Finding(check, severity, text.format(len(found)), labels=found)
