"""What people see in a German QGIS: German words, none of them cut off."""

from qgis.core import QgsApplication

from landsketch.tests.helpers.shown_texts import show, texts_of
from landsketch.tests.ui.test_options_page import factory, page  # noqa: F401 (fixtures)
from landsketch.ui.class_tree import NAME

WIDEST_DOCK = 440  # in the large type of the tests


def test_a_dialog_is_german(in_german, open_dialog, project):
    dialog = open_dialog("trainhead")
    dialog.resize(900, 700)
    assert show(dialog, "german_train") == []
    assert dialog.windowTitle().startswith("Kopf trainieren")
    wrappers = dialog.mainWidget().wrappers
    assert wrappers["CLASS_FIELD"].wrappedLabel().text().startswith("Klassenfeld")
    box = wrappers["SCALE"].wrappedWidget()
    assert "1: die Pixel des Bildes" in {box.itemText(row) for row in range(box.count())}
    dialog.close()


def test_the_options_are_german(in_german, page):  # noqa: F811
    page.resize(760, 560)
    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        assert show(page, f"german_options_{tab + 1}") == []
    titles = {page.tabs.tabText(tab) for tab in range(page.tabs.count())}
    assert {"Engine", "Backbones", "Merkmalsspeicher"} <= titles
    page.close()


def test_the_dock_is_german_and_cuts_nothing_off(in_german, user, chessboard):
    user.add_image(chessboard)
    user.draw_two_classes()
    assert user.waits_until_up_to_date("Auf dem neuesten Stand."), user.state
    dock = user.dock
    dock.setFloating(True)
    resize_to_the_narrowest(dock)
    assert show(dock, "german_dock") == []
    assert {"Trainieren…", "Pinsel", "Neue Klasse"} <= texts_of(dock)
    dock.improve.show_class("Bewässerte Obstplantagen und Weinberge")
    dock.improve.show_suggestion("Stelle 1 von 10")
    dock.improve.show_similar(50)
    resize_to_the_narrowest(dock)
    assert show(dock, "german_dock_improve") == []
    assert dock.width() < WIDEST_DOCK
    assert dock.classes.tree.columnWidth(NAME) > dock.fontMetrics().horizontalAdvance("Klasse 1")


def test_a_training_from_the_dock_knows_the_german_name_of_other_ground(
    in_german, user, chessboard, monkeypatch
):
    user.add_image(chessboard)
    user.draw_two_classes()
    opened = []
    monkeypatch.setattr(
        user.dock._dialogs, "_open", lambda name, parameters: opened.append(parameters)
    )
    user.press("landsketchTrain")
    assert opened[0]["OTHER_CLASS"] == "Sonstiges"
    assert "Sonstiges" in [entry.name for entry in user.session.classes]


def resize_to_the_narrowest(dock):
    QgsApplication.processEvents()
    dock.resize(dock.minimumSizeHint().width(), 900)
    QgsApplication.processEvents()
