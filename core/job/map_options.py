"""How a scene is mapped, whichever scene it is and wherever the map is written."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import Checked, require, require_extent
from .option import group, option
from .recipe import VIEWS, VIEWS_TEXT, check_views
from .sharpen_options import SharpenOptions

BLENDS = ("none", "taper")
MAP_LATTICES = (0, 1, 2, 4)  # 0 = as many as the model was trained with


@dataclass(frozen=True)
class MapOptions(Checked):
    """What jobs that map one scene or many have in common."""

    extent: tuple[float, ...] = option(
        (),
        title="Extent",
        help="Only this part of the image; empty = all of it. The part has the same pixels as in a "
        "map of the whole. In job files: west, south, east, north in the image's CRS.",
        kind="extent",
        is_basic=True,
    )
    use_model_stretch: bool = option(
        False,
        title="Use the model's stretch",
        help="Stretch the image between the limits of the training image instead of its own.",
    )
    write_cache: bool = option(
        False,
        title="Keep the features",
        help="Store the features of the whole image in the cache: a second map is faster, and "
        "takes disk space.",
    )
    batch: int = option(
        0,
        title="Tiles per batch",
        help="Tiles that a GPU encodes together; 0 = as many as its memory allows. A CPU encodes "
        "one at a time.",
        at_least=0,
        is_offered=False,
    )
    tta: tuple[str, ...] = option(
        (),
        title="Views to average",
        help="Average the probabilities over the image and these views (test-time augmentation), "
        f"such as hflip, rot90; each is encoded again. {VIEWS_TEXT}",
        choices=VIEWS,
    )
    blend: str = option(
        "none",
        title="Seams: blend",
        help="'taper' lets tiles overlap and weights their probabilities; 'none' takes each "
        "pixel from one tile.",
        choices=BLENDS,
        words={
            "none": "None: each pixel from one tile",
            "taper": "Taper: overlapping tiles, averaged",
        },
    )
    overlap: float = option(
        0.25,
        title="Seams: overlap of tapered tiles",
        help="Fraction of a tile's side, up to 0.5. 0.25 takes about 1.5 times as long, 0.5 up "
        "to 3 times.",
        above=0,
        at_most=0.5,
    )
    lattices: int = option(
        0,
        title="Seams: shifted tile grids",
        help="Average the features of 2 or 4 shifted tile grids: fainter seams, 2 to 4 times the "
        "time; 0 = as in training.",
        choices=MAP_LATTICES,
        words={
            "0": "0: as in the training",
            "1": "1: no shifted grid",
            "2": "2: fainter seams; 2 times the time",
            "4": "4: faintest seams; 4 times the time",
        },
    )
    sharpening: SharpenOptions = group(SharpenOptions)
    unknown_below: int = option(
        0,
        title="Unknown below (% confidence)",
        help="Pixels whose confidence is below this become the class 'unknown'; 0 = none.",
        at_least=0,
        at_most=100,
        is_basic=True,
    )
    cog: bool = option(
        False,
        title="Cloud optimised GeoTIFF",
        help="Write cloud optimised GeoTIFFs (COG), which servers can show without reading them "
        "whole.",
    )
    mask: str = option(
        "",
        title="Mask",
        help="Map only what lies inside these polygons, in any CRS; the rest is nodata and takes "
        "no time.",
        kind="polygons",
        is_basic=True,
    )
    mask_layer: str = option(
        "", title="Layer of the mask", help="Layer in MASK; empty = the first.", is_offered=False
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        require_extent(self.extent)
        check_views("TTA", self.tta)
        require(
            self.blend == "none" or self.lattices <= 1,
            "BLEND=taper and LATTICES above 1 both reduce seams; choose one of them.",
        )
