"""How results look in QGIS: their colours, their names and their places in the layer tree."""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path
from typing import NamedTuple, cast

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsLayerTreeNode,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

_PLACED = "landsketch/placed"  # property of a layer whose place in the tree was chosen once
_RESULT = "landsketch/result"  # property of a layer that an algorithm made

# QGIS keeps a bare pointer: a styler without a Python reference is gone before its layer is loaded.
_ALIVE: deque[QgsProcessingLayerPostProcessorInterface] = deque(maxlen=64)


class ResultStyler(QgsProcessingLayerPostProcessorInterface):
    """Shows a result as it is on disk now, with its stored style, under a name of its own.

    Rasters go below the vector layers, so that they hide no labels. Where the file is in the
    project already, QGIS takes the layer that it has, with the old pixels.

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
            shown.loadDefaultStyle()  # the engine writes it beside the data
            shown.triggerRepaint()
        layer.setCustomProperty(_RESULT, True)
        make_name_unique(project, layer)
        if isinstance(layer, QgsRasterLayer):
            move_below_vectors(project, layer, self._made_from)
            _expand_classes(project, layer)


def is_result(layer: QgsMapLayer) -> bool:
    """Tell whether an algorithm of Landsketch made a layer."""
    return bool(layer.customProperty(_RESULT))


def _expand_classes(project: QgsProject, layer: QgsRasterLayer) -> None:
    """Show the classes of a map in the layer tree, where Processing collapses them."""
    node = project.layerTreeRoot().findLayer(layer.id())
    if node is not None and isinstance(layer.renderer(), QgsPalettedRasterRenderer):
        node.setExpanded(True)


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
    image_node = _node_of(project, image)
    group = root if image_node is None else group_of(image_node)
    if group_of(node) in (root, group):
        _move(node, group, _place_below_vectors(group, image_node))


def group_of(node: QgsLayerTreeNode) -> QgsLayerTreeGroup:
    """Return the group that an entry of the tree lies in."""
    return cast("QgsLayerTreeGroup", node.parent())


def _node_of(project: QgsProject, source: str) -> QgsLayerTreeLayer | None:
    """Return the entry of the first layer in the tree that shows a file."""
    for layer in _layers_of(project, source):
        node = project.layerTreeRoot().findLayer(layer.id())
        if node is not None:
            return node
    return None


def _place_below_vectors(group: QgsLayerTreeGroup, image_node: QgsLayerTreeLayer | None) -> int:
    """Return the position below the last vector layer above the image."""
    above = group.children()
    if image_node is not None:
        above = above[: above.index(image_node)]
    positions = [position for position, node in enumerate(above, start=1) if _is_vector(node)]
    return max(positions, default=0)


def _move(node: QgsLayerTreeLayer, group: QgsLayerTreeGroup, position: int) -> None:
    """Move an entry of the tree, unless it is on top of its group and stays there."""
    parent = group_of(node)
    if position or parent != group:
        group.insertChildNode(position, node.clone())
        parent.removeChildNode(node)


def _is_vector(node: QgsLayerTreeNode) -> bool:
    return isinstance(node, QgsLayerTreeLayer) and isinstance(node.layer(), QgsVectorLayer)


def _layers_of(project: QgsProject, source: str) -> list[QgsMapLayer]:
    """Return the project's layers that show a file, however its path is written."""
    if not source:
        return []
    path = _real_path(source)
    return [la for la in project.mapLayers().values() if _real_path(la.source()) == path]


def _real_path(source: str) -> str:
    return os.path.realpath(source.split("|", maxsplit=1)[0])


class LayerToLoad(NamedTuple):
    """How a result is loaded: its name, its output of the algorithm, and whether it is a raster."""

    name: str
    output: str
    hint: QgsProcessingUtils.LayerHint


def announce(context: QgsProcessingContext, path: str, name: str, made_from: str) -> None:
    """Name and style the layer that QGIS will load from ``path`` when the algorithm is done."""
    if not path or not context.willLoadLayerOnCompletion(path):
        return
    details = context.layerToLoadOnCompletionDetails(path)
    details.name = name
    details.forceName = True
    styler = ResultStyler(made_from)
    _ALIVE.append(styler)
    details.setPostProcessor(styler)


def load_result(
    context: QgsProcessingContext, path: str, layer: LayerToLoad, made_from: str
) -> None:
    """Let QGIS load a result that no output parameter names."""
    details = QgsProcessingContext.LayerDetails(
        layer.name, context.project(), layer.output, layer.hint
    )
    context.addLayerToLoadOnCompletion(path, details)
    announce(context, path, layer.name, made_from)


def layer_name(kind: str, source: str, output: str = "") -> str:
    """Return the name of a result's layer: that of its file where the user chose it.

    Args:
        kind: What it is, such as "Classes"; used alone where the source is a temporary file.
        source: Path of the raster that it was made from.
        output: Path of the result.
    """
    if output and not is_temporary(output):
        return Path(output).stem
    return kind if is_temporary(source) else f"{kind} – {Path(source).stem}"


def is_temporary(path: str) -> bool:
    """Tell whether Processing chose the path and will delete the file."""
    folder = Path(os.path.realpath(QgsProcessingUtils.tempFolder()))
    return folder in Path(os.path.realpath(path)).parents
