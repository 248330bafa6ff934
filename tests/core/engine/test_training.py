"""Training by gradient descent resumes after a cancel or a kill, stops early and reports."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled, InvalidJob, InvalidLabels, TrainingDiverged
from landsketch.core.heads.model_file import load_model
from landsketch.core.job.job_json import to_json
from landsketch.core.job.jobs import FindRateJob, TrainJob
from landsketch.core.job.recipe import LossOptions, OptimizerOptions, Recipe
from landsketch.core.labels.split import Split
from landsketch.core.progress import Progress
from landsketch.core.runtime.device import torch_threads
from landsketch.core.training.loop.checkpoint import read_checkpoint
from landsketch.core.training.task import FitTask
from landsketch.tests.helpers.listener import Listener

QUICK = OptimizerOptions(epochs=4, batch=64)


@pytest.fixture(autouse=True)
def _one_thread():
    with torch_threads(1):
        yield


@pytest.fixture(scope="module")
def make(town, small_tiles, run_options):
    """A function that makes the job of a model in a folder."""
    return lambda folder: TrainJob(
        (town.scene,),
        town.label_options,
        str(folder / "model.safetensors"),
        backbone=small_tiles,
        recipe=Recipe(head="mlp", optimizer=QUICK),
        folds=2,
        max_samples=200,
        run=run_options,
    )


@pytest.fixture
def job(make, tmp_path):
    return make(tmp_path / "out")


@pytest.fixture(scope="module")
def whole(make, tmp_path_factory):
    """The result, the head's tensors and the reported events of an uninterrupted job."""
    job, heard = make(tmp_path_factory.mktemp("whole")), Listener()
    with torch_threads(1):
        run_job(job, Progress())  # fills the cache
        result = run_job(job, heard)
    return job, result, heard


def tensors(job):
    return load_model(Path(job.model)).head.tensors_by_name


def equal(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def files(job):
    folder = Path(job.model).parent
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())


def work(job):
    return Path(f"{job.model}.work")


def test_a_finished_training_leaves_its_events_and_no_work_folder(whole):
    job, result, _ = whole
    assert files(job) == [
        "model.safetensors",
        "model.safetensors.events.jsonl",
        "model.safetensors.job.json",
    ]
    events = [
        json.loads(line)
        for line in Path(result.outputs["events"]).read_text(encoding="utf-8").splitlines()
    ]
    assert [(e["fit"], e["epoch"]) for e in events] == [
        (fit, epoch) for fit in ("fit", "fold1", "fold2") for epoch in (1, 2, 3, 4)
    ]
    assert all("miou" in e for e in events if e["fit"] != "fit")  # curves of the folds
    assert not any("miou" in e for e in events if e["fit"] == "fit")  # nothing is held out


def test_events_of_an_earlier_model_do_not_stay(job):
    run_job(replace(job, validation="none"), Progress())
    run_job(replace(job, validation="none", recipe=Recipe(head="ridge")), Progress())
    assert files(job) == ["model.safetensors", "model.safetensors.job.json"]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_cancelled_training_goes_on_and_ends_the_same(job, whole, share):
    heard = whole[2]
    began = next(i for i, (stage, _) in enumerate(heard.reports) if stage == "Train")
    stop = heard.checks - int((len(heard.reports) - began) * (1 - share))
    with pytest.raises(Cancelled):
        run_job(job, Listener(stop_after=stop))
    assert all(name.startswith("model.safetensors.work") for name in files(job))
    assert "model.safetensors.work/fit/last.safetensors" in files(job)
    again = Listener()
    run_job(job, again)
    assert again.checks < heard.checks  # finished fits and epochs are not repeated
    assert equal(tensors(job), tensors(whole[0]))
    assert not work(job).exists()


def test_other_labels_are_never_trained_on_an_old_checkpoint(job, make, tmp_path):
    changed = {"validation": "none", "max_samples": 150}
    fresh = replace(make(tmp_path / "fresh"), **changed)
    run_job(fresh, Progress())
    with pytest.raises(Cancelled):
        run_job(job, Listener(stop_stage="Validate"))
    heard = Listener()
    run_job(replace(job, **changed), heard)
    assert any("Training starts from the beginning" in text for text in heard.warnings)
    assert equal(tensors(job), tensors(fresh))


def test_a_failure_leaves_nothing(job, monkeypatch):
    from landsketch.core.engine.verbs import trainhead
    from landsketch.core.errors import InvalidLabels

    def fail(*_):
        raise InvalidLabels("No.")

    monkeypatch.setattr(trainhead, "cross_validate", fail)
    with pytest.raises(InvalidLabels):
        run_job(job, Progress())
    assert files(job) == []


