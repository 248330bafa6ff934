"""Run a job: the one function behind the plugin, the command line and workers."""

import time
from collections.abc import Callable
from importlib import import_module

from ..dataset.dataset_file import with_dataset
from ..errors import OutOfMemory
from ..job.checks import require
from ..job.ignored_options import ignored_options
from ..job.job import Job
from ..job.jobs import Result
from ..output_checks import check_apart
from ..progress import Progress
from ..runtime.memory import peak_rss_mb
from .job_file import write_record
from .log_file import log_to_file
from .staged_inputs import keep_staged

_NO_MEMORY = "The computer ran out of memory; close other programs or lower the number of threads."


def run_job(job: Job, progress: Progress) -> Result:
    """Run a job and write ``<output>.job.json`` beside its main output.

    Raises:
        LandsketchError: Anything that the user can correct.
        Cancelled: The user cancelled.
    """
    began = time.monotonic()
    _check_distribution(job)
    check_apart(job.inputs(), job.outputs())
    with log_to_file(progress, job.run.log, job.algorithm_id, job.run.log_level) as logged:
        for text in ignored_options(job):
            logged.warning(text)
        result = _run(job, logged)
    metrics = {**result.metrics, "seconds": time.monotonic() - began, "peak_rss_mb": peak_rss_mb()}
    result = Result(result.outputs, metrics)
    # Run again, the record of a last run that assembled shards makes the whole map
    write_record(keep_staged(job.with_run(assemble=False)), result)
    progress.report("Done", 1.0, 0.0)
    return result


def _run(job: Job, progress: Progress) -> Result:
    """Call the function of the job; running out of memory becomes an error for the user."""
    try:
        return _function(job)(with_dataset(job), progress)
    except MemoryError:
        raise OutOfMemory(_NO_MEMORY) from None
    except RuntimeError as error:
        from ..runtime.device import ran_out_of_memory

        if not ran_out_of_memory(error):
            raise
        raise OutOfMemory(_NO_MEMORY) from None


def _function(job: Job) -> Callable[[Job, Progress], Result]:
    """Import and return what runs the job; only its own heavy modules are imported."""
    module, _, name = job.runs.partition(":")
    function: Callable[[Job, Progress], Result] = getattr(
        import_module(f".verbs.{module}", __package__), name
    )
    return function


def _check_distribution(job: Job) -> None:
    """Make sure that the job can be distributed if it asks for that.

    Raises:
        InvalidJob: One process must run it.
    """
    way = "cluster" if job.run.cluster else "shard"
    require(
        not job.run.is_distributed or way in job.distribution,
        f"'{job.algorithm_id}' cannot be distributed: only 'predictraster' takes SHARD and "
        "ASSEMBLE, only 'predictraster' and 'predictrasters' take CLUSTER; run it on this "
        "computer.",
    )
