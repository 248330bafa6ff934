"""Buttons with a tool tip and a name by which tests and style sheets find them."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QPushButton, QToolButton


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