def test_a_fit_that_goes_astray_leaves_its_last_good_weights(job, monkeypatch):
    from landsketch.core.training import mlp

    class Lost(mlp.Objective):
        def __call__(self, *arguments):
            return {name: value * torch.nan for name, value in super().__call__(*arguments).items()}

    monkeypatch.setattr(mlp, "Objective", Lost)
    with pytest.raises(TrainingDiverged, match="lower LEARNING_RATE"):
        run_job(job, Progress())
    weights = read_checkpoint(work(job) / "fit" / "last.safetensors").tensors_of("model")
    assert all(torch.isfinite(value).all() for value in weights.values())


def test_checkpoints_are_kept_for_who_asks(job, tmp_path):
    stopping = Recipe(head="mlp", optimizer=replace(QUICK, patience=2, keep="best_loss", ema=0.9))
    asked = replace(job, recipe=stopping, folds=3, checkpoints=str(tmp_path / "kept"))
    result = run_job(asked, Progress())
    assert result.outputs["checkpoints"] == asked.checkpoints
    names = {f.stem: read_checkpoint(f) for f in Path(asked.checkpoints).iterdir()}
    assert set(names) == {"last", "best_miou", "best_loss"}
    assert torch.equal(
        names["best_loss"].tensors_of("average")["hidden.weight"], tensors(asked)["hidden_weight"]
    )


def test_a_head_without_training_loop_reports_that_it_has_no_checkpoints(job, tmp_path):
    """No folder is named in which nothing was written."""
    folder, progress = tmp_path / "kept", Listener()
    ridge = replace(job, validation="none", recipe=Recipe("ridge"), checkpoints=str(folder))
    result = run_job(ridge, progress)
    assert "checkpoints" not in result.outputs
    assert not folder.exists()
    assert any("CHECKPOINTS is ignored" in text for text in progress.warnings)


