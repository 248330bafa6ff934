"""What every algorithm has in common: parameters become a job, the engine runs it, its result becomes outputs."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
)
from qgis.PyQt.QtGui import QIcon

from ..core.errors import Cancelled, InvalidJob, LandsketchError
from ..core.job.jobs import Job, Result
from .engine.lookup import open_engine
from .feedback import FeedbackProgress
from .help import ICON, help_html
from .i18n import tr
from .settings import Settings


class LandsketchAlgorithm(QgsProcessingAlgorithm):
    """The road from parameters to outputs. A subclass says how its job is made and what its result means.

    QGIS layers are touched only while the job is made, on the main thread; the job itself is plain values.
    """

    ID = ""
    GROUP = ""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | LandsketchError = InvalidJob("The algorithm was not prepared.")
        self._settings = Settings()
        self._to_load: dict[str, QgsProcessingContext.LayerDetails] = {}

    def make_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Job:
        """Turn parameters into the engine's job."""
        raise NotImplementedError

    def publish(self, job: Job, result: Result, context: QgsProcessingContext) -> dict[str, Any]:
        """Turn the engine's result into the algorithm's outputs, and name and style the layers to be loaded."""
        raise NotImplementedError

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a ``LandsketchError`` for what can be known to be wrong before the run, without writing anything."""

    def add(
        self, parameter: QgsProcessingParameterDefinition, help_text: str, *, advanced: bool = False
    ) -> None:
        """Add ``parameter`` with the help shown beside it."""
        parameter.setHelp(help_text)
        if advanced:
            parameter.setFlags(
                parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced
            )
        name = parameter.name()
        if not self.addParameter(parameter):  # which deletes what it refuses
            raise ValueError(f"{self.ID} declares {name} twice")

    def name(self) -> str:
        return self.ID

    def group(self) -> str:
        return group_title(self.groupId())

    def groupId(self) -> str:
        return self.GROUP

    def hasHtmlOutputs(self) -> bool:
        """Deny them: QGIS would say after failed runs, too, that HTML has been generated."""
        return False

    def createInstance(self) -> LandsketchAlgorithm:
        return type(self)()

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def shortHelpString(self) -> str:
        return help_html(self.ID)

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        is_fine, message = super().checkParameterValues(parameters, context)
        try:
            self._check_names(parameters)
            self._check_words(parameters)
            self.check(parameters, context)
        except LandsketchError as error:  # says more than QGIS's "incorrect parameter value"
            return False, str(error)
        except (AttributeError, TypeError, ValueError):
            if is_fine:
                raise
        return is_fine, message

    def _check_names(self, parameters: dict[str, Any]) -> None:
        """Refuse names that QGIS would pass over in silence, such as misspelt ones."""
        known = [definition.name() for definition in self.parameterDefinitions()]
        for name in parameters:
            if name not in known:
                near = get_close_matches(name.upper(), known, 1)
                advice = (
                    tr("did you mean {}?").format(near[0])
                    if near
                    else tr("choose from: {}.").format(", ".join(known))
                )
                raise InvalidJob(tr("There is no parameter {}; {}").format(name, advice))

    def _check_words(self, parameters: dict[str, Any]) -> None:
        """Tell what may be chosen where a word is none of the choices."""
        for definition in self.parameterDefinitions():
            word = parameters.get(definition.name())
            if not (
                isinstance(definition, QgsProcessingParameterEnum)
                and definition.usesStaticStrings()
            ):
                continue
            if (
                isinstance(word, str)
                and not definition.allowMultiple()
                and word
                and word not in definition.options()
            ):
                choices = ", ".join(definition.options())
                raise InvalidJob(
                    tr("{} cannot be '{}'; choose from: {}.").format(
                        definition.name(), word, choices
                    )
                )

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        self._settings = Settings.load()
        known = context.layersToLoadOnCompletion()
        try:
            self._job = self.make_job(parameters, context, feedback)
        except LandsketchError as error:
            self._job = error  # raised by processAlgorithm: from here QGIS would lose its text
        self._to_load = {
            p: d for p, d in context.layersToLoadOnCompletion().items() if p not in known
        }
        return True

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        try:
            return self._compute(context, FeedbackProgress(feedback))
        except Cancelled as error:
            context.setLayersToLoadOnCompletion({})
            feedback.pushInfo(str(error))
            return {}
        except LandsketchError as error:
            raise QgsProcessingException(str(error)) from error

    def _compute(self, context: QgsProcessingContext, progress: FeedbackProgress) -> dict[str, Any]:
        if isinstance(self._job, LandsketchError):
            raise self._job
        for (
            path,
            details,
        ) in (
            self._to_load.items()
        ):  # a run in a thread has a new context that knows nothing of them
            if not context.willLoadLayerOnCompletion(path):
                context.addLayerToLoadOnCompletion(path, details)
        engine = open_engine(self._settings, progress)
        try:
            result = engine.run(self._job, progress)
        finally:
            engine.close()
        return self.publish(self._job, result, context)


def group_title(group: str) -> str:
    """Return the title of a group of algorithms in the toolbox."""
    titles = {
        "prepare": tr("1 Prepare"),
        "train": tr("2 Train"),
        "map": tr("3 Map"),
        "postprocess": tr("4 After the map"),
        "models": tr("Models"),
    }
    return titles[group]


def drop_empty(outputs: dict[str, Any]) -> dict[str, Any]:
    """Leave out the outputs that this run did not make."""
    return {name: value for name, value in outputs.items() if value not in (None, "")}
