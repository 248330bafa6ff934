"""What the dock asks a live session for."""

from dataclasses import dataclass, field

from .drawn_labels import DrawnLabels
from .view import View


@dataclass(frozen=True)
class WhereNext:
    """Where would a label help?"""

    number: int
    count: int


@dataclass(frozen=True)
class WhichLabel:
    """Which label is most similar to a place, in the scene's CRS?"""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class WhatIsSimilar:
    """What in view is similar to examples?"""

    number: int
    examples: DrawnLabels


Question = WhereNext | WhichLabel | WhatIsSimilar


@dataclass
class Requests:
    """The latest requests that are not answered yet, and what they are called by the dock.

    Attributes:
        labels, view: What was asked for last; None = nothing new.
        labels_number, view_number: Numbers that the dock gave them.
        questions: The latest question of each kind.
        received_at: When the last message came, in seconds of ``time.monotonic``.
    """

    labels: DrawnLabels | None = None
    view: View | None = None
    labels_number: int = 0
    view_number: int = 0
    questions: dict[type, Question] = field(default_factory=dict)
    received_at: float = 0.0
