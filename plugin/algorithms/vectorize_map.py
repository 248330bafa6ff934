"""Turn a map into polygons."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from ...core.job.jobs import Result, VectorizeJob
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute
from ..parameters import class_map, run
from ..parameters.values import read_items
from ..styling import StoredStyler, announce, layer_name

CONFIDENCE = "CONFIDENCE"
LEAVE_OUT = "LEAVE_OUT"
MIN_AREA = "MIN_AREA"
SMOOTH = "SMOOTH"
SIMPLIFY = "SIMPLIFY"
OUTPUT = "OUTPUT"
N_POLYGONS = "N_POLYGONS"


class VectorizeMap(LandsketchAlgorithm):
    """Write the patches of a class map as polygons that share their borders."""

    ID = "vectorizemap"
    GROUP = "postprocess"

    def displayName(self) -> str:
        return tr("Vectorize map")

    def shortDescription(self) -> str:
        return tr(
            "Turns a class map into polygons with class, area on the ground and mean confidence."
        )

    def tags(self) -> list[str]:
        return [
            "polygonize",
            "raster to vector",
            "geopackage",
            "simplify",
            "smooth",
            "area",
            "coverage",
        ]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        class_map.add_map(self)
        self.add(
            QgsProcessingParameterRasterLayer(CONFIDENCE, tr("Confidence"), optional=True),
            tr(
                "The confidence raster made with the map; each polygon gets the mean of its pixels."
            ),
        )
        self.add(
            QgsProcessingParameterString(LEAVE_OUT, tr("Classes to leave out"), optional=True),
            tr("Names or values of classes that get no polygons, with commas between them."),
        )
        number, double = QgsProcessingParameterNumber, QgsProcessingParameterNumber.Type.Double
        self.add(
            number(
                MIN_AREA, tr("Smallest polygon (m²)"), double, VectorizeJob.min_area, minValue=0
            ),
            tr("Smaller polygons are left out, which leaves gaps; 'Clean map' fills them instead."),
        )
        self.add(
            QgsProcessingParameterBoolean(
                SMOOTH, tr("Smooth the corners of pixels"), VectorizeJob.smooth
            ),
            tr("Draw stairs of pixels as lines; neighbours keep one common border."),
        )
        self.add(
            number(
                SIMPLIFY,
                tr("Simplify (pixels)"),
                double,
                VectorizeJob.simplify,
                minValue=0,
                maxValue=100,
            ),
            tr(
                "Leave out details of borders smaller than this; neighbours keep one common border. 0 for none."
            ),
        )
        self.add(
            QgsProcessingParameterVectorDestination(
                OUTPUT, tr("Polygons"), QgsProcessing.SourceType.TypeVectorPolygon
            ),
            tr(
                "A GeoPackage with the polygons and their style; an earlier file of this name is replaced."
            ),
        )
        self.addOutput(QgsProcessingOutputNumber(N_POLYGONS, tr("Number of polygons")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        for name in (class_map.INPUT, CONFIDENCE):
            class_map.read_raster(self, parameters, name, context)

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> VectorizeJob:
        return VectorizeJob(
            map=class_map.read_raster(self, parameters, class_map.INPUT, context),
            output=absolute(self.parameterAsOutputLayer(parameters, OUTPUT, context)),
            confidence_map=class_map.read_raster(self, parameters, CONFIDENCE, context),
            leave_out=read_items(self, parameters, LEAVE_OUT, context),
            min_area=self.parameterAsDouble(parameters, MIN_AREA, context),
            smooth=self.parameterAsBool(parameters, SMOOTH, context),
            simplify=self.parameterAsDouble(parameters, SIMPLIFY, context),
            run=run.read_run(self, parameters, context),
        )

    def publish(
        self, job: VectorizeJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        name = layer_name(tr("Polygons"), job.map, job.output)
        announce(context, job.output, name, StoredStyler(job.map))
        return {OUTPUT: job.output, N_POLYGONS: result.metrics["n_polygons"]}
