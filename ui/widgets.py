"""Buttons with a tool tip, texts, and the names by which tests and style sheets find them."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QToolButton


def push_button(text: str, tip: str, name: str) -> QPushButton:
    """Return a button that does something once."""
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setObjectName(name)
    return button


def toggle_button(text: str, tip: str, name: str) -> QToolButton:
    """Return a button that stays down while something is on."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setObjectName(name)
    button.setCheckable(True)
    return button


def text_label(text: str = "", name: str = "") -> QLabel:
    """Return text of several lines, which can be copied."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
