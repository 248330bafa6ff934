"""Files of a training: the work folder from which a stopped run goes on, and what the user gets of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..atomic_write import write_atomically
from ..errors import Cancelled, TrainingDiverged
from ..job.jobs import TrainJob
from ..output_checks import check_writable
from ..output_names import report_files, work_folder
from ..progress import Progress
from ..training.loop.checkpoint import LAST
from ..training.loop.events import check_tensorboard, collect_events

FINAL = "fit"  # folder of the fit on all labels, beside fold1, fold2, …


def check_fit_files(job: TrainJob) -> None:
    """Make sure, before long work, that everything a training is asked for can be written.

    Raises:
        OutputNotWritable: The model, the report or the checkpoints' folder cannot be written.
        DependencyMissing: TensorBoard is asked for and not installed.
    """
    checkpoint = str(Path(job.checkpoints) / f"{LAST}.safetensors") if job.checkpoints else ""
    reported = report_files(job.report).values() if job.report else ()
    for output in (job.model, *reported, checkpoint):
        if output:
            check_writable(Path(output))
    if job.tensorboard:
        check_tensorboard()


@contextmanager
def resumable(model: Path, progress: Progress) -> Iterator[Path]:
    """Give a work folder beside the model; it stays where the same job would go on from it, otherwise it is removed.

    That is after a cancel, after a fit that went astray, and of course after a kill.
    """
    folder, stays = work_folder(model), False
    try:
        yield folder
    except (Cancelled, TrainingDiverged):
        stays = any(folder.glob("*/*.safetensors"))
        if stays:
            progress.info(
                f"The same training goes on from {folder} when it is run again; delete that to begin afresh."
            )
        raise
    finally:
        if not stays:
            shutil.rmtree(folder, ignore_errors=True)


def keep_fit_files(job: TrainJob, work: Path) -> dict[str, str]:
    """Copy events and, where asked for, the final fit's checkpoints out of the work folder; return the outputs."""
    outputs = {}
    events = Path(f"{job.model}.events.jsonl")
    if collect_events(work, events):
        outputs["events"] = str(events)
    else:
        events.unlink(missing_ok=True)  # of an earlier model
    checkpoints = sorted((work / FINAL).glob("*.safetensors")) if job.checkpoints else []
    for file in checkpoints:
        write_atomically(Path(job.checkpoints) / file.name, file.read_bytes())
    if checkpoints:
        outputs["checkpoints"] = job.checkpoints
    return outputs
