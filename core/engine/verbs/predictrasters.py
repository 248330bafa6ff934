"""The verb 'predictmany': one model and many scenes in, a map of each out; the backbone is loaded once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...cluster.dask_cluster import Client, connected
from ...errors import Cancelled, InvalidScene, LandsketchError
from ...features.session import EncodingSession, open_session
from ...heads.model_file import Model, load_model
from ...job.jobs import PredictJob, PredictManyJob, Result
from ...mapping.mask import OutsideMask
from ...progress import Progress
from ..job_file import read_record, write_record
from .predictraster import Plan, backbone_of, here, make_map, plan_map

_OPENED = 0.02  # share of the job at which the backbone is loaded


@dataclass
class _Outcomes:
    """What became of the scenes, by the names of their maps or scenes; made on the cluster of ``client``, if any."""

    client: Client = None
    results: dict[str, Result] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)

    def metrics(self) -> dict[str, Any]:
        """Return the counts, and sums over the maps of this run."""
        sums = ("mpx", "tiles_encoded")
        return {
            "n_maps": len(self.results),
            "n_skipped": len(self.skipped),
            "n_failed": len(self.failed),
            "n_outside": len(self.outside),
            "maps": list(self.results),
            "failed": self.failed,
            "classes": next((r.metrics["classes"] for r in self.results.values()), []),
            **{
                name: sum(
                    self.results[m].metrics[name] for m in self.results if m not in self.skipped
                )
                for name in sums
            },
        }


def predict_many(job: PredictManyJob, progress: Progress) -> Result:
    """Map scene after scene. Finished maps stay whatever happens to the others.

    Scenes that no polygon of a mask touches get no map and are no failures.

    Raises:
        InvalidScene: Not one scene could be mapped.
        Cancelled: As asked; it says how many maps are finished.
    """
    progress.stage("Open the model", 0, _OPENED)
    model = load_model(Path(job.model))
    with connected(job.run.cluster) as client:
        session = open_session(
            backbone_of(model, job.options), here(job.run), progress, job.options.batch
        )
        outcomes = _Outcomes(client)
        _map_all(job.jobs(), model, session, outcomes, progress)
    return Result({"folder": job.folder}, outcomes.metrics())


def _map_all(
    jobs: Sequence[PredictJob],
    model: Model,
    session: EncodingSession,
    outcomes: _Outcomes,
    progress: Progress,
) -> None:
    """Map scene after scene and say what became of them."""
    for number, one in enumerate(jobs):
        ends = (_OPENED + (1 - _OPENED) * n / len(jobs) for n in (number, number + 1))
        try:
            _map_one(
                one, model, session, outcomes, progress.slice(f"{number + 1} of {len(jobs)}", *ends)
            )
        except Cancelled:
            raise _cancelled(outcomes) from None
        except OutsideMask as error:
            outcomes.outside.append(one.scene.path)
            progress.info(str(error))
        except LandsketchError as error:
            outcomes.failed[one.scene.path] = str(error)
            progress.warning(f"{one.scene.path} was not mapped: {error}")
    _say(outcomes, len(jobs), progress)


def _map_one(
    job: PredictJob, model: Model, session: EncodingSession, outcomes: _Outcomes, progress: Progress
) -> None:
    """Map one scene, unless it is mapped already."""
    plan = plan_map(job, model, lambda: session, progress)
    try:
        result = _made_before(plan)
        if result is None:
            result = make_map(plan, progress, outcomes.client)
            write_record(job, result)
        else:
            outcomes.skipped.append(job.output)
        outcomes.results[job.output] = result
    finally:
        plan.features.scene.close()


def _made_before(plan: Plan) -> Result | None:
    """Return the result of an earlier run that made the same rasters from the same things."""
    record = read_record(Path(plan.job.output))
    metrics, named = record.get("metrics", {}), plan.named_outputs
    is_same = metrics.get("made_of") == plan.made_of and record.get("outputs") == named
    return (
        Result(named, metrics)
        if is_same and all(Path(path).is_file() for path in named.values())
        else None
    )


def _cancelled(outcomes: _Outcomes) -> Cancelled:
    if not outcomes.results:
        return Cancelled()
    n = len(outcomes.results)
    kept = f"{n} finished maps were kept" if n > 1 else "One finished map was kept"
    return Cancelled(f"Cancelled. {kept}; the same run goes on from there.")


def _say(outcomes: _Outcomes, n_scenes: int, progress: Progress) -> None:
    """Tell what was skipped and what failed."""
    if not outcomes.results and not outcomes.failed:
        raise InvalidScene(
            f"No polygon of MASK touches any of the {n_scenes} rasters; choose another mask or others."
        )
    if not outcomes.results:
        path, sentence = next(iter(outcomes.failed.items()))
        raise InvalidScene(
            sentence
            if n_scenes == 1
            else f"None of the {n_scenes} rasters was mapped; {path}: {sentence}"
        )
    if outcomes.skipped:
        progress.info(
            f"{len(outcomes.skipped)} of {n_scenes} rasters were mapped by an earlier run and are as they were."
        )
    if outcomes.outside:
        progress.info(
            f"{len(outcomes.outside)} of {n_scenes} rasters lie outside the mask and got no map."
        )
    if outcomes.failed:
        progress.warning(
            f"{len(outcomes.failed)} of {n_scenes} rasters were not mapped ({', '.join(outcomes.failed)}); "
            "see above what to do, then run it again: finished maps are not made again."
        )
