"""How a scene is mapped, whichever scene it is and wherever the map goes: one set of options. No torch, no rasters."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import require, require_choice, require_extent
from .recipe import check_views

BLENDS = ("none", "taper")
MAP_LATTICES = (0, 1, 2, 4)  # 0 = as many as the model was trained with


@dataclass(frozen=True)
class MapOptions:
    """What jobs that map one scene or many have in common.

    Attributes:
        extent: (west, south, east, north) in the scene's CRS; empty = the whole scene.
        use_model_stretch: Keep the model's stretch numbers instead of computing the new scene's own.
        write_cache: Keep the features of the whole scene in the feature cache.
        batch: Tiles that a GPU sees together; 0 = as many as its memory suits. A CPU sees one at a time.
        tta: Views by name, encoded as well; the map shows the mean probability over the scene and these views.
        blend: ``taper`` weights the probabilities of tiles that overlap, ``none`` takes each token from one tile.
        overlap: For ``taper``: share of a tile's side that it has in common with its neighbour, up to 0.5.
        lattices: 1, 2 or 4 shifted lattices averaged per token; 0 = as in training.
        unknown_below: Pixels whose confidence in per cent is below this become the class "unknown"; 0 = none do.
        cog: Write all rasters as cloud optimised GeoTIFFs.
        mask: Any OGR file with polygons, of any CRS: only pixels inside are mapped; empty = all are.
        mask_layer: Layer in ``mask``; empty = the first.
    """

    extent: tuple[float, ...] = ()
    use_model_stretch: bool = False
    write_cache: bool = False
    batch: int = 0
    tta: tuple[str, ...] = ()
    blend: str = "none"
    overlap: float = 0.25
    lattices: int = 0
    unknown_below: int = 0
    cog: bool = False
    mask: str = ""
    mask_layer: str = ""

    def __post_init__(self) -> None:
        require_extent(self.extent)
        require(self.batch >= 0, "The batch size is 0 (automatic) or more.")
        check_views(self.tta)
        require_choice("BLEND", self.blend, BLENDS)
        require(
            0 < self.overlap <= 0.5, "OVERLAP is a share of a tile's side, above 0 and at most 0.5."
        )
        require_choice("LATTICES", self.lattices, MAP_LATTICES)
        require(
            self.blend == "none" or self.lattices <= 1,
            "BLEND=taper and LATTICES above 1 are two remedies for the same seams; choose one of them.",
        )
        require(
            0 <= self.unknown_below <= 100,
            "UNKNOWN_BELOW is a confidence from 0 (off) to 100 per cent.",
        )
