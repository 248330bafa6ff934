"""What the list of models says about one of them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from ..core.model_header import ModelHeader, read_header
from ..core.model_scores import ModelScores, scores_of
from .i18n import tr

_DASH = "–"


@dataclass(frozen=True)
class ModelEntry:
    """A model of the list.

    Attributes:
        path: Its file.
        header: Its header; None if the file is gone or no model of this version.
        modified: When the file was written, in seconds since 1970; 0 if it is gone.
    """

    path: str
    header: ModelHeader | None = None
    modified: float = 0.0

    @property
    def name(self) -> str:
        """Name of the file without its ending."""
        return Path(self.path).stem

    @property
    def is_missing(self) -> bool:
        """Whether the file is gone."""
        return not self.modified

    @property
    def is_usable(self) -> bool:
        """Whether one can map with it."""
        return self.header is not None

    @property
    def scores(self) -> ModelScores | None:
        """The scores of its validation; None if there are none."""
        return scores_of(self.header) if self.header is not None else None

    @property
    def details(self) -> str:
        """Number of classes and backbone, on one line."""
        if self.is_missing:
            return tr("file missing")
        if self.header is None:
            return tr("no model of this version")
        classes = tr("{} classes").format(len(self.header.classes))
        return f"{classes} · {self.header.backbone or '?'}"

    @property
    def date(self) -> str:
        """Day on which the file was written; empty if it is gone."""
        if self.is_missing:
            return ""
        return time.strftime("%Y-%m-%d", time.localtime(self.modified))

    @property
    def score(self) -> str:
        """Mean IoU, and its standard deviation over the folds if it is known."""
        scores = self.scores
        if scores is None:
            return _DASH
        deviation = "" if scores.deviation is None else f" ± {scores.deviation:.2f}"
        return f"{scores.miou:.2f}{deviation}"

    @property
    def tip(self) -> str:
        """What is known, on several lines."""
        if self.is_missing:
            text = tr("{}\nThe file is missing: it was moved, renamed or deleted.")
            return text.format(self.path)
        if self.header is None:
            text = tr("{}\nThe file is no model that this version of Landsketch can read.")
            return text.format(self.path)
        names = ", ".join(self.header.classes.names)
        lines = [self.path, tr("Classes: {}").format(names), *self._training_lines()]
        return "\n".join(lines)

    def _training_lines(self) -> list[str]:
        header, scores = self.header, self.scores
        if header is None:
            return []
        lines = [tr("Backbone: {}").format(header.backbone or "?")]
        if header.facts.get("head"):
            lines.append(tr("Head: {}").format(header.facts["head"]))
        if scores is None:
            return [*lines, tr("Accuracy: not measured")]
        lines.append(tr("Mean IoU on held-out labels: {:.3f}").format(scores.miou))
        if scores.deviation is not None:
            text = tr("Standard deviation of {} folds: {:.3f}")
            lines.append(text.format(len(scores.of_folds), scores.deviation))
        if scores.interval is not None:
            lines.append(tr("95 % interval: {:.3f} to {:.3f}").format(*scores.interval))
        return lines


def read_entry(path: str) -> ModelEntry:
    """Read what the list says about a file."""
    file = Path(path)
    try:
        modified = file.stat().st_mtime if file.is_file() else 0.0
    except OSError:
        modified = 0.0
    return ModelEntry(path, read_header(file) if modified else None, modified)
