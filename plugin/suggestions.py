"""Values with which the dialogs of algorithms open: what the project suggests.

Only the desktop's dialogs use them; scripts, models and qgis_process have the defaults of the jobs.
"""

from __future__ import annotations

from typing import Any, Callable

from qgis.core import QgsMapLayer

from ..core import backbones
from ..core.job.job import Job
from ..core.job.jobs import TrainJob
from ..core.job.option import Option, options_of
from .engine.engine import EngineUnavailable
from .engine.health import known_devices
from .engine.lookup import device_taken, find_interpreter
from .live.class_table_file import table_path
from .live.classes import class_field_of
from .live.project_state import load_state
from .model_list import earlier_model
from .prepared_dataset import last_dataset
from .project_layers import earlier_map_layer, image_layer, label_layer, map_layer
from .settings import Settings
from .trained_model import last_model

_MOST_PARAMETERS_M = {"cpu": 100.0}  # larger backbones take hours for an image


def suggested_inputs(kind: type[Job], active: QgsMapLayer | None) -> dict[str, Any]:
    """Return values of parameters by name, none for what the project does not tell.

    Args:
        kind: The job of the algorithm.
        active: The layer that is selected in the layer tree.
    """
    values = {option.name: _suggested(option, active) for option in options_of(kind)}
    if kind is TrainJob:
        values["CLASS_TABLE"] = _class_table(active)
    if "INPUT" in values and "BACKBONE" in values:
        values.update(_of_dock(values["INPUT"]))
    names = {option.name for option in options_of(kind) if option.info.is_offered}
    return {name: value for name, value in values.items() if value and name in names}


def _suggested(option: Option, active: QgsMapLayer | None) -> Any:  # noqa: ANN401 (a value)
    if option.name == "BACKBONE" and backbones.names() == option.info.suggestions:
        return best_backbone()
    is_needed = option.is_required or option.info.is_expected
    by_kind = _EARLIER if option.name == "PREVIOUS" else _BY_KIND
    find = by_kind.get(option.info.kind)
    return find(active) if find is not None and is_needed else None


def best_backbone() -> str:
    """Return the best installed backbone that this computer can run in reasonable time."""
    settings = Settings.load()
    try:
        devices = known_devices(find_interpreter(settings.interpreter)) or ()
    except EngineUnavailable:
        devices = ()
    kind = device_taken(settings.device, devices).partition(":")[0]
    return backbones.best_installed(_MOST_PARAMETERS_M.get(kind, float("inf"))).name


def _of_dock(images: object) -> dict[str, Any]:
    """Return what the dock was set to, if it works on the same image."""
    state = load_state()
    if not state.image or state.image not in (images if isinstance(images, list) else [images]):
        return {}
    bands = list(state.options.bands)
    text = ",".join(map(str, bands))  # of several images, bands are a text
    is_text = isinstance(images, list)
    return {"SCALE": f"{state.options.scale:g}", "BANDS": text if is_text else bands}


def _id(layer: QgsMapLayer | None) -> str:
    return layer.id() if layer is not None else ""


def _ids(layer: QgsMapLayer | None) -> list[str]:
    return [layer.id()] if layer is not None else []


def _class_field(active: QgsMapLayer | None) -> str:
    layer = label_layer(active)
    return class_field_of(layer) if layer is not None else ""


def _class_table(active: QgsMapLayer | None) -> str:
    """Return the file with the classes of the label layer, which the dock has written."""
    layer = label_layer(active)
    path = table_path(layer) if layer is not None else None
    return str(path) if path is not None and path.is_file() else ""


_BY_KIND: dict[str, Callable[[QgsMapLayer | None], Any]] = {
    "raster": lambda active: _id(image_layer(active)),
    "rasters": lambda active: _ids(image_layer(active)),
    "map": lambda active: _id(map_layer(active)),
    "vector": lambda active: _id(label_layer(active)),
    "field": _class_field,
    "model": lambda active: last_model(),
    "folder": lambda active: last_dataset(),
}
_EARLIER: dict[str, Callable[[QgsMapLayer | None], Any]] = {
    "map": lambda active: _id(earlier_map_layer(active)),
    "model": lambda active: earlier_model(last_model()),
}
