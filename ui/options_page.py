"""The page 'Landsketch' of QGIS's options: engine, backbones, feature cache, drawing."""

from __future__ import annotations

from dataclasses import fields

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from ..plugin.i18n import tr
from ..plugin.icons import ICON
from ..plugin.settings import BACKBONES, CACHE, DOCK, ENGINE, Settings
from .backbone_panel import BackbonePanel
from .cache_panel import CachePanel
from .engine_panel import EnginePanel
from .setting_form import SettingForm
from .setup_opener import SetupOpener
from .toolbox import OPTIONS_PAGE


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page each time the options are opened.

    Args:
        opener: Opens the set-up.
    """

    def __init__(self, opener: SetupOpener) -> None:
        super().__init__(tr("Landsketch"), QIcon(ICON))
        self._opener = opener

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def createWidget(self, parent: QWidget | None = None) -> OptionsPage:
        return OptionsPage(self._opener, parent)


class OptionsPage(QgsOptionsPageWidget):
    """Shows the stored settings; ``apply`` stores what was entered."""

    def __init__(self, opener: SetupOpener, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(OPTIONS_PAGE)
        stored = Settings.load()
        self.tabs = QTabWidget()
        self._forms = {name: _form_of(name, stored) for name in (ENGINE, BACKBONES, CACHE, DOCK)}
        self.engine, self.backbones, self.cache = EnginePanel(opener), BackbonePanel(), CachePanel()
        self._add_tab(tr("Engine"), self.engine, self._forms[ENGINE])
        self._add_tab(tr("Backbones"), self.backbones, self._forms[BACKBONES])
        self._add_tab(tr("Feature cache"), self.cache, self._forms[CACHE])
        self._add_tab(tr("Drawing and reports"), self._forms[DOCK])
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)

    @property
    def editors(self) -> dict[str, QWidget]:
        """The widget of each setting by its name."""
        found: dict[str, QWidget] = {}
        for form in self._forms.values():
            found.update(form.editors)
        return found

    def apply(self) -> None:
        """Store the settings."""
        values = {}
        for form in self._forms.values():
            values.update(form.values())
        Settings(**values).save()

    def _add_tab(self, title: str, *parts: QWidget) -> None:
        """Add a tab that scrolls, so that small windows cut no help text off."""
        content = QWidget()
        column = QVBoxLayout(content)
        for part in parts:
            column.addWidget(part)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        self.tabs.addTab(area, title)


def _form_of(page: str, stored: Settings) -> SettingForm:
    """Return the settings of a tab."""
    return SettingForm([f for f in fields(Settings) if f.metadata["page"] == page], stored)
