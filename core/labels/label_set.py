"""Read labels: polygons of a class from any OGR file or label raster, brought into the scene's CRS."""

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
from .shapes import Geometries, polygons_of, reprojected, same_kind_of_place
from .vector_file import read_features

_FRAGMENT_PX = (
    256  # fully labelled areas are cut at this grid: memory stays bounded, whatever the area's size
)
_OUTLINE_STEPS = 32  # vertices along the longer side of a scene that is seen in another CRS


@dataclass(frozen=True)
class LabelSet:
    """Labelled polygons in one CRS, that of the first scene.

    Attributes:
        geometries: Polygons, and fragments that may have parts.
        classes: Position in the class table of each polygon.
        splits: The split field's text of each polygon, empty strings without one.
        warnings: What was left out or repaired, in sentences.
        fragment_mask: Whether each polygon is a fragment of a label raster or fully labelled area, which may be cut further;
            the others were drawn and stay whole. None = no fragments.
        background: Position of the class that everything else belongs to, None where there is none.
    """

    geometries: Geometries
    classes: NDArray[np.int64]
    splits: tuple[str, ...]
    table: ClassTable
    crs: CRS | None
    warnings: tuple[str, ...] = field(default=())
    fragment_mask: NDArray[np.bool_] | None = None
    background: int | None = None

    def __len__(self) -> int:
        return len(self.geometries)

    @property
    def is_fragment(self) -> NDArray[np.bool_]:
        """Which polygons may be cut."""
        return np.zeros(len(self), bool) if self.fragment_mask is None else self.fragment_mask

    def subset(self, keep: NDArray[np.bool_]) -> "LabelSet":
        """Return the polygons where ``keep`` is true."""
        return self._taken(np.flatnonzero(keep), self.geometries[keep])

    def within(self, *scenes: Scene) -> "LabelSet":
        """Return the polygons that meet one of the scenes.

        Raises:
            InvalidLabels: None does.
        """
        keep = np.zeros(len(self), bool)
        for scene in scenes:
            keep |= shapely.intersects(self.geometries, self.outline(scene))
        if not keep.any():
            raise InvalidLabels(
                f"No label lies on {scenes[0].name}; check that they belong together and have the right CRS."
            )
        inside = self.subset(keep)
        if self.is_fragment.any() and not inside.is_fragment.any():
            text = f"The fully labelled areas lie outside {', '.join(s.name for s in scenes)}, so they add nothing."
            return replace(inside, warnings=(*self.warnings, text))
        return inside

    def in_crs(self, crs: CRS | None) -> "LabelSet":
        """Return the same labels in another CRS; as they are where a CRS is unknown."""
        return replace(self, geometries=reprojected(self.geometries, self.crs, crs), crs=crs)

    def outline(self, scene: Scene) -> shapely.Polygon:
        """Return a scene's outline in the labels' CRS."""
        west, south, east, north = scene.bounds
        box = shapely.segmentize(
            shapely.box(west, south, east, north), max(east - west, north - south) / _OUTLINE_STEPS
        )
        moved: shapely.Polygon = reprojected(np.array([box], object), scene.crs, self.crs)[0]
        return moved

    def cut(self, side: float) -> "LabelSet":
        """Cut the fragments by the grid of blocks, whose corner is that of the labels, so that each lies in one block."""
        west, south, _, _ = shapely.total_bounds(self.geometries)
        small, parents = cut_by_grid(self.geometries[self.is_fragment], (west, south), side)
        drawn = np.flatnonzero(~self.is_fragment)
        positions = np.concatenate([drawn, np.flatnonzero(self.is_fragment)[parents]])
        return self._taken(positions, np.concatenate([self.geometries[drawn], small]))

    def _taken(self, positions: NDArray[np.int64], geometries: Geometries) -> "LabelSet":
        """Return the facts of the polygons at some positions with new geometries."""
        return replace(
            self,
            geometries=geometries,
            classes=self.classes[positions],
            splits=tuple(self.splits[i] for i in positions),
            fragment_mask=self.is_fragment[positions],
        )


@dataclass(frozen=True)
class _Found:
    """What a source holds: polygons in the scene's CRS with the values of their fields, and what to tell about them."""

    polygons: Geometries
    values: NDArray[np.object_]
    splits: NDArray[np.object_]
    are_fragments: bool
    warnings: tuple[str, ...] = ()


