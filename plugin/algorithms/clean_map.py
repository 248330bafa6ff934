"""Remove specks from a map."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
)

from ...core.class_table import ClassTable
from ...core.job.jobs import CONNECTIVITIES, CleanJob, Result
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..layers import absolute
from ..parameters import class_map, run
from ..styling import ClassStyler, announce, layer_name

MIN_PIXELS = "MIN_PIXELS"
MIN_AREA = "MIN_AREA"
CONNECTIVITY = "CONNECTIVITY"
MAJORITY = "MAJORITY"
OUTPUT = "OUTPUT"
PIXELS_CHANGED = "PIXELS_CHANGED"
_DEFAULT_UNIT = 10  # pixels; an algorithm that did nothing by default would be of no use


class CleanMap(LandsketchAlgorithm):
    """Apply a majority filter and a minimum mapping unit to a class map."""

    ID = "cleanmap"
    GROUP = "postprocess"

    def displayName(self) -> str:
        return tr("Clean map")

    def shortDescription(self) -> str:
        return tr(
            "Removes specks from a class map: patches below a minimum size, and by a majority filter."
        )

    def tags(self) -> list[str]:
        return [
            "sieve",
            "majority",
            "mode filter",
            "minimum mapping unit",
            "mmu",
            "speckle",
            "generalise",
            "smooth",
        ]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        class_map.add_map(self)
        number, double = QgsProcessingParameterNumber, QgsProcessingParameterNumber.Type.Double
        self.add(
            number(
                MIN_PIXELS, tr("Smallest patch (pixels)"), defaultValue=_DEFAULT_UNIT, minValue=0
            ),
            tr("Smaller patches take the class of their largest neighbour; 0 for none."),
        )
        self.add(
            number(MIN_AREA, tr("Smallest patch (m²)"), double, CleanJob.min_area, minValue=0),
            tr(
                "The same as an area on the ground; the larger of both counts. 10000 m² are a hectare, 0 is none."
            ),
        )
        self.add(
            number(
                MAJORITY,
                tr("Majority filter (pixels)"),
                defaultValue=CleanJob.majority,
                minValue=0,
                maxValue=255,
            ),
            tr(
                "First give each pixel the class of most pixels in a square of this odd side, such as 3; 0 for none."
            ),
        )
        self.add(
            QgsProcessingParameterEnum(
                CONNECTIVITY,
                tr("Connectivity"),
                options=[str(c) for c in CONNECTIVITIES],
                usesStaticStrings=True,
                defaultValue=str(CleanJob.connectivity),
            ),
            tr(
                "4: pixels are one patch when they share a side; 8: also when they touch at a corner."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterRasterDestination(OUTPUT, tr("Clean map")),
            tr("The map without specks, with the same names and colours."),
        )
        self.addOutput(
            QgsProcessingOutputNumber(PIXELS_CHANGED, tr("Number of pixels that changed"))
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        class_map.read_raster(self, parameters, class_map.INPUT, context)

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> CleanJob:
        return CleanJob(
            map=class_map.read_raster(self, parameters, class_map.INPUT, context),
            output=absolute(self.parameterAsOutputLayer(parameters, OUTPUT, context)),
            min_pixels=self.parameterAsInt(parameters, MIN_PIXELS, context),
            min_area=self.parameterAsDouble(parameters, MIN_AREA, context),
            connectivity=int(self.parameterAsEnumString(parameters, CONNECTIVITY, context)),
            majority=self.parameterAsInt(parameters, MAJORITY, context),
            run=run.read_run(self, parameters, context),
        )

    def publish(
        self, job: CleanJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        classes = ClassTable.from_list(result.metrics.get("classes") or [])
        name = layer_name(tr("Clean"), job.map, job.output)
        announce(context, job.output, name, ClassStyler(tuple(classes), job.map))
        return {OUTPUT: job.output, PIXELS_CHANGED: result.metrics["pixels_changed"]}
