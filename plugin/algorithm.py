"""What algorithms have in common: parameters become a job, its result becomes outputs."""

from __future__ import annotations

from typing import Any, Callable, ClassVar

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
)

from ..core.errors import InvalidJob, LandsketchError
from ..core.job.job import Job
from ..core.job.job_json import ALGORITHM, from_dict, unknown_option
from ..core.job.jobs import Result
from ..core.job.option import options_of
from ..core.output_checks import check_apart
from .base_algorithm import BaseAlgorithm
from .engine.lookup import open_engine
from .feedback import FeedbackProgress
from .i18n import tr
from .parameters.checks import check_layers
from .parameters.copies import copy_paths, discard_copies, layer_paths, write_copies
from .parameters.definitions import definitions
from .parameters.reader import Reader
from .parameters.run import run_values
from .settings import Settings

LOAD = "LOAD"  # whether results are shown in the project


class LandsketchAlgorithm(BaseAlgorithm):
    """From parameters to a job, and from its result to outputs.

    A subclass names its job and says what the result means.

    QGIS layers are touched only before the run, on the main thread; the job itself is plain values.
    """

    JOB: type[Job]
    # Makes the dialog of a single run in the desktop; None: QGIS makes its own
    make_dialog: ClassVar[Callable[[Any, Any], Any] | None] = None

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | LandsketchError = InvalidJob(tr("The algorithm was not prepared."))
        self._settings = Settings()
        self._variables: dict[str, str] = {}
        self.loads_results = False
        self._to_load: dict[str, QgsProcessingContext.LayerDetails] = {}

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        for definition in definitions(self.JOB):
            self.add(definition)
        switch = self.load_switch()
        if switch:
            title, text = switch
            load = QgsProcessingParameterBoolean(LOAD, title, defaultValue=True)
            load.setHelp(text)
            self.add(load)
        self.add_outputs()

    def load_switch(self) -> tuple[str, str] | None:
        """Return title and help of LOAD, where results are loaded that no output parameter names.

        ``self.loads_results`` tells in ``publish`` whether it is set.
        """
        return None

    def add_outputs(self) -> None:
        """Declare outputs that no parameter names."""

    def make_job(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Job:
        """Turn parameters into the engine's job; nothing is written.

        Raises:
            LandsketchError: A value is wrong, or a layer cannot be used.
        """
        reader = Reader(self, parameters, context)
        offered = [option for option in options_of(self.JOB) if option.info.is_offered]
        values = {option: reader.read(option) for option in offered}
        given = {option: value for option, value in values.items() if value is not None}
        copies = copy_paths(given)
        by_key = {option.key: value for option, value in {**given, **copies}.items()}
        repeated = parameters | {option.name: path for option, path in copies.items()}
        by_key |= self.further_values(reader, by_key)
        by_key |= run_values(self, repeated, context, by_key.get("cache", ""))
        job = from_dict({ALGORITHM: self.name(), **by_key, "staged": list(copies.values())})
        check_apart(layer_paths(given).values(), job.outputs())
        check_layers(job, reader)
        return job

    def further_values(self, reader: Reader, values: dict[str, Any]) -> dict[str, Any]:
        """Return options that follow from the given ones, by key; ``values`` are those given."""
        return {}

    def publish(self, job: Job, result: Result, context: QgsProcessingContext) -> dict[str, Any]:
        """Return the outputs of a result, and name and style the layers to be loaded."""
        raise NotImplementedError

    def engine_variables(self, settings: Settings) -> dict[str, str]:
        """Return environment variables for the engine's process; asked on the main thread."""
        return {}

    def closing_lines(self, job: Job, result: Result) -> list[str]:
        """Return lines for the end of the log: the result in words, and the next step."""
        return []

    def name(self) -> str:
        return self.JOB.algorithm_id

    def createCustomParametersWidget(self, parent: Any = None) -> Any:  # noqa: ANN401 (widgets)
        make = LandsketchAlgorithm.make_dialog
        return None if make is None else make(self, parent)

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        is_fine, message = super().checkParameterValues(parameters, context)
        to_load = context.layersToLoadOnCompletion()
        try:
            self._check_names(parameters)
            self.make_job(parameters, context)
        except LandsketchError as error:  # says more than QGIS's "incorrect parameter value"
            return False, str(error)
        except (AttributeError, TypeError, ValueError):
            if is_fine:
                raise
        finally:
            context.setLayersToLoadOnCompletion(to_load)  # reading outputs adds layers
        return is_fine, message

    def _check_names(self, parameters: dict[str, Any]) -> None:
        """Refuse names that QGIS would pass over in silence, such as misspelt ones."""
        known = tuple(definition.name() for definition in self.parameterDefinitions())
        for name in parameters:
            if name not in known:
                raise InvalidJob(unknown_option(self.name(), name, known))

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        self._settings = Settings.load()
        self._variables = self.engine_variables(self._settings)
        if self.load_switch():
            self.loads_results = self.parameterAsBool(parameters, LOAD, context)
        known = context.layersToLoadOnCompletion()
        try:
            self._job = self._staged_job(parameters, context, feedback)
        except LandsketchError as error:
            self._job = error  # raised by processAlgorithm: from here QGIS would lose its text
        self._to_load = {
            p: d for p, d in context.layersToLoadOnCompletion().items() if p not in known
        }
        return True

    def _staged_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Job:
        """Make the job and write the copies of its layers."""
        job = self.make_job(parameters, context)
        try:
            write_copies(job, Reader(self, parameters, context), feedback)
        except LandsketchError:
            discard_copies(job)
            raise
        return job

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        if isinstance(self._job, LandsketchError):
            raise self._job
        # A run in a thread has a new context that knows nothing of the layers to load
        for path, details in self._to_load.items():
            if not context.willLoadLayerOnCompletion(path):
                context.addLayerToLoadOnCompletion(path, details)
        try:
            result = self._run(self._job, progress)
        finally:
            discard_copies(self._job)
        outputs = self.publish(self._job, result, context)
        for line in self.closing_lines(self._job, result):
            progress.info(line)
        return outputs

    def _run(self, job: Job, progress: FeedbackProgress) -> Result:
        engine = open_engine(self._settings, progress, self._variables)
        try:
            return engine.run(job, progress)
        finally:
            engine.close()


def drop_empty(outputs: dict[str, Any]) -> dict[str, Any]:
    """Leave out the outputs that this run did not make."""
    return {name: value for name, value in outputs.items() if value not in (None, "")}
