"""Every failure a user can cause: one sentence that says what happened and what to do."""


class LandsketchError(Exception):
    """Root of all errors whose text is shown to the user as it stands.

    Attributes:
        code: Short stable word for programs (the ``code`` of the protocol's error message).
        exit_code: What the command line returns: 2 bad job, 3 cancelled, 4 resources, 1 other.
    """

    code = "ERROR"
    exit_code = 1

    def append_advice(self, more: str) -> None:
        """Let the sentence go on after what it says now."""
        self.args = (f"{str(self).rstrip('.')}; {more}.",)


class Cancelled(LandsketchError):
    """The user asked to stop."""

    code = "CANCELLED"
    exit_code = 3

    def __init__(self, sentence: str = "Cancelled. No output was left behind.") -> None:
        super().__init__(sentence)


class InvalidJob(LandsketchError, ValueError):
    """An option has a value that cannot work."""

    code = "INVALID_JOB"
    exit_code = 2


class InvalidScene(LandsketchError):
    """A raster cannot be read or used as asked."""

    code = "INVALID_SCENE"
    exit_code = 2


class InvalidLabels(LandsketchError):
    """Labels cannot be read or cannot train a head."""

    code = "INVALID_LABELS"
    exit_code = 2


class InvalidModel(LandsketchError):
    """A model file is damaged, foreign or does not fit the scene."""

    code = "INVALID_MODEL"
    exit_code = 2


class BackboneUnavailable(LandsketchError):
    """The backbone's weights cannot be had."""

    code = "BACKBONE_UNAVAILABLE"
    exit_code = 2


class DependencyMissing(LandsketchError):
    """A Python package of the engine is missing."""

    code = "DEPENDENCY_MISSING"

    def __init__(self, package: str, command: str) -> None:
        super().__init__(
            f"The Python package {package} is missing in the engine environment; install it with: {command}"
        )


class OutputNotWritable(LandsketchError):
    """A result cannot be written where the user wants it."""

    code = "OUTPUT_NOT_WRITABLE"
    exit_code = 4


class OutOfMemory(LandsketchError):
    """The device or the computer has too little memory."""

    code = "OUT_OF_MEMORY"
    exit_code = 4


class TrainingDiverged(LandsketchError):
    """Gradient descent went astray."""

    code = "FIT_FAILED"


class ChunkMismatch(LandsketchError):
    """Parts of a map were made by another job, with other versions or on another kind of device."""

    code = "FOREIGN_PARTS"
    exit_code = 2


class ChunksMissing(LandsketchError):
    """A map cannot be assembled yet."""

    code = "PARTS_MISSING"


class ClusterFailed(LandsketchError):
    """A cluster does not answer, or its workers cannot do what they are asked to."""

    code = "CLUSTER_FAILED"


class InvalidCheckpoint(LandsketchError):
    """A checkpoint is damaged, foreign, or of another fit."""

    code = "INVALID_CHECKPOINT"
