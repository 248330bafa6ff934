"""The dock when the file of its image is replaced, deleted, huge, or no file at all."""

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsPointXY, QgsProject, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtWidgets import QPushButton

from landsketch.tests.helpers.dock_user import NORTH, UTM, WEST, wait, write_chessboard
from landsketch.tests.helpers.huge_scene import SIDE, write_huge_scene


def replace(path, **options):
    """Write another file and give it the name of an image, as most programs save."""
    other = path.with_name("other.tif")
    write_chessboard(other, **options)
    other.replace(path)


def test_a_replaced_image_is_opened_anew(drawing, chessboard):
    replace(chessboard, size=320, seed=7)
    assert wait(lambda: drawing.state == "Starting the engine…", 10)
    assert drawing.waits_until_up_to_date(), drawing.state
    assert drawing.dock.image.width() == 320
    drawing.look_at(drawing.dock.image.extent())
    assert wait(lambda: drawing.preview.width == 320), drawing.preview.width
    assert drawing.n_labels == 4


def test_an_image_that_is_replaced_twice_is_opened_anew_each_time(drawing, chessboard):
    for seed in (2, 3):
        replace(chessboard, seed=seed)
        assert wait(lambda: drawing.state == "Starting the engine…", 10)
        assert drawing.waits_until_up_to_date(), drawing.state


def test_a_deleted_image_is_told_and_can_be_put_back(drawing, chessboard):
    content = chessboard.read_bytes()
    chessboard.unlink()
    assert wait(lambda: not drawing.session.is_running, 10)
    assert drawing.state.startswith("The file of the image was deleted. Put it back")
    assert drawing.preview is None
    drawing.press("landsketchMode_live")
    assert wait(lambda: not drawing.session.is_running)
    assert "cannot be opened" in drawing.state
    assert str(chessboard) in drawing.state
    chessboard.write_bytes(content)
    drawing.press("landsketchMode_live")
    assert drawing.waits_until_up_to_date(), drawing.state
    assert drawing.n_labels == 4


def test_an_image_that_is_replaced_by_a_damaged_file_is_told_and_can_be_repaired(
    drawing, chessboard
):
    content = chessboard.read_bytes()
    chessboard.write_bytes(b"no image")
    assert wait(lambda: not drawing.session.is_running and "cannot be opened" in drawing.state)
    chessboard.write_bytes(content)
    drawing.press("landsketchMode_live")
    assert drawing.waits_until_up_to_date(), drawing.state
    assert drawing.dock.image.isValid()


# -- web maps --------------------------------------------------------------------------------------


@pytest.fixture
def web_map(user, tmp_path):
    """A basemap of one tile, of which the lower half is dark, in the canvas."""
    tile = np.full((3, 256, 256), 200, np.uint8)
    tile[:, 128:] = 50
    memory = gdal.GetDriverByName("MEM").Create("", 256, 256, 3, gdal.GDT_Byte)
    for number, band in enumerate(tile, start=1):
        memory.GetRasterBand(number).WriteArray(band)
    folder = tmp_path / "tiles" / "0" / "0"
    folder.mkdir(parents=True)
    gdal.GetDriverByName("PNG").CreateCopy(str(folder / "0.png"), memory)
    uri = f"type=xyz&url=file://{tmp_path}/tiles/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmin=0&zmax=0"
    layer = QgsProject.instance().addMapLayer(QgsRasterLayer(uri, "web map", "wms"))
    assert layer.isValid()
    user.look_at(layer.extent(), "EPSG:3857")
    user.dock.source.image_box.setLayer(layer)
    return layer


@pytest.mark.parametrize("button", ["landsketchNew", "landsketchMode_live"])
def test_a_web_map_is_refused_with_an_offer_to_save_it(user, web_map, button):
    user.press(button)
    assert "is a web map" in user.state
    assert "Save" in user.state
    assert user.dock.preview.mode == "off"
    assert not user.session.is_running
    assert user.iface.messageBar().findChild(QPushButton, "landsketchSaveMap") is not None


def test_what_is_in_view_of_a_web_map_is_saved_and_becomes_an_image(
    user, web_map, tmp_path, monkeypatch, qgis_processing
):
    import processing

    project_folder = tmp_path / "project"
    project_folder.mkdir()
    QgsProject.instance().write(str(project_folder / "project.qgz"))
    opened = []
    monkeypatch.setattr(user.dock._dialogs, "_open", lambda *given: opened.append(given))
    user.press("landsketchMode_live")
    user.iface.messageBar().findChild(QPushButton, "landsketchSaveMap").click()
    assert wait(lambda: opened, 5)
    algorithm, parameters = opened[0]
    assert algorithm == "native:rasterize"
    saved = processing.run(algorithm, parameters)["OUTPUT"]
    assert saved == str(project_folder / "web_map.tif")
    image = QgsProject.instance().addMapLayer(QgsRasterLayer(saved, "saved"))
    assert image.extent().contains(web_map.extent())
    assert image.rasterUnitsPerPixelX() == pytest.approx(user.canvas.mapUnitsPerPixel())
    for y, color in ((1e7, 200), (-1e7, 50)):
        assert image.dataProvider().sample(QgsPointXY(0, y), 1) == (color, True)
    user.dock.source.image_box.setLayer(image)
    user.press("landsketchMode_live")
    assert wait(lambda: user.state.startswith("Draw labels")), user.state


# -- huge ------------------------------------------------------------------------------------------


def test_a_huge_image_is_mapped_in_parts_and_the_dock_says_so(user, chessboard):
    path = write_huge_scene(chessboard, 256, UTM, WEST, NORTH)
    image = user.add_image(path)
    assert image.width() == SIDE
    user.press("landsketchNew")
    middle = QgsPointXY(WEST + SIDE / 2, NORTH - SIDE / 2)  # a corner of four cells
    extent = QgsRectangle(middle.x() - 128, middle.y() - 128, middle.x() + 128, middle.y() + 128)
    user.look_at(extent)
    for number, (dx, dy) in enumerate(((-80, 80), (80, 80), (80, -80), (-80, -80))):
        user.choose_class(number % 2)
        place = QgsPointXY(middle.x() + dx, middle.y() + dy)
        user.drag(place, QgsPointXY(place.x() + 20, place.y()))
    assert user.waits_until_up_to_date(), user.state
    assert user.preview.width == 256
    user.look_at(image.extent())
    assert wait(lambda: not user.preview.is_complete)
    assert wait(lambda: user.state.startswith("Reading the image")), user.state
    user.session.answers.receive({"type": "limited", "labels": 1, "view": 1})
    assert user.state == "The view is too large; its middle is mapped. Zoom in to see the rest."
