"""How a scene is mapped, whichever scene it is and wherever the map goes: one set of options. No torch, no rasters."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import require, require_extent


@dataclass(frozen=True)
class MapOptions:
    """What jobs that map one scene or many have in common.

    Attributes:
        extent: (west, south, east, north) in the scene's CRS; empty = the whole scene.
        use_model_stretch: Keep the model's stretch numbers instead of computing the new scene's own.
        write_cache: Keep the features of the whole scene in the feature cache.
        batch: Tiles that the backbone sees together; 0 = what suits the device.
    """

    extent: tuple[float, ...] = ()
    use_model_stretch: bool = False
    write_cache: bool = False
    batch: int = 0

    def __post_init__(self) -> None:
        require_extent(self.extent)
        require(self.batch >= 0, "The batch size is 0 (automatic) or more.")
