"""Jobs that prepare features and backbones."""

from __future__ import annotations

from dataclasses import dataclass

from .. import backbones
from .checks import require_extent
from .job import Job
from .option import group, option
from .options import BackboneOptions, LabelOptions, RunOptions, SceneOptions

INSTALLABLE = tuple(name for name in backbones.names() if name != BackboneOptions.name)


_CLASS_OPTIONS = (
    "CLASS_FIELD", "CORRECTIONS", "CORRECTIONS_WEIGHT", "SPLIT_FIELD", "LABEL_RASTER",
    "CLASS_TABLE", "FULLY_LABELLED_AREA", "OTHER_CLASS", "CLASS_OF_INTEREST", "POINT_RADIUS",
)  # fmt: skip


@dataclass(frozen=True)
class PrepareJob(Job):
    """Encode an image into the feature cache, all of it or only under labels or an extent."""

    algorithm_id = "preparefeatures"
    runs = "preparefeatures:prepare"
    scene: SceneOptions = group(BANDS={"is_basic": True})
    tiles: str = option(
        title="Tiles",
        help="The index of the encoded tiles, a GeoPackage.",
        kind="vector output",
        suffix=".gpkg",
        file_name="{input}_tiles.gpkg",
        is_basic=True,
    )
    backbone: BackboneOptions = group(
        BackboneOptions, hidden=("LAYERS", "LATTICES", "POSITION_MEAN")
    )
    labels: LabelOptions = group(
        LabelOptions,
        hidden=_CLASS_OPTIONS,
        LABELS={
            "is_expected": False,
            "help": "Encode only the tiles that these polygons or points touch.",
        },
    )
    extent: tuple[float, ...] = option(
        (),
        title="Extent",
        help="Encode only this part of the image; empty = all of it. In job files: west, south, "
        "east, north in the image's CRS.",
        kind="extent",
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, shown=("COMPILE_BACKBONE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_extent(self.extent)


@dataclass(frozen=True)
class InstallJob(Job):
    """Put a backbone on this computer so that it works without a network."""

    algorithm_id = "installbackbone"
    runs = "installbackbone:install"
    backbone: str = option(
        INSTALLABLE[0],
        title="Backbone",
        help="The frozen encoder whose weights are downloaded. If they are there, they are checked "
        "and repaired.",
        suggestions=INSTALLABLE,
        is_basic=True,
    )
    source: str = option(
        "auto",
        title="Source",
        help="'public' is an open copy that needs no account, 'original' the publisher's own "
        "repository, which for DINOv3 needs an account; 'auto' tries them in this order.",
        choices=backbones.SOURCES,
        words={
            "auto": "Automatic: the public copy first",
            "public": "Public copy, without an account",
            "original": "Original, with an account where it is gated",
        },
    )
    accept_licence: bool = option(
        False,
        title="I accept the licence of the weights",
        help="Needed to download DINOv3; read its licence first: "
        "https://ai.meta.com/resources/models-and-libraries/dinov3-license/.",
        is_basic=True,
    )
    import_from: str = option(
        "",
        title="Import from",
        hint="download",
        help="Instead of a download: a folder written by save_pretrained, or DINOv3 weights of "
        "timm as a .safetensors file.",
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))
