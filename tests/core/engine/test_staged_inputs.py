"""Staged inputs are read from temporary files and renamed when the job has succeeded."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.engine.staged_inputs import keep_staged
from landsketch.core.errors import LandsketchError
from landsketch.core.job.job_json import from_json
from landsketch.core.job.jobs import TrainJob
from landsketch.core.progress import Progress


@pytest.fixture
def job(town, small_tiles, run_options, tmp_path):
    """A training whose labels are staged beside the model."""
    model = tmp_path / "m.safetensors"
    labels = Path(f"{model}.labels.gpkg")
    staged = labels.with_name(f"{labels.stem}.part.gpkg")
    staged.write_bytes(Path(town.label_options.path).read_bytes())
    return TrainJob(
        (town.scene,),
        replace(town.label_options, path=str(labels)),
        str(model),
        backbone=small_tiles,
        folds=2,
        max_samples=200,
        run=replace(run_options, staged=(str(labels),)),
    )


def test_a_job_that_succeeds_keeps_its_labels_and_can_be_run_again(job):
    run_job(job, Progress())
    labels = Path(job.labels.path)
    assert [file.name for file in labels.parent.glob("*.gpkg")] == [labels.name]
    again = from_json(Path(f"{job.model}.job.json").read_text(encoding="utf-8"))
    assert again == job.with_run(staged=())
    run_job(again, Progress())


def test_a_job_that_fails_leaves_the_labels_of_the_earlier_one(job):
    labels = Path(job.labels.path)
    labels.write_bytes(b"earlier")
    wrong = replace(job, labels=replace(job.labels, class_field="none"))
    with pytest.raises(LandsketchError, match="none"):
        run_job(wrong, Progress())
    assert labels.read_bytes() == b"earlier"
    assert not Path(f"{job.model}.job.json").exists()


def test_a_name_that_another_program_locks_is_left_alone(job, monkeypatch):
    labels = Path(job.labels.path)
    labels.write_bytes(b"open in another program")
    move = Path.replace

    def replace_unless_locked(self, target):
        if Path(target) == labels:
            raise PermissionError(13, "locked")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", replace_unless_locked)
    kept = keep_staged(job)
    assert kept.labels.path == str(labels.with_name(f"{labels.stem}_2.gpkg"))
    assert Path(kept.labels.path).exists()
    assert labels.read_bytes() == b"open in another program"


def test_the_record_names_no_temporary_file(job):
    run_job(job, Progress())
    record = json.loads(Path(f"{job.model}.job.json").read_text(encoding="utf-8"))
    assert record["job"]["labels"] == job.labels.path
    assert ".part" not in json.dumps(record)
