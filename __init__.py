"""Landsketch: sketch a few polygons, map the whole scene. QGIS enters here."""


def classFactory(iface):  # noqa: N802, ANN001, ANN201 (QGIS calls it; importing its types here would need QGIS)
    """Return the plugin; ``iface`` is None under qgis_process."""
    from .plugin.main import LandsketchPlugin

    return LandsketchPlugin(iface)
