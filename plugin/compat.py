"""The few names that live elsewhere in some QGIS from 3.22 to 4.x, or that its stubs lack."""

from qgis.core import (  # type: ignore[attr-defined]
    Qgis,
    QgsCsException,
    QgsProcessingException,
    QgsWkbTypes,
)

try:  # Qt 6
    from qgis.PyQt.QtGui import QAction  # type: ignore[attr-defined, unused-ignore]
except ImportError:  # Qt 5
    from qgis.PyQt.QtWidgets import QAction  # type: ignore[attr-defined, no-redef, unused-ignore]

QGIS_VERSION: str = Qgis.QGIS_VERSION  # type: ignore[attr-defined]
POLYGONS = QgsWkbTypes.GeometryType.PolygonGeometry  # type: ignore[attr-defined]

__all__ = ["POLYGONS", "QGIS_VERSION", "QAction", "QgsCsException", "QgsProcessingException"]
