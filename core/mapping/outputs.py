"""What a mapping job writes: its rasters, their tags, and the classes of the map."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ..class_table import ClassTable
from ..heads.model_file import Model
from ..job.jobs import PredictJob
from ..raster_kinds import RASTER_KINDS

UNKNOWN, _UNKNOWN_COLOR = "unknown", "#9e9e9e"


@dataclass(frozen=True)
class Outputs:
    """What is written of a map.

    Attributes:
        paths: Path of each raster by the name of its kind; ``classes`` is the first.
        named: The same paths by the names of the job's fields.
        tags: Written into every raster.
        table: The classes of the map, "unknown" included.
        unknown_below: Per cent of confidence below which a pixel gets the last class; 0 = none.
        cog: Whether rasters are cloud optimised.
    """

    paths: dict[str, Path]
    named: dict[str, str]
    tags: dict[str, str]
    table: ClassTable
    unknown_below: int = 0
    cog: bool = False


def outputs_of(job: PredictJob, model: Model) -> Outputs:
    """Return what a job writes.

    Raises:
        InvalidLabels: The model's classes leave no value for "unknown".
    """
    paths, named = {}, {}
    for kind in RASTER_KINDS.values():
        path = getattr(job, kind.field, "")
        if path:
            paths[kind.name], named[kind.field] = Path(path), path
    unknown = job.options.unknown_below
    table = model.table.with_added(UNKNOWN, _UNKNOWN_COLOR) if unknown else model.table
    return Outputs(paths, named, _tags(job, model), table, unknown, job.options.cog)


def _tags(job: PredictJob, model: Model) -> dict[str, str]:
    """Return what a raster says about its origin."""
    what = {"scene": asdict(job.scene), "model": job.model, "options": asdict(job.options)}
    return {
        "LANDSKETCH_MODEL": str(model.metrics.get("id", "")),
        "LANDSKETCH_BACKBONE": model.backbone.name,
        "LANDSKETCH_HEAD": model.head.kind,
        "LANDSKETCH_JOB": json.dumps(what),
    }
