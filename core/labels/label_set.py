"""Read labels: polygons of a class from any OGR file or label raster, brought into the scene's CRS."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import rasterio.warp
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from shapely.geometry.base import BaseGeometry

from ..errors import InvalidLabels
from ..imagery.scene import Scene
from ..jobs import UNLABELLED, LabelOptions
from .class_table import ClassTable
from .label_raster import polygonise


@dataclass(frozen=True)
class LabelSet:
    """Labelled polygons in one scene's CRS.

    Attributes:
        geometries: Polygons and multipolygons.
        classes: Position in the class table of each polygon.
        splits: The split field's text of each polygon, empty strings without one.
        warnings: What was left out or repaired, in sentences.
    """

    geometries: NDArray[np.object_]
    classes: NDArray[np.int64]
    splits: tuple[str, ...]
    table: ClassTable
    crs: CRS | None
    warnings: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.geometries)

    def subset(self, keep: NDArray[np.bool_]) -> "LabelSet":
        """Return the polygons where ``keep`` is true."""
        splits = tuple(s for s, k in zip(self.splits, keep, strict=True) if k)
        return LabelSet(self.geometries[keep], self.classes[keep], splits, self.table, self.crs, self.warnings)

    def within(self, *scenes: Scene) -> "LabelSet":
        """Return the polygons that meet one of the scenes.

        Raises:
            InvalidLabels: None does.
        """
        keep = np.zeros(len(self), bool)
        for scene in scenes:
            keep |= shapely.intersects(self.geometries, shapely.box(*scene.bounds))
        if not keep.any():
            raise InvalidLabels(
                f"No label lies on {scenes[0].name}; check that they belong together and have the right CRS."
            )
        return self.subset(keep)


def read_labels(
    options: LabelOptions, scene: Scene, table: ClassTable | None = None, *, places_only: bool = False
) -> LabelSet:
    """Read labels into the scene's CRS; ``table`` fixes the classes, otherwise they are taken from the labels.

    ``places_only`` asks where labels are, not what they say: all get one class and no class field is needed.

    Raises:
        InvalidLabels: Nothing usable is found, or the CRS is missing on one side only.
    """
    if options.class_table:
        table = ClassTable.from_file(Path(options.class_table))
    if options.raster:
        return _from_raster(options, scene, table)
    return _from_vector(options, scene, table, places_only=places_only)


def _from_vector(options: LabelOptions, scene: Scene, table: ClassTable | None, *, places_only: bool) -> LabelSet:
    crs_text, geometries, columns = _read_file(options, places_only=places_only)
    warnings: list[str] = []
    crs = CRS.from_user_input(crs_text) if crs_text else None
    classes = columns[0]
    splits = columns[1] if options.split_field else np.full(len(geometries), "", object)
    keep = np.array([c is not None and str(c).strip() not in ("", "nan") for c in classes], bool)
    if not keep.all():
        warnings.append(f"{int((~keep).sum())} polygon(s) without a class were left out.")
    geometries, repaired, empty = _polygonal(geometries)
    if repaired:
        warnings.append(f"{repaired} invalid polygon(s) were repaired.")
    if (empty & keep).any():
        warnings.append(f"{int((empty & keep).sum())} feature(s) without an area were left out.")
    keep &= ~empty
    if not keep.any():
        raise InvalidLabels(
            "The labels hold no polygon with an area and a class; draw some polygons and give each a class."
        )
    geometries, classes, splits = geometries[keep], classes[keep], splits[keep]
    geometries = _reproject(geometries, crs, scene)
    table = table or _table_of(classes)
    indices, known = _class_indices(classes, table)
    if not known.all():
        strangers = sorted({_text(c) for c in classes[~known]})
        warnings.append(f"Polygons of unknown class were left out: {', '.join(strangers)}.")
    if not known.any():
        raise InvalidLabels(
            f"No label has a class of the class table ({', '.join(table.names)}); choose another CLASS_FIELD."
        )
    texts = tuple(_text(s) for s in splits[known])
    return LabelSet(geometries[known], indices[known], texts, table, scene.crs, tuple(warnings))


def _read_file(
    options: LabelOptions, *, places_only: bool
) -> tuple[str | None, NDArray[np.object_], list[NDArray[Any]]]:
    """Return CRS, geometries and the class (and split) columns of a vector file."""
    try:
        info = pyogrio.read_info(options.path, layer=options.layer or None)
    except pyogrio.errors.DataSourceError:
        raise InvalidLabels(f"The labels {options.path} cannot be opened; check the path and the format.") from None
    except pyogrio.errors.DataLayerError:
        raise InvalidLabels(f"{options.path} has no layer '{options.layer}'.") from None
    fields = [str(f) for f in info["fields"]]
    split = [options.split_field] if options.split_field else []
    wanted = split if places_only else [options.class_field, *split]
    for name in wanted:
        if name not in fields:
            told = f"the field '{name}'" if name else "a class field"
            raise InvalidLabels(
                f"The labels need {told}; choose CLASS_FIELD among: {', '.join(fields) or 'no fields at all'}."
            )
    meta, _, wkb, columns = pyogrio.raw.read(options.path, layer=options.layer or None, columns=wanted)
    if wkb is None or not len(wkb):
        raise InvalidLabels(f"The labels {options.path} are empty; draw some polygons and give each a class.")
    by_name = dict(zip([str(f) for f in meta["fields"]], columns, strict=True))
    found = [np.asarray(by_name[name], object) for name in wanted]
    return meta["crs"], shapely.from_wkb(wkb), [np.full(len(wkb), "label", object), *found] if places_only else found


def _polygonal(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], int, NDArray[np.bool_]]:
    """Repair geometries and keep what has an area; returns them, how many were repaired, and which are empty."""
    geometries = shapely.force_2d(geometries)
    broken = ~shapely.is_valid(geometries) & ~shapely.is_missing(geometries)
    geometries[broken] = shapely.make_valid(geometries[broken])
    areas = np.array([_area_part(g) for g in geometries], object)
    empty = shapely.is_missing(areas) | (shapely.area(areas) <= 0) | np.isnan(shapely.area(areas))
    return areas, int(broken.sum()), empty


def _area_part(geometry: BaseGeometry | None) -> BaseGeometry | None:
    """Return the polygons within a geometry of any type."""
    if geometry is None or geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    if geometry.geom_type in ("CurvePolygon", "MultiSurface", "GeometryCollection"):
        parts = [p for p in shapely.get_parts(geometry) if p.geom_type in ("Polygon", "MultiPolygon")]
        return shapely.union_all(parts) if parts else None
    return None


def _reproject(geometries: NDArray[np.object_], crs: CRS | None, scene: Scene) -> NDArray[np.object_]:
    """Bring geometries into the scene's CRS."""
    if (crs is None) != (scene.crs is None):
        side = "The labels have" if crs is None else f"The raster {scene.name} has"
        raise InvalidLabels(
            f"{side} no CRS, the other side has one; assign the right CRS to both (Layer > Set CRS) and save."
        )
    return reprojected(geometries, crs, scene.crs)


