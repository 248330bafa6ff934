"""A trained model tells the settings with which it can be trained again."""

from dataclasses import replace

from landsketch.core.engine.run import run_job
from landsketch.core.heads.model_file import load_model
from landsketch.core.job.job_json import from_dict
from landsketch.core.job.jobs import TrainJob
from landsketch.core.job.options import BackboneOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.job.retraining import training_parameters
from landsketch.core.job.sharpen_options import SharpenOptions
from landsketch.core.model_header import read_header
from landsketch.core.progress import Progress


def again(model):
    """Return the training that the header of a model describes."""
    files = {"input": ["a.tif"], "labels": "l.gpkg", "model": "n.safetensors"}
    settings = training_parameters(read_header(model))
    return from_dict({"algorithm": "trainhead", **files, "class_field": "class", **settings})


def test_everything_that_the_header_holds_is_set_again(town, run_options, tmp_path):
    path = tmp_path / "model.safetensors"
    recipe = Recipe(head="mlp")
    recipe = replace(
        recipe,
        optimizer=replace(recipe.optimizer, epochs=2, ema=0.5),
        augment=replace(recipe.augment, views=("hflip",), mixup=0.2),
        loss=replace(recipe.loss, loss="cross_entropy=1, focal=0.5", smoothing=0.1),
    )
    job = TrainJob(
        scenes=(replace(town.scene, bands=(3, 2, 1), scale=0.5, holes="fill"),),
        labels=town.label_options,
        model=str(path),
        backbone=BackboneOptions(lattices=2, tile_tokens=32, halo_tokens=4, position_mean=False),
        recipe=recipe,
        sharpening=SharpenOptions("edges", 2.0),
        folds=3,
        max_samples=200,
        run=run_options,
    )
    run_job(job, Progress())
    found = again(path)
    assert found.scenes == (replace(job.scenes[0], path="a.tif"),)
    assert found.recipe == job.recipe
    assert found.sharpening == job.sharpening
    assert found.backbone == job.backbone
    assert (found.validation, found.folds) == ("blocks", 3)


def test_defaults_stay_defaults(town, train_model, tmp_path):
    """Such as the tile of the backbone, so that another backbone can be chosen."""
    path = tmp_path / "model.safetensors"
    train_model(path, town, backbone=BackboneOptions(), head="lda")
    assert load_model(path).backbone.tile_tokens > 0
    found = again(path)
    assert (found.backbone, found.recipe) == (BackboneOptions(), Recipe())
    assert (found.validation, found.sharpening.sharpen) == ("none", "none")
    assert found.scenes == (SceneOptions("a.tif", bands=(1, 2, 3)),)
