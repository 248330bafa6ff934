"""The outline of similar ground in view."""

import numpy as np
import pytest
from qgis.core import QgsRectangle

from landsketch.plugin.live.similarity import SimilarityImage, outline_above


def image(percent):
    height, width = percent.shape
    extent = QgsRectangle(100, 200, 100 + 2 * width, 200 + 2 * height)  # 2 m per pixel
    return SimilarityImage(width, height, extent, percent.astype(np.uint8).tobytes(), 50)


@pytest.fixture
def percent():
    values = np.full((40, 50), 10)
    values[10:30, 10:40] = 80
    values[15:17, 20:22] = 0  # a gap of 4 pixels
    values[35:37, 45:48] = 90  # a patch of 6 pixels
    values[0, 0] = 254  # not encoded
    return values


def test_small_patches_and_gaps_are_left_out(qgis_app, percent):
    outline = outline_above(image(percent), 70)
    box = outline.boundingBox()
    assert outline.area() == 4 * 20 * 30
    assert (box.xMinimum(), box.xMaximum()) == (120, 180)
    assert (box.yMinimum(), box.yMaximum()) == (200 + 2 * 10, 200 + 2 * 30)


def test_nothing_is_outlined_where_nothing_is_similar(qgis_app, percent):
    assert outline_above(image(percent), 95).isEmpty()
