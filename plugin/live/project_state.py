"""What the dock was set to, kept in the project."""

from __future__ import annotations

from dataclasses import dataclass, field

from qgis.core import QgsProject

from .training_job import LiveOptions

_SCOPE = "landsketch"


@dataclass(frozen=True)
class DockState:
    """What was chosen in the dock.

    Attributes:
        image, labels: Ids of the layers; empty = none.
        options: What the engine is opened with.
    """

    image: str = ""
    labels: str = ""
    options: LiveOptions = field(default_factory=LiveOptions)


def save_state(state: DockState) -> None:
    """Keep a state in the project, which becomes unsaved if it differs."""
    if state == load_state():
        return
    project, options = QgsProject.instance(), state.options
    project.writeEntry(_SCOPE, "/image", state.image)
    project.writeEntry(_SCOPE, "/labels", state.labels)
    project.writeEntry(_SCOPE, "/backbone", options.backbone)
    project.writeEntryDouble(_SCOPE, "/scale", options.scale)
    project.writeEntry(_SCOPE, "/bands", ",".join(map(str, options.bands)))
    project.writeEntryBool(_SCOPE, "/sharpen", options.sharpen)


def load_state() -> DockState:
    """Return the state that is kept in the project, the default if there is none."""
    project, default = QgsProject.instance(), LiveOptions()
    text = project.readEntry(_SCOPE, "/bands", "")[0]
    bands = tuple(int(part) for part in text.split(",") if part.isdigit())
    options = LiveOptions(
        project.readEntry(_SCOPE, "/backbone", default.backbone)[0],
        project.readDoubleEntry(_SCOPE, "/scale", default.scale)[0],
        bands,
        project.readBoolEntry(_SCOPE, "/sharpen", default.sharpen)[0],
    )
    image, labels = (project.readEntry(_SCOPE, f"/{name}", "")[0] for name in ("image", "labels"))
    return DockState(image, labels, options)
