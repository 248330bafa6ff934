"""Labels as polygons in the scene's CRS, read from a vector file or a label raster."""

from dataclasses import dataclass, field, replace
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
from .fragments import cut_by_grid, remainder
from .label_raster import polygonise
from .shapes import Geometries, polygons_of, reprojected, require_same_crs_kind
from .vector_file import read_features

_FRAGMENT_PX = 256  # fully labelled areas are cut at this grid, so that memory stays bounded
_CORRECTIONS_SCORED = (
    "Corrections were drawn where a map was wrong, so scores that include them are probably lower "
    "than the accuracy of the whole map."
)
_OUTLINE_STEPS = 32  # vertices along the longer side of a scene's outline in another CRS


@dataclass(frozen=True)
class LabelSet:
    """Labelled polygons in one CRS, that of the first scene.

    Attributes:
        geometries: Polygons, and fragments that may be multipolygons, (n,).
        classes: Position of each polygon's class in the table, (n,).
        splits: Value of SPLIT_FIELD of each polygon, empty if there is none.
        table: The classes.
        crs: CRS of the geometries.
        warnings: Warnings about labels that were left out or repaired.
        fragment_mask: Whether each polygon is a fragment of a label raster or of a fully labelled
            area, which may be cut further, (n,). Drawn polygons are never cut. None = no fragments.
        background: Position of the class of everything else, None if there is none.
        weight_factors: How much each polygon counts, compared with one of the same size, (n,).
            None = all count 1.
    """

    geometries: Geometries
    classes: NDArray[np.int64]
    splits: tuple[str, ...]
    table: ClassTable
    crs: CRS | None
    warnings: tuple[str, ...] = field(default=())
    fragment_mask: NDArray[np.bool_] | None = None
    background: int | None = None
    weight_factors: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.geometries)

    @property
    def is_fragment(self) -> NDArray[np.bool_]:
        """Which polygons may be cut, (n,)."""
        return np.zeros(len(self), bool) if self.fragment_mask is None else self.fragment_mask

    @property
    def weights(self) -> NDArray[np.float64]:
        """How much each polygon counts, compared with one of the same size, (n,)."""
        return np.ones(len(self)) if self.weight_factors is None else self.weight_factors

    def subset(self, mask: NDArray[np.bool_]) -> "LabelSet":
        """Return the polygons where ``mask`` (n,) is true."""
        return self._with_geometries(np.flatnonzero(mask), self.geometries[mask])

    def within(self, *scenes: Scene) -> "LabelSet":
        """Return the polygons that overlap a scene.

        Raises:
            InvalidLabels: No polygon overlaps a scene.
        """
        mask = np.zeros(len(self), bool)
        for scene in scenes:
            mask |= shapely.intersects(self.geometries, self.outline(scene))
        if not mask.any():
            raise InvalidLabels(
                f"No label is inside {scenes[0].name}; check that labels and raster belong "
                "together and have the right CRS."
            )
        inside = self.subset(mask)
        if self.is_fragment.any() and not inside.is_fragment.any():
            names = ", ".join(scene.name for scene in scenes)
            warning = f"The fully labelled areas are outside {names}, so they add no labels."
            return replace(inside, warnings=(*self.warnings, warning))
        return inside

    def in_crs(self, crs: CRS | None) -> "LabelSet":
        """Return the labels in another CRS; unchanged if one of the CRSs is unknown."""
        return replace(self, geometries=reprojected(self.geometries, self.crs, crs), crs=crs)

    def outline(self, scene: Scene) -> shapely.Polygon:
        """Return a scene's outline in the labels' CRS."""
        west, south, east, north = scene.bounds
        step = max(east - west, north - south) / _OUTLINE_STEPS
        box = shapely.segmentize(shapely.box(west, south, east, north), step)
        moved: shapely.Polygon = reprojected(np.array([box], object), scene.crs, self.crs)[0]
        return moved

    def cut(self, side: float) -> "LabelSet":
        """Cut the fragments by the grid of blocks, so that each fragment is in one block.

        Args:
            side: Side of a block in CRS units; the grid begins at the labels' lower left corner.
        """
        west, south, _, _ = shapely.total_bounds(self.geometries)
        small, parents = cut_by_grid(self.geometries[self.is_fragment], (west, south), side)
        drawn = np.flatnonzero(~self.is_fragment)
        positions = np.concatenate([drawn, np.flatnonzero(self.is_fragment)[parents]])
        geometries = np.concatenate([self.geometries[drawn], small])
        return self._with_geometries(positions, geometries)

    def _with_geometries(self, positions: NDArray[np.int64], geometries: Geometries) -> "LabelSet":
        """Return the polygons at some positions with new geometries, both (m,)."""
        return replace(
            self,
            geometries=geometries,
            classes=self.classes[positions],
            splits=tuple(self.splits[i] for i in positions),
            fragment_mask=self.is_fragment[positions],
            weight_factors=self.weights[positions],
        )


