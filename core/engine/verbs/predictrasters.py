"""The algorithm 'predictrasters': a map of each of many scenes; the backbone is loaded once."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasterio.crs import CRS

from ...cluster.dask_cluster import Client, connected
from ...errors import Cancelled, InvalidScene, LandsketchError
from ...features.session import EncodingSession
from ...heads.model_file import Model, load_model
from ...imagery.scene import OutsideExtent
from ...job.jobs import PredictJob, PredictManyJob, Result
from ...job.map_options import MapOptions
from ...mapping.extents import extent_crs_of, with_own_extent
from ...mapping.mask import OutsideMask
from ...mapping.model_scene import open_map_session
from ...mapping.plan import MapPlan, plan_map
from ...output_checks import check_writable
from ...output_names import distinct_stems
from ...postprocess.merged_polygons import ImageMap, write_merged_polygons
from ...progress import Progress
from ..job_file import read_record, write_record
from ..staged_inputs import keep_staged
from .predictraster import make_map

_MAPPED = 0.9  # fraction of the job at which polygons are traced
_OPENED = 0.02  # fraction of the job at which the backbone is loaded
_SUMS = ("mpx", "tiles_encoded")  # metrics that are summed over the maps of a run


@dataclass
class _Outcomes:
    """What became of the scenes.

    Attributes:
        results: Result of each map, by its path.
        skipped: Paths of the maps that an earlier run made.
        failed: Messages by the path of the scene.
        outside: Paths of the scenes outside the mask or the extent.
    """

    results: dict[str, Result] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)

    def metrics(self) -> dict[str, Any]:
        """Return the counts, and sums over the maps of this run."""
        made = [result for path, result in self.results.items() if path not in self.skipped]
        counts: dict[str, Any] = {
            "n_maps": len(self.results),
            "n_skipped": len(self.skipped),
            "n_failed": len(self.failed),
            "n_outside": len(self.outside),
        }
        lists = {"maps": list(self.results), "failed": self.failed, "classes": self._classes()}
        metrics = {**counts, **lists}
        for name in _SUMS:
            metrics[name] = sum(result.metrics[name] for result in made)
        return metrics

    def _classes(self) -> list[dict[str, Any]]:
        """Return the classes of the first map."""
        for result in self.results.values():
            classes: list[dict[str, Any]] = result.metrics["classes"]
            return classes
        return []


@dataclass(frozen=True)
class _Mapper:
    """What the maps of a run share.

    Attributes:
        model: The head and its classes.
        session: The loaded backbone.
        client: That of the job's cluster; None = there is none.
        extent_crs: CRS of the extent; None = that of each scene.
        outcomes: Filled while maps are made.
    """

    model: Model
    session: EncodingSession
    client: Client
    extent_crs: CRS | None
    outcomes: _Outcomes

    def map_scene(self, job: PredictJob, progress: Progress) -> None:
        """Map one scene and note what became of it; its failure does not stop the others."""
        outcomes, path = self.outcomes, job.scene.path
        try:
            self._map(job, progress)
        except Cancelled:
            raise _cancelled(outcomes) from None
        except (OutsideMask, OutsideExtent) as error:
            outcomes.outside.append(path)
            progress.info(str(error))
        except LandsketchError as error:
            outcomes.failed[path] = str(error)
            progress.warning(f"{path} was not mapped: {error}")

    def _map(self, job: PredictJob, progress: Progress) -> None:
        """Map one scene, unless an earlier run did."""
        if self.extent_crs is not None and job.options.extent:
            job = with_own_extent(job, self.extent_crs)
        plan = plan_map(job, self.model, lambda: self.session, progress)
        try:
            result = _earlier_result(plan)
            if result is None:
                result = make_map(plan, progress, self.client)
                write_record(keep_staged(job), result)
            else:
                self.outcomes.skipped.append(job.output)
            self.outcomes.results[job.output] = result
        finally:
            plan.scene.close()


def predict_many(job: PredictManyJob, progress: Progress) -> Result:
    """Map scene after scene. Finished maps stay whatever happens to the others.

    Scenes that no polygon of a mask touches get no map and are no failures.

    Raises:
        InvalidScene: Not one scene could be mapped.
        Cancelled: As asked; it says how many maps are finished.
    """
    progress.stage("Open the model", 0, _OPENED)
    if job.polygons:
        check_writable(Path(job.polygons))
    extent_crs = extent_crs_of(job)
    model = load_model(Path(job.model))
    jobs, outcomes = job.jobs(), _Outcomes()
    with connected(job.run.cluster) as client:
        session = open_map_session(model, job.options, job.run, progress)
        mapper = _Mapper(model, session, client, extent_crs, outcomes)
        for number, scene_job in enumerate(jobs):
            mapper.map_scene(scene_job, _slice(progress, number, len(jobs), _end_of_maps(job)))
    _require_any(outcomes, len(jobs), job.options)
    outputs, metrics = {"folder": job.folder}, outcomes.metrics()
    if job.polygons:
        metrics["n_polygons"] = _write_polygons(job, outcomes, progress)
        outputs["polygons"] = job.polygons
    _report(outcomes, len(jobs), progress)
    return Result(outputs, metrics)


def _end_of_maps(job: PredictManyJob) -> float:
    """Return the fraction of the job at which all maps are made."""
    return _MAPPED if job.polygons else 1.0


def _slice(progress: Progress, number: int, count: int, end_of_maps: float) -> Progress:
    """Return the progress of one of ``count`` maps."""
    each = (end_of_maps - _OPENED) / count
    start = _OPENED + each * number
    return progress.slice(f"{number + 1} of {count}", start, start + each)


def _write_polygons(job: PredictManyJob, outcomes: _Outcomes, progress: Progress) -> int:
    """Write the polygons of all maps, also of those that an earlier run made; their number."""
    progress.stage("Trace polygons", _MAPPED, 1.0)
    names = distinct_stems(scene.path for scene in job.scenes)
    maps = [
        ImageMap(name, one.output, one.confidence)
        for name, one in zip(names, job.jobs(), strict=True)
        if one.output in outcomes.results
    ]
    return write_merged_polygons(maps, Path(job.polygons), progress)


def _earlier_result(plan: MapPlan) -> Result | None:
    """Return the result of an earlier run that made the same rasters from the same inputs."""
    record, named = read_record(Path(plan.job.output)), plan.outputs.named
    metrics = record.get("metrics", {})
    if metrics.get("made_of") != plan.provenance_hash or record.get("outputs") != named:
        return None
    are_there = all(Path(path).is_file() for path in named.values())
    return Result(named, metrics) if are_there else None


def _cancelled(outcomes: _Outcomes) -> Cancelled:
    """Return the error of a cancelled run, which keeps its finished maps."""
    n = len(outcomes.results)
    if not n:
        return Cancelled()
    kept = "One finished map was kept" if n == 1 else f"{n} finished maps were kept"
    return Cancelled(f"Cancelled. {kept}; the same run continues after them.")


def _require_any(outcomes: _Outcomes, n_scenes: int, options: MapOptions) -> None:
    """Make sure that a map was made.

    Raises:
        InvalidScene: None was.
    """
    if outcomes.results:
        return
    if not outcomes.failed:
        what = "Neither EXTENT nor a polygon of MASK in it" if options.mask else "No part of EXTENT"
        what = what if options.extent else "No polygon of MASK"
        raise InvalidScene(
            f"{what} touches any of the {n_scenes} rasters; choose another one or other rasters."
        )
    path, message = next(iter(outcomes.failed.items()))
    if n_scenes > 1:
        message = f"None of the {n_scenes} rasters was mapped; {path}: {message}"
    raise InvalidScene(message)


def _report(outcomes: _Outcomes, n_scenes: int, progress: Progress) -> None:
    """Tell what was skipped and what failed."""
    skipped, outside, failed = outcomes.skipped, outcomes.outside, outcomes.failed
    if skipped:
        progress.info(
            f"{len(skipped)} of {n_scenes} rasters were mapped by an earlier run and are unchanged."
        )
    if outside:
        progress.info(
            f"{len(outside)} of {n_scenes} rasters lie outside the mask or the extent and got no "
            "map."
        )
    if failed:
        progress.warning(
            f"{len(failed)} of {n_scenes} rasters were not mapped ({', '.join(failed)}); see the "
            "messages above, then run it again: finished maps are not made again."
        )
