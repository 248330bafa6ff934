"""The menu entry opens the Processing toolbox where Landsketch is."""

import pytest
from qgis.PyQt.QtWidgets import QDockWidget, QLineEdit, QTreeView

from landsketch.ui import toolbox


@pytest.fixture
def dock(qgis_iface, qgis_processing):
    from processing.gui.ProcessingToolbox import ProcessingToolbox

    made = ProcessingToolbox()
    made.setParent(qgis_iface.mainWindow())
    made.setObjectName("ProcessingToolbox")
    yield made
    made.setParent(None)
    made.deleteLater()


def test_action_unfolds_landsketch_even_when_a_filter_hides_it(qgis_iface, provider, dock):
    dock.findChild(QLineEdit).setText("no such algorithm")
    action = toolbox.make_action(qgis_iface)
    action.trigger()
    tree = dock.findChild(QTreeView)
    current = tree.currentIndex()
    assert current.data() == "Landsketch"
    assert tree.isExpanded(current)
    model = tree.model()
    groups = [model.index(row, 0, current) for row in range(model.rowCount(current))]
    titles = "1 Label, 2 Prepare, 3 Train, 4 Map, 5 Assess, 6 Tools, 7 Engine, 8 Models"
    assert ", ".join(group.data() for group in groups) == titles
    assert all(tree.isExpanded(group) for group in groups)
    assert sum(model.rowCount(group) for group in groups) == 28
    action.setParent(None)


def test_without_the_toolbox_the_user_is_told(qgis_iface, monkeypatch):
    assert qgis_iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox") is None
    said = []
    monkeypatch.setattr(qgis_iface.messageBar(), "pushMessage", lambda *words: said.append(words))
    toolbox.show_toolbox(qgis_iface)
    assert "tick 'Processing'" in said[0][1]
