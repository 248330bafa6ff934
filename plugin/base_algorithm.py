"""What all algorithms have in common: name, group, icon, help, and how they fail."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt.QtGui import QIcon

from ..core.errors import Cancelled, LandsketchError
from .compat import QgsProcessingException
from .feedback import FeedbackProgress
from .help import help_html
from .i18n import tr
from .icons import icon_path


class BaseAlgorithm(QgsProcessingAlgorithm):
    """An algorithm of Landsketch.

    Attributes:
        ID: Its id, which never changes.
        GROUP: Id of its group.
    """

    ID = ""
    GROUP = ""

    def add(self, definition: QgsProcessingParameterDefinition) -> None:
        """Add a parameter."""
        name = definition.name()
        if not self.addParameter(definition):  # which deletes what it refuses
            raise ValueError(f"{self.name()} declares {name} twice")

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        """Do the work, and return the outputs.

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
            context.setLayersToLoadOnCompletion({})
            feedback.pushInfo(str(error))
            return {}
        except LandsketchError as error:
            raise QgsProcessingException(str(error)) from error

    def name(self) -> str:
        return self.ID

    def group(self) -> str:
        return group_title(self.groupId())

    def groupId(self) -> str:
        return self.GROUP

    def hasHtmlOutputs(self) -> bool:
        """Deny them: QGIS would say after failed runs, too, that HTML has been generated."""
        return False

    def createInstance(self) -> BaseAlgorithm:
        return type(self)()

    def icon(self) -> QIcon:
        return QIcon(icon_path(self.name(), self.groupId()))

    def shortHelpString(self) -> str:
        return help_html(self.name())


def group_title(group: str) -> str:
    """Return the title of a group of algorithms; the toolbox sorts them by title."""
    titles = {
        "label": tr("1 Label"),
        "prepare": tr("2 Prepare"),
        "train": tr("3 Train"),
        "map": tr("4 Map"),
        "assess": tr("5 Assess"),
        "tools": tr("6 Tools"),
        "engine": tr("7 Engine"),
        "models": tr("8 Models"),
    }
    return titles[group]
