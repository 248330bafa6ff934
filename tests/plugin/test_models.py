"""The models of the project: what is kept, listed, renamed, deleted, and trained again."""

import json
from pathlib import Path

import pytest
from qgis.core import QgsProject

from landsketch.core.errors import OutputNotWritable
from landsketch.core.job.job_json import to_dict
from landsketch.core.job.retraining import training_parameters
from landsketch.core.model_header import read_header
from landsketch.plugin import model_list as actions
from landsketch.plugin import project_models
from landsketch.plugin.model_entry import read_entry
from landsketch.plugin.model_files import delete_model, files_of, next_model_path, rename_model
from landsketch.plugin.model_list import ModelList
from landsketch.plugin.trained_model import keep_model, last_model
from landsketch.tests.helpers.models import write_model

FIGURES = {"validation": "blocks", "miou": 0.581, "miou_sd": 0.043, "fold_miou": [0.5, 0.6, 0.65]}


@pytest.fixture(autouse=True)
def _new_project(qgis_new_project):
    """Every test begins with an empty project."""


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "town.safetensors", figures=FIGURES)


@pytest.fixture
def trained(model):
    """A model with all that a training leaves beside it, and a file that is not its own."""
    for name in ("town.safetensors.events.jsonl", "town_report.html", "town_report.csv"):
        model.with_name(name).write_text("x")
    report = str(model.with_name("town_report.html"))
    record = {"job": {"model": str(model), "labels": "a"}, "outputs": {"report": report}}
    model.with_name("town.safetensors.job.json").write_text(json.dumps(record))
    model.with_name("town_map.tif").write_text("x")
    return model


def listed():
    models = ModelList()
    models.load()
    return models


# -- the project ----------------------------------------------------------------------------------


def test_models_are_kept_once_and_relative_to_the_project(model, tmp_path):
    assert QgsProject.instance().write(str(tmp_path / "study.qgz"))
    project_models.add_trained_model(str(model))
    project_models.add_model(str(tmp_path / "x" / ".." / "town.safetensors"))
    assert QgsProject.instance().readListEntry("landsketch", "/models")[0] == ["./town.safetensors"]
    assert QgsProject.instance().write()
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("study.qgz", "town.safetensors"):
        (tmp_path / name).rename(moved / name)
    assert QgsProject.instance().read(str(moved / "study.qgz"))
    assert project_models.model_paths() == [str(moved / "town.safetensors")]
    assert last_model() == str(moved / "town.safetensors")


def test_only_a_training_changes_what_dialogs_suggest(model, tmp_path):
    other = write_model(tmp_path / "other.safetensors")
    project_models.add_trained_model(str(model))
    project_models.add_model(str(other))
    assert last_model() == str(model)
    assert project_models.model_paths() == [str(model), str(other)]


def test_the_model_of_an_earlier_version_is_listed(model):
    keep_model(str(model))
    assert project_models.model_paths() == [str(model)]
    project_models.forget_model(str(model))
    assert (project_models.model_paths(), last_model()) == ([], "")


def test_a_renamed_model_stays_the_last_one(model, tmp_path):
    project_models.add_trained_model(str(model))
    new = model.rename(tmp_path / "new.safetensors")
    project_models.move_model(str(model), str(new))
    assert (project_models.model_paths(), last_model()) == ([str(new)], str(new))


def test_changes_are_told(model):
    heard = []
    project_models.news.changed.connect(heard.append)
    project_models.add_trained_model(str(model))
    project_models.forget_model(str(model))
    project_models.news.changed.disconnect(heard.append)
    assert heard == [str(model), ""]


# -- what is shown --------------------------------------------------------------------------------


def test_an_entry_tells_accuracy_backbone_classes_and_date(model):
    entry = read_entry(str(model))
    assert (entry.name, entry.score) == ("town", "0.58 ± 0.04")
    assert (entry.details, entry.date) == ("2 classes · builtin", "2023-11-14")
    assert "water, forest" in entry.tip
    assert "3 folds: 0.043" in entry.tip


def test_a_model_without_validation_has_no_score(tmp_path):
    entry = read_entry(str(write_model(tmp_path / "m.safetensors", figures={})))
    assert entry.score == "–"
    assert "not measured" in entry.tip


def test_files_that_are_gone_or_foreign_are_listed_but_not_usable(tmp_path):
    foreign = tmp_path / "foreign.safetensors"
    foreign.write_text("no model")
    gone = read_entry(str(tmp_path / "gone.safetensors"))
    assert (gone.is_missing, gone.is_usable, gone.score) == (True, False, "–")
    assert "missing" in gone.details
    assert "missing" in gone.tip
    entry = read_entry(str(foreign))
    assert (entry.is_missing, entry.is_usable) == (False, False)
    assert "no model" in entry.tip


# -- what can be done -----------------------------------------------------------------------------


@pytest.fixture
def three(tmp_path):
    """An old and a new model, and one that is gone."""
    old = write_model(tmp_path / "old.safetensors", modified=1e9)
    new = write_model(tmp_path / "new.safetensors", modified=1.5e9)
    for path in (old, new, tmp_path / "gone.safetensors"):
        project_models.add_model(str(path))
    models = listed()
    return models, *models.entries


def test_the_newest_model_is_first_and_missing_ones_are_last(three):
    assert [entry.name for entry in three[0].entries] == ["new", "old", "gone"]


