"""Datasets in QGIS: prepared, verified and trained on by Processing."""

from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProject, QgsRasterLayer, QgsVectorLayer


@pytest.fixture
def run(provider, context, feedback):
    """A function that runs an algorithm and returns its outputs."""
    import processing

    def run(name, **parameters):
        return processing.run(f"landsketch:{name}", parameters, context=context, feedback=feedback)

    return run


@pytest.fixture
def dataset(run, scene, labels, tmp_path):
    """The outputs of a preparation."""
    return run(
        "preparedataset",
        INPUT=[str(scene)],
        LABELS=labels,
        CLASS_FIELD="class",
        ENCODE="all",
        VALIDATION="none",
        CACHE=str(tmp_path / "cache"),
        DATASET=str(tmp_path / "dataset"),
    )


def test_a_dataset_is_prepared_with_its_layer_of_tiles(dataset, context, tmp_path):
    assert dataset["DATASET"] == str(tmp_path / "dataset")
    assert dataset["N_TILES"] == dataset["N_ENCODED"] > 0
    tiles = QgsVectorLayer(dataset["TILES"], "tiles")
    assert tiles.featureCount() == dataset["N_TILES"]
    assert tiles.renderer().type() == "categorizedSymbol"
    assert tiles.renderer().classAttribute() == "main_class"
    names = [details.name for details in context.layersToLoadOnCompletion().values()]
    assert names == ["Tiles – dataset"]


def test_a_dataset_is_verified(dataset, run, context, tmp_path):
    outputs = run(
        "verifydataset",
        DATASET=dataset["DATASET"],
        REPORT=str(tmp_path / "report.html"),
        FLAGGED_TILES=str(tmp_path / "tiles.gpkg"),
        FLAGGED_LABELS=str(tmp_path / "labels.gpkg"),
    )
    assert "<!DOCTYPE html>" in Path(outputs["REPORT"]).read_text(encoding="utf-8")
    assert Path(outputs["JSON"]).is_file()
    assert outputs["N_ERRORS"] == 0
    assert outputs["IS_SHIFTED"] is False
    flagged = QgsVectorLayer(outputs["FLAGGED_LABELS"], "labels")
    assert flagged.renderer().classAttribute() == "level"
    assert {"flags", "suspicion", "suggestion"} <= {field.name() for field in flagged.fields()}


def test_a_model_is_trained_on_a_dataset(dataset, run, tmp_path):
    outputs = run(
        "trainhead", DATASET=dataset["DATASET"], MODEL=str(tmp_path / "model.safetensors")
    )
    assert Path(outputs["MODEL"]).is_file()


def test_images_beside_a_dataset_are_refused(dataset, algorithm, scene, tmp_path):
    parameters = {
        "DATASET": dataset["DATASET"],
        "INPUT": [str(scene)],
        "MODEL": str(tmp_path / "m.safetensors"),
    }
    is_fine, message = algorithm("trainhead").checkParameterValues(
        parameters, QgsProcessingContext()
    )
    assert not is_fine
    assert message.startswith("DATASET stands for images and labels")


def test_the_stack_of_two_dates_is_a_raster(run, scene, labels, tmp_path):
    second = tmp_path / "second.tif"
    second.write_bytes(Path(scene).read_bytes())
    outputs = run(
        "preparedataset",
        INPUT=[str(scene)],
        SECOND_INPUT=str(second),
        LABELS=labels,
        CLASS_FIELD="class",
        VALIDATION="none",
        LOAD=False,
        DATASET=str(tmp_path / "dataset"),
    )
    stack = QgsRasterLayer(outputs["STACK"], "stack")
    assert stack.isValid()
    assert stack.bandCount() == 2 * QgsRasterLayer(str(scene), "scene").bandCount()
    assert not QgsProject.instance().mapLayersByName("Tiles – dataset")
