"""Models of the graphical modeler that come with the plugin, as algorithms in the toolbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtGui import QIcon

from .base_algorithm import group_title
from .i18n import tr
from .icons import icon_path

_FOLDER = Path(__file__).resolve().parents[1] / "resources" / "models"
_GROUP = "models"


class ShippedModel(QgsProcessingModelAlgorithm):
    """A model from a file; the file's name is its id, which never changes.

    Args:
        path: The ``.model3`` file, made by ``scripts/make_models.py``.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        # QGIS reads other XML as a model without steps
        self.is_read = self.fromFile(str(path)) and bool(self.childAlgorithms())
        self._translate()

    def _translate(self) -> None:
        """Put titles and help into the language of the user."""
        for parameter in self.parameterDefinitions():
            parameter.setDescription(tr(parameter.description()))
        for output in self.outputDefinitions():
            output.setDescription(tr(output.description()))
        texts = self.helpContent()
        self.setHelpContent({part: tr(text) for part, text in texts.items()})

    def name(self) -> str:
        return self._path.stem

    def displayName(self) -> str:
        return tr(super().name())

    def group(self) -> str:
        return group_title(_GROUP)

    def groupId(self) -> str:
        return _GROUP

    def icon(self) -> QIcon:
        return QIcon(icon_path(self.name(), _GROUP))

    def createInstance(self) -> Any:  # noqa: ANN401 (the stubs differ between versions)
        return type(self)(self._path)


def shipped_models() -> Iterator[ShippedModel]:
    """Yield the models; a file that this QGIS cannot read is left out.

    The algorithms of their steps must be in the registry: QGIS asks them for their outputs.
    """
    for path in sorted(_FOLDER.glob("*.model3")):
        model = ShippedModel(path)
        if model.is_read:
            yield model
