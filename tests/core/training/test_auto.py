"""The head 'auto' is the simplest one that is good enough, chosen without held-out data."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled
from landsketch.core.features.session import open_session
from landsketch.core.heads.model_file import load_model
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.head_kinds import BY_NAME, HEAD_KINDS
from landsketch.core.job.jobs import EvaluateJob, TrainJob
from landsketch.core.job.options import SceneOptions
from landsketch.core.job.recipe import OptimizerOptions, Recipe
from landsketch.core.labels.label_reader import read_labels
from landsketch.core.labels.sampling import labelled_pixels
from landsketch.core.labels.split import spatial_blocks
from landsketch.core.progress import Progress
from landsketch.core.training import auto
from landsketch.core.training.auto import Choice, simplest
from landsketch.core.training.dataset import LabelledScene, training_data
from landsketch.core.training.fit import choose, fit_head
from landsketch.core.training.task import FitTask, HeldOut
from landsketch.tests.helpers.listener import Listener

AUTO = Recipe(head="auto")
CANDIDATES = [kind.name for kind in HEAD_KINDS if kind.is_candidate and not kind.is_dense]


@pytest.fixture(scope="module")
def labelled(town, small_tiles, run_options):
    scene = Scene(SceneOptions(town.path))
    labels = read_labels(town.label_options, scene)
    features = open_session(small_tiles, run_options, Progress()).features(scene)
    return LabelledScene(features, labels, labelled_pixels(labels, scene, Progress()))


@pytest.fixture(scope="module")
def data(labelled):
    return training_data((labelled,), 500, 0, Progress())


@pytest.fixture(scope="module")
def split(labelled):
    return spatial_blocks(labelled.labels, 4, 96.0, 10.0)


def with_features(data, tokens):
    return replace(data, samples=replace(data.samples, tokens=tokens))


def puzzle(data, noise=0.1):
    """Two features whose signs tell the class only together: no linear head can read them."""
    generator = torch.Generator().manual_seed(0)
    n = len(data.samples)
    first = torch.randint(0, 2, (n,), generator=generator)
    signs = torch.stack([first, first ^ data.samples.classes], dim=1) * 2.0 - 1
    return with_features(data, signs + torch.randn(n, 2, generator=generator) * noise)


def test_where_a_line_is_enough_the_simplest_head_is_taken(data):
    progress = Listener()
    choice = choose(FitTask(AUTO, data), progress)
    assert choice.head == "lda"
    assert list(choice.scores) == CANDIDATES
    assert all(len(folds) == 3 and min(folds) > 0.8 for folds in choice.scores.values())
    assert progress.infos == [choice.sentence]
    assert "lda" in choice.sentence
    assert choice.metrics()["miou"]["linear"] == pytest.approx(np.mean(choice.scores["linear"]))


def test_what_no_line_parts_is_left_to_the_mlp(data):
    task = FitTask(AUTO, puzzle(data))
    assert choose(task, Progress()).head == "mlp"
    assert fit_head(task, Progress()).kind == "mlp"


def test_few_labels_are_not_for_the_mlp(data):
    few = data.polygons < 8
    task = FitTask(
        AUTO,
        replace(
            data,
            samples=data.samples.take(torch.from_numpy(np.flatnonzero(few))),
            chosen=(data.chosen[0][few],),
            x=data.x[few],
            y=data.y[few],
            polygons=data.polygons[few],
        ),
    )
    assert "mlp" not in choose(task, Progress()).scores


def test_held_out_polygons_are_never_looked_at(data, split):
    """Corrupt held-out samples change nothing; corrupt training samples do."""
    task = FitTask(AUTO, data).holding_out(split, 1)
    expected = choose(task, Progress())
    outside = ~split.training_mask(1, data.x, data.y, data.polygons)
    assert outside.any()

    def poisoned(places):
        tokens, classes = data.samples.tokens.clone(), data.samples.classes.clone()
        tokens[places], classes[places] = 1e6, 1 - classes[places]
        own = replace(data, samples=replace(data.samples, tokens=tokens, classes=classes))
        return choose(replace(task, data=own), Progress())

    assert poisoned(np.flatnonzero(outside)) == expected
    assert poisoned(np.flatnonzero(~outside)[::3]) != expected


def test_neither_is_the_fold_that_tells_when_to_stop(data, split):
    task = replace(FitTask(AUTO, data).holding_out(split, 1), stopping=HeldOut(split, 2))
    stopping = task.stopping.holds(data.polygons)
    tokens = data.samples.tokens.clone()
    tokens[np.flatnonzero(stopping)] = 1e6
    expected = choose(task, Progress())
    assert stopping.any()
    assert choose(replace(task, data=with_features(data, tokens)), Progress()) == expected


def test_a_chosen_head_gets_a_fold_to_stop_on_if_it_asks_for_one(data, split):
    patient = Recipe(head="auto", optimizer=OptimizerOptions(patience=2, keep="best_miou"))
    task = FitTask(patient, data).holding_out(split, 3)
    assert Choice("mlp", {}).applied(task).stopping == HeldOut(split, 0)
    assert Choice("ridge", {}).applied(task).stopping is None


def test_labels_in_one_place_leave_nothing_to_compare(data):
    one_place = (data.polygons == 0) | (data.polygons == 1)
    tokens = data.samples.tokens[one_place]
    task = FitTask(
        AUTO,
        replace(
            data,
            samples=data.samples.take(torch.from_numpy(np.flatnonzero(one_place))),
            chosen=(data.chosen[0][one_place],),
            x=data.x[one_place],
            y=data.y[one_place],
            polygons=data.polygons[one_place],
        ),
    )
    assert len(tokens)
    choice = choose(task, Progress())
    assert choice.scores == {}
    assert choice.head == "lda"
    assert "too close together" in choice.sentence


def test_comparing_takes_a_few_samples_of_every_polygon(data, monkeypatch):
    monkeypatch.setattr(auto, "_MAX_SAMPLES", 100)
    seen = []
    task = FitTask(AUTO, data)
    for one in auto._inner_tasks(task):
        seen.append(len(one.data.samples))
        assert set(one.data.polygons) == set(data.polygons)
        assert np.array_equal(
            one.data.scenes[0].pixels.polygons[one.data.chosen[0]], one.data.polygons
        )
    assert len(seen) == 3
    assert len(data.labels) <= seen[0] < 150


def test_one_standard_error_is_granted_to_the_simpler_head():
    assert simplest({"ridge": (0.60, 0.70, 0.50), "linear": (0.61, 0.69, 0.53)}) == "ridge"
    assert simplest({"ridge": (0.60, 0.70, 0.50), "linear": (0.64, 0.74, 0.55)}) == "linear"
    assert simplest({"ridge": (0.5, 0.5), "linear": (0.6, 0.6), "mlp": (0.6, 0.6)}) == "linear"
    assert simplest({"ridge": (0.5,), "linear": (0.6,)}) == "linear"


def test_comparing_can_be_cancelled_and_its_fits_are_no_news(data):
    with pytest.raises(Cancelled):
        choose(FitTask(AUTO, data), Listener(stop_after=3))


def test_dense_labels_bring_the_decoder_in(data, labelled, monkeypatch):
    assert not auto._has_enough_labels(BY_NAME["decoder"], FitTask(AUTO, data))
    monkeypatch.setattr(auto, "_DECODER_MIN_PX", 10_000)
    assert auto._has_enough_labels(BY_NAME["decoder"], FitTask(AUTO, data))
    monkeypatch.setattr(auto, "_DECODER_EPOCHS", 1)
    monkeypatch.setattr(auto, "HEAD_KINDS", (BY_NAME["linear"], BY_NAME["decoder"]))
    scores = choose(FitTask(AUTO, data), Progress()).scores
    assert list(scores) == ["linear", "decoder"]
    assert all(0 <= s <= 1 for s in scores["decoder"])


@pytest.fixture(scope="module")
def trained(town, small_tiles, run_options, tmp_path_factory):
    path = tmp_path_factory.mktemp("auto") / "model.safetensors"
    job = TrainJob(
        (town.scene,),
        town.label_options,
        str(path),
        backbone=small_tiles,
        recipe=AUTO,
        max_samples=200,
        folds=3,
        run=run_options,
    )
    return path, run_job(job, Progress()).metrics


def test_the_model_says_which_head_was_chosen_and_why(trained):
    path, metrics = trained
    model = load_model(path)
    assert model.head.kind == model.recipe.head == metrics["auto"]["head"] == metrics["head"]
    assert model.metrics["auto"]["miou"].keys() >= {"lda", "ridge", "linear"}
    assert metrics["miou"] > 0.8


def test_cross_validating_the_model_refits_its_head_and_chooses_no_other(
    trained, town, run_options
):
    path, _ = trained
    progress = Listener()
    job = EvaluateJob(
        (town.scene,),
        str(path),
        town.label_options,
        method="cross_validation",
        folds=3,
        run=run_options,
    )
    assert run_job(job, progress).metrics["head"] == load_model(Path(path)).head.kind
    assert not any(text.startswith("Head:") for text in progress.infos)
