"""What a model file says about itself, as lines and as a layer of its training labels."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry

from ..core import backbones
from ..core.model_header import ModelHeader
from .i18n import tr
from .model_entry import ModelEntry


def information(entry: ModelEntry) -> list[str]:
    """Return what is known of a model, a line per fact.

    Args:
        entry: A usable model.
    """
    header = entry.header
    if header is None:
        return [entry.tip]
    return [*entry.tip.splitlines(), *_more(header)]


def _more(header: ModelHeader) -> Iterator[str]:
    """Yield what the list of models leaves out."""
    scene = header.group("scene")
    yield tr("Pixels of {:.3g} m, read at scale {:g}").format(header.pixel_size_m, header.scale)
    yield tr("Bands: {}").format(_numbers(scene.get("bands")) or tr("the first three"))
    if scene.get("extra_bands"):
        yield tr("Extra bands: {}").format(_numbers(scene["extra_bands"]))
    sharpening = str(header.group("sharpening").get("sharpen", "none"))
    yield tr("Sharpening: {}").format(sharpening)
    n_polygons = len(header.facts.get("training_polygons") or ())
    yield tr("Trained on {} polygons").format(n_polygons)
    if header.backbone in backbones.names():
        known = backbones.get(header.backbone)
        yield tr("Licence of the backbone: {}, {}").format(known.licence, known.licence_url)
    yield tr("Made by Landsketch {}").format(header.facts.get("engine", "?"))


def _numbers(values: object) -> str:
    return ", ".join(map(str, values)) if isinstance(values, list) else ""


def training_crs(header: ModelHeader) -> QgsCoordinateReferenceSystem:
    """Return the CRS of the training labels; invalid if the model does not tell."""
    return QgsCoordinateReferenceSystem.fromWkt(str(header.facts.get("crs", "")))


def training_polygons(header: ModelHeader) -> Iterator[QgsGeometry]:
    """Yield the training labels; those that are damaged are left out."""
    for text in header.facts.get("training_polygons") or ():
        geometry = QgsGeometry()
        try:
            geometry.fromWkb(bytes.fromhex(str(text)))
        except ValueError:
            continue
        if not geometry.isNull():
            yield geometry
