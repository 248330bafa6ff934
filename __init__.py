"""Landsketch: sketch a few polygons, map the whole scene. QGIS enters here."""

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802, ANN401 (QGIS calls it; its types would need QGIS)
    """Return the plugin; ``iface`` is None under qgis_process."""
    from .plugin.main import LandsketchPlugin

    return LandsketchPlugin(iface)
