"""The dock on the canvas of pytest-qgis, with the real engine, and somebody who draws in it."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QAbstractButton

ROOT = Path(__file__).resolve().parents[2]
WEST, NORTH, CELL = 500_000, 5_800_000, 64  # the chessboard's corner, and its cells in metres
UTM = "EPSG:32633"
_NO_KEY, _LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


def wait(is_done, seconds=60):
    """Let QGIS work until something is so; return whether it is."""
    deadline = time.monotonic() + seconds
    while not is_done() and time.monotonic() < deadline:
        QgsApplication.processEvents()
        time.sleep(0.01)
    return bool(is_done())


def rest(seconds):
    wait(lambda: False, seconds)


def write_chessboard(path, size=256, seed=1):
    """Write dark bluish and bright greenish noise in cells of 64 pixels of 1 m."""
    noise = np.random.default_rng(seed).normal(0, 12, (3, size, size))
    is_green = (np.add(*np.indices((size, size)) // CELL) % 2).astype(bool)
    dark, bright = (np.array(c)[:, None, None] for c in ([40, 60, 120], [90, 160, 70]))
    raster = gdal.GetDriverByName("GTiff").Create(str(path), size, size, 3, gdal.GDT_Byte)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    raster.SetProjection(reference.ExportToWkt())
    raster.SetGeoTransform((WEST, 1, 0, NORTH, 0, -1))
    pixels = np.clip(np.where(is_green, bright, dark) + noise, 1, 255).astype(np.uint8)
    for number, band in enumerate(pixels, start=1):
        raster.GetRasterBand(number).WriteArray(band)


def middle(row, column):
    """Return the middle of a cell of the chessboard, in its CRS."""
    return QgsPointXY(WEST + (column + 0.5) * CELL, NORTH - (row + 0.5) * CELL)


class DockUser:
    """Uses the dock with the mouse.

    Attributes:
        dock, canvas: What is used.
        previews: What the engine sent, None where it took the preview away.
    """

    def __init__(self, iface):
        from landsketch.ui.dock import LandsketchDock

        self.iface, self.canvas = iface, iface.mapCanvas()
        self.canvas.resize(256, 256)
        self.canvas.window().show()  # only then it has this size
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem(UTM))
        self.dock = LandsketchDock(iface)
        self.session = self.dock.session
        self.previews = []
        self.session.answers.preview_changed.connect(self.previews.append)

    # -- looking ----------------------------------------------------------------------------------

    @property
    def state(self):
        return self.dock.preview.state.text()

    @property
    def warnings(self):
        return list(self.iface.messageBar().get_messages(Qgis.MessageLevel.Warning))

    @property
    def labels(self):
        return self.session.labels

    @property
    def n_labels(self):
        return sum(1 for _ in self.labels.getFeatures())  # QGIS 3.40 miscounts after a failed save

    @property
    def preview(self):
        """What is shown on the canvas."""
        return self.dock._item.preview

    def waits_until_up_to_date(self, text="Up to date."):
        return wait(lambda: self.state == text and self.preview is not None)

    # -- doing ------------------------------------------------------------------------------------

    def add_image(self, path):
        layer = QgsProject.instance().addMapLayer(QgsRasterLayer(str(path), "image"))
        self.look_at(layer.extent())
        self.dock.source.image_box.setLayer(layer)
        return layer

    def look_at(self, extent, crs=UTM):
        """Move the canvas to an extent, in the CRS of the canvas."""
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
        self.canvas.setExtent(extent)
        rest(0.05)

    def press(self, name):
        self.dock.findChild(QAbstractButton, name).click()
        QgsApplication.processEvents()

    def choose_class(self, position):
        self.dock.classes.tree.choose(position)

    def on_screen(self, point):
        """Return the pixel of the canvas at a place in the CRS of the chessboard."""
        here = QgsCoordinateReferenceSystem(UTM)
        there = self.canvas.mapSettings().destinationCrs()
        moved = QgsCoordinateTransform(here, there, QgsProject.instance()).transform(point)
        place = self.canvas.getCoordinateTransform().transform(moved)
        return QPoint(round(place.x()), round(place.y()))

    def drag(self, start, end):
        """Drag the mouse between two places in the CRS of the chessboard."""
        first, last = self.on_screen(start), self.on_screen(end)
        self._mouse(QEvent.Type.MouseButtonPress, first, _LEFT, _LEFT)
        for step in (1, 2, 3):
            self._mouse(QEvent.Type.MouseMove, first + (last - first) * step / 3, _LEFT)
        self._mouse(QEvent.Type.MouseButtonRelease, last, button=_LEFT)
        QgsApplication.processEvents()

    def point_at(self, point):
        self._mouse(QEvent.Type.MouseMove, self.on_screen(point))
        QgsApplication.processEvents()

    def stroke(self, row, column, position):
        """Paint across the middle of a cell with a class."""
        self.choose_class(position)
        place = middle(row, column)
        start, end = (QgsPointXY(place.x() + dx, place.y()) for dx in (-16, 16))
        self.drag(start, end)

    def draw_two_classes(self):
        """Make a label layer, start the preview, and paint two labels of each of two classes."""
        self.press("landsketchNew")
        for row, column in ((0, 0), (0, 1), (1, 1), (1, 0)):
            self.stroke(row, column, (row + column) % 2)

    def kill_engine(self):
        """Kill the engine as the system does when memory is short."""
        os.kill(self.session._engine._process.processId(), signal.SIGKILL)

    def _mouse(self, kind, place, buttons=Qt.MouseButton.NoButton, button=None):
        viewport = self.canvas.viewport()
        button = Qt.MouseButton.NoButton if button is None else button
        spot = QPointF(place)
        event = QMouseEvent(
            kind, spot, QPointF(viewport.mapToGlobal(place)), button, buttons, _NO_KEY
        )
        QgsApplication.sendEvent(viewport, event)


@pytest.fixture
def chessboard(tmp_path):
    """A chessboard of 256 x 256 pixels in a folder of its own."""
    path = tmp_path / "scene.tif"
    write_chessboard(path)
    return path


@pytest.fixture
def user(qgis_new_project, qgis_iface, tmp_path, monkeypatch):
    """Somebody in front of an open dock; at the end it is closed and no engine is left."""
    python = os.environ.get("LANDSKETCH_PYTHON") or str(ROOT / ".venv" / "bin" / "python")
    if not Path(python).exists():
        pytest.skip("there is no engine environment; make one with 'make setup'")
    monkeypatch.setenv("LANDSKETCH_PYTHON", python)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    qgis_iface.messageBar().clear_messages()
    made = DockUser(qgis_iface)
    yield made
    made.canvas.setRotation(0)
    if not sip.isdeleted(made.dock):
        made.dock.close_session()
        made.dock.deleteLater()
    QgsProject.instance().removeAllMapLayers()
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def drawing(user, chessboard):
    """The same after labels of two classes were drawn and their preview is complete."""
    user.add_image(chessboard)
    user.draw_two_classes()
    assert user.waits_until_up_to_date(), user.state
    return user
