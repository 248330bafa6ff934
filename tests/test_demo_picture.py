"""The demo's picture of a map."""

import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from PIL import Image
from rasterio.crs import CRS

from landsketch.core.imagery.map_writer import MapGrid, MapWriter

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
try:
    import demo_lettering
    import demo_picture

    from core.errors import InvalidScene, OutputNotWritable
finally:
    del sys.path[:2]
Lettering, write_map_picture = demo_lettering.Lettering, demo_picture.write_map_picture

LEGEND = [(1, "forest", "#1e7a34"), (3, "Gewässer", "#3b7dd8"), (7, "road", "#ff00ff")]
PLACE = Affine(1, 0, 500_000, 0, -1, 5_000_000)


def make_map(path, width=120, height=80, crs="EPSG:32633", kind="classes"):
    pixels = (
        np.where(np.arange(width) < width // 2, 1, 3).astype(np.uint8)[None].repeat(height, axis=0)
    )
    pixels[: height // 4] = 255
    grid = MapGrid(width, height, PLACE, CRS.from_user_input(crs) if crs else None)
    with MapWriter(path, grid, kind, LEGEND, {}) as writer:
        writer.write(0, 0, pixels)
    return path


def make_image(path, pixels):
    profile = {
        "driver": "GTiff",
        "count": len(pixels),
        "height": pixels.shape[1],
        "width": pixels.shape[2],
    }
    with rasterio.open(
        path, "w", transform=PLACE, crs="EPSG:32633", dtype=pixels.dtype, **profile
    ) as dataset:
        dataset.write(pixels)
    return path


def colors(path):
    return {f"#{r:02x}{g:02x}{b:02x}": n for n, (r, g, b) in Image.open(path).getcolors(10**7)}


def test_the_map_is_drawn_in_its_classes_colours(tmp_path):
    write_map_picture(make_map(tmp_path / "map.tif"), tmp_path / "map.png", "A map")
    seen = colors(tmp_path / "map.png")
    assert (
        seen["#1e7a34"] >= 360 * 360
    )  # 120 x 80 enlarged six times, lower three quarters, left half
    assert seen["#3b7dd8"] >= 360 * 360
    assert seen["#e9ebee"] >= 720 * 120  # no data
    assert "#ff00ff" not in seen  # a class that is not in the map is not in its legend


def test_a_large_map_is_drawn_at_most_1600_pixels_wide(tmp_path):
    path = make_map(tmp_path / "map.tif", 4000, 1000)
    write_map_picture(path, tmp_path / "map.png", "A map")
    assert Image.open(tmp_path / "map.png").width == 1600
    write_map_picture(path, tmp_path / "both.png", "A map", image_path=path, bands=(1,))
    assert Image.open(tmp_path / "both.png").width == 1600


def test_the_image_stands_left_of_the_map_and_is_stretched(tmp_path):
    ramp = np.arange(120, dtype=np.uint16)[None, None].repeat(3, axis=0).repeat(80, axis=1) + 5000
    write_map_picture(
        make_map(tmp_path / "map.tif"),
        tmp_path / "map.png",
        "Both",
        make_image(tmp_path / "image.tif", ramp),
    )
    sheet = np.asarray(Image.open(tmp_path / "map.png"))
    row = sheet[400]
    left, right = row[40], row[sheet.shape[1] // 2 - 40]
    assert left.max() < 20
    assert right.min() > 235
    assert (row[-60] == (0x3B, 0x7D, 0xD8)).all()


def test_a_map_without_a_place_has_no_scale_bar(tmp_path):
    for name, crs in (("with", "EPSG:32633"), ("without", None)):
        write_map_picture(
            make_map(tmp_path / f"{name}.tif", crs=crs), tmp_path / f"{name}.png", "A map"
        )
    assert Image.open(tmp_path / "with.png").height > Image.open(tmp_path / "without.png").height


@pytest.mark.parametrize(
    ("limit", "length"), [(9.9, 5), (10, 10), (0.3, 0.2), (4999, 2000), (5001, 5000)]
)
def test_scale_bars_have_round_lengths(limit, length):
    assert demo_picture._round_length(limit) == pytest.approx(length)


def test_a_single_band_is_grey():
    valid = np.ones((1, 101), bool)
    overview = demo_picture.Overview(np.arange(101.0)[None, None], valid, PLACE, None)
    stretched = demo_picture._stretched(overview)
    assert stretched.shape == (1, 101, 3)
    assert stretched[0, [0, 2, 50, 98, 100], 0].tolist() == [0, 0, 127, 255, 255]
    assert (stretched[..., 0] == stretched[..., 2]).all()


def test_a_raster_without_classes_is_refused(tmp_path):
    with pytest.raises(InvalidScene, match="has no classes to draw"):
        write_map_picture(
            make_map(tmp_path / "map.tif", kind="confidence"), tmp_path / "map.png", "A map"
        )
    assert not (tmp_path / "map.png").exists()


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path):
    path = make_map(tmp_path / "map.tif")
    with pytest.raises(OutputNotWritable):
        write_map_picture(path, path / "map.png", "A map")


def test_long_names_are_cut_to_the_room_they_have():
    lettering = Lettering(["plain"])
    assert lettering.fitted("a" * 500, 20, 200).endswith("...")
    assert lettering.font(20).getlength(lettering.fitted("a" * 500, 20, 200)) <= 200
    assert lettering.fitted("short", 20, 200) == "short"


def test_without_a_system_font_accents_are_left_out(monkeypatch):
    monkeypatch.setattr(demo_lettering, "_SYSTEM_FONTS", ())
    assert Lettering(["Gewässer"]).spelled("Gewässer") == "Gewasser"
    assert Lettering(["水"]).spelled("水") == "?"
