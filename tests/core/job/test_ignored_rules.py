"""Every rule of options without effect holds under its condition, and only there."""

import pytest

from landsketch.core.job.ignored_options import RULES, ignored_options
from landsketch.core.job.job_json import from_dict

TRAIN = {"algorithm": "trainhead", "input": ["a.tif", "b.tif"], "labels": "l.gpkg", "model": "m"}
RATE = {
    "algorithm": "findlearningrate", "input": ["a.tif"], "labels": "l.gpkg", "curve": "c.svg",
}  # fmt: skip
MAP = {"algorithm": "predictraster", "input": "a.tif", "model": "m", "output": "o.tif"}
MANY = {"algorithm": "predictrasters", "input": ["a.tif"], "model": "m", "output_folder": "o"}
EVALUATE = {"algorithm": "evaluatemodel", "input": "a.tif", "labels": "l.gpkg", "model": "m"}
SUGGEST = {"algorithm": "suggestlabels", "input": "a.tif", "labels": "l.gpkg", "output": "o.gpkg"}
PREPARE = {"algorithm": "preparefeatures", "input": "a.tif", "tiles": "t.gpkg"}
SIMILAR = {
    "algorithm": "similarity", "input": "a.tif", "examples": "e.gpkg", "output": "o.tif",
}  # fmt: skip
CLEAN = {"algorithm": "cleanmap", "input": "m.tif", "output": "o.tif", "majority": 3}
INSTALL = {"algorithm": "installbackbone"}
RASTER = {"labels": "", "label_raster": "r.tif"}
NONE = {"validation": "none"}
FIELD = {"validation": "field", "split_field": "s"}
CV = {"method": "cross_validation"}
STRETCH = {"stretch": "zscore", "scale": 2}

ALONE = {"algorithm": "trainhead", "dataset": "d", "model": "m"}
SCORED = {"algorithm": "evaluatemodel", "dataset": "d", "model": "m"}
DATASET = {
    "algorithm": "preparedataset", "input": "a.tif", "labels": "l.gpkg", "dataset": "d",
}  # fmt: skip
APART = {"dataset": "", "input": ["a.tif"], "labels": "l.gpkg"}