def test_what_can_be_done_depends_on_what_is_chosen(three):
    models, new, old, gone = three
    of_one = {actions.MAP, actions.RETRAIN, actions.EXPORT, actions.INFO}
    of_one |= {actions.RENAME, actions.REMOVE}
    assert models.possible([], has_labels=True) == set()
    assert models.possible([old], has_labels=False) == of_one
    assert models.possible([old], has_labels=True) == of_one | {actions.CLASSES}
    assert models.possible([new], has_labels=False) == of_one | {actions.COMPARE}
    assert models.possible([gone], has_labels=True) == {actions.REMOVE}
    assert models.possible([new, old], has_labels=True) == {actions.COMPARE, actions.REMOVE}
    assert models.possible([new, gone], has_labels=True) == {actions.REMOVE}


def test_the_newer_model_is_compared_with_the_older(three):
    models, new, old, _ = three
    assert models.pair([new]) == models.pair([old, new]) == (new, old)
    assert models.pair([old]) is None


# -- files ----------------------------------------------------------------------------------------


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_renaming_moves_what_lies_beside_the_model(trained, tmp_path):
    new = rename_model(trained, "village.safetensors")
    assert names(tmp_path) == [
        "town_map.tif",
        "village.safetensors",
        "village.safetensors.events.jsonl",
        "village.safetensors.job.json",
        "village_report.csv",
        "village_report.html",
    ]
    record = json.loads((tmp_path / "village.safetensors.job.json").read_text())
    assert record["job"] == {"model": str(new), "labels": "a"}
    assert record["outputs"]["report"] == str(tmp_path / "village_report.html")


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", 'x"y'])
def test_names_that_no_file_can_have_are_refused(trained, tmp_path, name):
    before = names(tmp_path)
    with pytest.raises(OutputNotWritable, match="no name for a file"):
        rename_model(trained, name)
    assert names(tmp_path) == before


def test_no_file_is_replaced_by_a_renamed_one(trained, tmp_path):
    (tmp_path / "village_report.html").write_text("of another model")
    before = names(tmp_path)
    with pytest.raises(OutputNotWritable, match="village_report.html already"):
        rename_model(trained, "village")
    assert names(tmp_path) == before


def test_a_rename_that_fails_halfway_is_undone(trained, tmp_path, monkeypatch):
    before, rename = names(tmp_path), Path.rename

    def fail(path, target):
        if path.name == "town_report.html":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputNotWritable, match="Permission denied"):
        rename_model(trained, "village")
    assert names(tmp_path) == before


def test_deleting_takes_the_files_of_the_model_only(trained, tmp_path):
    assert len(files_of(trained)) == 5
    delete_model(trained)
    assert names(tmp_path) == ["town_map.tif"]


def test_a_retrained_model_gets_a_name_of_its_own(model, tmp_path):
    assert next_model_path(model).name == "town_2.safetensors"
    second = write_model(tmp_path / "town_2.safetensors")
    assert next_model_path(second).name == next_model_path(model).name == "town_3.safetensors"
    year = write_model(tmp_path / "area_2024.safetensors")
    assert next_model_path(year).name == "area_2024_2.safetensors"


# -- training again -------------------------------------------------------------------------------


def parameters_of(path, **facts):
    return training_parameters(read_header(write_model(path, **facts)))


def test_the_settings_of_a_training_are_those_that_differ_from_the_defaults(tmp_path):
    found = parameters_of(
        tmp_path / "m.safetensors",
        scene={"path": "", "bands": [4, 3, 2], "extra_bands": [], "scale": 2.0, "stretch": "auto"},
        backbone={"name": "builtin", "layers": [3], "tile_tokens": 128, "halo_tokens": 8},
        recipe={"head": "mlp", "epochs": 7, "augment": {"views": ["hflip", "rot90"]}},
        sharpening={"sharpen": "none", "sharpen_factor": 1.0},
        figures={"validation": "blocks", "fold_miou": [0.1, 0.2, 0.3]},
    )
    assert found["SCALE"] == "2"
    assert (found["BANDS"], found["EXTRA_BANDS"]) == ("4,3,2", "")
    assert (found["BACKBONE"], found["HALO_TOKENS"]) == ("builtin", 8)
    assert (found["HEAD"], found["VIEWS"], found["FOLDS"]) == ("mlp", "hflip,rot90", 3)
    assert found["SHARPEN"] == "none"
    assert found["STRETCH"] == "auto"
    assert not {"TILE_TOKENS", "VALIDATION", "INPUT", "MODEL"} & set(found)


def test_a_field_of_folds_that_the_header_does_not_name_is_left_out(tmp_path):
    found = parameters_of(tmp_path / "m.safetensors", figures={"validation": "field"})
    assert "VALIDATION" not in found
    scenes = parameters_of(tmp_path / "m.safetensors", figures={"validation": "scenes"})
    assert scenes["VALIDATION"] == "scenes"


def test_the_dialog_accepts_every_setting(algorithm, context, labels, scene, tmp_path):
    """A training of every option away from its default is repeated as it was."""
    facts = {
        "scene": {"bands": [3, 2, 1], "extra_bands": [4], "scale": 0.5, "holes": "keep"},
        "backbone": {"name": "builtin", "lattices": 2, "position_mean": False},
        "recipe": {"head": "lda", "augment": {"jitter": 0.1}},
    }
    given = {
        **parameters_of(tmp_path / "m.safetensors", **facts),
        "INPUT": [str(scene)],
        "LABELS": labels.id(),
        "CLASS_FIELD": "class",
        "MODEL": str(tmp_path / "new.safetensors"),
    }
    job = to_dict(algorithm("trainhead").make_job(given, context))
    assert (job["bands"], job["extra_bands"], job["scale"]) == ([3, 2, 1], [4], 0.5)
    assert (job["lattices"], job["position_mean"], job["jitter"]) == (2, False, 0.1)
    assert (job["head"], job["holes"]) == ("lda", "keep")
