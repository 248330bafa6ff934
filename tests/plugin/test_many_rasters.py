"""Many rasters and masks: QGIS choices become the engine's job; maps are styled."""

import json
import shutil

import processing
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from landsketch.core.errors import InvalidScene
from landsketch.core.imagery.map_style import class_style
from landsketch.core.job.jobs import PredictManyJob
from landsketch.core.job.map_options import MapOptions
from landsketch.plugin.parameters.copies import write_copies
from landsketch.plugin.parameters.reader import Reader

MAPS_ALL_BUT_THE_LAST = """
import os
say("hello"); job = hear()["job"]
os.makedirs(job["output_folder"], exist_ok=True)
stems = [os.path.basename(path)[:-4] for path in job["input"]]
maps = [os.path.join(job["output_folder"], stem + "_map.tif") for stem in stems][:-1]
for scene, path in zip(job["input"], maps):
    for target in (path, path[:-7] + "confidence.tif"):
        open(target, "wb").write(open(scene, "rb").read())
classes = [{"value": 1, "name": "water", "color": "#3b7dd8"}]
metrics = {"classes": classes, "maps": maps, "n_maps": len(maps), "n_failed": 1}
say("result", outputs={"folder": job["output_folder"]}, metrics=metrics)
"""


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"")
    return str(path)


@pytest.fixture
def scenes(scene, tmp_path):
    return [shutil.copy(scene, tmp_path / f"{name}.tif") for name in ("north", "south", "west")]


@pytest.fixture
def make_job(algorithm, context):
    return lambda name, **parameters: algorithm(name).make_job(parameters, context)


@pytest.fixture
def mask(qgis_new_project):
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633", "parcels", "memory")
    for west in (500_010, 500_090):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(
            QgsGeometry.fromRect(QgsRectangle(west, 5_799_900, west + 40, 5_799_950))
        )
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


def test_few_parameters_make_the_default_job(make_job, scenes, model, tmp_path):
    job = make_job(
        "predictrasters",
        INPUT=[str(s) for s in scenes],
        MODEL=model,
        OUTPUT_FOLDER=str(tmp_path / "maps"),
    )
    assert job == PredictManyJob(job.scenes, model, str(tmp_path / "maps"), run=job.run)
    assert [one.path for one in job.scenes] == [str(s) for s in scenes]
    assert job.options == MapOptions()


def test_every_parameter_arrives(make_job, scenes, model, mask, tmp_path):
    job = make_job(
        "predictrasters",
        INPUT=[str(s) for s in scenes],
        BANDS="3,2,1",
        MODEL=model,
        MASK=mask,
        CACHE=str(tmp_path),
        UNKNOWN_BELOW=60,
        BLEND="taper",
        CONFIDENCE=True,
        OUTPUT_FOLDER=str(tmp_path / "maps"),
    )
    assert {one.bands for one in job.scenes} == {(3, 2, 1)}
    assert (job.confidence, job.options.unknown_below, job.options.blend) == (True, 60, "taper")
    assert job.options.mask == str(tmp_path / "maps.mask.gpkg")
    assert job.run.cache == str(tmp_path)


def test_an_extent_goes_with_the_crs_in_which_it_is(make_job, scenes, model):
    job = make_job(
        "predictrasters",
        INPUT=[str(s) for s in scenes],
        MODEL=model,
        OUTPUT_FOLDER="maps",
        EXTENT="15.0,15.001,52.0,52.001 [EPSG:4326]",
        PROBABILITIES=True,
    )
    crs = QgsCoordinateReferenceSystem.fromWkt(job.extent_crs)
    assert crs.authid() == "EPSG:32633"
    west, _, east, _ = job.options.extent
    assert 499_990 < west < 500_010
    assert 500_050 < east < 500_090
    assert all(one.probabilities for one in job.jobs())


@pytest.mark.parametrize("name", ["predictraster", "predictrasters"])
def test_only_selected_polygons_are_a_mask(
    algorithm, context, feedback, scene, model, mask, tmp_path, name
):
    from qgis.core import QgsProcessingFeatureSourceDefinition

    mask.selectByIds([next(mask.getFeatures()).id()])
    value = QgsProcessingFeatureSourceDefinition(mask.id(), selectedFeaturesOnly=True)
    given = {"INPUT": str(scene)} if name == "predictraster" else {"INPUT": [str(scene)]}
    outputs = {"predictraster": tmp_path / "map.tif", "predictrasters": tmp_path / "maps"}
    given |= {"MODEL": model, "MASK": value}
    given |= {"OUTPUT" if name == "predictraster" else "OUTPUT_FOLDER": str(outputs[name])}
    made = algorithm(name)
    job = made.make_job(given, context)
    write_copies(job, Reader(made, given, context), feedback)
    copy = QgsVectorLayer(job.run.place_of(job.options.mask), "copy", "ogr")
    assert copy.featureCount() == 1
    assert job.options.mask == f"{outputs[name]}.mask.gpkg", (
        "it stays, so that the job can be run again"
    )


def test_what_cannot_be_is_a_sentence(make_job, scenes, model):
    given = {"MODEL": model, "OUTPUT_FOLDER": "maps"}
    with pytest.raises(InvalidScene, match="The image /there/is/none.tif cannot be opened"):
        make_job("predictrasters", INPUT=[str(scenes[0]), "/there/is/none.tif"], **given)


def test_maps_and_counts_come_back(engine_python, provider, scenes, model, tmp_path):
    engine_python(MAPS_ALL_BUT_THE_LAST)
    parameters = {
        "INPUT": [str(s) for s in scenes],
        "MODEL": model,
        "OUTPUT_FOLDER": str(tmp_path / "maps"),
    }
    found = processing.run("landsketch:predictrasters", parameters)
    maps = [str(tmp_path / "maps" / f"{name}_map.tif") for name in ("north", "south")]
    assert found == {
        "OUTPUT_FOLDER": str(tmp_path / "maps"),
        "MAPS": maps,
        "N_MAPS": 2,
        "N_FAILED": 1,
    }


@pytest.mark.parametrize("load", [True, False])
def test_maps_are_loaded_named_and_in_their_colours(
    engine_python, provider, scenes, model, qgis_new_project, tmp_path, load
):
    engine_python(MAPS_ALL_BUT_THE_LAST)
    (tmp_path / "maps").mkdir()
    for name in ("north", "south"):
        style = class_style([(1, "water", "#3b7dd8")])
        (tmp_path / "maps" / f"{name}_map.qml").write_text(style, encoding="utf-8")
    processing.runAndLoadResults(
        "landsketch:predictrasters",
        {
            "INPUT": [str(s) for s in scenes],
            "MODEL": model,
            "CONFIDENCE": True,
            "LOAD": load,
            "OUTPUT_FOLDER": str(tmp_path / "maps"),
        },
    )
    layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
    names = ["Classes – north", "Classes – south", "Confidence – north", "Confidence – south"]
    assert sorted(layers) == (names if load else [])
    for name in names[:2] if load else []:
        assert [(c.value, c.label) for c in layers[name].renderer().classes()] == [(1, "water")]


def test_a_job_travels_as_json(make_job, scenes, model):
    from landsketch.core.job.job_json import from_json, to_json

    job = make_job(
        "predictrasters", INPUT=[str(s) for s in scenes], MODEL=model, OUTPUT_FOLDER="maps"
    )
    assert from_json(to_json(job)) == job
    assert json.loads(to_json(job))["algorithm"] == "predictrasters"
