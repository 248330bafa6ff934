"""Red, green, blue and near infrared are found where a raster tells them, and only there."""

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp

from landsketch.core.errors import InvalidJob, InvalidScene
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.scene_report import report_scene
from landsketch.core.job.options import SceneOptions
from landsketch.core.progress import Progress
from landsketch.tests.helpers.rasters import write_raster

SENTINEL = ("B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B11", "B12")
LANDSAT_8 = tuple(f"SR_B{number}" for number in range(1, 8))
LANDSAT_7 = ("SR_B1", "SR_B2", "SR_B3", "SR_B4", "SR_B5", "SR_B7")
ENMAP = ("band 1 (418 Nanometers)", "band 2 (481.5 Nanometers)", "b3 (0.56 um)", "b4 (660 nm)")


class Log(Progress):
    """Progress that keeps what is told."""

    def __init__(self):
        super().__init__()
        self.infos, self.warnings = [], []

    def info(self, text):
        self.infos.append(text)

    def warning(self, text):
        self.warnings.append(text)


def raster(tmp_path, descriptions, *, colors=None, tags=None):
    """Write a raster of noise with a band for each description; its path."""
    pixels = np.random.default_rng(0).integers(10, 200, (len(descriptions), 4, 5)).astype(np.uint16)
    path = write_raster(tmp_path / "a.tif", pixels)
    with rasterio.open(path, "r+") as dataset:
        for band, description in enumerate(descriptions, start=1):
            if description:
                dataset.set_band_description(band, description)
        for band, values in enumerate(tags or (), start=1):
            dataset.update_tags(band, **values)
        if colors:
            dataset.colorinterp = [ColorInterp[color] for color in colors]
    return path


def bands_of(path, **options):
    return Scene(SceneOptions(path, **options)).options.bands


@pytest.mark.parametrize(
    ("descriptions", "rgb", "nir"),
    [
        (("blue", "green", "red", "nir"), (3, 2, 1), (4, 3, 2)),
        (("B02 - Blue", "B03 - Green", "B04 - Red", "B08 - NIR"), (3, 2, 1), (4, 3, 2)),
        (("NIR", "Red edge", "Red", "Green", "Blue"), (3, 4, 5), (1, 3, 4)),
        (("Blau", "Grün", "Rot", "near-infrared"), (3, 2, 1), (4, 3, 2)),
        (SENTINEL, (3, 2, 1), (7, 3, 2)),
        (tuple(name.replace("B", "B0") for name in SENTINEL), (3, 2, 1), (7, 3, 2)),
        (LANDSAT_8, (4, 3, 2), (5, 4, 3)),
        (LANDSAT_7, (3, 2, 1), (4, 3, 2)),
        ((*ENMAP, "b5 (845 nm)", "b6 (860 nm)"), (4, 3, 2), (5, 4, 3)),
    ],
)
def test_bands_are_found_by_their_descriptions(tmp_path, descriptions, rgb, nir):
    path = raster(tmp_path, descriptions)
    assert bands_of(path) == rgb
    assert bands_of(path, composite="rgb") == rgb
    assert bands_of(path, composite="nir_r_g") == nir


@pytest.mark.parametrize(
    "descriptions",
    [
        ("B1", "B2", "B3", "B4", "B5"),  # of Sentinel-2 or of Landsat
        ("infrared", "reduced", "evergreen", "blueness"),
        ("red", "red", "green", "blue"),
        ("blue-green", "green", "red", "nir"),
        ("temperature", "", "", ""),
    ],
)
def test_unclear_descriptions_leave_the_first_three(tmp_path, descriptions):
    path = raster(tmp_path, descriptions)
    assert bands_of(path) == (1, 2, 3)
    with pytest.raises(InvalidScene, match=r"COMPOSITE=rgb needs bands for red, green, blue.*1 \("):
        bands_of(path, composite="rgb")


def test_wavelengths_may_be_tags_and_bad_bands_are_passed_over(tmp_path):
    lengths = ["0.48", "0.56", "0.66", "0.655", "0.84"]
    tags = [{"wavelength": one, "wavelength_units": "Micrometers"} for one in lengths]
    tags[2]["bbl"] = "0"
    path = raster(tmp_path, [""] * 5, tags=tags)
    assert bands_of(path) == (4, 2, 1)
    assert bands_of(path, composite="nir_r_g") == (5, 4, 2)


def test_colour_interpretation_wins_over_descriptions(tmp_path):
    colors = ("blue", "green", "red", "gray")
    path = raster(tmp_path, ("red", "green", "blue", "nir"), colors=colors)
    assert bands_of(path) == (3, 2, 1)


def test_descriptions_and_colours_complete_each_other(tmp_path):
    path = raster(
        tmp_path, ("", "", "", "", "NIR"), colors=("red", "green", "blue", "gray", "gray")
    )
    assert bands_of(path, composite="nir_r_g") == (5, 1, 2)


def test_a_fourth_band_after_red_green_blue_is_near_infrared_unless_it_is_something_else(tmp_path):
    colors = ("red", "green", "blue", "undefined")
    path = raster(tmp_path, [""] * 4, colors=colors)
    assert bands_of(path, composite="nir_r_g") == (4, 1, 2)
    log = Log()
    report_scene(Scene(SceneOptions(path, composite="nir_r_g")), log)
    (told,) = log.infos
    assert told == (
        "a.tif: the backbone sees bands 4, 1, 2, found by the usual order red, green, blue, near "
        "infrared and their colour interpretation."
    )
    for descriptions, kinds in (
        (["", "", "", "height"], colors),
        ([""] * 4, ("red", "green", "blue", "alpha")),
        ([""] * 5, (*colors, "undefined")),
    ):
        other = raster(tmp_path, descriptions, colors=kinds)
        with pytest.raises(InvalidScene, match="needs bands for near infrared, red, green"):
            bands_of(other, composite="nir_r_g")


def test_bands_that_are_given_or_the_first_three_are_not_told(tmp_path):
    log = Log()
    path = raster(tmp_path, ("blue", "green", "red", "nir"))
    report_scene(Scene(SceneOptions(path, bands=(3, 2, 1))), log)
    report_scene(Scene(SceneOptions(raster(tmp_path, ("red", "green", "blue")))), log)
    assert log.infos == []
    report_scene(Scene(SceneOptions(raster(tmp_path, ("blue", "green", "red")))), log)
    assert log.infos == ["a.tif: the backbone sees bands 3, 2, 1, found by their descriptions."]


def test_bands_and_composite_are_not_given_both():
    with pytest.raises(InvalidJob, match="BANDS and COMPOSITE both"):
        SceneOptions("a.tif", bands=(1, 2, 3), composite="rgb")


def test_the_file_does_not_change_with_descriptions(tmp_path):
    plain = Scene(SceneOptions(raster(tmp_path, [""] * 3)))
    named = Scene(SceneOptions(raster(tmp_path, ("red", "green", "blue"))))
    assert plain.fingerprint() == named.fingerprint()
    assert plain.options == named.options
