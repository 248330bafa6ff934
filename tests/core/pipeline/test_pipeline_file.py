"""A pipeline file becomes jobs: defaults, references, paths, and errors with lines."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from landsketch.core.errors import InvalidJob
from landsketch.core.job.job import Job
from landsketch.core.job.jobs import JOBS, PredictManyJob
from landsketch.core.job.option import group, option
from landsketch.core.job.options import RunOptions
from landsketch.core.pipeline.check_files import check_files
from landsketch.core.pipeline.pipeline import read_pipeline

TRAIN = """\
train:
  input: scene.tif
  labels: labels.gpkg
  class_field: kind
  model: out/model.safetensors
"""
PREDICT = """\
predict:
  input: scene.tif
  output: out/map.tif
"""
CLEAN = "clean: {output: out/clean.tif}\n"
VECTORIZE = "vectorize: {output: out/polygons.gpkg}\n"


@pytest.fixture
def read(tmp_path):
    """A function that writes a pipeline file and reads it."""

    def read(text, **options):
        path = tmp_path / "pipeline.yaml"
        path.write_text(text, encoding="utf-8")
        return read_pipeline(path, **options)

    return read


@pytest.fixture
def jobs(read):
    return lambda text, **options: {step.name: step.job for step in read(text, **options).steps}


def test_inputs_follow_the_outputs_of_earlier_steps(jobs, tmp_path):
    found = jobs(VECTORIZE + CLEAN + PREDICT + TRAIN)
    out = tmp_path / "out"
    assert list(found) == ["train", "predict", "clean", "vectorize"]
    assert found["predict"].model == str(out / "model.safetensors")
    assert found["clean"].map == str(out / "map.tif")
    assert found["vectorize"].map == str(out / "clean.tif")
    assert jobs(TRAIN + PREDICT + VECTORIZE)["vectorize"].map == str(out / "map.tif")


def test_an_input_that_is_given_stays(jobs, tmp_path):
    text = TRAIN + PREDICT + "  model: other.safetensors\n" + CLEAN
    assert jobs(text)["predict"].model == str(tmp_path / "other.safetensors")


def test_a_step_that_is_switched_off_does_not_run_but_its_values_count(jobs, tmp_path):
    found = jobs(TRAIN + "  enabled: false\n" + PREDICT)
    assert list(found) == ["predict"]
    assert found["predict"].model == str(tmp_path / "out" / "model.safetensors")


def test_an_input_comes_from_a_step_that_runs_if_there_is_one(jobs, tmp_path):
    clean = "clean: {output: out/clean.tif, enabled: false}\n"
    assert jobs(TRAIN + PREDICT + clean + VECTORIZE)["vectorize"].map == str(
        tmp_path / "out" / "map.tif"
    )


def test_several_steps_of_a_section_belong_to_the_steps_of_the_same_number(jobs, tmp_path):
    text = TRAIN + (
        "predict:\n"
        "- {input: a.tif, output: a_map.tif}\n"
        "- {input: b.tif, output: b_map.tif}\n"
        "clean:\n- output: a_clean.tif\n- output: b_clean.tif\n"
        "vectorize: {input: '${clean.2.output}', output: b.gpkg}\n"
    )
    found = jobs(text)
    assert list(found) == [
        "train", "predict.1", "predict.2", "clean.1", "clean.2", "vectorize",
    ]  # fmt: skip
    assert found["clean.1"].map == str(tmp_path / "a_map.tif")
    assert found["clean.2"].map == str(tmp_path / "b_map.tif")
    assert found["vectorize"].map == str(tmp_path / "b_clean.tif")


def test_an_output_folder_makes_the_step_one_of_many_rasters(jobs):
    text = TRAIN + "predict: {input: [a.tif, b.tif], output_folder: maps}\n"
    assert isinstance(jobs(text)["predict"], PredictManyJob)


def test_references_keep_types_and_stand_inside_texts(jobs, tmp_path):
    text = (
        "paths: {place: north, bands: [3, 2, 1], folder: 'out/${paths.place}'}\n"
        "train:\n"
        "  input: [{input: '${paths.place}.tif', bands: '${paths.bands}'}, other.tif]\n"
        "  labels: labels.gpkg\n"
        "  class_field: '$${x}'\n"
        "  model: ${paths.folder}/m.safetensors\n"
        "  bands: ${paths.bands}\n"
    )
    job = jobs(text)["train"]
    assert job.scenes[0].path == str(tmp_path / "north.tif")
    assert {scene.bands for scene in job.scenes} == {(3, 2, 1)}
    assert job.labels.class_field == "${x}"
    assert job.model == str(tmp_path / "out" / "north" / "m.safetensors")


def test_the_environment_is_not_reached(jobs, monkeypatch):
    monkeypatch.setenv("HOME", "/home/of/somebody")
    with pytest.raises(InvalidJob, match=r"line 2: \$\{env.home\} is unknown"):
        jobs("train:\n  input: ${env.HOME}/a.tif\n")


def test_paths_start_in_the_folder_of_the_file_and_addresses_stay(jobs, tmp_path):
    text = TRAIN.replace("scene.tif", "https://a.b/c.tif").replace("labels.g", "../labels.g")
    job = jobs(text.replace("out/model", "/x/model") + "  cache: cache\n  log: ~a.log\n")["train"]
    assert job.scenes[0].path == "https://a.b/c.tif"
    assert job.labels.path == str(tmp_path.parent / "labels.gpkg")
    assert job.model == "/x/model.safetensors"
    assert job.run.cache == str(tmp_path / "cache")
    assert job.run.log == str(tmp_path / "~a.log")


def test_how_steps_run_is_shared_and_a_step_may_differ(jobs):
    text = "run: {threads: 2, seed: 5}\n" + TRAIN + "  threads: 3\n" + PREDICT
    found = jobs(text, base=RunOptions(device="cpu", seed=1, log="/whole.log"))
    assert [job.run.threads for job in found.values()] == [3, 2]
    assert {job.run.seed for job in found.values()} == {5}
    assert {job.run.device for job in found.values()} == {"cpu"}
    assert {job.run.log for job in found.values()} == {""}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trian:\n  input: a.tif", "line 1: there is no section 'trian'; did you mean 'train'"),
        ("run: {}", "line 1: the file has no step; write one of .*train"),
        ("- a", "line 1: The file must have keys"),
        ("similarity: {input: a.tif}", "line 1: there is no section 'similarity'; choose from"),
        (TRAIN + "  modle: x", "line 6: there is no key of 'train' 'modle'; did you mean 'model'"),
        (TRAIN + "run:\n  treads: 2", "line 7: there is no key of 'run' 'treads'.*'threads'"),
        (TRAIN + "  cluster: local:4", "line 6: 'cluster' is not allowed.*--dask"),
        ("run:\n  cluster: local:4\n" + TRAIN, "line 2: 'cluster' is not allowed"),
        (PREDICT + "  shard: 0/2", "line 4: 'shard' is not allowed"),
        (TRAIN + "  folds: many", "line 6: train: FOLDS is 'many'; it must be a whole number"),
        (TRAIN + "  folds: 1", "line 6: train: FOLDS is 1; choose a number that is at least 2"),
        (TRAIN + "  head: mpl", "line 6: train: HEAD is 'mpl'; choose one of"),
        (TRAIN + "  baselines: yes", "line 6: train: BASELINES is 'yes'; it must be true or false"),
        (TRAIN + "  enabled: 1", "line 6: train: 'enabled' must be true or false"),
        (TRAIN + "\n  bands: [1, 2]", "line 7: train: BANDS has 2 bands"),
        (TRAIN + "  validation: field", "line 6: train: VALIDATION=field needs SPLIT_FIELD"),
        (TRAIN.replace("  labels: labels.gpkg\n", ""), "line 1: train: No labels were given"),
        (TRAIN.replace("scene.tif", ""), r"line 1: train: INPUT \(Images\) is required"),
        (PREDICT, r"line 1: predict: MODEL .* required\. Give it, or .* train.model"),
        (TRAIN + "  log: .bashrc", "line 6: train: LOG is .*ends in .log or .txt"),
        (TRAIN + "  labels: b.gpkg", r"line 6: 'labels' stands here twice \(line 3\)"),
        ("train: []", "line 1: 'train' is an empty list"),
        ("train: 5", "line 1: 'train' must have keys"),
        ("predict:\n- 5", "line 2: 'predict.1' must have keys"),
        (TRAIN + "  tta: ${train.views}", r"line 6: \$\{train.views\} is unknown"),
        (TRAIN + "  report: ${train.modle}", r"line 6: .* did you mean \$\{train.model\}"),
        (TRAIN + "  report: ${model}", r"line 6: \$\{model\} is unknown"),
        (TRAIN + "  report: ${train.model", "line 6: .*no closing brace"),
        (TRAIN + "  report: ${train.report}", "line 6: .*itself: train.report → train.report"),
        ("paths: {a: '${paths.b}', b: '${paths.a}/x'}\n" + TRAIN + "  report: ${paths.a}",
         "line 1: .*itself: paths.a → paths.b → paths.a"),
        ("paths: {a: [1]}\n" + TRAIN + "  report: a${paths.a}", "line 7: .*a text or a number"),
        (TRAIN + "predict:\n- {input: a.tif, output: a_map.tif}\n"
         "- {input: b.tif, output: b_map.tif}\nclean: {input: '${predict.output}', output: c.tif}",
         r"line 9: \$\{predict.output\} must tell which step .* from 1 to 2: \$\{predict.1.output"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(read, text, message):
    with pytest.raises(InvalidJob, match=f"pipeline.yaml, {message}"):
        read(text)


def test_references_cannot_grow_without_bounds(read):
    items = [", ".join([f"'${{paths.a{n}}}'"] * 9) for n in range(8)]
    lists = "\n".join(f"  a{n}: [{item}]" for n, item in enumerate(items, start=1))
    with pytest.raises(InvalidJob, match=r"line \d+: references make the file too large"):
        read(f"paths:\n  a0: x\n{lists}\n{TRAIN}  bands: ${{paths.a8}}\n")
    text = f"paths:\n  a0: {'x' * 3000}\n  a1: ${{paths.a0}}${{paths.a0}}\n"
    with pytest.raises(InvalidJob, match="line 3: references make a text of more than 4096"):
        read(f"{text}{TRAIN}  report: ${{paths.a1}}\n")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(InvalidJob, match="none.yaml cannot be read"):
        read_pipeline(tmp_path / "none.yaml")
    with pytest.raises(InvalidJob, match="no pipeline file"):
        read_pipeline(tmp_path / "job.json")
    (tmp_path / "a.yml").write_bytes(b"train: \xff")
    with pytest.raises(InvalidJob, match="not UTF-8"):
        read_pipeline(tmp_path / "a.yml")


@pytest.fixture
def check(read, tmp_path):
    """A function that checks the files of a pipeline; scene and labels exist."""
    for name in ("scene.tif", "labels.gpkg"):
        (tmp_path / name).touch()
    return lambda text: check_files(read(text))


def test_inputs_exist_or_are_made_earlier(check):
    check(TRAIN + PREDICT + CLEAN + VECTORIZE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TRAIN.replace("labels.gpkg", "none.gpkg"),
         "line 3: train: LABELS is .*none.gpkg, which does not exist, and no earlier step"),
        (TRAIN + "  enabled: false\n" + PREDICT, "line 7: predict: MODEL is .*does not exist"),
        (TRAIN + PREDICT + "  mask: out/polygons.gpkg\n" + VECTORIZE,
         "line 9: predict: MASK is .*'vectorize' makes it only later"),
        (TRAIN + PREDICT + "clean: {output: out/map.tif}",
         r"line 9: clean: .*map.tif is an input of this run"),
        (TRAIN + PREDICT + "  confidence: out/model.safetensors",
         r"line 6: predict: .* is an input of this run"),
        (TRAIN + PREDICT + CLEAN + "vectorize: {output: labels.gpkg}",
         r"line 10: vectorize would replace .*labels.gpkg, which train \(line 1\) reads"),
        (TRAIN + "predict:\n- {input: scene.tif, output: a.tif}\n"
         "- {input: scene.tif, output: a.tif}",
         r"line 8: predict.2 and predict.1 \(line 7\) write the same file"),
        (TRAIN + "  report: pipeline.yaml", "line 1: train would replace the pipeline file"),
    ],
)  # fmt: skip
def test_files_that_cannot_work_are_named_with_their_line(check, text, message):
    with pytest.raises(InvalidJob, match=f"pipeline.yaml, {message}"):
        check(text)


@dataclass(frozen=True)
class MakesADataset(Job):
    """A job that makes a folder which other steps read."""

    algorithm_id = "preparedataset"
    runs = "none:none"
    dataset: str = option(title="Dataset", help="A folder.", kind="folder output")
    run: RunOptions = group(RunOptions)  # noqa: RUF009


@dataclass(frozen=True)
class ReadsADataset(Job):
    """A job that reads a folder which another step makes."""

    algorithm_id = "verifydataset"
    runs = "none:none"
    dataset: str = option(title="Dataset", help="A folder.", kind="folder")
    run: RunOptions = group(RunOptions)  # noqa: RUF009


def test_a_section_exists_if_its_algorithm_does(read, monkeypatch, tmp_path):
    text = "verify: {}\nprepare: {dataset: data}\n"
    for algorithm in ("preparedataset", "verifydataset"):
        monkeypatch.delitem(JOBS, algorithm, raising=False)
    with pytest.raises(InvalidJob, match="line 1: there is no section 'verify'"):
        read(text)
    for kind in (MakesADataset, ReadsADataset):
        monkeypatch.setitem(JOBS, kind.algorithm_id, kind)
    made, verified = read(text).steps
    assert (made.outputs(), verified.inputs()) == (
        [str(tmp_path / "data")], {"dataset": [str(tmp_path / "data")]},
    )  # fmt: skip
    check_files(read(text))
    check_files(read("verify: {dataset: data/part}\nprepare: {dataset: data}\n"))
    with pytest.raises(InvalidJob, match=r"line 1: verify: DATASET is .*, which does not exist"):
        check_files(read("verify: {dataset: data}"))


def test_the_example_of_the_documentation_is_valid(read):
    page = (Path(__file__).parents[3] / "docs" / "pipeline.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    names = [[step.name for step in read(example).steps] for example in examples]
    assert names == [
        ["train", "evaluate", "predict", "clean", "vectorize"],
        ["predict.1", "predict.2", "clean.1", "clean.2"],
    ]