# A job, options that have no effect in it, and what gives them one (None: nothing does)
CASES = [
    (ALONE, {"class_field": "c", "labels_layer": "l", "class_table": "t.json"}, APART),
    (ALONE, {"point_radius": 2}, APART),
    (ALONE, {"other_class": "x"}, APART | {"class_of_interest": "c"}),
    (ALONE, {"class_of_interest": "c"}, APART),
    (ALONE, {"backbone": "b", "layers": "1", "dtype": "float32", "lattices": 2}, APART),
    (ALONE, {"position_mean": False, "tile_tokens": 48, "halo_tokens": 8}, APART),
    (ALONE, {"folds": 3, "block_size": 9, "buffer": 1}, APART),
    (ALONE, {"validation": "none"}, APART),
    (ALONE, {"split_field": "s"}, APART | {"validation": "field"}),
    (SCORED, {"class_field": "c", "point_radius": 2}, APART),
    (DATASET | {"encode": "all"}, {"extent": [0, 0, 1, 1]}, {"encode": "extent"}),
    (DATASET, {"background_keep": 0.5}, {"background": "thin"}),
    (TRAIN | NONE, {"folds": 3, "baselines": True, "tta": "hflip"}, {"validation": "blocks"}),
    (TRAIN | NONE, {"buffer": 3, "block_size": 9}, {"validation": "blocks"}),
    (TRAIN | NONE, {"split_field": "s"}, {"validation": "field"}),
    (TRAIN | FIELD, {"folds": 3}, {"validation": "blocks", "split_field": ""}),
    (TRAIN | {"validation": "scenes"}, {"folds": 3}, {"validation": "blocks"}),
    (TRAIN, {"split_field": "s"}, {"validation": "field"}),
    (RATE, {"split_field": "s"}, None),
    (EVALUATE, {"split_field": "s"}, None),
    (SUGGEST, {"split_field": "s"}, None),
    (PREPARE | {"labels": "l.gpkg"}, {"split_field": "s"}, None),
    (EVALUATE, {"folds": 3, "baselines": True}, CV),
    (EVALUATE | {"corrections": "c.gpkg"}, {"corrections_weight": 2}, CV),
    (EVALUATE | CV, {"include_training": True}, {"method": "held_out"}),
    (TRAIN | RASTER, {"class_field": "c", "labels_layer": "l", "point_radius": 2},
     {"labels": "l.gpkg", "label_raster": ""}),
    (PREPARE | {"labels": "l.gpkg", "fully_labelled_area": "a.gpkg"},
     {"class_field": "c", "class_table": "t.json", "other_class": "x", "class_of_interest": "c"},
     None),
    (SUGGEST | {"labels": ""},
     {"class_field": "c", "labels_layer": "l", "point_radius": 2, "class_of_interest": "x"},
     {"labels": "l.gpkg"}),
    (SUGGEST | {"labels": "", "class_of_interest": ""}, {"other_class": "x"},
     {"labels": "l.gpkg", "class_of_interest": "c"}),
    (TRAIN, {"other_class": "x"}, {"class_of_interest": "c"}),
    (TRAIN, {"other_class": "x"}, {"fully_labelled_area": "a.gpkg"}),
    (TRAIN, {"corrections_weight": 2, "corrections_layer": "l"}, {"corrections": "c.gpkg"}),
    (TRAIN, {"fully_labelled_area_layer": "l"}, {"fully_labelled_area": "a.gpkg"}),
    (MAP, {"overlap": 0.5}, {"blend": "taper"}),
    (MANY, {"overlap": 0.5}, {"blend": "taper"}),
    (MAP | {"sharpen": "none"}, {"sharpen_factor": 2}, {"sharpen": "edges"}),
    (MAP, {"mask_layer": "l"}, {"mask": "m.gpkg"}),
    (MANY, {"extent_crs": "EPSG:4326"}, {"extent": [0, 0, 1, 1]}),
    (MAP, STRETCH, None),
    (MANY, STRETCH, None),
    (EVALUATE, STRETCH | {"class_table": "t.json"}, None),
    (MAP, {"stretch_range": [0, 1]}, None),
    (MAP, {"hole_size": 9}, None),
    (SUGGEST | {"model": "m"}, {"hole_size": 9}, {"model": ""}),
    (TRAIN | {"holes": "keep"}, {"hole_size": 9}, {"holes": "fill"}),
    (SUGGEST | {"model": "m"},
     STRETCH | {"class_table": "t.json", "backbone": "x", "tile_tokens": 8, "halo_tokens": 2},
     {"model": ""}),
    (SUGGEST | {"model": "m"}, {"stretch_range": [0, 1]}, {"model": ""}),
    (SIMILAR, {"min_area": 5}, {"polygons": "p.gpkg"}),
    (SIMILAR, {"negatives_layer": "l"}, {"negatives": "n.gpkg"}),
    (CLEAN | {"min_pixels": 0}, {"connectivity": 8}, {"min_area": 4}),
    (CLEAN | {"min_pixels": 1}, {"connectivity": 8}, {"min_pixels": 10}),
    (INSTALL | {"import_from": "f"}, {"source": "public"}, {"import_from": ""}),
    (TRAIN | {"head": "decoder", "sampler": "none"}, {"sampler_cap": 5}, {"sampler": "weighted"}),
    (TRAIN | {"head": "decoder"}, {"auxiliary": 0.9}, {"token_rate": 1}),
    (TRAIN, {"compile_backbone": True}, {"backbone": "dinov3-vits16"}),
    (RATE, {"compile_backbone": True}, {"backbone": "dinov3-vits16"}),
    (PREPARE, {"compile_backbone": True}, {"backbone": "dinov3-vits16"}),
    (SIMILAR, {"compile_backbone": True}, {"backbone": "dinov3-vits16"}),
    # Heads and losses, whose table is in the options themselves
    (TRAIN | {"head": "mlp"}, {"focal_gamma": 1}, {"loss": "focal=1"}),
    (TRAIN | {"head": "auto"}, {"focal_gamma": 1}, {"loss": "focal=1"}),
    (TRAIN | {"head": "mlp", "loss": "dice=1"}, {"class_weights": "effective"},
     {"loss": "dice=1, cross_entropy=1"}),
    (TRAIN, {"checkpoints": "c", "tensorboard": "t", "epochs": 3}, {"head": "mlp"}),
]  # fmt: skip


def texts_of(job):
    return ignored_options(from_dict(job))


@pytest.mark.parametrize(("job", "ignored", "remedy"), CASES)
def test_options_are_ignored_until_something_gives_them_an_effect(job, ignored, remedy):
    named = [text.split()[0].lower() for text in texts_of(job | ignored)]
    assert sorted(named) == sorted(ignored)
    assert texts_of(job) == []
    if remedy is not None:
        assert texts_of(job | ignored | remedy) == []


def test_every_option_of_every_rule_is_tried():
    texts = [text for job, ignored, _ in CASES for text in texts_of(job | ignored)]
    missing = []
    for rule in RULES:
        starts = [f"{name} is ignored: {rule.reason.partition('{')[0]}" for name in rule.options]
        missing += [start for start in starts if not any(t.startswith(start) for t in texts)]
    assert missing == []
