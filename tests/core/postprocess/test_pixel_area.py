"""Areas of pixels against closed forms of the WGS 84 ellipsoid."""

import math

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from landsketch.core.imagery.map_writer import MapGrid
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.postprocess.pixel_area import PixelArea

A, F = 6_378_137.0, 1 / 298.257223563
E = math.sqrt(F * (2 - F))


def zone(south, north, width):
    """Area in m² between two parallels, ``width`` degrees wide."""

    def q(latitude):
        s = math.sin(math.radians(latitude))
        return s / (1 - (E * s) ** 2) + math.atanh(E * s) / E

    return A**2 * (1 - E**2) / 2 * math.radians(width) * (q(north) - q(south))


@pytest.mark.parametrize(("degrees", "tolerance"), [(0.001, 1e-7), (0.1, 1e-5), (1, 2e-3)])
@pytest.mark.parametrize("north", [0.3, 52.0, 69.0])
def test_pixels_in_degrees(degrees, tolerance, north):
    grid = MapGrid(40, 30, Affine(degrees, 0, 170, 0, -degrees, north), CRS.from_epsg(4326))
    areas = PixelArea(grid).of(Window(0, 0, 30, 40))
    tops = north - degrees * np.arange(30)
    expected = np.array([[zone(top - degrees, top, degrees)] for top in tops])
    np.testing.assert_allclose(areas, np.broadcast_to(expected, areas.shape), rtol=tolerance)


def test_mercator_pixels_shrink_with_the_latitude():
    latitude, pixel = 60.0, 0.3
    y = A * math.atanh(math.sin(math.radians(latitude)))  # of the spherical web Mercator
    grid = MapGrid(3, 3, Affine(pixel, 0, 2e6, 0, -pixel, y + 1.5 * pixel), CRS.from_epsg(3857))
    s = math.sin(math.radians(latitude))
    n, m = 1 / math.sqrt(1 - (E * s) ** 2), (1 - E**2) / (1 - (E * s) ** 2) ** 1.5
    assert PixelArea(grid).of_middle_pixel == pytest.approx(pixel**2 * n * m * (1 - s**2), rel=1e-6)


def test_utm_pixels_on_the_central_meridian_are_larger_than_they_say():
    grid = MapGrid(100, 100, Affine(10, 0, 500_000 - 500, 0, -10, 5_000_000), CRS.from_epsg(32633))
    assert PixelArea(grid).of_middle_pixel == pytest.approx(100 / 0.9996**2, rel=1e-6)


def test_windows_tell_what_the_whole_tells():
    grid = MapGrid(300, 200, Affine(10, 2, 300_000, 3, -10, 5_000_000), CRS.from_epsg(32633))
    area = PixelArea(grid)
    whole = area.of(Window(0, 0, 200, 300))
    np.testing.assert_allclose(area.of(Window(37, 151, 90, 80)), whole[37:127, 151:231], rtol=1e-8)


@pytest.mark.parametrize("crs", [None, CRS.from_wkt('LOCAL_CS["site",UNIT["metre",1]]')])
def test_without_a_place_areas_are_in_map_units(crs):
    area = PixelArea(MapGrid(4, 5, Affine(2, 0, 0, 0, -3, 0), crs))
    assert not area.in_square_metres
    assert (area.of(Window(0, 0, 5, 4)) == 6).all()
