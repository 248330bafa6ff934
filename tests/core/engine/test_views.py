"""Training with views and scoring with test-time augmentation, from the job to its figures."""

from dataclasses import replace
from pathlib import Path

import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.errors import InvalidJob
from landsketch.core.heads.model_file import load_model
from landsketch.core.jobs import BackboneOptions, EvaluateJob, TrainJob
from landsketch.core.progress import Progress
from landsketch.core.recipe import AugmentOptions, Recipe

VIEWS = ("hflip", "rot90", "shift")


@pytest.fixture
def job(town, small_tiles, run_options, tmp_path):
    return TrainJob(
        scenes=(town.scene,), labels=town.label_options, model=str(tmp_path / "m.safetensors"),
        backbone=small_tiles, recipe=Recipe(head="ridge", augment=AugmentOptions(views=VIEWS)),
        max_samples=300, run=replace(run_options, cache=str(tmp_path / "cache")), tta=("hflip",),
    )  # fmt: skip


@pytest.mark.parametrize("head", ["ridge", "linear", "mlp"])
def test_a_head_trains_on_views_and_the_model_says_so(job, head):
    figures = run_job(replace(job, recipe=replace(job.recipe, head=head)), Progress()).figures
    assert load_model(Path(job.model)).recipe.augment.views == VIEWS
    assert figures["miou"] > 0.9
    assert figures["tta_miou"] > 0.9
    assert len(figures["tta_fold_miou"]) == 5
    again = run_job(job, Progress()).figures
    assert again["tiles_encoded"] == 0


def test_views_change_the_head_and_its_id(job):
    with_views, without = run_job(job, Progress()), None
    weights = load_model(Path(job.model)).head.tensors_by_name["weight"]
    without = run_job(replace(job, recipe=Recipe(head="ridge"), tta=()), Progress())
    assert without.figures["id"] != with_views.figures["id"]
    assert without.figures["n_samples"] == with_views.figures["n_samples"]
    assert "tta_miou" not in without.figures
    assert (load_model(Path(job.model)).head.tensors_by_name["weight"] - weights).abs().max() > 1e-4


@pytest.mark.parametrize("method", ["held_out", "cross_validation"])
def test_a_model_is_evaluated_with_views_beside_the_map(job, other_town, method):
    run_job(replace(job, validation="none", tta=()), Progress())
    evaluation = EvaluateJob(other_town.scene, job.model, other_town.label_options, method=method, run=job.run)
    plain = run_job(evaluation, Progress()).figures
    both = run_job(replace(evaluation, tta=("hflip", "rot180")), Progress()).figures
    assert both["miou"] == plain["miou"]
    assert both["tta_miou"] > 0.9
    assert "tta_miou" not in plain


def test_a_view_of_a_transformer_trains_and_scores(job, tiny_backbones):
    backbone = BackboneOptions(str(tiny_backbones["dinov3"]), layers=(1,), tile_tokens=8, halo_tokens=1)
    figures = run_job(replace(job, backbone=backbone), Progress()).figures
    assert figures["tta_miou"] > 0.6


@pytest.mark.parametrize("options", [{"tta": ("half",)}, {"recipe": Recipe(augment=AugmentOptions(views=("half",)))}])
def test_a_view_beyond_the_scales_is_refused_before_the_training(job, town, options, tmp_path):
    asked = replace(job, scenes=(replace(town.scene, scale=0.25),), **{"tta": (), **options})
    with pytest.raises(InvalidJob, match="leave the view out"):
        run_job(asked, Progress())
    assert not list((tmp_path / "cache").glob("*/*.safetensors"))


@pytest.mark.parametrize("names", [("sideways",), ("hflip", "hflip")])
def test_unknown_and_doubled_views_are_refused(job, names):
    with pytest.raises(InvalidJob, match=r"A view|named twice"):
        replace(job, tta=names)
    with pytest.raises(InvalidJob, match=r"A view|named twice"):
        AugmentOptions(views=names)
