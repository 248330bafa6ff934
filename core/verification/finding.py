"""What a check has found in a dataset."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SEVERITIES = ("note", "warning", "error")


@dataclass(frozen=True)
class Finding:
    """A fault, or something worth knowing.

    Attributes:
        check: Name of the check, for programs.
        severity: One of ``SEVERITIES``: errors make a training fail or mislead, warnings cost
            accuracy, notes are facts.
        text: A sentence for people: what was found and what to do.
        tiles: Positions in the index of tiles.
        labels: Positions in the label features.
    """

    check: str
    severity: str
    text: str
    tiles: tuple[int, ...] = ()
    labels: tuple[int, ...] = ()


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with errors first; findings of one severity keep their order."""
    return sorted(findings, key=lambda finding: -SEVERITIES.index(finding.severity))


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return names separated by commas; of many names, the first ones and how many follow."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
