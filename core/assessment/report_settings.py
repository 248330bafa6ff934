"""The settings of a report: every option of a job with its title."""

from dataclasses import dataclass

from ..job.job import Job
from ..labels.split import Split

_LEFT_OUT = ("INPUT", "COMMAND", "STAGED")  # shown elsewhere, or not an option of the user


@dataclass(frozen=True)
class ReportSettings:
    """Options by title, as text.

    Attributes:
        changed: Options that differ from their defaults.
        defaults: All other options.
    """

    changed: dict[str, str]
    defaults: dict[str, str]


def report_settings(job: Job, split: Split | None) -> ReportSettings:
    """Return every option of a job, and the block size and buffer that were used."""
    settings = ReportSettings({}, {})
    for option, value in job.values():
        if option.name not in _LEFT_OUT:
            target = settings.defaults if value == option.default else settings.changed
            target[f"{option.info.title} ({option.name})"] = _text(value)
    if split is not None:
        settings.changed["Block size that was used (units of the CRS)"] = f"{split.block:g}"
        settings.changed["Buffer that was used (units of the CRS)"] = f"{split.buffer:g}"
    return settings


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "–"
    return str(value) or "–"
