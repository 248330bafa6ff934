"""The backbones as the options list them: what is known, what is installed, what can be done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..core import backbones
from ..core.backbones import BackboneEntry
from ..core.errors import LandsketchError
from ..core.installed_backbones import InstalledBackbone, installed_backbones
from ..core.progress import Progress
from .durations import duration_text
from .engine.environment import MAIN
from .engine.lookup import find_interpreter
from .i18n import tr
from .settings import Settings
from .setup.plan import megabytes
from .setup.run_program import Watch, run_program

_BYTES_PER_PARAMETER = 4
_HUB = "https://huggingface.co"


class SpeedUnknown(LandsketchError):
    """The speed of a backbone could not be measured."""

    code = "SPEED_UNKNOWN"
    exit_code = 4


@dataclass(frozen=True)
class BackboneRow:
    """A backbone that is known by name.

    Attributes:
        entry: What is known of it.
        installed: What is on this computer, if it is.
    """

    entry: BackboneEntry
    installed: InstalledBackbone | None = None

    @property
    def title(self) -> str:
        """Its title in the language of the user."""
        return tr(self.entry.title)

    @property
    def is_builtin(self) -> bool:
        """Whether it needs no installation."""
        return self.entry.kind == "builtin"

    @property
    def is_usable(self) -> bool:
        """Whether it works without a download."""
        return self.is_builtin or self.installed is not None

    @property
    def size(self) -> str:
        """Size on disk, or about what a download takes."""
        if self.is_builtin:
            return "–"
        if self.installed is not None:
            return megabytes(self.installed.size)
        return "≈ " + megabytes(self.entry.parameters_m * 1e6 * _BYTES_PER_PARAMETER)

    @property
    def state(self) -> str:
        """Whether it is installed."""
        if self.is_builtin:
            return tr("included")
        return tr("installed") if self.installed is not None else ""

    @property
    def asks_for_licence(self) -> bool:
        """Whether its licence must be accepted before a download."""
        return self.entry.gated

    @property
    def details(self) -> str:
        """Origin and licence, on several lines."""
        entry = self.entry
        lines = [tr("{}: licence {}, {}").format(self.title, entry.licence, entry.licence_url)]
        source = self.installed.source if self.installed is not None else None
        if source is not None:
            lines.append(tr("From {}, {}").format(source.identity, source.date[:10]))
        elif not self.is_builtin:
            names = ", ".join(self._repositories)
            lines.append(tr("Source: {}").format(names or tr("package index")))
        return "\n".join(lines)

    @property
    def licence_address(self) -> str:
        """Where the text of the licence can be read; empty if it is not published as a file."""
        found = self._repositories
        return f"{_HUB}/{found[0]}/resolve/main/LICENSE.md" if found else ""

    @property
    def _repositories(self) -> list[str]:
        """The repositories of the weights, the first to be tried first."""
        return [one.repository for one in self.entry.sources()]


def backbone_rows() -> list[BackboneRow]:
    """Return all known backbones, the usable ones first."""
    installed = {one.name: one for one in installed_backbones()}
    rows = [BackboneRow(entry, installed.get(entry.name)) for entry in backbones.all_entries()]
    return sorted(rows, key=lambda row: not row.is_usable)


def measure_speed(name: str, device: str, progress: Progress) -> float:
    """Return how many megapixels a backbone encodes per second on this computer.

    Args:
        name: Name of an installed backbone.
        device: Device of the settings.
        progress: Can cancel it.

    Raises:
        EngineUnavailable: There is no engine.
        SpeedUnknown: The engine could not measure it.
        Cancelled: The user cancelled.
    """
    interpreter = find_interpreter(Settings.load().interpreter)
    progress.stage(tr("Measuring {}").format(name))
    command = [interpreter, str(MAIN), "speed", name, "--json", "--device", device]
    ended = run_program(command, Watch(is_cancelled=progress.is_cancelled))
    try:
        return float(json.loads(ended.text.splitlines()[-1])["mpx_per_s"])
    except (IndexError, KeyError, TypeError, ValueError):
        last = (ended.text.strip().splitlines() or [tr("no message")])[-1]
        raise SpeedUnknown(tr("The speed could not be measured: {}").format(last)) from None


def speed_text(mpx_per_s: float, image: str, n_pixels: int) -> str:
    """Say how fast a backbone is, and how long an image takes.

    Args:
        mpx_per_s: Megapixels per second.
        image: Name of an image; empty if none is at hand.
        n_pixels: Pixels of the image.
    """
    text = tr("{:.3g} Mpx/s on this computer").format(mpx_per_s)
    if not image:
        return text
    seconds = n_pixels / 1e6 / mpx_per_s
    return tr("{}; {} for '{}' at scale 1").format(text, duration_text(seconds), Path(image).name)
