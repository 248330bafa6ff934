"""Algorithms about the engine itself, which need no engine to run."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from ..core.errors import Cancelled, LandsketchError
from .base_algorithm import BaseAlgorithm
from .compat import QgsProcessingException
from .feedback import FeedbackProgress


class EngineAlgorithm(BaseAlgorithm):
    """Runs in QGIS; a subclass says what it does."""

    GROUP = "engine"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        self.add_parameters()
        self.add_outputs()

    def add_parameters(self) -> None:
        """Declare parameters."""

    def add_outputs(self) -> None:
        """Declare outputs."""

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        """Do the work and return the outputs.

        Raises:
            LandsketchError: It failed; the text is for the user.
        """
        raise NotImplementedError

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        try:
            return self.work(parameters, context, FeedbackProgress(feedback))
        except Cancelled as error:
            feedback.pushInfo(str(error))
            return {}
        except LandsketchError as error:
            raise QgsProcessingException(str(error)) from error
