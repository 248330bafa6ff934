"""Parameters of what comes after the map, and of an export, become jobs."""

import pytest

from landsketch.core.errors import InvalidJob, InvalidScene
from landsketch.core.job.jobs import CleanJob, ExportJob, VectorizeJob


@pytest.fixture
def make_job(algorithm, context):
    return lambda name, **parameters: algorithm(name).make_job(parameters, context)


def test_few_parameters_make_the_default_jobs(make_job, scene, tmp_path):
    output = str(tmp_path / "clean.tif")
    job = make_job("cleanmap", INPUT=str(scene), OUTPUT=output)
    assert job == CleanJob(str(scene), output, min_pixels=10, run=job.run)
    output = str(tmp_path / "polygons.gpkg")
    job = make_job("vectorizemap", INPUT=str(scene), OUTPUT=output)
    assert job == VectorizeJob(str(scene), output, run=job.run)


def test_every_parameter_arrives(make_job, scene):
    job = make_job(
        "cleanmap",
        INPUT=str(scene),
        MIN_PIXELS=5,
        MIN_AREA=12.5,
        MAJORITY=7,
        CONNECTIVITY="8",
        OUTPUT="/out/c.tif",
    )
    assert (job.min_pixels, job.min_area, job.majority, job.connectivity) == (5, 12.5, 7, 8)
    job = make_job(
        "vectorizemap",
        INPUT=str(scene),
        CONFIDENCE=str(scene),
        LEAVE_OUT="bare ground, 4",
        MIN_AREA=3,
        SMOOTH=True,
        SIMPLIFY=1.5,
        OUTPUT="/out/p.gpkg",
    )
    assert (job.confidence_map, job.leave_out) == (str(scene), ("bare ground", "4"))
    assert (job.min_area, job.smooth, job.simplify) == (3.0, True, 1.5)


def test_an_export_needs_a_model_only(make_job, scene, tmp_path):
    model, output = tmp_path / "model.safetensors", str(tmp_path / "model.onnx")
    model.touch()
    job = make_job("exportmodel", MODEL=str(model), OUTPUT=output)
    assert job == ExportJob(str(model), output, run=job.run)
    job = make_job(
        "exportmodel",
        MODEL=str(model),
        INPUT=str(scene),
        BANDS="3,2,1",
        TILE_SIZE=448,
        OUTPUT=output,
    )
    assert job == ExportJob(str(model), output, str(scene), (3, 2, 1), 448, job.run)
    with pytest.raises(InvalidScene, match="another one as INPUT"):
        make_job("exportmodel", MODEL=str(model), INPUT="/there/is/none.tif", OUTPUT=output)
    with pytest.raises(InvalidJob, match="ends in .onnx"):
        make_job("exportmodel", MODEL=str(model), OUTPUT=str(tmp_path / "model.pt"))


@pytest.mark.parametrize(
    ("name", "parameters", "error", "words"),
    [
        ("cleanmap", {"MAJORITY": 4}, InvalidJob, "odd number"),
        ("cleanmap", {"MIN_PIXELS": 0}, InvalidJob, "nothing to clean"),
        ("vectorizemap", {"OUTPUT": "p.shp"}, InvalidJob, "ends in .gpkg"),
        (
            "vectorizemap",
            {"CONFIDENCE": "/there/is/none.tif"},
            InvalidScene,
            "another one as CONFIDENCE",
        ),
    ],
)
def test_what_cannot_be_is_a_sentence(make_job, scene, name, parameters, error, words):
    defaults = {
        "INPUT": str(scene),
        "OUTPUT": {"cleanmap": "c.tif", "vectorizemap": "p.gpkg"}[name],
    }
    with pytest.raises(error, match=words):
        make_job(name, **{**defaults, **parameters})
