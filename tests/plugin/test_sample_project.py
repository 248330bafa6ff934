"""The sample project: copied without overwriting, opened with valid layers, small enough."""

import json
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsRasterLayer

from landsketch.core.errors import OutputNotWritable
from landsketch.core.model_header import read_header
from landsketch.plugin import project_models, sample_project
from landsketch.plugin.live.class_table_file import read_table
from landsketch.plugin.live.classes import load_classes
from landsketch.plugin.live.label_layer import is_made, read_drawn
from landsketch.plugin.live.project_state import load_state
from landsketch.plugin.trained_model import last_model

SOURCE = Path(__file__).resolve().parents[2] / "resources" / "sample"
MAX_BYTES = 3_000_000


@pytest.fixture
def copy(tmp_path):
    """The path of the project in a folder of its own, whose name breaks careless programs."""
    folder = sample_project.sample_folder(tmp_path / "Süd #1 (neu)")
    return sample_project.copy_sample(folder)


@pytest.fixture
def opened(qgis_new_project, copy):
    project = QgsProject.instance()
    assert project.read(str(copy))
    yield project
    project.clear()


def test_the_sample_is_small():
    assert sum(path.stat().st_size for path in SOURCE.iterdir()) < MAX_BYTES


def test_all_files_are_copied(copy):
    assert copy.name == "sample.qgs"
    assert copy.parent.name == "landsketch-sample"
    names = {path.name for path in SOURCE.iterdir()}
    assert {path.name for path in copy.parent.iterdir()} == names
    assert "README.md" in names


def test_an_earlier_copy_is_not_overwritten_but_completed(copy):
    copy.write_text("changed", "utf-8")
    (copy.parent / "map.tif").unlink()
    assert sample_project.copy_sample(copy.parent) == copy
    assert copy.read_text("utf-8") == "changed"
    assert (copy.parent / "map.tif").is_file()


def test_the_folder_of_an_earlier_copy_may_be_chosen(copy):
    assert sample_project.sample_folder(copy.parent) == copy.parent
    renamed = copy.parent.rename(copy.parent.with_name("mine"))
    assert sample_project.sample_folder(renamed) == renamed
    assert sample_project.sample_folder(renamed.parent).name == "landsketch-sample"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable):
        sample_project.copy_sample(tmp_path / "file" / "landsketch-sample")


def test_the_project_opens_with_valid_layers_in_one_group(opened, copy):
    group = opened.layerTreeRoot().children()[0]
    layers = [node.layer() for node in group.children()]
    assert [layer.name() for layer in layers] == ["labels", "map", "image"]
    assert all(layer.isValid() for layer in layers)
    assert {Path(la.source().split("|")[0]).parent for la in layers} == {copy.parent}
    assert {layer.crs().authid() for layer in layers} == {"EPSG:32633"}
    extent = opened.viewSettings().defaultViewExtent()
    assert extent.contains(layers[2].extent())


def test_labels_map_and_model_have_the_same_classes(opened, copy):
    labels, made = (opened.mapLayersByName(name)[0] for name in ("labels", "map"))
    classes = load_classes(labels)
    assert is_made(labels)
    assert read_table(labels) == classes
    assert set(read_drawn(labels).counts) == {entry.name for entry in classes}
    legend = {(c.value, c.label, c.color.name()) for c in made.renderer().classes()}
    assert legend == {(entry.value, entry.name, entry.color) for entry in classes}
    assert read_header(copy.with_name("model.safetensors")).classes.classes == classes


def test_dock_and_dialogs_find_what_they_need(opened, copy):
    state = load_state()
    image = opened.mapLayer(state.image)
    assert isinstance(image, QgsRasterLayer)
    assert opened.mapLayer(state.labels).name() == "labels"
    model = read_header(copy.with_name("model.safetensors"))
    assert state.options.backbone == model.backbone == "builtin"
    assert list(state.options.bands) == model.group("scene")["bands"]
    assert state.options.scale == model.scale
    assert last_model() == str(copy.with_name("model.safetensors"))
    assert project_models.model_paths() == [last_model()]


def test_the_image_has_named_bands(opened):
    image = opened.mapLayersByName("image")[0]
    names = [image.bandName(number) for number in range(1, image.bandCount() + 1)]
    assert [name.split(": ")[1] for name in names] == ["red", "green", "blue", "near infrared"]


def test_no_file_names_a_folder_of_the_computer_that_made_it():
    text = (SOURCE / "sample.qgs").read_text("utf-8")
    assert "saveUser" not in text
    assert 'source="/' not in text
    assert "<datasource>/" not in text
    assert str(SOURCE.parents[1]) not in text
    header = json.dumps(dict(read_header(SOURCE / "model.safetensors").facts))
    assert str(SOURCE.parents[1]) not in header
