"""Maps come with names and colours, confidence with a ramp from 0 to 100 %."""

import gc

import pytest
from qgis.core import (
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsSingleBandPseudoColorRenderer,
)

from landsketch.core.class_table import ClassTable
from landsketch.plugin.styling import (
    ClassStyler,
    ConfidenceStyler,
    announce,
    style_classes,
    style_confidence,
)

TABLE = ClassTable.from_names(["water", "forest"], [1, 7])


@pytest.fixture
def layer(scene):
    return QgsRasterLayer(str(scene), "map")


def test_one_legend_entry_per_class(layer):
    style_classes(layer, TABLE.classes)
    renderer = layer.renderer()
    assert isinstance(renderer, QgsPalettedRasterRenderer)
    assert [(c.value, c.label, c.color.name()) for c in renderer.classes()] == [
        (1, "water", "#3b7dd8"),
        (7, "forest", "#1e7a34"),
    ]


def test_confidence_runs_from_0_to_100_percent(layer):
    style_confidence(layer)
    renderer = layer.renderer()
    assert isinstance(renderer, QgsSingleBandPseudoColorRenderer)
    assert (renderer.classificationMin(), renderer.classificationMax()) == (0, 100)
    is_shaded, *rgba = renderer.shader().shade(100.0)
    assert is_shaded
    assert rgba[:3] == [253, 231, 37]


@pytest.mark.parametrize(
    ("styler", "renderer"),
    [
        (ClassStyler(TABLE.classes), QgsPalettedRasterRenderer),
        (ConfidenceStyler(), QgsSingleBandPseudoColorRenderer),
    ],
)
def test_styler_outlives_the_algorithm(layer, styler, renderer):
    context, path = QgsProcessingContext(), layer.source()
    context.addLayerToLoadOnCompletion(
        path, QgsProcessingContext.LayerDetails("x", QgsProject.instance(), "OUTPUT")
    )
    announce(context, path, "Classes – scene", styler)
    del styler
    gc.collect()
    details = context.layerToLoadOnCompletionDetails(path)
    assert (details.name, details.forceName) == ("Classes – scene", True)
    details.postProcessor().postProcessLayer(layer, context, QgsProcessingFeedback())
    assert isinstance(layer.renderer(), renderer)


def test_layers_that_are_not_loaded_are_left_alone():
    announce(QgsProcessingContext(), "/not/loaded.tif", "x", ConfidenceStyler())
