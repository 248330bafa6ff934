"""Run a job: the one function behind the plugin, the command line and workers."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import OutOfMemory
from ..job.checks import require
from ..job.jobs import (
    CleanJob,
    EvaluateJob,
    ExportJob,
    FindRateJob,
    InstallJob,
    Job,
    PredictJob,
    PredictManyJob,
    PrepareJob,
    Result,
    TrainJob,
    VectorizeJob,
)
from ..job.options import LabelOptions
from ..output_checks import check_apart
from ..output_names import licence_file, report_files
from ..progress import Progress
from ..runtime.memory import peak_rss_mb
from .job_file import write_record
from .log_file import logged

_NO_MEMORY = "The computer ran out of memory; close other programs or lower the number of threads."


def run_job(job: Job, progress: Progress) -> Result:
    """Do what a job asks for and write ``<output>.job.json`` beside its main output.

    Raises:
        LandsketchError: Anything the user can mend, in one sentence; ``Cancelled`` when asked to stop.
    """
    began = time.monotonic()
    verbs: dict[type[Any], Callable[[Any, Progress], Result]] = {
        PrepareJob: _prepare, TrainJob: _train, FindRateJob: _find_rate, PredictJob: _predict,
        PredictManyJob: _predict_many, EvaluateJob: _evaluate, CleanJob: _clean,
        VectorizeJob: _vectorize, ExportJob: _export, InstallJob: _install,
    }  # fmt: skip
    _check_shared(job)
    check_apart(*_files(job))
    with logged(progress, job.run.log, job.verb) as heard:
        try:
            result = verbs[type(job)](job, heard)
        except MemoryError:
            raise OutOfMemory(_NO_MEMORY) from None
        except RuntimeError as error:
            from ..runtime.device import ran_out_of_memory

            if not ran_out_of_memory(error):
                raise
            raise OutOfMemory(_NO_MEMORY) from None
    metrics = {**result.metrics, "seconds": time.monotonic() - began, "peak_rss_mb": peak_rss_mb()}
    result = Result(result.outputs, metrics)
    write_record(
        replace(job, run=replace(job.run, assemble=False)), result
    )  # run again, it makes the whole map
    progress.report("Done", 1.0, 0.0)
    return result


def _check_shared(job: Job) -> None:
    """Make sure that a job which others are to share in can be shared.

    Raises:
        InvalidJob: It is done by one process.
    """
    run = job.run
    many_on_cluster = isinstance(job, PredictManyJob) and bool(run.cluster)
    require(
        not run.shares or isinstance(job, PredictJob) or many_on_cluster,
        f"'{job.verb}' cannot be shared out: shards are of 'predict' alone, clusters also for 'predictmany'; "
        "run it on this computer.",
    )


def _files(job: Job) -> tuple[list[str], list[str]]:
    """Return the paths of a job's inputs and outputs."""
    facts = vars(job)
    scenes = facts.get("scenes") or ([facts["scene"]] if "scene" in facts else [])
    labels = facts.get("labels") or LabelOptions()
    inputs = [
        *(scene.path for scene in scenes),
        labels.path,
        labels.raster,
        labels.area,
        labels.class_table,
    ]
    inputs += [facts.get(name, "") for name in ("map", "confidence_map", "raster")]
    inputs.append(facts["options"].mask if "options" in facts else "")
    makers = [vars(one) for one in job.jobs()] if isinstance(job, PredictManyJob) else [facts]
    names = ("tiles", "output", "confidence", "probabilities")
    outputs = [maker.get(name, "") for maker in makers for name in names] + [job.run.log]
    outputs += report_files(facts["report"]).values() if facts.get("report") else []
    outputs += [str(licence_file(Path(job.output)))] if isinstance(job, ExportJob) else []
    (outputs if isinstance(job, TrainJob) else inputs).append(facts.get("model", ""))
    return inputs, outputs


def _prepare(job: PrepareJob, progress: Progress) -> Result:
    from .verbs.preparefeatures import prepare

    return prepare(job, progress)


def _train(job: TrainJob, progress: Progress) -> Result:
    from .verbs.trainhead import train

    return train(job, progress)


def _find_rate(job: FindRateJob, progress: Progress) -> Result:
    from .verbs.findlearningrate import find_rate

    return find_rate(job, progress)


def _evaluate(job: EvaluateJob, progress: Progress) -> Result:
    from .verbs.evaluatemodel import evaluate

    return evaluate(job, progress)


def _predict(job: PredictJob, progress: Progress) -> Result:
    from .verbs.predictraster import predict_scene

    return predict_scene(job, progress)


def _predict_many(job: PredictManyJob, progress: Progress) -> Result:
    from .verbs.predictrasters import predict_many

    return predict_many(job, progress)


def _clean(job: CleanJob, progress: Progress) -> Result:
    from .verbs.cleanmap import clean

    return clean(job, progress)


def _vectorize(job: VectorizeJob, progress: Progress) -> Result:
    from .verbs.vectorizemap import vectorize

    return vectorize(job, progress)


def _export(job: ExportJob, progress: Progress) -> Result:
    from .verbs.exportmodel import export_model

    return export_model(job, progress)


def _install(job: InstallJob, progress: Progress) -> Result:
    from ..features.backbone import install_backbone

    return Result({"folder": str(install_backbone(job.backbone, job.run, progress))})
