"""Reading of labels: files become polygons in the scene's CRS, values become classes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS

from ..class_table import ClassTable, require_shared_classes
from ..errors import InvalidLabels
from ..imagery.scene import Scene
from ..job.options import LabelOptions
from . import coding
from .corrections import corrected
from .fragments import remainder
from .label_set import LabelSet
from .label_source import LabelSource, from_raster, from_vector
from .shapes import Geometries, polygons_of, require_same_crs_kind
from .vector_file import read_features

_FRAGMENT_PX = 256  # fully labelled areas are cut at this grid, so that memory stays bounded


def read_labels(
    options: LabelOptions,
    scene: Scene,
    table: ClassTable | None = None,
    *,
    places_only: bool = False,
    earlier: ClassTable | None = None,
) -> LabelSet:
    """Read labels in the scene's CRS.

    Args:
        options: The files and fields.
        scene: The scene whose CRS is used.
        table: The classes; None = those of CLASS_TABLE or of the labels.
        places_only: Only the positions of labels matter: all get one class, and no class field is
            needed.
        earlier: Classes of an earlier model; those with the same name keep value and colour.

    Raises:
        InvalidLabels: A file cannot be read, no label has a known class, CLASS_FIELD numbers the
            labels, or only one of labels and scene has a CRS.
    """
    if places_only:
        options = replace(options, class_field="", class_table="", interest="")
    source = _read_source(options, scene, places_only=places_only)
    is_blank = np.array([coding.is_blank(value) for value in source.values], bool)
    if is_blank.all():
        raise InvalidLabels(
            "The labels contain no polygon or point with a class; draw some and give each a class."
        )
    coded = _coded(source.values[~is_blank], options, table, earlier)
    if options.class_field and table is None and _makes_table(options):
        require_shared_classes(options.class_field, len(coded.table), int((~is_blank).sum()))
    positions = np.full(len(is_blank), coding.UNKNOWN)
    positions[~is_blank] = coded.positions
    labels = _known_labels(source, positions, coded.table, scene.crs)
    warnings = (*source.warnings, *_left_out(source.values, is_blank, positions))
    labels = replace(labels, warnings=warnings)
    if options.area or options.interest:
        labels = replace(labels, background=coded.table.index_of(options.other))
    return _with_rest(labels, source.polygons, options, scene) if options.area else labels


def _makes_table(options: LabelOptions) -> bool:
    """Tell whether the classes are the values of CLASS_FIELD."""
    return not (options.raster or options.class_table or options.interest)


def _known_labels(
    source: LabelSource, positions: NDArray[np.int64], table: ClassTable, crs: CRS | None
) -> LabelSet:
    """Return the polygons with a class of the table.

    Args:
        source: The labels.
        positions: Position of each label's class, -1 = unknown, (n,).
        table: The classes.
        crs: CRS of the labels.

    Raises:
        InvalidLabels: No label has a class of the table.
    """
    is_known = positions != coding.UNKNOWN
    if not is_known.any():
        raise InvalidLabels(
            f"No label has a class of the class table ({', '.join(table.names)}); choose another "
            "CLASS_FIELD."
        )
    return LabelSet(
        geometries=source.polygons[is_known],
        classes=positions[is_known],
        splits=tuple(coding.text_of(value) for value in source.splits[is_known]),
        table=table,
        crs=crs,
        fragment_mask=np.full(int(is_known.sum()), source.are_fragments),
        weight_factors=None if source.weights is None else source.weights[is_known],
    )


def _coded(
    values: NDArray[np.object_],
    options: LabelOptions,
    table: ClassTable | None,
    earlier: ClassTable | None,
) -> coding.Coded:
    """Return the classes of values (n,); the table of a model does not change."""
    is_fixed = table is not None and not options.class_table
    if options.class_table:
        table = ClassTable.from_file(Path(options.class_table))
    coded = coding.code(values, table, earlier)
    if options.interest:
        coded = coding.of_interest(
            coded, options.interest, options.other, keep_table=is_fixed, earlier=earlier
        )
    if options.area and is_fixed:
        coding.position_of(options.other, coded.table, "OTHER_CLASS")
    elif options.area:
        coded = replace(coded, table=coding.with_class(coded.table, options.other, earlier))
    return coded


def _left_out(
    values: NDArray[np.object_], is_blank: NDArray[np.bool_], positions: NDArray[np.int64]
) -> list[str]:
    """Warn about labels without a known class; all arguments are (n,)."""
    warnings = []
    if is_blank.any():
        warnings.append(f"{int(is_blank.sum())} polygon(s) without a class were left out.")
    is_unknown = ~is_blank & (positions == coding.UNKNOWN)
    unknown = sorted({coding.text_of(value) for value in values[is_unknown]})
    if unknown:
        warnings.append(f"Polygons of unknown class were left out: {', '.join(unknown)}.")
    return warnings


def _with_rest(
    labels: LabelSet, covered: Geometries, options: LabelOptions, scene: Scene
) -> LabelSet:
    """Add the rest of the fully labelled areas as fragments of the class 'other'.

    Each fragment gets the split of the nearest label.

    Args:
        labels: The labels with a known class.
        covered: All label polygons; the area under those of unknown class is not 'other'.
        options: The file of the areas.
        scene: The scene whose CRS is used.

    Raises:
        InvalidLabels: The file cannot be read or has no polygon.
    """
    what = "fully labelled areas"
    source = read_features(options.area, options.area_layer, [], what)
    require_same_crs_kind(source.crs, scene, what)
    flat = source.geometries[shapely.get_dimensions(source.geometries) == 2]
    shapes = polygons_of(flat, source.crs, scene, options.point_radius)
    if not len(shapes.polygons):
        raise InvalidLabels(
            f"FULLY_LABELLED_AREA {options.area} contains no polygon; draw one around an area in "
            "which everything is labelled."
        )
    corner = (scene.transform.c, scene.transform.f)
    side = _FRAGMENT_PX * abs(scene.transform.determinant) ** 0.5
    rest = remainder(shapes.polygons, covered, corner, side)
    warnings = list(labels.warnings)
    if shapes.n_repaired:
        warnings.append(f"{shapes.n_repaired} invalid fully labelled area(s) were repaired.")
    if not len(rest):
        warnings.append(
            f"Labels cover the {what} completely, so these add no pixel of the class "
            f"'{options.other}'."
        )
    nearest = shapely.STRtree(labels.geometries).nearest(shapely.centroid(rest))
    other = coding.position_of(options.other, labels.table, "OTHER_CLASS")
    return replace(
        labels,
        geometries=np.concatenate([labels.geometries, rest]),
        classes=np.concatenate([labels.classes, np.full(len(rest), other)]),
        splits=(*labels.splits, *(labels.splits[i] for i in nearest)),
        fragment_mask=np.concatenate([labels.is_fragment, np.ones(len(rest), bool)]),
        weight_factors=np.concatenate([labels.weights, np.ones(len(rest))]),
        warnings=tuple(warnings),
    )


def _read_source(options: LabelOptions, scene: Scene, *, places_only: bool) -> LabelSource:
    if options.raster:
        return from_raster(options, scene)
    labels = from_vector(options, scene, places_only=places_only)
    if not options.corrections:
        return labels
    drawn = replace(
        options,
        path=options.corrections,
        layer=options.corrections_layer,
        corrections="",
        corrections_layer="",
    )
    corrections = from_vector(drawn, scene, places_only=places_only, what="corrections")
    return corrected(labels, corrections, options.corrections_weight)
