"""Opens the dialogs of algorithms, filled with what is chosen in the dock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessing,
    QgsProject,
    QgsRasterLayer,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog
from qgis.PyQt.sip import isdeleted as is_deleted

from ..core.job.retraining import training_parameters
from ..core.model_header import read_header
from ..core.output_names import distinct_stems
from ..plugin.files import free_path, working_folder
from ..plugin.i18n import tr
from ..plugin.live.class_table_file import write_table
from ..plugin.live.classes import class_field, load_classes
from ..plugin.live.label_layer import other_name
from ..plugin.live.session import LiveSession
from ..plugin.live.training_job import MAX_SAMPLES, LiveOptions
from ..plugin.model_files import next_model_path


class DialogOpener(QObject):
    """Opens dialogs; what they run is in the history of Processing.

    Attributes:
        finished: Emitted when a run from one of them has ended.
    """

    finished = pyqtSignal()

    def __init__(self, iface: QgisInterface, session: LiveSession) -> None:
        super().__init__(session)
        self._iface, self._session = iface, session
        self._dialogs: list[QDialog] = []  # without a reference their Python part would be deleted

    def open_training(self, image: QgsRasterLayer | None, options: LiveOptions) -> None:
        """Open 'Train head' with the labels and features of the preview."""
        labels = self._session.labels
        if image is None or labels is None:
            return
        parameters = {
            "INPUT": [image.id()],
            "LABELS": labels.id(),
            "CLASS_FIELD": class_field(labels),
            "CLASS_TABLE": write_table(labels, load_classes(labels)),
            "OTHER_CLASS": other_name(),
            "MAX_SAMPLES": MAX_SAMPLES,
            **_features(options),
        }
        self._open("landsketch:trainhead", parameters)

    def open_map(self, image: QgsRasterLayer | None, model: str = "") -> None:
        """Open 'Predict raster' with the image, and with a model if one is given."""
        parameters = {"INPUT": image.id()} if image is not None else {}
        if model:
            parameters["MODEL"] = model
        self._open("landsketch:predictraster", parameters)

    def open_retraining(self, image: QgsRasterLayer | None, model: str) -> None:
        """Open 'Train head' with the settings of a model, the labels, and a new name."""
        header, labels = read_header(Path(model)), self._session.labels
        if header is None:
            return
        parameters = {**training_parameters(header), "MODEL": str(next_model_path(Path(model)))}
        if image is not None:
            parameters["INPUT"] = [image.id()]
        if labels is not None:
            parameters |= {"LABELS": labels.id(), "CLASS_FIELD": class_field(labels)}
        self._open("landsketch:trainhead", parameters)

    def open_export(self, model: str) -> None:
        """Open 'Export model' with a model."""
        self._open("landsketch:exportmodel", {"MODEL": model})

    def open_information(self, model: str) -> None:
        """Open 'Model information' with a model, and its training labels as a layer."""
        self._open(
            "landsketch:modelinfo",
            {"MODEL": model, "TRAINING_AREA": QgsProcessing.TEMPORARY_OUTPUT},
        )

    def open_similarity(
        self, image: QgsRasterLayer | None, example: QgsGeometry, options: LiveOptions
    ) -> None:
        """Open 'Find similar' with an example, which becomes a layer of the project."""
        if image is None:
            return
        crs = QgsProject.instance().crs().authid()
        layer = QgsVectorLayer(f"Polygon?crs={crs}", tr("Example"), "memory")
        feature = QgsFeature()
        feature.setGeometry(example)
        is_added, _ = layer.dataProvider().addFeatures([feature])
        if not is_added or QgsProject.instance().addMapLayer(layer) is None:
            return
        features = {k: v for k, v in _features(options).items() if k != "SHARPEN"}
        parameters = {"INPUT": image.id(), "EXAMPLES": layer.id(), **features}
        self._open("landsketch:similarity", parameters)

    def open_image_export(self, layer: QgsRasterLayer) -> None:
        """Open 'Convert map to raster' with what the canvas shows of a web map."""
        canvas, (stem,) = self._iface.mapCanvas(), distinct_stems([layer.name()])
        parameters = {
            "EXTENT": QgsReferencedRectangle(
                canvas.extent(), canvas.mapSettings().destinationCrs()
            ),
            "MAP_UNITS_PER_PIXEL": canvas.mapUnitsPerPixel(),
            "LAYERS": [layer.id()],
            "OUTPUT": str(free_path(working_folder() / f"{stem}.tif")),
        }
        self._open("native:rasterize", parameters)

    def _open(self, algorithm: str, parameters: dict[str, Any]) -> None:
        from qgis import processing

        if QgsApplication.processingRegistry().algorithmById(algorithm) is None:
            self._iface.messageBar().pushMessage(
                "Landsketch",
                tr("The algorithm {} is not loaded; restart QGIS.").format(algorithm),
                Qgis.MessageLevel.Warning,
            )
            return
        dialog: Any = processing.createAlgorithmDialog(algorithm, parameters)
        dialog.algorithmFinished.connect(lambda *_: self.finished.emit())
        self._dialogs = [each for each in self._dialogs if not is_deleted(each)]
        self._dialogs.append(dialog)
        dialog.show()


def _features(options: LiveOptions) -> dict[str, Any]:
    """Return the parameters of 'Train head' that decide on features."""
    parameters: dict[str, Any] = {
        "BACKBONE": options.backbone,
        "SCALE": f"{options.scale:g}",
        "SHARPEN": "edges" if options.sharpen else "none",
    }
    if options.bands:
        parameters["BANDS"] = ",".join(map(str, options.bands))
    return parameters
