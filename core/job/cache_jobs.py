"""Jobs about the feature cache."""

from dataclasses import dataclass

from .checks import require
from .job import Job
from .option import group, option
from .options import RunOptions


@dataclass(frozen=True)
class CacheInfoJob(Job):
    """List what is in the feature cache."""

    algorithm_id = "cacheinfo"
    runs = "cacheinfo:show_cache"
    table: str = option(
        "",
        title="Table",
        help="A CSV file with a line per image and backbone; empty = only the log.",
        kind="file output",
        suffix=".csv",
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, CACHE={"is_basic": True})


@dataclass(frozen=True)
class ClearCacheJob(Job):
    """Delete features from the feature cache: of an image, of a backbone, or those not used."""

    algorithm_id = "clearcache"
    runs = "clearcache:clear_cache"
    image: str = option(
        "",
        title="Image",
        help="Delete features of this image; empty = of all images.",
        kind="raster",
        is_basic=True,
    )
    backbone: str = option(
        "",
        title="Backbone",
        help="Delete features of this backbone, such as builtin; empty = of all backbones.",
        is_basic=True,
    )
    unused_days: float = option(
        0.0,
        title="Not used for (days)",
        help="Delete what was not used for so long; 0 = however recently it was used.",
        at_least=0,
        is_basic=True,
    )
    everything: bool = option(
        False,
        title="Delete everything",
        help="Must be set to delete the whole cache, when nothing else is chosen.",
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, CACHE={"is_basic": True})

    def __post_init__(self) -> None:
        super().__post_init__()
        require(
            bool(self.image or self.backbone or self.unused_days or self.everything),
            "Nothing is chosen; give IMAGE, BACKBONE or UNUSED_DAYS, or set EVERYTHING to delete "
            "the whole cache.",
        )
