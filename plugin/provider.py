"""Landsketch in the Processing toolbox."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithms import ALGORITHMS
from .icons import ICON
from .shipped_models import shipped_models

PROVIDER_ID = "landsketch"


class LandsketchProvider(QgsProcessingProvider):
    """Offers the algorithms; ids are API and never change."""

    def id(self) -> str:
        return PROVIDER_ID

    def name(self) -> str:
        return "Landsketch"

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def load(self) -> bool:
        QgsApplication.processingRegistry().providerAdded.connect(self._add_models)
        return super().load()

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        if QgsApplication.processingRegistry().providerById(PROVIDER_ID) is not None:
            for model in shipped_models():
                self.addAlgorithm(model)

    def _add_models(self, provider: str) -> None:
        """Load again when the registry knows this provider: models look their steps up there."""
        if provider == PROVIDER_ID:
            QgsApplication.processingRegistry().providerAdded.disconnect(self._add_models)
            self.refreshAlgorithms()
