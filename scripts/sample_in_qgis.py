"""Make the QGIS project of the sample; run by make_sample.py in the Python of QGIS.

Usage: python3 scripts/sample_in_qgis.py <folder of the sample> [picture.png]
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsContrastEnhancement,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMultiBandColorRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsReferencedRectangle,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
import conftest  # noqa: E402, F401 (loads the repository as the package landsketch)

from landsketch.plugin.live.label_layer import prepare_layer  # noqa: E402
from landsketch.plugin.live.project_state import DockState, save_state  # noqa: E402
from landsketch.plugin.live.training_job import LiveOptions  # noqa: E402
from landsketch.plugin.project_models import add_trained_model  # noqa: E402

RED_GREEN_BLUE = (1, 2, 3)
SHARES = (0.01, 0.99)  # of the pixels, between which the colours of the image are stretched
MAP_OPACITY = 0.62  # fields and woods of the image show through
CREDIT = "Contains modified Copernicus Sentinel data 2017."


def main(arguments: list[str]) -> int:
    """Make the project, and a picture of it if one is named."""
    folder = Path(arguments[0]).resolve()
    application = QgsApplication([], True)  # noqa: FBT003
    application.initQgis()
    QgsSettings().setValue("projects/anonymize_saved_projects", True)  # noqa: FBT003
    project = QgsProject.instance()
    path = folder / "sample.qgs"
    project.setFileName(str(path))
    build(project, folder)
    canvas = make_canvas(project)
    if not project.write():
        sys.exit(project.error())
    del canvas
    make_repeatable(path, project)
    if len(arguments) > 1:
        draw(project, Path(arguments[1]))
    project.clear()
    return 0


def build(project: QgsProject, folder: Path) -> None:
    """Fill the project: layers in one group, and what the dock was set to."""
    image = QgsRasterLayer(str(folder / "image.tif"), "image")
    labels = QgsVectorLayer(f"{folder / 'labels.gpkg'}|layername=labels", "labels", "ogr")
    made = QgsRasterLayer(str(folder / "map.tif"), "map")
    style_image(image)
    prepare_layer(labels)
    made.loadDefaultStyle()
    made.setOpacity(MAP_OPACITY)
    project.setCrs(image.crs())
    project.setTitle("Landsketch sample")
    project.setEllipsoid("EPSG:7030")
    group = project.layerTreeRoot().addGroup("Landsketch sample")
    for layer in (labels, made, image):
        if not layer.isValid():
            sys.exit(f"{layer.source()} is no valid layer.")
        project.addMapLayer(layer, addToLegend=False)
        group.addChildNode(QgsLayerTreeLayer(layer))
    group.findLayer(image.id()).setExpanded(False)
    metadata = image.metadata()
    metadata.setRights([CREDIT])
    image.setMetadata(metadata)
    options = LiveOptions(scale=2.0, bands=(4, 1, 2))
    save_state(DockState(image.id(), labels.id(), options))
    add_trained_model(str(folder / "model.safetensors"))


def style_image(image: QgsRasterLayer) -> None:
    """Show the image in natural colours, stretched between two shares of its pixels."""
    provider = image.dataProvider()
    renderer = QgsMultiBandColorRenderer(provider, *RED_GREEN_BLUE)
    setters = ("setRedContrastEnhancement", "setGreenContrastEnhancement")
    for band, setter in zip(RED_GREEN_BLUE, (*setters, "setBlueContrastEnhancement"), strict=True):
        low, high = provider.cumulativeCut(band, *SHARES)
        stretch = QgsContrastEnhancement(provider.dataType(band))
        stretch.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        )
        stretch.setMinimumValue(low)
        stretch.setMaximumValue(high)
        getattr(renderer, setter)(stretch)
    image.setRenderer(renderer)


def make_canvas(project: QgsProject) -> QgsMapCanvas:
    """Return a canvas that shows the whole image; the project stores what it shows."""
    image = project.mapLayersByName("image")[0]
    extent = image.extent().buffered(100)
    canvas = QgsMapCanvas()
    canvas.setObjectName("theMapCanvas")
    canvas.resize(800, 600)
    canvas.setDestinationCrs(project.crs())
    canvas.setExtent(extent)
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(extent, project.crs()))
    return canvas


def make_repeatable(path: Path, project: QgsProject) -> None:
    """Replace what differs from run to run: ids of layers, times, and folders of this computer."""
    text = path.read_text(encoding="utf-8")
    for layer in project.mapLayers().values():
        text = text.replace(
            layer.id(), f"landsketch_sample_{layer.name()}"
        )  # at least 11 characters
    text = re.sub(r' saveDateTime="[^"]*"', "", text)
    text = re.sub(r' saveUser(Full)?="[^"]*"', "", text)
    text = re.sub(r"<creation>[^<]*</creation>", "<creation></creation>", text)
    text = re.sub(r"Annotations_[0-9a-f_]{36}", "Annotations_sample", text)
    text = re.sub(r"\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}", numbered(), text)
    path.write_text(text, encoding="utf-8")


def numbered() -> Callable[[re.Match[str]], str]:
    """Return a function that gives each identifier a number in the order of appearance."""
    known: dict[str, str] = {}

    def replacement(match: re.Match[str]) -> str:
        number = known.setdefault(match[0], f"{len(known):012x}")
        return f"{{00000000-0000-0000-0000-{number}}}"

    return replacement


def draw(project: QgsProject, output: Path) -> None:
    """Write a picture of what the project shows."""
    settings = QgsMapSettings()
    layers: list[QgsMapLayer] = project.layerTreeRoot().checkedLayers()
    settings.setLayers(layers)
    settings.setDestinationCrs(project.crs())
    settings.setExtent(project.viewSettings().defaultViewExtent())
    settings.setOutputSize(QSize(1200, 900))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(output))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