def read_labels(
    options: LabelOptions,
    scene: Scene,
    table: ClassTable | None = None,
    *,
    places_only: bool = False,
    earlier: ClassTable | None = None,
) -> LabelSet:
    """Read labels into the scene's CRS.

    ``table`` fixes the classes, otherwise they are taken from the labels; classes that the
    ``earlier`` table knows by name then keep their value and colour.

    ``places_only`` asks where labels are, not what they say: all get one class and no class field is needed.

    Raises:
        InvalidLabels: Nothing usable is found, or the CRS is missing on one side only.
    """
    if places_only:
        options = replace(options, class_field="", class_table="", interest="")
    found = (
        _from_raster(options, scene)
        if options.raster
        else _from_vector(options, scene, places_only=places_only)
    )
    blank = np.array([coding.text_of(v) in ("", "nan") for v in found.values], bool)
    if blank.all():
        raise InvalidLabels(
            "The labels hold no polygon or point with a class; draw some and give each a class."
        )
    coded = _coded(found.values[~blank], options, table, earlier)
    if not (options.raster or options.class_table or options.interest or places_only or table):
        require_shared_classes(options.class_field, len(coded.table), int((~blank).sum()))
    positions = np.full(len(blank), coding.UNKNOWN)
    positions[~blank] = coded.positions
    known = positions != coding.UNKNOWN
    if not known.any():
        raise InvalidLabels(
            f"No label has a class of the class table ({', '.join(coded.table.names)}); choose another CLASS_FIELD."
        )
    splits = tuple(coding.text_of(s) for s in found.splits[known])
    warnings = (*found.warnings, *_left_out(found.values, blank, known))
    fragments = np.full(len(splits), found.are_fragments)
    has_rest = bool(options.area or options.interest) and options.other in coded.table.names
    background = coded.table.index_of(options.other) if has_rest else None
    labels = LabelSet(
        found.polygons[known],
        positions[known],
        splits,
        coded.table,
        scene.crs,
        warnings,
        fragments,
        background,
    )
    return _with_rest(labels, found.polygons, options, scene) if options.area else labels


def _coded(
    values: NDArray[np.object_],
    options: LabelOptions,
    table: ClassTable | None,
    earlier: ClassTable | None,
) -> coding.Coded:
    """Find the classes of values; a table that was given, a model's, stays as it is."""
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
    values: NDArray[np.object_], blank: NDArray[np.bool_], known: NDArray[np.bool_]
) -> list[str]:
    """Tell which polygons have no class that counts."""
    warnings = []
    if blank.any():
        warnings.append(f"{int(blank.sum())} polygon(s) without a class were left out.")
    strangers = sorted({coding.text_of(v) for v in values[~blank & ~known]})
    if strangers:
        warnings.append(f"Polygons of unknown class were left out: {', '.join(strangers)}.")
    return warnings


def _from_vector(options: LabelOptions, scene: Scene, *, places_only: bool) -> _Found:
    """Read polygons, points and lines of a vector file."""
    split = [options.split_field] if options.split_field else []
    source = read_features(
        options.path, options.layer, split if places_only else [options.class_field, *split]
    )
    same_kind_of_place(source.crs, scene, "labels")
    shapes = polygons_of(source.geometries, source.crs, scene, options.point_radius)
    warnings = (
        [f"{shapes.n_repaired} invalid polygon(s) were repaired."] if shapes.n_repaired else []
    )
    lost = len(source.geometries) - len(np.unique(shapes.features))
    if lost:
        warnings.append(f"{lost} empty feature(s) were left out.")
    constant = np.full(len(source.geometries), "label", object)
    values = constant if places_only else source.columns[0]
    splits = source.columns[-1] if split else np.full(len(values), "", object)
    return _Found(
        shapes.polygons,
        values[shapes.features],
        splits[shapes.features],
        are_fragments=False,
        warnings=tuple(warnings),
    )


def _from_raster(options: LabelOptions, scene: Scene) -> _Found:
    """Read a label raster as polygons."""
    geometries, values, crs = polygonise(options.raster)
    same_kind_of_place(crs, scene, "labels")
    polygons = reprojected(geometries, crs, scene.crs)
    return _Found(
        polygons, values.astype(object), np.full(len(values), "", object), are_fragments=True
    )


def _with_rest(
    labels: LabelSet, covered: Geometries, options: LabelOptions, scene: Scene
) -> LabelSet:
    """Add what the polygons leave of the fully labelled areas as fragments of the class 'other'.

    Polygons without a known class cover ground as well: nobody said that it is 'other'. A fragment belongs to the split of
    the label nearest to it.
    """
    what = "fully labelled areas"
    source = read_features(options.area, options.area_layer, [], what)
    same_kind_of_place(source.crs, scene, what)
    flat = source.geometries[shapely.get_dimensions(source.geometries) == 2]
    shapes = polygons_of(flat, source.crs, scene, options.point_radius)
    if not len(shapes.polygons):
        raise InvalidLabels(
            f"The {what} {options.area} hold no polygon; draw one around ground that you labelled fully."
        )
    corner, side = (
        (scene.transform.c, scene.transform.f),
        _FRAGMENT_PX * abs(scene.transform.determinant) ** 0.5,
    )
    rest = remainder(shapes.polygons, covered, corner, side)
    warnings = list(labels.warnings)
    if shapes.n_repaired:
        warnings.append(f"{shapes.n_repaired} invalid fully labelled area(s) were repaired.")
    if not len(rest):
        warnings.append(
            f"Labels cover the {what} wholly, so they add no pixel of the class '{options.other}'."
        )
    nearest = shapely.STRtree(labels.geometries).nearest(shapely.centroid(rest))
    other = coding.position_of(options.other, labels.table, "OTHER_CLASS")
    return replace(
        labels,
        geometries=np.concatenate([labels.geometries, rest]),
        classes=np.concatenate([labels.classes, np.full(len(rest), other)]),
        splits=(*labels.splits, *(labels.splits[i] for i in nearest)),
        fragment_mask=np.concatenate([labels.is_fragment, np.ones(len(rest), bool)]),
        warnings=tuple(warnings),
    )
