"""Mouse and keys for scripts that run inside a QGIS desktop (``qgis --code``)."""

import os
import time
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication, QgsPointXY
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QDockWidget, QLabel

iface = qgis.utils.iface
canvas = iface.mapCanvas()
_NO_KEY = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton


def path_of(name):
    """Return a path that the script was started with."""
    return os.environ[f"LANDSKETCH_TEST_{name}"]


def shoot(name):
    """Write a picture of the window."""
    iface.mainWindow().grab().save(str(Path(path_of("SHOTS")) / f"{name}.png"))


def wait(is_done, seconds=60):
    """Let QGIS work until something is so; return whether it is."""
    deadline = time.monotonic() + seconds
    while not is_done() and time.monotonic() < deadline:
        QgsApplication.processEvents()
        time.sleep(0.01)
    return is_done()


def rest(seconds):
    wait(lambda: False, seconds)


def dock():
    return iface.mainWindow().findChild(QDockWidget, "landsketchDock")


def button(name):
    return dock().findChild(QAbstractButton, name)


def press(name):
    """Click a button of the dock with the mouse."""
    QTest.mouseClick(button(name), _LEFT)
    QgsApplication.processEvents()


def label(name):
    """Return the text of a label of the dock."""
    return dock().findChild(QLabel, name).text()


def state():
    return label("landsketchState")


def type_key(text):
    """Press and release a key on the canvas."""
    QTest.keyClicks(canvas, text)
    QgsApplication.processEvents()


def on_screen(x, y):
    """Return the place of map coordinates on the canvas."""
    point = canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
    return QPoint(round(point.x()), round(point.y()))


def mouse(kind, place, buttons, modifiers=_NO_KEY, button=_LEFT):
    """Send a mouse event to the canvas; ``place`` is in its pixels."""
    if kind == QEvent.Type.MouseMove:
        button = Qt.MouseButton.NoButton
    viewport = canvas.viewport()
    event = QMouseEvent(
        kind, QPointF(place), QPointF(viewport.mapToGlobal(place)), button, buttons, modifiers
    )
    QgsApplication.sendEvent(viewport, event)


def drag(start, end, modifiers=_NO_KEY):
    """Drag the mouse over the canvas between two places in map coordinates."""
    first, last = on_screen(*start), on_screen(*end)
    mouse(QEvent.Type.MouseButtonPress, first, _LEFT, modifiers)
    for step in range(1, 6):
        mouse(QEvent.Type.MouseMove, first + (last - first) * step / 5, _LEFT, modifiers)
        QgsApplication.processEvents()
    mouse(QEvent.Type.MouseButtonRelease, last, Qt.MouseButton.NoButton, modifiers)
    QgsApplication.processEvents()


def point(x, y):
    """Move the mouse over the canvas to map coordinates."""
    mouse(QEvent.Type.MouseMove, on_screen(x, y), Qt.MouseButton.NoButton)
    QgsApplication.processEvents()


def click(x, y, button=_LEFT):
    """Click on the canvas at map coordinates."""
    point(x, y)
    place = on_screen(x, y)
    mouse(QEvent.Type.MouseButtonPress, place, button, button=button)
    mouse(QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.NoButton, button=button)
    QgsApplication.processEvents()


class Watch:
    """Remembers what the preview of the dock shows.

    Attributes:
        labels: Number of the labels of the latest preview.
        is_shown: Whether there is a preview.
        previews: Width, height and completeness of each preview.
        seen_at: When the latest preview came, in seconds of ``time.monotonic``.
    """

    def __init__(self):
        self.labels, self.is_shown, self.previews, self.seen_at = 0, False, [], 0.0
        dock().session.answers.preview_changed.connect(self._remember)

    def updated_after(self, action, seconds=60):
        """Do something and wait for a preview of newer labels; return the seconds it took."""
        before, began = self.labels, time.monotonic()
        action()
        assert wait(lambda: self.labels > before, seconds), state()
        return round(self.seen_at - began, 3)

    def _remember(self, preview):
        self.is_shown = preview is not None
        if preview is not None:
            self.labels, self.seen_at = max(self.labels, preview.labels), time.monotonic()
            self.previews.append([preview.width, preview.height, preview.is_complete])
