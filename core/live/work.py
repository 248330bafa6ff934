"""What a live session does next: labels first, then the view, then accuracy, then the rest.

The work is divided into short steps. Before each step new messages are read, so that the latest
labels and the latest view count, and older ones are dropped.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..assessment.evaluation_result import EvaluationResult
from ..atomic_write import write_atomically
from ..errors import Cancelled, InvalidLabels
from ..imagery.tile_grid import Tile
from ..progress import Progress
from ..runtime.device import PHYSICAL_CORES
from .preview import Preview
from .questions import SimilarView
from .requests import Requests, WhatIsSimilar, WhereNext, WhichLabel
from .session import LiveSession
from .view import View

Send = Callable[..., None]
_REFRESH_S = 1.0  # between two previews of a view whose tiles are being encoded
_N_FILES = 4  # with pixels, which the dock reads soon after their message
_DETAILS_PAUSE_S = 0.3  # without messages, before details are drawn
_PAUSE_S = 1.5  # the same, before accuracy is measured
_LONG_PAUSE_S = 5.0  # the same, before tiles around the view are encoded, one after the other


class Work:
    """The steps of a live session.

    Args:
        session: The session.
        send: Sends a message of the protocol: ``send(kind, **values)``.
        is_asked: Tells whether a new message waits.
        folder: Where the pixels of previews are written.
    """

    def __init__(
        self, session: LiveSession, send: Send, is_asked: Callable[[], bool], folder: Path
    ) -> None:
        self._session, self._send, self._is_asked = session, send, is_asked
        self._folder = folder
        self.requests = Requests()
        self._view: View | None = None
        self._surroundings: list[Tile] | None = None  # to be encoded; None = not looked up yet
        self._must_fit = self._must_draw = self._must_detail = self._must_validate = False
        self._has_failed = self._has_gaps = False  # gaps: the last preview is not complete
        self._fitted_number = 0
        self._drawn_at, self._n_files = 0.0, 0
        self._n_to_encode, self._n_encoded, self._began = 0, 0, 0.0

    def step(self) -> bool:
        """Do the most urgent step; return whether there was one."""
        if self._take_labels() or self._take_view():
            self._has_failed = False
            return True
        if self._has_failed:
            return self._answer()
        return (
            self._encode_for_labels()
            or self._fit()
            or self._draw()
            or self._answer()
            or self._encode_view()
            or self._draw_details()
            or self._validate()
            or self._encode_surroundings()
        )

    def give_up(self) -> None:
        """Do nothing more until the next request, after an error."""
        self._must_fit = self._must_draw = self._must_detail = self._must_validate = False
        self.requests.questions.clear()
        self._has_failed = True

    # -- requests ---------------------------------------------------------------------------------

    def _take_labels(self) -> bool:
        drawn, self.requests.labels = self.requests.labels, None
        if drawn is None:
            return False
        self._session.set_labels(drawn)
        self._must_fit, self._must_validate = True, False
        return True

    def _take_view(self) -> bool:
        view, self.requests.view = self.requests.view, None
        if view is None:
            return False
        self._view, self._must_draw = view, True
        self._surroundings = None
        self._n_to_encode = 0
        return True

    # -- steps ------------------------------------------------------------------------------------

    def _encode_for_labels(self) -> bool:
        if not self._must_fit:
            return False
        missing = self._session.missing_label_tiles()
        if missing:
            self._encode(missing, "labels")
        return bool(missing)

    def _fit(self) -> bool:
        if not self._must_fit:
            return False
        self._must_fit = False
        self._fitted_number = self.requests.labels_number
        if not self._session.can_fit:
            self._session.forget_head()
            outside = self._session.n_outside
            self._send("waiting", labels=self._fitted_number, outside=outside)
            return True
        began = time.monotonic()
        self._session.fit()
        self._send("fitted", labels=self._fitted_number, seconds=_since(began))
        self._must_draw = self._must_validate = True
        return True

    def _draw(self) -> bool:
        if not (self._must_draw and self._view):
            return False
        self._must_draw = False
        self._must_detail = True
        self._send_preview(self._view, with_details=False)
        self._drawn_at = time.monotonic()
        return True

    def _draw_details(self) -> bool:
        """Draw the same again with details, which takes longer, when nobody waits for it."""
        if not (self._must_detail and self._view) or not self._is_quiet(_DETAILS_PAUSE_S):
            return False
        self._must_detail = False
        self._send_preview(self._view, with_details=True)
        return True

    def _is_quiet(self, seconds: float) -> bool:
        """Tell whether no message came for so long."""
        return time.monotonic() - self.requests.received_at > seconds

    def _answer(self) -> bool:
        """Answer a question."""
        if not self.requests.questions or self._view is None:
            return False
        _, question = self.requests.questions.popitem()
        if isinstance(question, WhereNext):
            places = self._session.where_next(self._view, question.count)
            self._send("suggestions", number=question.number, places=[asdict(p) for p in places])
        elif isinstance(question, WhichLabel):
            label, similarity = self._session.nearest_label(question.x, question.y) or (-1, 0.0)
            self._send(
                "reason",
                number=question.number,
                labels=self._fitted_number,
                label=label,
                similarity=round(similarity, 3),
            )
        else:
            self._send_similar(question, self._session.similar(self._view, question.examples))
        return True

    def _encode_view(self) -> bool:
        if self._view is None:
            return False
        missing = self._session.missing_tiles(self._view)
        if not missing:
            return self._end_encoding()
        self._encode(missing, "view")
        if time.monotonic() - self._drawn_at > _REFRESH_S:
            self._must_draw = True
        return True

    def _end_encoding(self) -> bool:
        """Draw what was encoded last; tell when a part of the view will not be encoded."""
        if self._n_to_encode:
            self._n_to_encode = 0
            self._must_draw = True
        elif self._has_gaps:
            self._has_gaps = False
            self._send("limited", labels=self._fitted_number, view=self.requests.view_number)
        return self._must_draw

    def _encode(self, missing: list[Tile], what: str) -> None:
        """Encode the first tiles of a list, one per core."""
        if not self._n_to_encode:
            self._n_to_encode, self._n_encoded = len(missing), 0
            self._began = time.monotonic()
        chosen = missing[:PHYSICAL_CORES]
        self._session.encode(chosen)
        self._n_encoded += len(chosen)
        left = len(missing) - len(chosen)
        per_tile = (time.monotonic() - self._began) / self._n_encoded
        self._send("encoded", what=what, left=left, left_s=round(left * per_tile, 1))

    def _validate(self) -> bool:
        if not self._must_validate or not self._is_quiet(_PAUSE_S):
            return False
        began = time.monotonic()
        try:
            result = self._session.validate(_UntilAsked(self._is_asked))
        except Cancelled:
            return True  # again, when nothing is more urgent
        except InvalidLabels as error:
            self._must_validate = False
            self._send("unscored", labels=self._fitted_number, text=str(error))
            return True
        self._must_validate = False
        self._send("scores", labels=self._fitted_number, seconds=_since(began), **_scores(result))
        self._must_detail = True  # with calibrated probabilities
        return True

    def _encode_surroundings(self) -> bool:
        """Encode a tile around the view, so that the user finds it known there."""
        if self._surroundings is None and self._view is not None:
            self._surroundings = self._session.surroundings(self._view)
        if not self._surroundings or not self._is_quiet(_LONG_PAUSE_S):
            return False
        self._session.encode([self._surroundings.pop(0)])
        self._send("encoded", what="rest", left=len(self._surroundings), left_s=None)
        return True

    @property
    def waits_for_pause(self) -> bool:
        """Whether there is work that waits until the user pauses."""
        return self._must_detail or self._must_validate or bool(self._surroundings)

    # -- messages ---------------------------------------------------------------------------------

    def _send_preview(self, view: View, *, with_details: bool) -> None:
        """Draw a preview, write its pixels and tell it."""
        began = time.monotonic()
        preview = self._session.preview(view, with_details=with_details)
        if preview is None:
            return
        self._has_gaps = not preview.is_complete
        planes = [preview.classes, *(preview.details.planes if preview.details else ())]
        height, width = preview.classes.shape
        self._send(
            "preview",
            file=self._written(planes),
            planes=len(planes),
            width=width,
            height=height,
            bounds=preview.bounds,
            labels=self._fitted_number,
            outside=self._session.n_outside,
            view=self.requests.view_number,
            is_native=preview.is_native,
            is_complete=preview.is_complete,
            shares=_shares(preview),
            seconds=_since(began),
        )

    def _send_similar(self, question: WhatIsSimilar, found: SimilarView | None) -> None:
        if found is None:
            return
        height, width = found.percent.shape
        self._send(
            "similarity",
            number=question.number,
            file=self._written([found.percent]),
            width=width,
            height=height,
            bounds=found.bounds,
            threshold=found.threshold,
        )

    def _written(self, planes: Sequence[NDArray[np.uint8]]) -> str:
        """Write planes under a new name and return it; delete older files.

        Raises:
            OutputNotWritable: The disk is full.
        """
        self._n_files += 1
        file = self._folder / f"preview_{self._n_files}.raw"
        write_atomically(file, *(np.ascontiguousarray(plane).tobytes() for plane in planes))
        (self._folder / f"preview_{self._n_files - _N_FILES}.raw").unlink(missing_ok=True)
        return str(file)


class _UntilAsked(Progress):
    """Progress that stops when a new message waits."""

    def __init__(self, is_asked: Callable[[], bool]) -> None:
        super().__init__()
        self._is_asked = is_asked

    def is_cancelled(self) -> bool:
        """Tell whether a new message waits."""
        return self._is_asked()


def _shares(preview: Preview) -> dict[str, float]:
    """Return the fraction of each class of the mapped pixels, by its position."""
    numbers, counts = np.unique(preview.classes[preview.classes < 254], return_counts=True)
    total = max(1, int(counts.sum()))
    return {str(n): round(float(c / total), 4) for n, c in zip(numbers, counts, strict=True)}


def _scores(result: EvaluationResult) -> dict[str, Any]:
    """Return the scores of a validation for the dock."""
    scores, intervals = result.scores, result.intervals
    return {
        "miou": _plain(scores.miou),
        "class_iou": [_plain(value) for value in scores.iou],
        "intervals": None if intervals is None else list(intervals.iou),
    }


def _plain(value: float) -> float | None:
    """Return a score as JSON has it: None for nan."""
    return None if np.isnan(value) else round(float(value), 4)


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)