SCRIPT = """
import sys
from core.engine.run import run_job
from core.job.job_json import from_json
from core.progress import Progress
from core.training.loop import loop

class Slow(Progress):
    def report(self, stage, share, left_s):
        if stage in ("Train", "Validate"):
            import time
            time.sleep(0.02)

loop.SAVE_EVERY_S = 0.0
run_job(from_json(sys.stdin.read()), Slow())
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_killed_training_goes_on_and_ends_the_same(job, whole):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, text=True, env=environment
    )
    child.stdin.write(to_json(job))
    child.stdin.close()
    last, deadline = work(job) / "fold1" / "last.safetensors", time.monotonic() + 60
    while not last.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert not Path(job.model).exists()
    heard = Listener()
    run_job(job, heard)
    assert any(text.startswith("Training resumes in epoch") for text in heard.infos)
    assert equal(tensors(job), tensors(whole[0]))
    assert not work(job).exists()


# -- before anything is encoded
# ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"recipe": Recipe("lda", loss=LossOptions(weights="water=2"))}, InvalidJob, "name water"),
        ({"validation": "field", "split": "only"}, InvalidLabels, "With fold 1 held out"),
        ({"only": "stone"}, InvalidLabels, "Only one class has labels"),
    ],
)
def test_what_cannot_be_learned_is_refused_before_the_encoding(
    job, monkeypatch, tmp_path, changes, error, words
):
    import pyogrio.raw

    from landsketch.core.engine.verbs import trainhead

    def encode(*_):
        raise AssertionError("encoded")

    monkeypatch.setattr(trainhead, "training_data", encode)
    changes = dict(changes)
    if {"split", "only"} & changes.keys():
        meta, _, shapes, (classes,) = pyogrio.raw.read(
            job.labels.path, columns=[job.labels.class_field]
        )
        split = np.array([changes.pop("split", "1")] * len(classes), object)
        classes = (
            np.array([changes.pop("only", "")] * len(classes), object)
            if "only" in changes
            else classes
        )
        fields = [job.labels.class_field, "part"]
        path = tmp_path / "other.gpkg"
        pyogrio.raw.write(
            path, shapes, [classes, split], fields, crs=meta["crs"], geometry_type="Polygon"
        )
        changes["labels"] = replace(job.labels, path=str(path), split_field="part")
    with pytest.raises(error, match=words):
        run_job(replace(job, **changes), Progress())


def test_a_dense_head_on_labels_without_borders_is_worth_a_warning(job):
    from landsketch.core.engine.verbs.trainhead import _warnings, read_data

    data = read_data(job, Progress()).data
    assert "decoder cannot learn outlines" in _warnings("decoder", data)[-1]
    assert not any("outlines" in text for text in _warnings("mlp", data))


# -- the fold to stop on ---------------------------------------------------------------------------


def stopping_job(job, **options):
    return replace(
        job,
        recipe=Recipe(head="mlp", optimizer=replace(QUICK, patience=2)),
        **{"folds": 3, **options},
    )


def test_a_fit_stops_on_a_fold_that_is_neither_trained_nor_reported(job):
    from landsketch.core.engine.verbs.trainhead import read_data
    from landsketch.core.training.labelled_data import split_of

    data = read_data(job, Progress()).data
    split = split_of(data.scenes, "blocks", 3)
    task = FitTask(stopping_job(job).recipe, data)
    for fold in range(3):
        one = task.holding_out(split, fold)
        assert one.stopping.fold == (fold + 1) % 3
        of_sample = split.folds[data.polygons]
        assert len(one.monitoring_samples) <= (of_sample == one.stopping.fold).sum()
        assert len(one.validation_samples) == (of_sample == fold).sum()
        own = FitTask(task.recipe, data, held_out=one.held_out)
        assert 0 < len(one.samples) < len(own.samples)
        rows = {
            row.tobytes()
            for row in data.samples.tokens[torch.from_numpy(of_sample != (fold + 2) % 3)].numpy()
        }
        assert not any(row.tobytes() in rows for row in one.samples.tokens.numpy())
        monitoring = {row.tobytes() for row in one.monitoring_samples.tokens.numpy()}
        assert not any(row.tobytes() in monitoring for row in one.validation_samples.tokens.numpy())
        for scene in data.scenes:
            folds = split.folds[scene.pixels.polygons]
            assert set(folds[one.training_mask(scene)]) == {(fold + 2) % 3}
            assert set(folds[one.monitoring_mask(scene)]) == {one.stopping.fold}
    assert task.stopping_on(split).stopping.fold == 0


def test_without_patience_no_further_fold_is_held_out(job):
    from landsketch.core.engine.verbs.trainhead import read_data
    from landsketch.core.training.labelled_data import split_of

    data = read_data(job, Progress()).data
    split = split_of(data.scenes, "blocks", 3)
    one = FitTask(job.recipe, data).holding_out(split, 1)
    assert one.stopping is None
    assert len(one.monitoring_samples) == len(one.validation_samples)
    assert FitTask(job.recipe, data).stopping_on(split).stopping is None
    assert FitTask(job.recipe, data).monitoring_samples is None


def test_stopping_needs_three_folds(job):
    with pytest.raises(InvalidJob, match="PATIENCE"):
        stopping_job(job, folds=2)
    with pytest.raises(InvalidJob, match="PATIENCE"):
        stopping_job(job, validation="none")
    task = FitTask(stopping_job(job).recipe, None)
    with pytest.raises(InvalidJob, match="at least 3 folds"):
        task.stopping_on(Split(np.array([0, 1, 1, 0]), (None, None), 1.0, 1.0))


def test_early_stopping_through_the_whole_road(job):
    result = run_job(stopping_job(job), Progress())
    events = [
        json.loads(line)
        for line in Path(result.outputs["events"]).read_text(encoding="utf-8").splitlines()
    ]
    assert all("miou" in e for e in events)
    assert result.metrics["miou"] > 0.9


# -- the learning rate -----------------------------------------------------------------------------


def test_a_learning_rate_is_found(job, tmp_path):
    output = str(tmp_path / "rates.svg")
    asked = FindRateJob(
        job.scenes,
        job.labels,
        output,
        job.backbone,
        job.recipe,
        max_samples=job.max_samples,
        run=job.run,
    )
    result = run_job(asked, Progress())
    assert 1e-4 < result.metrics["learning_rate"] < 0.1
    assert len(result.metrics["rates"]) == len(result.metrics["losses"]) > 20
    assert "suggested" in Path(output).read_text(encoding="utf-8")
    assert not Path(job.model).exists()


def test_heads_in_closed_form_have_no_learning_rate(job):
    with pytest.raises(InvalidJob, match="HEAD is 'ridge'; choose one of mlp, decoder, dpt"):
        FindRateJob(job.scenes, job.labels, "rates.svg", recipe=Recipe(head="ridge"))
    with pytest.raises(InvalidJob, match="ends in .svg"):
        FindRateJob(job.scenes, job.labels, "rates.png")
