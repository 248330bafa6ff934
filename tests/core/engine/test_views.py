"""Training with views and scoring with test-time augmentation, from the job to its figures."""

from dataclasses import replace
from pathlib import Path

import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidJob
from landsketch.core.heads.model_file import load_model
from landsketch.core.job.jobs import EvaluateJob, TrainJob
from landsketch.core.job.options import BackboneOptions
from landsketch.core.job.recipe import AugmentOptions, OptimizerOptions, Recipe
from landsketch.core.progress import Progress

VIEWS = ("hflip", "rot90", "shift")


@pytest.fixture(scope="module")
def job(town, small_tiles, run_options, tmp_path_factory):
    folder = tmp_path_factory.mktemp("views")
    return TrainJob(
        scenes=(town.scene,),
        labels=town.label_options,
        model=str(folder / "m.safetensors"),
        backbone=small_tiles,
        recipe=Recipe(head="ridge", augment=AugmentOptions(views=VIEWS)),
        max_samples=200,
        folds=2,
        run=replace(run_options, cache=str(folder / "cache")),
        tta=("hflip",),
    )


@pytest.fixture(scope="module")
def metrics(job):
    """Figures of the job; its model is there for the other tests."""
    return run_job(job, Progress()).metrics


def model_of(job):
    return load_model(Path(job.model))


def test_a_head_trains_on_views_and_the_model_says_so(job, metrics):
    assert model_of(job).recipe.augment.views == VIEWS
    assert metrics["miou"] > 0.9
    assert metrics["tta_miou"] > 0.9
    assert len(metrics["tta_fold_miou"]) == 2


@pytest.mark.parametrize("head", ["linear", "mlp"])
def test_every_kind_of_head_trains_on_the_cached_views(job, metrics, head, tmp_path):
    recipe = replace(job.recipe, head=head, optimizer=OptimizerOptions(epochs=4, batch=64))
    other = replace(
        job, recipe=recipe, model=str(tmp_path / "m.safetensors"), validation="none", tta=()
    )
    assert run_job(other, Progress()).metrics["tiles_encoded"] == 0
    assert metrics["tiles_encoded"] > 0
    assert (model_of(other).head.kind, model_of(other).recipe.augment.views) == (head, VIEWS)


def test_views_change_the_head_and_its_id(job, metrics, tmp_path):
    recipe = replace(job.recipe, augment=AugmentOptions())
    plain = replace(
        job, recipe=recipe, model=str(tmp_path / "m.safetensors"), validation="none", tta=()
    )
    found = run_job(plain, Progress()).metrics
    assert found["id"] != metrics["id"]
    assert found["n_samples"] == metrics["n_samples"]
    ours, theirs = (model_of(one).head.tensors_by_name["weight"] for one in (job, plain))
    assert (ours - theirs).abs().max() > 1e-4


@pytest.mark.parametrize("method", ["held_out", "cross_validation"])
@pytest.mark.usefixtures("metrics")
def test_a_model_is_evaluated_with_views_beside_the_map(job, other_town, method):
    evaluation = EvaluateJob(
        (other_town.scene,),
        job.model,
        other_town.label_options,
        method=method,
        folds=2,
        run=job.run,
        tta=("rot180",),
    )
    found = run_job(evaluation, Progress()).metrics
    assert found["tta_miou"] > 0.9
    if method == "held_out":
        assert found["miou"] == run_job(replace(evaluation, tta=()), Progress()).metrics["miou"]


def test_a_view_of_a_transformer_trains_and_scores(job, tiny_backbones, tmp_path):
    backbone = BackboneOptions(
        str(tiny_backbones["dinov3"]), layers=(1,), tile_tokens=8, halo_tokens=1
    )
    found = run_job(
        replace(job, backbone=backbone, model=str(tmp_path / "m.safetensors")), Progress()
    ).metrics
    assert found["tta_miou"] > 0.6


@pytest.mark.parametrize(
    "options", [{"tta": ("half",)}, {"recipe": Recipe(augment=AugmentOptions(views=("half",)))}]
)
def test_a_view_beyond_the_scales_is_refused_before_the_training(job, town, options, tmp_path):
    run = replace(job.run, cache=str(tmp_path / "cache"))
    asked = replace(
        job, scenes=(replace(town.scene, scale=0.25),), run=run, **{"tta": (), **options}
    )
    with pytest.raises(InvalidJob, match="leave the view out"):
        run_job(asked, Progress())
    assert not list((tmp_path / "cache").glob("*/*.safetensors"))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("sideways",), "is 'sideways'; choose one of hflip"),
        (("hflip", "hflip"), "names a view twice"),
    ],
)
def test_unknown_and_doubled_views_are_refused(job, names, words):
    with pytest.raises(InvalidJob, match=f"TTA {words}"):
        replace(job, tta=names)
    with pytest.raises(InvalidJob, match=f"VIEWS {words}"):
        AugmentOptions(views=names)
