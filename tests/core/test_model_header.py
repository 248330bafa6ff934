"""The header of a model is read without torch."""

import json
import struct

import pytest

from landsketch.core.errors import InvalidModel
from landsketch.core.model_header import matching_scale, read_header
from landsketch.core.version import MODEL_FORMAT

CLASSES = [{"value": 4, "name": "roof", "color": "#d1453b"}]


def write(path, **changes):
    facts = {"format": MODEL_FORMAT, "classes": CLASSES, "pixel_size_m": 0.5, "scene": {"scale": 2}}
    metadata = {"landsketch": json.dumps(facts | changes)}
    header = json.dumps({"__metadata__": metadata}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    return path


def test_classes_and_pixel_size_are_read(tmp_path):
    header = read_header(write(tmp_path / "m.safetensors"))
    assert (header.pixel_size_m, header.scale) == (0.5, 2)
    assert header.classes.to_list() == CLASSES


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64, struct.pack("<Q", 2) + b"{}"])
def test_other_files_have_no_header(tmp_path, content):
    path = tmp_path / "m.safetensors"
    path.write_bytes(content)
    assert read_header(path) is None


@pytest.mark.parametrize("change", [{"format": 99}, {"classes": 1}, {"pixel_size_m": "x"}])
def test_a_damaged_model_has_no_header(tmp_path, change):
    assert read_header(write(tmp_path / "m.safetensors", **change)) is None


def test_a_missing_file_has_no_header(tmp_path):
    assert read_header(tmp_path / "none.safetensors") is None


def test_the_scale_brings_the_pixel_sizes_together():
    assert matching_scale(1.0, 0.5, 1, "a.tif") == 2


@pytest.mark.parametrize(("size", "advice"), [(9, "too coarse"), (0.01, "resample the raster")])
def test_pixels_that_no_scale_can_match_are_refused(size, advice):
    with pytest.raises(InvalidModel, match=advice):
        matching_scale(size, 0.5, 1, "a.tif")