def reprojected(geometries: NDArray[np.object_], source: CRS | None, target: CRS | None) -> NDArray[np.object_]:
    """Move geometries from one CRS to another; as they are where a CRS is unknown or both are the same."""
    if source is None or target is None or source == target:
        return geometries

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = rasterio.warp.transform(source, target, points[:, 0], points[:, 1])
        return np.column_stack([x, y])

    moved: NDArray[np.object_] = shapely.transform(geometries, move)
    return moved


def _text(value: object) -> str:
    """Write a field's value as people do: 3, not 3.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _table_of(classes: NDArray[np.object_]) -> ClassTable:
    """Make a class table from the values of a field: whole numbers keep their value, text is numbered in order."""
    texts = sorted({_text(c) for c in classes})
    if all(t.isdigit() and int(t) < UNLABELLED for t in texts):
        values = sorted(int(t) for t in texts)
        return ClassTable.from_names([f"class {v}" for v in values], values)
    if len(texts) >= UNLABELLED:
        raise InvalidLabels(f"The class field has {len(texts)} different values; at most 254 classes are possible.")
    return ClassTable.from_names(texts, range(1, len(texts) + 1))


def _class_indices(classes: NDArray[np.object_], table: ClassTable) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Look classes up by name, then by value; returns positions and which were found."""
    by_text = {**{str(c.value): i for i, c in enumerate(table)}, **{c.name: i for i, c in enumerate(table)}}
    found = np.array([by_text.get(_text(c), -1) for c in classes], np.int64)
    return found, found >= 0


def _from_raster(options: LabelOptions, scene: Scene, table: ClassTable | None) -> LabelSet:
    """Read a label raster as polygons."""
    geometries, values, crs = polygonise(options.raster)
    geometries = _reproject(geometries, crs, scene)
    table = table or _table_of(values.astype(object))
    indices, known = _class_indices(values.astype(object), table)
    if not known.any():
        raise InvalidLabels(f"The label raster holds none of the classes {', '.join(table.names)}.")
    return LabelSet(geometries[known], indices[known], ("",) * int(known.sum()), table, scene.crs)
