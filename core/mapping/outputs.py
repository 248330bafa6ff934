"""What a mapping job writes: its rasters, their tags, and the classes of the map."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..class_table import ClassTable
from ..heads.model_file import Model
from ..imagery.map_style import Legend
from ..job.jobs import PredictJob
from ..job.options import UNLABELLED
from ..raster_kinds import RASTER_KINDS
from .rendering import CONFIDENCE

UNKNOWN, _UNKNOWN_COLOR = "unknown", "#9e9e9e"


@dataclass(frozen=True, eq=False)
class Outputs:
    """What is written of a map.

    Attributes:
        paths: Path of each raster by the name of its kind; ``classes`` is the first.
        named: The same paths by the names of the job's fields.
        tags: Written into every raster.
        table: The classes of the map, "unknown" included.
        legends: (value, name, "#rrggbb") per class of each raster.
        class_values: Value of the class at each position of the model, (256,); 255 for nodata.
        unknown_below: Per cent of confidence below which a pixel gets the last class; 0 = none.
        cog: Whether rasters are cloud optimised.
    """

    paths: dict[str, Path]
    named: dict[str, str]
    tags: dict[str, str]
    table: ClassTable
    legends: dict[str, Legend]
    class_values: NDArray[np.uint8]
    unknown_below: int = 0
    cog: bool = False

    @property
    def wanted(self) -> frozenset[str]:
        """What is rendered beside the classes."""
        names = set(self.paths) - {"classes"}
        return frozenset(names | {CONFIDENCE} if self.unknown_below else names)


def outputs_of(job: PredictJob, model: Model, sharpened: str = "none") -> Outputs:
    """Return what a job writes.

    Args:
        job: The job.
        model: Its model.
        sharpened: How the map is sharpened, in a few words.

    Raises:
        InvalidLabels: The model's classes leave no value for "unknown".
    """
    unknown = job.options.unknown_below
    table = model.table.with_added(UNKNOWN, _UNKNOWN_COLOR) if unknown else model.table
    paths, named, legends = {}, {}, {}
    for option, path in job.values():
        if option.info.raster and path:
            kind = RASTER_KINDS[option.info.raster]
            paths[kind.name], named[option.path[-1]] = Path(path), path
            legends[kind.name] = _legend(model.table if kind.ramp else table)
    values = np.full(256, UNLABELLED, np.uint8)
    values[: len(model.table)] = model.table.values
    tags = _tags(job, model) | {"LANDSKETCH_SHARPEN": sharpened}
    return Outputs(paths, named, tags, table, legends, values, unknown, job.options.cog)


def _legend(table: ClassTable) -> Legend:
    return [(entry.value, entry.name, entry.color) for entry in table]


def _tags(job: PredictJob, model: Model) -> dict[str, str]:
    """Return what a raster says about its origin."""
    what = {"scene": asdict(job.scene), "model": job.model, "options": asdict(job.options)}
    return {
        "LANDSKETCH_MODEL": str(model.metrics.get("id", "")),
        "LANDSKETCH_BACKBONE": model.backbone.name,
        "LANDSKETCH_HEAD": model.head.kind,
        "LANDSKETCH_JOB": json.dumps(what),
    }
