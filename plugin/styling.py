"""How results look in QGIS: their colours, their names and their places in the layer tree."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsColorRampShader,
    QgsLayerTree,
    QgsLayerTreeNode,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ..core.class_table import LandClass

_VIRIDIS = ((0, "#440154"), (25, "#3b528b"), (50, "#21918c"), (75, "#5ec962"), (100, "#fde725"))

_PLACED = "landsketch/placed"  # property of a layer whose place in the tree was chosen once

# QGIS keeps a bare pointer: a styler without a Python reference is gone before its layer is loaded.
_ALIVE: deque[QgsProcessingLayerPostProcessorInterface] = deque(maxlen=64)


class ResultStyler(QgsProcessingLayerPostProcessorInterface):
    """Shows a result as it is on disk now, under a name of its own, where it hides no labels.

    Where the file is in the project already, QGIS takes the layer that it has, with the old pixels.

    Args:
        made_from: Path of the raster that the result was made from.
    """

    def __init__(self, made_from: str = "") -> None:
        super().__init__()
        self._made_from = made_from

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        project = context.project() or QgsProject.instance()
        for shown in {layer, *_layers_of(project, layer.source())}:
            _reload(shown)
            self.style(shown)
            shown.triggerRepaint()
        make_name_unique(project, layer)
        self.place(project, layer)

    def style(self, layer: QgsMapLayer) -> None:
        """Give ``layer`` its renderer."""
        raise NotImplementedError

    def place(self, project: QgsProject, layer: QgsMapLayer) -> None:
        """Put the layer's entry where it belongs in the layer tree; by default it stays on top."""


class ClassStyler(ResultStyler):
    """Gives a map the names and colours of its classes and puts it below the vector layers."""

    def __init__(self, classes: Sequence[LandClass], made_from: str = "") -> None:
        super().__init__(made_from)
        self._classes = tuple(classes)

    def style(self, layer: QgsMapLayer) -> None:
        style_classes(layer, self._classes)

    def place(self, project: QgsProject, layer: QgsMapLayer) -> None:
        move_below_vectors(project, layer, self._made_from)
        node = project.layerTreeRoot().findLayer(layer.id())
        if node is not None:  # Processing folds it; the classes are what people want to see
            node.setExpanded(True)


class ConfidenceStyler(ResultStyler):
    """Gives a confidence raster a ramp from 0 to 100 % and puts it below the vector layers."""

    def style(self, layer: QgsMapLayer) -> None:
        style_confidence(layer)

    def place(self, project: QgsProject, layer: QgsMapLayer) -> None:
        move_below_vectors(project, layer, self._made_from)


class StoredStyler(ResultStyler):
    """Gives a layer the style that is stored beside its data, which Processing does not load."""

    def style(self, layer: QgsMapLayer) -> None:
        layer.loadDefaultStyle()


def _reload(layer: QgsMapLayer) -> None:
    """Read the layer's file again, whose pixels and extent may be new."""
    layer.reload()
    if isinstance(layer, QgsRasterLayer):
        layer.setExtent(layer.dataProvider().extent())


def make_name_unique(project: QgsProject, layer: QgsMapLayer) -> None:
    """Number the name of a layer where another layer of the project has it."""
    taken = {other.name() for other in project.mapLayers().values() if other.id() != layer.id()}
    name, number = layer.name(), 2
    while layer.name() in taken:
        layer.setName(f"{name} ({number})")
        number += 1


def move_below_vectors(project: QgsProject, layer: QgsMapLayer, image: str) -> None:
    """Move a new raster to the image it was made from, above it and below the vector layers there.

    A layer that was moved before, or that lies in a group other than the image's, stays.
    """
    root = project.layerTreeRoot()
    node = root.findLayer(layer.id())
    if node is None or layer.customProperty(_PLACED):
        return
    layer.setCustomProperty(_PLACED, True)
    image_nodes = [root.findLayer(other.id()) for other in _layers_of(project, image)]
    image_node = next((n for n in image_nodes if n is not None), None)
    group = image_node.parent() if image_node is not None else root
    if node.parent() not in (root, group):
        return
    above = group.children()
    if image_node is not None:
        above = above[: above.index(image_node)]
    position = max((i + 1 for i, other in enumerate(above) if _is_vector(other)), default=0)
    if position or node.parent() != group:
        parent = node.parent()
        group.insertChildNode(position, node.clone())
        parent.removeChildNode(node)


def _is_vector(node: QgsLayerTreeNode) -> bool:
    return QgsLayerTree.isLayer(node) and isinstance(node.layer(), QgsVectorLayer)


def _layers_of(project: QgsProject, source: str) -> list[QgsMapLayer]:
    """Return the project's layers that show a file, however its path is written."""
    if not source:
        return []
    path = _real_path(source)
    return [la for la in project.mapLayers().values() if _real_path(la.source()) == path]


def _real_path(source: str) -> str:
    return os.path.realpath(source.split("|", maxsplit=1)[0])


def style_classes(layer: QgsRasterLayer, classes: Sequence[LandClass]) -> None:
    """Show ``layer`` with one legend entry per class."""
    entry = QgsPalettedRasterRenderer.Class
    entries = [entry(c.value, QColor(c.color), c.name) for c in classes]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, entries))


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


def layer_name(kind: str, source: str, output: str = "") -> str:
    """Return the name of a result's layer: that of its file where the user chose it.

    Args:
        kind: What it is, such as "Classes"; used alone where the source is a temporary file.
        source: Path of the raster that it was made from.
        output: Path of the result.
    """
    if output and not _is_temporary(output):
        return Path(output).stem
    return kind if _is_temporary(source) else f"{kind} – {Path(source).stem}"


def _is_temporary(path: str) -> bool:
    """Tell whether Processing chose the path and will delete the file."""
    folder = Path(os.path.realpath(QgsProcessingUtils.tempFolder()))
    return folder in Path(os.path.realpath(path)).parents
