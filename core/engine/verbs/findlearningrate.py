"""The algorithm 'findlearningrate': a range test on labels gives a plot and a suggestion."""

from pathlib import Path

from ...atomic_write import write_atomically
from ...job.head_kinds import BY_NAME
from ...job.jobs import FindRateJob, Result
from ...output_checks import check_writable
from ...progress import Progress
from ...runtime.device import PHYSICAL_CORES, torch_threads
from ...training.range_test import range_test
from ...training.rate_plot import rate_svg
from ...training.task import FitTask
from .trainhead import read_data


def find_rate(job: FindRateJob, progress: Progress) -> Result:
    """Suggest a learning rate for the recipe and plot the loss over the rate; no model is made."""
    check_writable(Path(job.curve))
    source = read_data(job, progress)
    progress.stage("Find the learning rate", 0.6, 1.0)
    task = FitTask(job.recipe, source.data, device=source.session.device.kind, seed=job.run.seed)
    with torch_threads(PHYSICAL_CORES):
        setup = BY_NAME[job.recipe.head].fit_function()(task, progress.subrange(0, 0.3))
        curve = range_test(setup, progress.subrange(0.3, 1))
    write_atomically(Path(job.curve), rate_svg(curve).encode())
    metrics = {
        "learning_rate": curve.suggestion,
        "head": job.recipe.head,
        "rates": list(curve.rates),
        "losses": list(curve.losses),
        "n_samples": len(source.data.samples),
    }
    return Result({"curve": job.curve}, metrics)