@dataclass(frozen=True)
class _Source:
    """The content of a label file.

    Attributes:
        polygons: In the scene's CRS, (n,).
        values: Values of the class field, (n,).
        splits: Values of SPLIT_FIELD, (n,).
        are_fragments: Whether the polygons may be cut.
        warnings: Warnings about features that were left out or repaired.
        weights: How much each polygon counts, (n,); None = all count 1.
    """

    polygons: Geometries
    values: NDArray[np.object_]
    splits: NDArray[np.object_]
    are_fragments: bool
    warnings: tuple[str, ...] = ()
    weights: NDArray[np.float64] | None = None


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
    is_blank = np.array([_is_blank(value) for value in source.values], bool)
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
    source: _Source, positions: NDArray[np.int64], table: ClassTable, crs: CRS | None
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


def _read_source(options: LabelOptions, scene: Scene, *, places_only: bool) -> _Source:
    if options.raster:
        return _from_raster(options, scene)
    labels = _from_vector(options, scene, places_only=places_only)
    if not options.corrections:
        return labels
    drawn = replace(options, path=options.corrections, layer=options.corrections_layer)
    corrections = _from_vector(drawn, scene, places_only=places_only, what="corrections")
    return _corrected(labels, corrections, options.corrections_weight)


def _corrected(labels: _Source, corrections: _Source, weight: float) -> _Source:
    """Return labels and corrections, the labels without the ground of the corrections.

    Corrections without a class replace nothing.
    """
    rest = labels.polygons.copy()
    has_class = np.array([not _is_blank(value) for value in corrections.values], bool)
    drawn = corrections.polygons[has_class]
    overlapping = np.unique(shapely.STRtree(rest).query(drawn, predicate="intersects")[1])
    if len(overlapping):
        rest[overlapping] = shapely.difference(rest[overlapping], shapely.union_all(drawn))
    kept = ~shapely.is_empty(rest)
    n_replaced = int((~kept).sum())
    n_cut = len(overlapping) - n_replaced
    replaced = f"{len(drawn)} correction(s) replace {n_replaced} label(s) and parts of {n_cut}."
    added = _added_classes(labels.values, corrections.values[has_class])
    weights = [np.ones(int(kept.sum())), np.full(len(corrections.polygons), weight)]
    return _Source(
        np.concatenate([rest[kept], corrections.polygons]),
        np.concatenate([labels.values[kept], corrections.values]),
        np.concatenate([labels.splits[kept], corrections.splits]),
        are_fragments=False,
        warnings=(*labels.warnings, *corrections.warnings, replaced, *added, _CORRECTIONS_SCORED),
        weights=np.concatenate(weights),
    )


def _added_classes(labels: NDArray[np.object_], corrections: NDArray[np.object_]) -> list[str]:
    """Tell which classes only corrections have; both are values of the class field."""
    known = set(map(coding.text_of, labels))
    added = sorted(set(map(coding.text_of, corrections)) - known)
    return [f"Only corrections have the class(es) {', '.join(added)}."] if added else []


def _is_blank(value: object) -> bool:
    """Tell whether a value of the class field is none."""
    return coding.text_of(value) in ("", "nan")


def _from_vector(
    options: LabelOptions, scene: Scene, *, places_only: bool, what: str = "labels"
) -> _Source:
    """Read polygons, points and lines of a vector file."""
    split = [options.split_field] if options.split_field else []
    fields = split if places_only else [options.class_field, *split]
    source = read_features(options.path, options.layer, fields, what)
    require_same_crs_kind(source.crs, scene, what)
    shapes = polygons_of(source.geometries, source.crs, scene, options.point_radius)
    warnings = []
    if shapes.n_repaired:
        warnings.append(f"{shapes.n_repaired} invalid polygon(s) were repaired.")
    n_features = len(source.geometries)
    n_empty = n_features - len(np.unique(shapes.features))
    if n_empty:
        warnings.append(f"{n_empty} empty feature(s) were left out.")
    values = np.full(n_features, "label", object) if places_only else source.columns[0]
    splits = source.columns[-1] if split else np.full(n_features, "", object)
    return _Source(
        shapes.polygons,
        values[shapes.features],
        splits[shapes.features],
        are_fragments=False,
        warnings=tuple(warnings),
    )


def _from_raster(options: LabelOptions, scene: Scene) -> _Source:
    """Read a label raster as polygons."""
    geometries, values, crs = polygonise(options.raster)
    require_same_crs_kind(crs, scene, "labels")
    polygons = reprojected(geometries, crs, scene.crs)
    splits = np.full(len(values), "", object)
    return _Source(polygons, values.astype(object), splits, are_fragments=True)


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
