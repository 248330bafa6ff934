"""Make the models that the toolbox shows, in resources/models, from the tables below.

Usage: /usr/bin/python3 scripts/make_models.py    (the Python of QGIS; PATH=/usr/bin:/bin)

A model is a chain of algorithms. To add a step, add a ``Step`` to its model and, where its result
is wanted, an ``Output``; then run this script. The oldest QGIS that is supported should run it, so
that all versions read the files. The name of a file is the model's id and never changes.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_HASH_SEED"] = "0"  # so that attributes are always written in the same order
FOLDER = ROOT / "resources" / "models"
GROUP = "Landsketch"
QVARIANT_INTEGER, QVARIANT_NUMBER, QVARIANT_TEXT = 2, 6, 10  # types of Qt
COLUMN, ROW, FIRST = 260.0, 90.0, 120.0  # of the boxes in the model designer


@dataclass(frozen=True)
class Input:
    """A parameter of a model.

    Attributes:
        name: Its name.
        kind: ``raster``, ``rasters``, ``vector``, ``field``, ``backbone``, ``model`` or ``folder``.
        title: Its title.
        help: Its help.
        parent: Of a field, the parameter of its layer.
    """

    name: str
    kind: str
    title: str
    help: str
    parent: str = ""


@dataclass(frozen=True)
class Step:
    """An algorithm of a model.

    Attributes:
        name: Its id in the model.
        algorithm: Its id in the toolbox.
        inputs: What its parameters get: the name of an input of the model, or "step:OUTPUT".
        values: Fixed values of parameters.
    """

    name: str
    algorithm: str
    inputs: Mapping[str, str]
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Output:
    """A result of a model.

    Attributes:
        title: Its title; its name in the model is the title in capitals with underscores.
        source: "step:OUTPUT".
        help: Its help.
        is_optional: Whether it may be left out.
    """

    title: str
    source: str
    help: str
    is_optional: bool = False

    @property
    def name(self) -> str:
        """Its name in the model; the parameter is called step:NAME."""
        return self.title.upper().replace(" ", "_")


@dataclass(frozen=True)
class Model:
    """A model: what it asks for, what it does, and what it makes."""

    title: str
    description: str
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    outputs: tuple[Output, ...]


IMAGE = Input(
    "INPUT",
    "raster",
    "Image",
    "The image that the labels lie on, and that is mapped: a file, VRT or COG.",
)
LABELS = Input("LABELS", "vector", "Labels", "Polygons, points or lines of known classes.")
CLASS_FIELD = Input(
    "CLASS_FIELD", "field", "Class field", "The field that holds the class.", "LABELS"
)
BACKBONE = Input(
    "BACKBONE",
    "backbone",
    "Backbone",
    "The frozen encoder: 'builtin' needs no download; others are better and have to be installed "
    "once (Install backbone).",
)
TRAINING = {
    "INPUT": "INPUT", "LABELS": "LABELS", "CLASS_FIELD": "CLASS_FIELD", "BACKBONE": "BACKBONE",
}  # fmt: skip
TRAINED = Output("Model", "train:MODEL", "The trained model, for further images.")
REPORT = Output(
    "Report",
    "train:REPORT",
    "Accuracy on spatial blocks that the training does not see, as a page for the browser.",
    is_optional=True,
)

AREA = "coalesce(attribute($currentfeature, 'area_m2'), attribute($currentfeature, 'area'))"
AREAS = [  # per image and class; length and precision 0 = not limited
    {"aggregate": how, "delimiter": ",", "input": what, "length": 0, "name": name, "precision": 0,
     "type": kind}
    for name, how, what, kind in (
        ("image", "first_value", '"image"', QVARIANT_TEXT),
        ("class", "first_value", '"class"', QVARIANT_INTEGER),
        ("name", "first_value", '"name"', QVARIANT_TEXT),
        ("polygons", "count", '"class"', QVARIANT_INTEGER),
        ("area", "sum", AREA, QVARIANT_NUMBER),
    )
]  # fmt: skip
MODELS = {
    "labelstomap": Model(
        "Labels to map",
        "Trains a model on labels, measures its accuracy on spatial blocks, and maps the whole "
        "image with the confidence of each pixel.",
        (IMAGE, LABELS, CLASS_FIELD, BACKBONE),
        (
            Step("train", "landsketch:trainhead", TRAINING),
            Step("map", "landsketch:predictraster", {"INPUT": "INPUT", "MODEL": "train:MODEL"}),
        ),
        (
            Output("Map", "map:OUTPUT", "One value per class, in the colours of the classes."),
            Output(
                "Confidence",
                "map:CONFIDENCE",
                "How sure the model is at every pixel, 0-100 %.",
                is_optional=True,
            ),
            TRAINED,
            REPORT,
        ),
    ),
    "trainandevaluate": Model(
        "Verify, train and evaluate",
        "Prepares a dataset, looks for faults in images and labels, trains a model and scores it "
        "on other labels, which the training does not see.",
        (
            IMAGE,
            LABELS,
            CLASS_FIELD,
            Input(
                "TEST_INPUT",
                "raster",
                "Image of the test labels",
                "The image that the test labels lie on; it may be the same.",
            ),
            Input(
                "TEST_LABELS",
                "vector",
                "Test labels",
                "Labels that were drawn to check the map, with the same classes. What lies inside "
                "the training polygons is left out.",
            ),
            Input(
                "TEST_CLASS_FIELD",
                "field",
                "Class field of the test labels",
                "The field that holds the class.",
                "TEST_LABELS",
            ),
            BACKBONE,
        ),
        (
            Step("prepare", "landsketch:preparedataset", TRAINING, {"LOAD": False}),
            Step("verify", "landsketch:verifydataset", {"DATASET": "prepare:DATASET"}),
            Step("train", "landsketch:trainhead", {"DATASET": "prepare:DATASET"}),
            Step(
                "evaluate",
                "landsketch:evaluatemodel",
                {
                    "INPUT": "TEST_INPUT",
                    "MODEL": "train:MODEL",
                    "LABELS": "TEST_LABELS",
                    "CLASS_FIELD": "TEST_CLASS_FIELD",
                },
            ),
        ),
        (
            Output("Dataset", "prepare:DATASET", "Folder of the dataset, for further trainings."),
            Output(
                "Verification report",
                "verify:REPORT",
                "What was found in images and labels, with pictures, as a page for the browser.",
            ),
            Output(
                "Flagged labels",
                "verify:FLAGGED_LABELS",
                "The labels with what was found in each.",
                is_optional=True,
            ),
            TRAINED,
            Output(
                "Evaluation report",
                "evaluate:REPORT",
                "Accuracy on the test labels, as a page for the browser.",
            ),
            Output(
                "Training report",
                "train:REPORT",
                "Accuracy on spatial blocks of the training labels, to compare.",
                is_optional=True,
            ),
        ),
    ),
    "imagestopolygons": Model(
        "Images to polygons",
        "Maps many images with one model and puts the polygons of all maps into one layer, with a "
        "table of the area of each class in each image.",
        (
            Input(
                "INPUT",
                "rasters",
                "Images",
                "The images, each mapped by itself. They need a CRS, so that areas are in m².",
            ),
            Input("MODEL", "model", "Model", "A model that 'Train head' wrote."),
        ),
        (
            Step(
                "map",
                "landsketch:predictrasters",
                {"INPUT": "INPUT", "MODEL": "MODEL"},
                {"CONFIDENCE": True, "LOAD": False},
            ),
            Step("table", "native:dropgeometries", {"INPUT": "map:POLYGONS"}),
            Step(
                "areas",
                "native:aggregate",
                {"INPUT": "table:OUTPUT"},
                {"GROUP_BY": 'array("image", "class")', "AGGREGATES": AREAS},
            ),
        ),
        (
            Output(
                "Polygons",
                "map:POLYGONS",
                "The polygons of all maps: class, area, mean confidence and name of the image.",
            ),
            Output("Maps", "map:OUTPUT_FOLDER", "Folder of the maps."),
            Output(
                "Areas",
                "areas:OUTPUT",
                "A table with a line per image and class; the area is in m².",
            ),
        ),
    ),
    "changeoftwodates": Model(
        "Change between two dates",
        "Trains on labels of the first date, maps both dates and compares the maps. Both images "
        "need the same pixels: size, CRS and position.",
        (
            Input("INPUT", "raster", "Image of the first date", IMAGE.help),
            Input(
                "LATER",
                "raster",
                "Image of the second date",
                "The later image, of the same sensor and with the same pixels as the first one.",
            ),
            LABELS,
            CLASS_FIELD,
            BACKBONE,
        ),
        (
            Step("train", "landsketch:trainhead", TRAINING),
            Step("first", "landsketch:predictraster", {"INPUT": "INPUT", "MODEL": "train:MODEL"}),
            Step("second", "landsketch:predictraster", {"INPUT": "LATER", "MODEL": "train:MODEL"}),
            Step(
                "compare",
                "landsketch:comparemaps",
                {"INPUT": "second:OUTPUT", "PREVIOUS": "first:OUTPUT"},
            ),
        ),
        (
            Output(
                "Changes",
                "compare:OUTPUT",
                "A raster with one value per pair of classes; 0 = no change.",
            ),
            Output(
                "Table of the changes",
                "compare:TABLE",
                "Pixels, area and share of each pair of classes, as CSV.",
            ),
            Output("First map", "first:OUTPUT", "The map of the first date."),
            Output("Second map", "second:OUTPUT", "The map of the second date."),
            Output("Model", "train:MODEL", TRAINED.help, is_optional=False),
            REPORT,
        ),
    ),
}


def definition_of(one: Input):  # noqa: ANN201 (of QGIS)
    """Return the parameter of an input."""
    from qgis import core as q

    from landsketch.core import backbones

    geometries = q.QgsProcessing.TypeVectorAnyGeometry
    if one.kind == "raster":
        return q.QgsProcessingParameterRasterLayer(one.name, one.title)
    if one.kind == "rasters":
        rasters = q.QgsProcessing.TypeRaster
        return q.QgsProcessingParameterMultipleLayers(one.name, one.title, rasters)
    if one.kind == "vector":
        return q.QgsProcessingParameterFeatureSource(one.name, one.title, [geometries])
    if one.kind == "field":
        return q.QgsProcessingParameterField(
            one.name, one.title, parentLayerParameterName=one.parent
        )
    if one.kind == "model":
        pattern = "Landsketch model (*.safetensors)"
        return q.QgsProcessingParameterFile(one.name, one.title, fileFilter=pattern)
    text = q.QgsProcessingParameterString(one.name, one.title, "builtin")
    text.setMetadata({"widget_wrapper": {"value_hints": list(backbones.names())}})
    return text


def source_of(text: str):  # noqa: ANN201 (of QGIS)
    """Return where a parameter of a step gets its value."""
    from qgis.core import QgsProcessingModelChildParameterSource as Source

    step, _, output = text.partition(":")
    return Source.fromChildOutput(step, output) if output else Source.fromModelParameter(text)


def model_of(plan: Model):  # noqa: ANN201 (of QGIS)
    """Return the model of QGIS."""
    from qgis import core as q
    from qgis.PyQt.QtCore import QPointF

    model = q.QgsProcessingModelAlgorithm(plan.title, GROUP, "models")
    for number, one in enumerate(plan.inputs):
        component = q.QgsProcessingModelParameter(one.name)
        component.setPosition(QPointF(FIRST + number * COLUMN, FIRST))
        model.addModelParameter(definition_of(one), component)
    for number, step in enumerate(plan.steps, start=1):
        child = q.QgsProcessingModelChildAlgorithm(step.algorithm)
        child.setChildId(step.name)
        child.setDescription(child.algorithm().displayName())
        child.setPosition(QPointF(FIRST + number * COLUMN / 2, FIRST + number * 2 * ROW))
        for name, text in step.inputs.items():
            child.addParameterSources(name, [source_of(text)])
        for name, value in step.values.items():
            fixed = q.QgsProcessingModelChildParameterSource.fromStaticValue(value)
            child.addParameterSources(name, [fixed])
        child.setModelOutputs(outputs_of(plan, step, child.position()))
        model.addChildAlgorithm(child)
    model.setHelpContent(help_of(plan))
    return model


def outputs_of(plan: Model, step: Step, position):  # noqa: ANN001, ANN201 (of QGIS)
    """Return the outputs of a step that the model has, by name."""
    from qgis import core as q
    from qgis.PyQt.QtCore import QPointF

    found = {}
    for one in plan.outputs:
        name, _, output = one.source.partition(":")
        if name == step.name:
            made = q.QgsProcessingModelOutput(one.name, one.title)
            made.setChildId(name)
            made.setChildOutputName(output)
            made.setMandatory(not one.is_optional)
            shift = QPointF(COLUMN, ROW / 2 * len(found))
            made.setPosition(position + shift)
            found[one.name] = made
    return found


def help_of(plan: Model) -> dict[str, str]:
    """Return the help of the model by the names that QGIS gives its parts."""
    texts = {one.name: one.help for one in plan.inputs}
    for one in plan.outputs:
        texts[f"{one.source.partition(':')[0]}:{one.name}"] = one.help
    return {**texts, "ALG_DESC": plan.description, "SHORT_DESCRIPTION": plan.description}


def start_qgis():  # noqa: ANN201 (of QGIS)
    """Start QGIS with its own algorithms and those of this checkout.

    Returns:
        The application and the provider, which QGIS needs as long as they are used.
    """
    import conftest  # noqa: F401 (loads the repository as the package landsketch)
    from qgis.analysis import QgsNativeAlgorithms
    from qgis.core import QgsApplication

    from landsketch.plugin.provider import LandsketchProvider

    application = QgsApplication([], GUIenabled=False)
    application.initQgis()
    registry = QgsApplication.processingRegistry()
    registry.addProvider(QgsNativeAlgorithms(registry))
    provider = LandsketchProvider()
    registry.addProvider(provider)
    return application, provider


def main() -> int:
    """Write all models."""
    application, _provider = start_qgis()
    FOLDER.mkdir(exist_ok=True)
    for name, plan in MODELS.items():
        model = model_of(plan)
        path = FOLDER / f"{name}.model3"
        if not model.toFile(str(path)):
            sys.stderr.write(f"make_models: {path} cannot be written.\n")
            return 1
        text = path.read_text("utf-8")
        path.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
        names = [definition.name() for definition in model.parameterDefinitions()]
        print(name, *names)
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main())
