"""Jobs that are written as a pipeline are read as the same jobs."""

from dataclasses import replace

import pytest

from landsketch.core.job.jobs import CleanJob, PredictJob, PredictManyJob, TrainJob, VectorizeJob
from landsketch.core.job.options import LabelOptions, RunOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.pipeline.pipeline import read_pipeline
from landsketch.core.pipeline.writing import pipeline_text


@pytest.fixture
def written(tmp_path):
    """A function that writes jobs, and returns the text and the jobs that are read from it."""

    def written(*jobs):
        path = tmp_path / "made.yaml"
        text = pipeline_text(jobs, path)
        path.write_text(text, encoding="utf-8")
        return text, [step.job for step in read_pipeline(path).steps]

    return written


@pytest.fixture
def train(tmp_path):
    return TrainJob(
        (SceneOptions(str(tmp_path / "scene.tif")),),
        LabelOptions(str(tmp_path / "labels.gpkg"), class_field="kind"),
        str(tmp_path / "model.safetensors"),
    )


@pytest.mark.parametrize(
    "name",
    ["no", "1e5", "12", "true", "~", "${x}", "a: b", "- a", "#a", "ä", "'", "null", "1.", "*a"],
)
def test_every_text_is_read_as_it_was(written, train, name):
    job = replace(train, labels=replace(train.labels, class_field=name, other=name))
    assert written(job)[1] == [job]


def test_numbers_lists_and_images_with_options_of_their_own(written, train, tmp_path):
    scenes = (
        SceneOptions(str(tmp_path / "a.tif"), bands=(3, 2, 1)),
        SceneOptions("/else/${where}.tif", bands=(4, 3, 2), scale=2),
    )
    recipe = Recipe(head="mlp")
    job = replace(train, scenes=scenes, recipe=recipe, tta=("hflip", "rot90"), block_size=1e-5)
    text, jobs = written(job)
    assert jobs == [job]
    assert "  tta: [hflip, rot90]\n" in text


def test_what_is_equal_in_all_runs_is_shared(written, train, tmp_path):
    run = RunOptions(threads=2, seed=3, log=str(tmp_path / "a.log"))
    clean = CleanJob(str(tmp_path / "map.tif"), "/else/clean.tif", run=replace(run, seed=0))
    jobs = [train.with_run(threads=2, seed=3, log=run.log), clean]
    text, found = written(*jobs)
    assert found == jobs
    assert "run:\n  threads: 2\n  log: a.log\n" in text
    assert text.index("seed: 3") > text.index("train:")
    assert "  output: /else/clean.tif\n" in text


def test_a_log_of_another_ending_is_left_out(written, train):
    assert written(train.with_run(log="/a/b.out"))[1] == [train]


def test_the_order_of_work_is_that_of_the_sections(written, train, tmp_path):
    scene, out = train.scenes[0], str(tmp_path / "out")
    jobs = [
        train,
        PredictJob(scene, train.model, f"{out}/map.tif"),
        PredictManyJob((scene,), train.model, f"{out}/maps"),
        CleanJob(f"{out}/map.tif", f"{out}/clean.tif"),
        VectorizeJob(f"{out}/clean.tif", f"{out}/polygons.gpkg"),
    ]
    text, found = written(*reversed([*jobs[:1], *reversed(jobs[1:3]), *jobs[3:]]))
    assert found == jobs
    assert "${predict.1.output}" in text
