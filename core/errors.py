"""Failures that a user can cause; the text says what is wrong and what to do."""


class LandsketchError(Exception):
    """Root of all errors whose text is shown to the user unchanged.

    Attributes:
        code: Short stable name for programs (``code`` of the protocol's error message).
        exit_code: Exit code of the program: 2 invalid input, 3 cancelled, 4 resources, 1 other.
    """

    code = "ERROR"
    exit_code = 1

    def append_advice(self, more: str) -> None:
        """Append a further clause to the text."""
        self.args = (f"{str(self).rstrip('.')}; {more}.",)


class Cancelled(LandsketchError):
    """The user cancelled the run."""

    code = "CANCELLED"
    exit_code = 3

    def __init__(self, text: str = "Cancelled. No output was left behind.") -> None:
        super().__init__(text)


class InvalidJob(LandsketchError, ValueError):
    """An option has an invalid value."""

    code = "INVALID_JOB"
    exit_code = 2


class InvalidScene(LandsketchError):
    """A raster cannot be read or does not suit the job."""

    code = "INVALID_SCENE"
    exit_code = 2


class InvalidLabels(LandsketchError):
    """Labels cannot be read or cannot train a head."""

    code = "INVALID_LABELS"
    exit_code = 2


class InvalidModel(LandsketchError):
    """A model file is damaged, of another program, or does not suit the scene."""

    code = "INVALID_MODEL"
    exit_code = 2


class BackboneUnavailable(LandsketchError):
    """The backbone's weights cannot be loaded or downloaded."""

    code = "BACKBONE_UNAVAILABLE"
    exit_code = 2


class DependencyMissing(LandsketchError):
    """A Python package of the engine is missing."""

    code = "DEPENDENCY_MISSING"

    def __init__(self, package: str, command: str) -> None:
        super().__init__(
            f"The Python package {package} is missing in the engine environment; install it with: "
            f"{command}"
        )


class OutputNotWritable(LandsketchError):
    """An output cannot be written."""

    code = "OUTPUT_NOT_WRITABLE"
    exit_code = 4


class OutOfMemory(LandsketchError):
    """The device or the computer has too little memory."""

    code = "OUT_OF_MEMORY"
    exit_code = 4


class TrainingDiverged(LandsketchError):
    """The loss of a training became infinite or not a number."""

    code = "FIT_FAILED"


class ChunkMismatch(LandsketchError):
    """Score chunks were made by another job, with other versions or on another kind of device."""

    code = "FOREIGN_PARTS"
    exit_code = 2


class ChunksMissing(LandsketchError):
    """A map cannot be assembled because score chunks are missing."""

    code = "PARTS_MISSING"


class ClusterFailed(LandsketchError):
    """A cluster does not answer, or its workers cannot run the task."""

    code = "CLUSTER_FAILED"


class InvalidCheckpoint(LandsketchError):
    """A checkpoint is damaged or belongs to another training."""

    code = "INVALID_CHECKPOINT"
