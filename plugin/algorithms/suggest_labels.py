"""Find places where a further label is expected to help most."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ...core.job.jobs import Result, SuggestJob
from ..algorithm import LandsketchAlgorithm
from ..i18n import tr
from ..styling import announce, layer_name

OUTPUT = "OUTPUT"
N_PLACES = "N_PLACES"


class SuggestLabels(LandsketchAlgorithm):
    """Write points where labels would help."""

    JOB = SuggestJob
    GROUP = "label"

    def displayName(self) -> str:
        return tr("Suggest labels")

    def shortDescription(self) -> str:
        return tr("Suggests places where a further label is expected to help most.")

    def tags(self) -> list[str]:
        return ["active learning", "uncertainty", "margin", "sampling", "where next", "labelling"]

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputNumber(N_PLACES, tr("Number of places")))

    def publish(
        self, job: SuggestJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        name = layer_name(tr("Where to label next"), job.scene.path, job.output)
        announce(context, job.output, name, job.scene.path)
        return {OUTPUT: job.output, N_PLACES: result.metrics["n_places"]}
