"""A live session in QGIS: an image, its labels and a canvas, followed by the engine.

It listens to the label layer and the canvas, sends what changed after a short pause, and tells the
dock what comes back. It holds layers by their ids, because the user may remove them at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...core.class_table import LandClass
from ...core.errors import LandsketchError
from ..engine.environment import MAIN
from ..engine.lookup import QGIS_PYTHON, find_interpreter
from ..i18n import tr
from ..layers import raster_path
from ..settings import Settings
from .classes import class_field, load_classes, with_names
from .engine import LiveEngine
from .label_layer import read_drawn, use_classes

LIVE, ONCE, OFF = "live", "once", "off"
MAX_SAMPLES = 1000  # training pixels per class; ten times as many change maps little
_LABELS_PAUSE_MS, _VIEW_PAUSE_MS = 150, 250


@dataclass(frozen=True)
class LiveOptions:
    """What the engine is opened with.

    Attributes:
        backbone: Name of the backbone.
        scale: Scaled pixels per native pixel.
        bands: Bands for the backbone; empty = the first three.
        sharpen: Whether the map is sharpened.
    """

    backbone: str = "builtin"
    scale: float = 1.0
    bands: tuple[int, ...] = ()
    sharpen: bool = True


@dataclass(frozen=True)
class PreviewImage:
    """A preview as the engine sent it.

    Attributes:
        width, height: Size in pixels.
        classes: One byte per pixel, see ``core/protocol.py``.
        confidence: One byte per pixel; empty if not asked for.
        extent: Its place in the CRS of the image.
        colors: Colours of the classes by their position.
        is_complete: Whether everything in view is encoded.
    """

    width: int
    height: int
    classes: bytes
    confidence: bytes
    extent: QgsRectangle
    colors: tuple[str, ...]
    is_complete: bool


class LiveSession(QObject):
    """The session.

    Attributes:
        preview_changed: Emitted with a ``PreviewImage``, or None when there is none any more.
        state_changed: Emitted with a sentence about what is going on.
        failed: Emitted with a sentence; the session has stopped.
        scores_changed: Emitted with the message ``scores`` of the engine, or None.
        shares_changed: Emitted with the fraction of the view by class position.
        labels_edited: Emitted a moment after the labels changed.
        classes_changed: Emitted when the labels got a class that was not in the table.
    """

    preview_changed = pyqtSignal(object)
    state_changed = pyqtSignal(str)
    failed = pyqtSignal(str)
    scores_changed = pyqtSignal(object)
    shares_changed = pyqtSignal(dict)
    labels_edited = pyqtSignal()
    classes_changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._engine: LiveEngine | None = None
        self._image_id = self._labels_id = ""
        self._crs = QgsCoordinateReferenceSystem()
        self._mode, self.with_confidence = LIVE, False
        self._sent = ""  # digest of the labels that the engine has
        self._sent_classes: dict[int, tuple[str, ...]] = {}  # colours by the number of the labels
        self._labels_number = self._view_number = 0
        self._is_open = False
        self._labels_timer = _timer(self, _LABELS_PAUSE_MS, self._on_labels_edited)
        self._view_timer = _timer(self, _VIEW_PAUSE_MS, self._on_view_moved)
        canvas.extentsChanged.connect(self._ask_for_view)
        canvas.destinationCrsChanged.connect(self._ask_for_view)
        QgsProject.instance().layersWillBeRemoved.connect(self._let_go)

    # -- state ------------------------------------------------------------------------------------

    @property
    def is_running(self) -> bool:
        """Whether there is an engine."""
        return self._engine is not None

    @property
    def image(self) -> QgsRasterLayer | None:
        """The image; None if there is none any more."""
        layer = QgsProject.instance().mapLayer(self._image_id)
        return layer if isinstance(layer, QgsRasterLayer) else None

    @property
    def labels(self) -> QgsVectorLayer | None:
        """The label layer; None if there is none any more."""
        layer = QgsProject.instance().mapLayer(self._labels_id)
        return layer if isinstance(layer, QgsVectorLayer) else None

    @property
    def classes(self) -> tuple[LandClass, ...]:
        """The classes of the label layer."""
        layer = self.labels
        return load_classes(layer) if layer is not None else ()

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """The CRS of the image."""
        return self._crs

    def use_labels(self, layer: QgsVectorLayer | None) -> None:
        """Follow another label layer."""
        old = self.labels
        if old is not None:
            for signal in _signals(old):
                signal.disconnect(self._ask_for_labels)
        self._labels_id = layer.id() if layer is not None else ""
        if layer is not None:
            for signal in _signals(layer):
                signal.connect(self._ask_for_labels)
        self._sent = ""
        self._ask_for_labels()

    def set_mode(self, mode: str) -> None:
        """Follow edits (``LIVE``), once now (``ONCE``), or not at all (``OFF``)."""
        self._mode = mode
        if mode == OFF:
            self.preview_changed.emit(None)
            self.state_changed.emit(tr("The preview is off."))
        else:
            self._send_labels()
            self._send_view()

    # -- engine -----------------------------------------------------------------------------------

    def start(self, image: QgsRasterLayer, options: LiveOptions) -> None:
        """Open an image in the engine.

        Raises:
            LandsketchError: There is no engine, or the image is no file.
        """
        path = raster_path(image)
        settings = Settings.load()
        interpreter = find_interpreter(settings.interpreter)
        if interpreter == QGIS_PYTHON:
            raise LandsketchError(
                tr(
                    "The preview needs an engine of its own; choose its Python under Settings > "
                    "Options > Landsketch."
                )
            )
        self.stop()
        self._image_id, self._crs = image.id(), image.crs()
        engine = LiveEngine([interpreter, "-u", str(MAIN), "live"], self)
        engine.received.connect(self._receive)
        engine.ended.connect(self._fail)
        self._engine = engine
        engine.send("open", job=training_job(path, self.labels, options, settings))
        self.state_changed.emit(tr("Starting the engine…"))

    def stop(self, *, now: bool = False) -> None:
        """End the engine, at once or within a second or two; labels stay as they are."""
        engine, self._engine = self._engine, None
        self._is_open, self._sent = False, ""
        if engine is None:
            return
        engine.received.disconnect(self._receive)
        engine.ended.disconnect(self._fail)
        engine.stop_now() if now else engine.stop()
        self.preview_changed.emit(None)

    def detach(self) -> None:
        """Stop and listen to nothing any more."""
        self.stop(now=True)
        self.use_labels(None)
        self._canvas.extentsChanged.disconnect(self._ask_for_view)
        self._canvas.destinationCrsChanged.disconnect(self._ask_for_view)
        QgsProject.instance().layersWillBeRemoved.disconnect(self._let_go)

    def _fail(self, text: str) -> None:
        self.stop()
        self.failed.emit(text)

    def _let_go(self, ids: Sequence[str]) -> None:
        """Let go of layers before they are removed."""
        if self._labels_id in ids:
            self.use_labels(None)
            self.preview_changed.emit(None)
            self.scores_changed.emit(None)
            self.state_changed.emit(tr("The label layer was removed; choose another one."))
        if self._image_id in ids:
            self.stop()
            self._image_id = ""
            self.state_changed.emit(tr("The image was removed; choose another one."))

    # -- to the engine ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for a preview of what is shown, for example in another way."""
        self._ask_for_view()

    def labels_changed(self) -> None:
        """Send the labels anew, for example with other classes."""
        self._ask_for_labels()

    def _ask_for_labels(self, *_: object) -> None:
        self._labels_timer.start()

    def _ask_for_view(self, *_: object) -> None:
        self._view_timer.start()

    def _on_labels_edited(self) -> None:
        self.labels_edited.emit()
        if self._mode == LIVE:
            self._send_labels()

    def _on_view_moved(self) -> None:
        if self._mode == LIVE:
            self._send_view()

    def _send_labels(self) -> None:
        """Send the labels if they differ from those that the engine has."""
        layer = self.labels
        if layer is None or not self._is_open:
            return
        drawn = read_drawn(layer)
        classes = load_classes(layer)
        known = with_names(classes, sorted({name for name, _ in drawn.polygons}))
        if known != classes:
            use_classes(layer, known)
            self.classes_changed.emit()
        digest = _digest(drawn.polygons, known)
        if digest == self._sent:
            return
        self._sent = digest
        self._labels_number += 1
        self._sent_classes = {self._labels_number: tuple(entry.color for entry in known)} | dict(
            list(self._sent_classes.items())[:20]
        )
        values = {entry.name: entry.value for entry in known}
        self._send(
            "labels",
            number=self._labels_number,
            classes=[{"value": c.value, "name": c.name, "color": c.color} for c in known],
            polygons=[[values[name], wkb.hex()] for name, wkb in drawn.polygons],
            crs=drawn.crs,
        )
        self.state_changed.emit(tr("Updating…"))

    def _send_view(self) -> None:
        if not self._is_open:
            return
        extent = self._extent()
        if extent is None or extent.isEmpty():
            return
        self._view_number += 1
        size = self._canvas.size()
        self._send(
            "view",
            number=self._view_number,
            bounds=[extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
            width=max(1, size.width()),
            height=max(1, size.height()),
            with_confidence=self.with_confidence,
        )

    def _extent(self) -> QgsRectangle | None:
        """Return what the canvas shows in the CRS of the image."""
        here = self._canvas.mapSettings().destinationCrs()
        extent = self._canvas.mapSettings().visibleExtent()
        if not (here.isValid() and self._crs.isValid()) or here == self._crs:
            return extent
        try:
            transform = QgsCoordinateTransform(here, self._crs, QgsProject.instance())
            return transform.transformBoundingBox(extent)
        except QgsCsException:
            return None

    def _send(self, kind: str, **values: Any) -> None:  # noqa: ANN401 (JSON)
        if self._engine is not None:
            self._engine.send(kind, **values)

    # -- from the engine --------------------------------------------------------------------------

    def _receive(self, message: dict[str, Any]) -> None:
        answer = getattr(self, f"_on_{message['type']}", None)
        if answer is not None:
            answer(message)

    def _on_progress(self, message: dict[str, Any]) -> None:
        if message.get("stage"):
            self.state_changed.emit(f"{message['stage']}…")

    def _on_opened(self, _: dict[str, Any]) -> None:
        self._is_open = True
        self.state_changed.emit(tr("Draw labels of two classes."))
        if self._mode != OFF:
            self._send_labels()
            self._send_view()

    def _on_encoded(self, message: dict[str, Any]) -> None:
        left = int(message.get("left") or 0)
        if left:
            seconds = round(float(message.get("left_s") or 0))
            self.state_changed.emit(
                tr("Reading the image: {} tiles left, about {} s.").format(left, seconds)
            )

    def _on_waiting(self, _: dict[str, Any]) -> None:
        self.preview_changed.emit(None)
        self.scores_changed.emit(None)
        self.state_changed.emit(tr("Draw labels of at least two classes."))

    def _on_preview(self, message: dict[str, Any]) -> None:
        if self._mode == OFF:
            return
        width, height = int(message["width"]), int(message["height"])
        try:
            content = Path(message["file"]).read_bytes()
        except OSError:
            return  # a newer one has replaced it
        if len(content) != width * height * int(message["planes"]):
            return
        image = PreviewImage(
            width,
            height,
            content[: width * height],
            content[width * height :],
            QgsRectangle(*message["bounds"]),
            self._sent_classes.get(int(message["labels"]), ()),
            bool(message["is_complete"]),
        )
        self.preview_changed.emit(image)
        self.shares_changed.emit(message.get("shares") or {})
        if message["is_complete"] and int(message["labels"]) == self._labels_number:
            self.state_changed.emit(tr("Up to date."))

    def _on_scores(self, message: dict[str, Any]) -> None:
        if int(message["labels"]) == self._labels_number:
            self.scores_changed.emit(message)

    def _on_unscored(self, message: dict[str, Any]) -> None:
        self.scores_changed.emit(None)

    def _on_error(self, message: dict[str, Any]) -> None:
        text = str(message.get("text") or tr("The engine failed without saying why."))
        if self._is_open:
            self._sent = ""
            self.state_changed.emit(text)
        else:
            self._fail(text)


def training_job(
    path: str, labels: QgsVectorLayer | None, options: LiveOptions, settings: Settings
) -> dict[str, Any]:
    """Return the training whose map the preview shows, as a job of the engine."""
    job: dict[str, Any] = {
        "algorithm": "trainhead",
        "input": [path],
        "labels": file_of(labels),
        "class_field": class_field(labels) if labels is not None else "class",
        "model": "preview.safetensors",
        "backbone": options.backbone,
        "scale": options.scale,
        "head": "lda",
        "max_samples": MAX_SAMPLES,
        "sharpen": "edges" if options.sharpen else "none",
        "cache_gb": settings.cache_gb,
        "device": settings.device,
        "offline": settings.offline,
    }
    if settings.cache_folder:
        job["cache"] = settings.cache_folder
    if options.bands:
        job["bands"] = list(options.bands)
    return job


def file_of(labels: QgsVectorLayer | None) -> str:
    """Return the file of a label layer; any name if there is none, because it is not read."""
    return labels.source().split("|")[0] if labels is not None else "labels.gpkg"


def _signals(layer: QgsVectorLayer) -> tuple[Any, ...]:
    """Return the signals that together cover every change of a layer's features."""
    return (layer.layerModified, layer.afterRollBack, layer.editingStopped, layer.dataChanged)


def _digest(polygons: Sequence[tuple[str, bytes]], classes: Sequence[LandClass]) -> str:
    digest = hashlib.sha256(repr(classes).encode())
    for name, wkb in polygons:
        digest.update(name.encode())
        digest.update(wkb)
    return digest.hexdigest()


def _timer(parent: QObject, pause_ms: int, action: Any) -> QTimer:  # noqa: ANN401 (a method)
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(pause_ms)
    timer.timeout.connect(action)
    return timer
