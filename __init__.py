"""Landsketch: sketch a few polygons, map the whole scene. QGIS enters here."""

import sys
from typing import Any

# After an update QGIS runs this file again, but keeps the old modules whose import it did not see.
for _name in [name for name in sys.modules if name.startswith(f"{__name__}.")]:
    del sys.modules[_name]


def classFactory(iface: Any) -> Any:  # noqa: N802, ANN401 (QGIS calls it; its types would need QGIS)
    """Return the plugin; ``iface`` is None under qgis_process."""
    from .plugin.main import LandsketchPlugin

    return LandsketchPlugin(iface)
