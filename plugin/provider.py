"""Landsketch in the Processing toolbox."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithms import ALGORITHMS
from .icons import ICON

PROVIDER_ID = "landsketch"


class LandsketchProvider(QgsProcessingProvider):
    """Offers the algorithms; ids are API and never change."""

    def id(self) -> str:
        return PROVIDER_ID

    def name(self) -> str:
        return "Landsketch"

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
