"""Files of a training: the work folder from which it resumes, and the files kept from it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..atomic_write import write_atomically
from ..errors import Cancelled, TrainingDiverged
from ..job.head_kinds import AUTO, GRADIENT_HEADS
from ..job.jobs import TrainJob
from ..output_checks import check_writable
from ..output_names import report_files, work_folder
from ..progress import Progress
from ..training.loop.checkpoint import LAST
from ..training.loop.events import check_tensorboard, collect_events

FINAL = "fit"  # folder of the training on all labels, beside fold1, fold2, …


def check_fit_files(job: TrainJob) -> None:
    """Check, before long work, that all outputs of a training can be written.

    Raises:
        OutputNotWritable: The model, the report or the checkpoints' folder cannot be written.
        DependencyMissing: TENSORBOARD is set and TensorBoard is not installed.
    """
    checkpoint = str(Path(job.checkpoints) / f"{LAST}.safetensors") if job.checkpoints else ""
    reported = report_files(job.report).values() if job.report else ()
    for output in (job.model, *reported, checkpoint):
        if output:
            check_writable(Path(output))
    if job.tensorboard and job.recipe.head in (AUTO, *GRADIENT_HEADS):
        check_tensorboard()


@contextmanager
def open_work_folder(model: Path, progress: Progress) -> Iterator[Path]:
    """Yield the path of the work folder beside the model and delete the folder at the end.

    The folder is kept if the same job can resume from it: after a cancel, after a training that
    diverged, and after a kill.
    """
    folder = work_folder(model)
    is_kept = False
    try:
        yield folder
    except (Cancelled, TrainingDiverged):
        is_kept = any(folder.glob("*/*.safetensors"))
        if is_kept:
            progress.info(
                f"The same training resumes from {folder} when it is run again; delete this "
                "folder to start anew."
            )
        raise
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)


def keep_fit_files(job: TrainJob, work: Path) -> dict[str, str]:
    """Copy the events, and the checkpoints if CHECKPOINTS is set, out of the work folder.

    Returns:
        The copied files by output name.
    """
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
