"""Texts of a window: which there are, and which have less room than they need."""

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QAbstractButton, QLabel

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"


def show(window, name):
    """Show a window and take a picture of it; return the texts that are cut off."""
    window.show()
    QgsApplication.processEvents()
    SHOTS.mkdir(parents=True, exist_ok=True)
    assert window.grab().save(str(SHOTS / f"{name}.png"))
    return [one.text() for one in _widgets(window) if one.isVisible() and _is_cut(one, window)]


def texts_of(window):
    """Return the texts of all buttons and labels."""
    return {one.text() for one in _widgets(window)}


def _widgets(window):
    kinds = (QAbstractButton, QLabel)
    return [one for kind in kinds for one in window.findChildren(kind) if one.text()]


def _is_cut(widget, window):
    if widget.mapTo(window, widget.rect().topRight()).x() >= window.width():
        return True
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    return widget.width() < widget.sizeHint().width()
