"""Point layers and fully labelled areas of QGIS reach a model through the real engine."""

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer

from landsketch.plugin.provider import LandsketchProvider

WEST, NORTH, CELL = (
    500_000,
    5_800_000,
    64,
)  # of the chessboard scene; its first cell is water, the second forest


@pytest.fixture
def provider(qgis_processing, qgis_new_project, python, monkeypatch):
    monkeypatch.setenv("LANDSKETCH_PYTHON", python)
    registry, added = QgsApplication.processingRegistry(), LandsketchProvider()
    registry.addProvider(added)
    yield added
    registry.removeProvider(added)


def layer_of(kind, shapes):
    """Return a memory layer of shapes, given as WKT and class."""
    layer = QgsVectorLayer(f"{kind}?crs=EPSG:32633&field=class:string", kind, "memory")
    for wkt, name in shapes:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        feature.setAttributes([name])
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


def test_points_and_an_area_map_one_class_of_interest(provider, scene, tmp_path):
    import processing

    points = [
        (f"Point({WEST + x} {NORTH - y})", "water")
        for x in range(10, 60, 10)
        for y in range(10, 60, 10)
    ]
    west, east = WEST + CELL, WEST + 2 * CELL
    area = f"Polygon(({west} {NORTH}, {east} {NORTH}, {east} {NORTH - CELL}, {west} {NORTH}))"
    model, output = str(tmp_path / "m.safetensors"), str(tmp_path / "map.tif")
    processing.run(
        "landsketch:trainhead",
        {
            "INPUT": [str(scene)],
            "LABELS": layer_of("Point", points),
            "CLASS_FIELD": "class",
            "POINT_RADIUS": 1.5,
            "CLASS_OF_INTEREST": "water",
            "FULLY_LABELLED_AREA": layer_of("Polygon", [(area, "")]),
            "HEAD": "ridge",
            "VALIDATION": "none",
            "BACKBONE": "builtin",
            "CACHE": str(tmp_path / "cache"),
            "MODEL": model,
        },
    )
    metrics = json.loads(Path(f"{model}.job.json").read_text(encoding="utf-8"))["metrics"]
    assert [c["name"] for c in metrics["classes"]] == ["water", "other"]
    processing.run(
        "landsketch:predictraster",
        {"INPUT": str(scene), "MODEL": model, "CACHE": str(tmp_path / "cache"), "OUTPUT": output},
    )
    is_forest = np.add(*np.indices((4 * CELL, 4 * CELL)) // CELL) % 2
    values = [c["value"] for c in metrics["classes"]]
    assert (gdal.Open(output).ReadAsArray() == np.take(values, is_forest)).mean() > 0.8


def box(row, column):
    """Return a square inside a cell of the chessboard, as WKT."""
    west, north = WEST + column * CELL + 10, NORTH - row * CELL - 10
    east, south = west + 40, north - 40
    ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    return f"Polygon(({ring}))"


def test_corrections_replace_labels_and_are_kept_with_the_model(provider, scene, tmp_path):
    import processing

    labels = [(box(0, 0), "water"), (box(0, 1), "forest"), (box(1, 1), "forest")]
    corrections = [(box(1, 1), "water"), (box(2, 1), "rock")]
    model = str(tmp_path / "m.safetensors")
    processing.run(
        "landsketch:trainhead",
        {
            "INPUT": [str(scene)],
            "LABELS": layer_of("Polygon", labels),
            "CLASS_FIELD": "class",
            "CORRECTIONS": layer_of("Polygon", corrections),
            "VALIDATION": "none",
            "BACKBONE": "builtin",
            "CACHE": str(tmp_path / "cache"),
            "MODEL": model,
        },
    )
    record = json.loads(Path(f"{model}.job.json").read_text(encoding="utf-8"))
    metrics = record["metrics"]
    assert [c["name"] for c in metrics["classes"]] == ["forest", "rock", "water"]
    assert metrics["n_polygons"] == 4
    assert any("2 correction(s) replace 1 label(s)" in text for text in metrics["warnings"])
    kept = [Path(f"{model}.{name}.gpkg") for name in ("labels", "corrections")]
    assert all(file.is_file() for file in kept)
    assert str(kept[1]) in json.dumps(record)


def test_the_labels_themselves_are_no_corrections(provider, scene, labels, tmp_path):
    import processing
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match="CORRECTIONS is the same layer as LABELS"):
        processing.run(
            "landsketch:trainhead",
            {
                "INPUT": [str(scene)],
                "LABELS": str(labels),
                "CLASS_FIELD": "class",
                "CORRECTIONS": str(labels),
                "MODEL": str(tmp_path / "m.safetensors"),
            },
        )
    assert not list(tmp_path.iterdir())
