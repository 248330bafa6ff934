"""A live session in QGIS: an image, its labels and a canvas, followed by the engine.

It listens to the label layer and the canvas, sends what changed after a short pause, and tells the
dock what comes back. It holds layers by their ids, because the user may remove them at any time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...core.class_table import LandClass
from ...core.errors import InvalidLabels, LandsketchError
from ..engine.environment import MAIN
from ..engine.lookup import QGIS_PYTHON, find_interpreter
from ..i18n import tr
from ..layers import raster_path, read_anew
from ..log import log_warning
from ..settings import Settings
from .answers import Answers
from .class_memory import with_former
from .classes import load_classes, with_names
from .engine import LiveEngine
from .file_watch import FileWatch
from .label_layer import Drawn, read_drawn, use_classes
from .moved import moved_extent
from .training_job import LiveOptions, file_of, training_job

LIVE, ONCE, OFF = "live", "once", "off"
_LABELS_PAUSE_MS, _VIEW_PAUSE_MS = 50, 250
_FILE_PAUSE_MS = 1500  # without a change of the image's file, before it is opened anew


class LiveSession(QObject):
    """The session.

    Attributes:
        answers: Tells what the engine answers.
        drawn: What the label layer contains, read a moment after each edit.
        labels_edited: Emitted when ``drawn`` is another.
        outdated: Emitted when the preview does not show the labels any more.
        failed: Emitted with a sentence; the session has stopped.
        engine_broken: Emitted in its place if the engine does not even start.
        layer_removed: Emitted with a sentence when image or labels were removed.
        image_changed: Emitted when the file of the image was written anew.
    """

    labels_edited = pyqtSignal()
    outdated = pyqtSignal()
    failed = pyqtSignal(str)
    engine_broken = pyqtSignal(str)
    layer_removed = pyqtSignal(str)
    image_changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._engine: LiveEngine | None = None
        self._image_id = self._labels_id = ""
        self._crs = QgsCoordinateReferenceSystem()
        self._mode, self._is_open = LIVE, False
        self.drawn = Drawn()
        self._sent = ""  # digest of the labels that the engine has
        self._numbers: Counter[str] = Counter()  # of the latest message of each type
        self.answers = Answers(self)
        self.answers.opened.connect(self._on_opened)
        self.answers.refused.connect(self._on_refused)
        self._labels_timer = _timer(self, _LABELS_PAUSE_MS, self._on_labels_edited)
        self._view_timer = _timer(self, _VIEW_PAUSE_MS, self._on_view_moved)
        self._image_watch = FileWatch(_FILE_PAUSE_MS, self)
        self._image_watch.changed.connect(self._on_image_written)
        self._labels_watch = FileWatch(_LABELS_PAUSE_MS, self)
        self._labels_watch.changed.connect(self._on_labels_written)
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
        self.drawn = read_drawn(layer) if layer is not None else Drawn()
        if layer is not None:
            for signal in _signals(layer):
                signal.connect(self._ask_for_labels)
        self._sent = ""
        self._mute()
        self._ask_for_labels()

    def _mute(self) -> None:
        """Let no preview come that nobody wants."""
        self.answers.is_muted = self._mode == OFF or self.labels is None
        if self.answers.is_muted:
            self.answers.preview_changed.emit(None)

    def set_mode(self, mode: str) -> None:
        """Follow edits (``LIVE``), once now (``ONCE``), or not at all (``OFF``)."""
        self._mode = mode
        self._mute()
        if mode == OFF:
            self.answers.state_changed.emit(tr("The preview is off."))
        else:
            self._read_labels()
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
        engine.received.connect(self.answers.receive)
        engine.ended.connect(self._fail)
        engine.broken.connect(self._break)
        self._engine = engine
        job = training_job(path, self.labels, options, settings)
        engine.send("open", job=job, memory_mb=round(1000 * settings.live_memory_gb))
        if self._image_watch.watch([path]):
            log_warning(tr("Changes of {} on disk will not be noticed.").format(path))
        self.answers.forget()
        self.answers.state_changed.emit(tr("Starting the engine…"))

    def stop(self, *, now: bool = False) -> None:
        """End the engine, at once or within a second or two; labels stay as they are."""
        engine, self._engine = self._engine, None
        self._is_open, self._sent = False, ""
        if engine is None:
            return
        engine.received.disconnect(self.answers.receive)
        engine.ended.disconnect(self._fail)
        engine.broken.disconnect(self._break)
        engine.stop_now() if now else engine.stop()
        self.answers.preview_changed.emit(None)
        self.answers.progress_changed.emit(1.0)

    def _on_image_written(self) -> None:
        image = self.image
        if not self.is_running or image is None:
            return
        if Path(raster_path(image)).exists():
            read_anew(image)
            self.image_changed.emit()
        else:
            self._fail(
                tr(
                    "The file of the image was deleted. Put it back or choose another image, then "
                    "press Live."
                )
            )

    def _on_labels_written(self) -> None:
        """Show what another program wrote into the file of the labels."""
        layer = self.labels
        if layer is not None:
            layer.triggerRepaint()
            self._ask_for_labels()

    def _watch_labels(self, layer: QgsVectorLayer) -> None:
        """Watch the file of the labels, and that in which SQLite keeps what was written last."""
        path = file_of(layer)
        self._labels_watch.watch([path, f"{path}-wal"])

    def detach(self) -> None:
        """Stop and listen to nothing any more."""
        self.stop(now=True)
        for engine in self.findChildren(LiveEngine):  # those that were asked to end before
            engine.stop_now()
        self.use_labels(None)
        self._canvas.extentsChanged.disconnect(self._ask_for_view)
        self._canvas.destinationCrsChanged.disconnect(self._ask_for_view)
        QgsProject.instance().layersWillBeRemoved.disconnect(self._let_go)

    def _fail(self, text: str) -> None:
        self.stop()
        self.failed.emit(text)

    def _break(self, text: str) -> None:
        self.stop()
        self.engine_broken.emit(text)

    def _let_go(self, ids: Sequence[str]) -> None:
        """Let go of layers before they are removed."""
        if self._labels_id in ids:
            self.use_labels(None)
            self.answers.scores_changed.emit(None, {})
            self.layer_removed.emit(
                tr("The label layer was removed; choose another one, or press New.")
            )
        if self._image_id in ids:
            self.stop()
            self._image_id = ""
            self.layer_removed.emit(tr("The image was removed; choose another one."))

    # -- to the engine ----------------------------------------------------------------------------

    def labels_changed(self) -> None:
        """Send the labels anew, for example with other classes."""
        self._ask_for_labels()

    def _ask_for_labels(self, *_: object) -> None:
        self._labels_timer.start()

    def _ask_for_view(self, *_: object) -> None:
        self._view_timer.start()

    def _on_labels_edited(self) -> None:
        self._read_labels()
        if self._mode == LIVE:
            self._send_labels()

    def _on_view_moved(self) -> None:
        if self._mode == LIVE:
            self._send_view()

    def _read_labels(self) -> None:
        """Read the labels as they are now, and tell the dock."""
        layer = self.labels
        if layer is not None:
            self.drawn = read_drawn(layer)
            self._add_classes(layer)
            self._watch_labels(layer)
        self.labels_edited.emit()

    def _add_classes(self, layer: QgsVectorLayer) -> None:
        """Add classes that labels have and the table has not, as after an undo."""
        classes, used = load_classes(layer), self.drawn.counts.keys()
        try:
            known = with_names(with_former(layer.id(), classes, used), sorted(used))
        except InvalidLabels as error:
            self.answers.state_changed.emit(str(error))
            return
        if known != classes:
            use_classes(layer, known)

    def _send_labels(self) -> None:
        """Send the labels if they differ from those that the engine has."""
        layer = self.labels
        if layer is None or not self._is_open:
            return
        classes = load_classes(layer)
        values = {entry.name: entry.value for entry in classes}
        if not values.keys() >= self.drawn.counts.keys():
            return  # there are too many classes, and the dock says so
        digest = _digest(self.drawn.polygons, classes)
        if digest == self._sent:
            return
        self._sent = digest
        number = self.ask(
            "labels",
            classes=[{"value": c.value, "name": c.name, "color": c.color} for c in classes],
            polygons=[[values[name], wkb.hex()] for name, wkb in self.drawn.polygons],
            crs=self.drawn.crs,
        )
        self.answers.expect(number, classes)
        self.outdated.emit()
        self.answers.state_changed.emit(tr("Updating…"))

    def _send_view(self) -> None:
        if not self._is_open:
            return
        seen, settings = self._seen(), self._canvas.mapSettings()
        extent = moved_extent(seen, settings.destinationCrs(), self._crs) if seen else None
        if extent is None or extent.isEmpty():
            self.answers.state_changed.emit(tr("The image is not in view; zoom to it."))
            return
        self.ask(
            "view",
            bounds=[extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
            width=max(1, round(seen.width() / settings.mapUnitsPerPixel())),
            height=max(1, round(seen.height() / settings.mapUnitsPerPixel())),
        )

    def ask(self, kind: str, **values: Any) -> int:  # noqa: ANN401 (JSON)
        """Send a message of the protocol; return its number."""
        self._numbers[kind] += 1
        if self._engine is not None:
            self._engine.send(kind, number=self._numbers[kind], **values)
        return self._numbers[kind]

    def is_latest(self, kind: str, answer: dict[str, Any]) -> bool:
        """Tell whether an answer is one to the latest message of a type."""
        return bool(answer.get("number") == self._numbers[kind])

    def _seen(self) -> QgsRectangle | None:
        """Return the part of the image that the canvas shows, in the CRS of the canvas."""
        image, settings = self.image, self._canvas.mapSettings()
        if image is None:
            return None
        whole = moved_extent(image.extent(), self._crs, settings.destinationCrs())
        return settings.visibleExtent().intersect(whole) if whole is not None else None

    # -- from the engine --------------------------------------------------------------------------

    def _on_opened(self) -> None:
        self._is_open = True
        if self._mode != OFF:
            self._send_labels()
            self._send_view()

    def _on_refused(self, text: str) -> None:
        if self._is_open:
            self._sent = ""
            self.answers.state_changed.emit(text)
        else:
            self._fail(text)


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
