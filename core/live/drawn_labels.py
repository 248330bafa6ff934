"""Labels as they are in the label layer of a dock, and as polygons of a scene."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import CRSError

from ..class_table import ClassTable
from ..errors import InvalidLabels
from ..imagery.scene import Scene
from ..labels.label_set import LabelSet
from ..labels.shapes import polygons_of


@dataclass(frozen=True)
class DrawnLabels:
    """Labels as they are in the label layer now, saved or not.

    Attributes:
        table: The classes.
        values: Value of each label's class, (n,).
        geometries: As well-known binary, n of them.
        crs: CRS of the geometries as text; empty = that of the scene.
        weights: How much each label counts, (n,); empty = 1.
    """

    table: ClassTable
    values: Sequence[int]
    geometries: Sequence[bytes]
    crs: str = ""
    weights: Sequence[float] = ()


def label_set(
    drawn: DrawnLabels, scene: Scene, point_radius: float
) -> tuple[LabelSet, NDArray[np.int64]]:
    """Return drawn labels as polygons in the scene's CRS, and which label each polygon is.

    Raises:
        InvalidLabels: A label has a class that is not in the table, or an unusable CRS.
    """
    positions = {entry.value: number for number, entry in enumerate(drawn.table)}
    unknown = sorted(set(drawn.values) - set(positions))
    if unknown:
        raise InvalidLabels(f"The class table has no class with the value {unknown[0]}.")
    geometries = np.array(shapely.from_wkb(list(drawn.geometries)), object)
    shapes = polygons_of(geometries, _crs_of(drawn.crs) or scene.crs, scene, point_radius)
    classes = np.array([positions[value] for value in drawn.values], np.int64)[shapes.features]
    weights = np.array(drawn.weights, np.float64)[shapes.features] if drawn.weights else None
    nothing = ("",) * len(shapes.polygons)
    labels = LabelSet(
        shapes.polygons, classes, nothing, drawn.table, scene.crs, weight_factors=weights
    )
    return labels, np.asarray(shapes.features, np.int64)


def _crs_of(text: str) -> CRS | None:
    """Return the CRS of a text; None if it is empty.

    Raises:
        InvalidLabels: The text is no CRS.
    """
    try:
        return CRS.from_user_input(text) if text else None
    except CRSError:
        raise InvalidLabels("The CRS of the labels is not known; set it in QGIS.") from None
