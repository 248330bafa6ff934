"""Shapes and places in another CRS."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)

from ..compat import QgsCsException


def moved_shape(
    shape: QgsGeometry, here: QgsCoordinateReferenceSystem, there: QgsCoordinateReferenceSystem
) -> QgsGeometry | None:
    """Return a copy of a shape in another CRS; None if it has no place there.

    Where one of the CRS is unknown, both are taken to be the same.
    """
    copy = QgsGeometry(shape)
    if not _differ(here, there):
        return copy
    transform = QgsCoordinateTransform(here, there, QgsProject.instance())
    try:
        is_moved = copy.transform(transform) == QgsGeometry.OperationResult.Success
    except QgsCsException:
        return None
    return copy if is_moved else None


def moved_extent(
    extent: QgsRectangle, here: QgsCoordinateReferenceSystem, there: QgsCoordinateReferenceSystem
) -> QgsRectangle | None:
    """Return the extent of an extent in another CRS; None if it has no place there."""
    if not _differ(here, there):
        return QgsRectangle(extent)
    try:
        transform = QgsCoordinateTransform(here, there, QgsProject.instance())
        return transform.transformBoundingBox(extent)
    except QgsCsException:
        return None


def moved_point(
    point: QgsPointXY, here: QgsCoordinateReferenceSystem, there: QgsCoordinateReferenceSystem
) -> QgsPointXY | None:
    """Return a place in another CRS; None if it has no place there."""
    if not _differ(here, there):
        return QgsPointXY(point)
    try:
        return QgsCoordinateTransform(here, there, QgsProject.instance()).transform(point)
    except QgsCsException:
        return None


def _differ(here: QgsCoordinateReferenceSystem, there: QgsCoordinateReferenceSystem) -> bool:
    return here.isValid() and there.isValid() and here != there
