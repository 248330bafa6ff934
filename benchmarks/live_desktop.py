"""Runs inside QGIS for ``bench_live.py``: paints strokes and times the previews."""

import json
import os
import time
import traceback
from dataclasses import replace
from pathlib import Path

from qgis.core import QgsRectangle
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QComboBox, QDockWidget

from landsketch.plugin.settings import Settings
from landsketch.tests.helpers.in_desktop import (
    Watch,
    canvas,
    dock,
    drag,
    iface,
    path_of,
    press,
    rest,
    state,
    type_key,
    wait,
)

VIEW_M = (180, 120)
BEAT_MS = 5
STEP_M = 12  # between two strokes
found = {"edit_s": []}


class Beat:
    """Measures the longest time in which the window did not react."""

    def __init__(self):
        self.longest_ms, self._last = 0.0, time.monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(BEAT_MS)

    def _tick(self):
        now = time.monotonic()
        self.longest_ms = max(self.longest_ms, 1000 * (now - self._last) - BEAT_MS)
        self._last = now


def memory_mb(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return round(int(line.split()[1]) / 1024)
    return 0


def engine_pid():
    return dock().session._engine._process.processId()


def open_view():
    settings = replace(Settings.load(), cache_folder=str(Path(path_of("FOLDER")) / "cache"))
    settings.save()
    for other in iface.mainWindow().findChildren(QDockWidget):
        other.hide()
    iface.mainWindow().resize(1640, 1020)
    iface.addRasterLayer(path_of("SCENE"), "kampala")
    dock().show()
    canvas.zoomToFullExtent()
    rest(1)
    for box in dock().findChildren(QComboBox):
        if box.findText(path_of("BACKBONE")) >= 0:
            box.setCurrentIndex(box.findText(path_of("BACKBONE")))
    middle = canvas.fullExtent().center()
    canvas.setExtent(QgsRectangle.fromCenterAndSize(middle, *VIEW_M))
    rest(1)
    found["canvas"] = f"{canvas.width()} x {canvas.height()}"
    return middle


def stroke(x, y, key):
    type_key(key)
    drag((x - 2, y), (x + 2, y))


def places(middle):
    """Yield places in view, row by row."""
    while True:
        for row in range(-3, 4):
            for column in range(-4, 5):
                yield middle.x() + column * STEP_M, middle.y() + row * STEP_M


def run():
    try:
        middle = open_view()
        watch = Watch()
        press("landsketchNew")
        assert wait(lambda: state().startswith("Draw labels"), 120), state()
        where = places(middle)
        stroke(*next(where), "1")
        rest(1)
        found["first_s"] = watch.updated_after(lambda: stroke(*next(where), "2"), 300)
        assert wait(lambda: state() == "Up to date.", 300), state()
        rest(3)
        beat = Beat()
        memory = [(memory_mb(os.getpid()), memory_mb(engine_pid()))]
        until = time.monotonic() + 60 * float(path_of("MINUTES"))
        number = 0
        while number < int(path_of("EDITS")) or time.monotonic() < until:
            place, key = next(where), str(1 + number % 2)
            found["edit_s"].append(watch.updated_after(lambda p=place, k=key: stroke(*p, k)))
            rest(0.8)
            if number % 2:
                dock().session.labels.commitChanges(False)
            number += 1
        found["pause_ms"] = round(beat.longest_ms)
        memory.append((memory_mb(os.getpid()), memory_mb(engine_pid())))
        found["qgis_mb"] = " to ".join(str(pair[0]) for pair in memory)
        found["engine_mb"] = " to ".join(str(pair[1]) for pair in memory)
    except BaseException:
        found["error"] = traceback.format_exc()
    Path(path_of("FINDINGS")).write_text(json.dumps(found))
    dock().close_session()
    os._exit(0)


QTimer.singleShot(1500, run)
