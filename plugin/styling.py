"""How results look in QGIS: the map in its class colours, its confidence in viridis."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from qgis.core import (
    QgsColorRampShader,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from ..core.class_table import LandClass

_VIRIDIS = ((0, "#440154"), (25, "#3b528b"), (50, "#21918c"), (75, "#5ec962"), (100, "#fde725"))

# QGIS keeps a bare pointer: a styler without a Python reference is gone before its layer is loaded.
_ALIVE: deque[QgsProcessingLayerPostProcessorInterface] = deque(maxlen=64)


class ClassStyler(QgsProcessingLayerPostProcessorInterface):
    """Gives a map the names and colours of its classes."""

    def __init__(self, classes: Sequence[LandClass]) -> None:
        super().__init__()
        self._classes = tuple(classes)

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        if isinstance(layer, QgsRasterLayer):
            style_classes(layer, self._classes)
            node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
            if node is not None:  # Processing folds it; the classes are what people want to see
                node.setExpanded(True)


class ConfidenceStyler(QgsProcessingLayerPostProcessorInterface):
    """Gives a confidence raster a ramp from 0 to 100 %."""

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        if isinstance(layer, QgsRasterLayer):
            style_confidence(layer)


class StoredStyler(QgsProcessingLayerPostProcessorInterface):
    """Gives a layer the style that is stored beside its data, which Processing leaves alone."""

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        layer.loadDefaultStyle()
        layer.triggerRepaint()


def style_classes(layer: QgsRasterLayer, classes: Sequence[LandClass]) -> None:
    """Show ``layer`` with one legend entry per class."""
    entry = QgsPalettedRasterRenderer.Class
    entries = [entry(c.value, QColor(c.color), c.name) for c in classes]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, entries))
    layer.triggerRepaint()


def style_confidence(layer: QgsRasterLayer) -> None:
    """Show ``layer``, in percent, with the viridis ramp."""
    ramp = QgsColorRampShader(0, 100)
    ramp.setColorRampType(QgsColorRampShader.Type.Interpolated)
    ramp.setColorRampItemList(
        [
            QgsColorRampShader.ColorRampItem(value, QColor(color), f"{value} %")
            for value, color in _VIRIDIS
        ]
    )
    shader = QgsRasterShader(0, 100)
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(0)
    renderer.setClassificationMax(100)
    layer.setRenderer(renderer)
    layer.triggerRepaint()


def announce(
    context: QgsProcessingContext,
    path: str,
    name: str,
    styler: QgsProcessingLayerPostProcessorInterface | None = None,
) -> None:
    """Name and style the layer that QGIS will load from ``path`` when the algorithm is done."""
    if not path or not context.willLoadLayerOnCompletion(path):
        return
    details = context.layerToLoadOnCompletionDetails(path)
    details.name = name
    details.forceName = True
    if styler is not None:
        _ALIVE.append(styler)
        details.setPostProcessor(styler)
