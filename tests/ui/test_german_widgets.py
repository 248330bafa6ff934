"""What people see in a German QGIS: German words, none of them cut off."""

from landsketch.tests.helpers.shown_texts import show, texts_of
from landsketch.tests.helpers.translations import german, in_german  # noqa: F401 (fixtures)
from landsketch.tests.ui.test_options_page import factory, page  # noqa: F401 (fixtures)

DOCK_WIDTH = 360


def test_a_dialog_is_german(in_german, open_dialog, project):  # noqa: F811
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


def test_the_dock_is_german_and_not_wider_than_its_place(in_german, user, chessboard):  # noqa: F811
    user.add_image(chessboard)
    user.draw_two_classes()
    assert user.waits_until_up_to_date("Auf dem neuesten Stand."), user.state
    dock = user.dock
    dock.setFloating(True)
    dock.resize(DOCK_WIDTH, 860)
    assert show(dock, "german_dock") == []
    assert dock.width() == DOCK_WIDTH
    assert {"Trainieren…", "Pinsel", "Klasse hinzufügen"} <= texts_of(dock)
