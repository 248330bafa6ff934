"""Where a new label layer lies in the layer tree: above its image, in one group with it."""

from __future__ import annotations

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsRasterLayer, QgsVectorLayer

from ..styling import group_of


def add_above_image(layer: QgsVectorLayer, image: QgsRasterLayer) -> bool:
    """Add a label layer to the project, directly above its image; return whether it was added.

    An image outside all groups gets one of its own, where maps of it will lie as well.
    """
    project = QgsProject.instance()
    if project.addMapLayer(layer, addToLegend=False) is None:
        return False
    group, position = _place(project, image)
    group.insertLayer(position, layer)
    return True


def _place(project: QgsProject, image: QgsRasterLayer) -> tuple[QgsLayerTreeGroup, int]:
    """Return a group and the position in it above the image."""
    root = project.layerTreeRoot()
    node = root.findLayer(image.id())
    if node is None:
        return root, 0
    parent = group_of(node)
    if parent != root:
        return parent, parent.children().index(node)
    group = root.insertGroup(root.children().index(node), image.name())
    group.insertChildNode(0, node.clone())
    root.removeChildNode(node)
    return group, 0
