"""Values of Processing parameters as values of a job's options; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, ClassVar

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameters,
    QgsProcessingUtils,
    QgsProperty,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ...core.errors import InvalidLabels, InvalidModel, InvalidScene
from ...core.job.option import Option
from ..i18n import tr
from ..layers import absolute, raster_path
from .definitions import INPUT, is_list_of_files

ALL_BANDS = "all"


class Reader:
    """Reads the parameters of one run."""

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        parameters: Mapping[str, Any],
        context: QgsProcessingContext,
    ) -> None:
        self.algorithm, self.parameters, self.context = algorithm, dict(parameters), context

    def is_given(self, name: str) -> bool:
        """Tell whether the algorithm has the parameter and it has a value other than nothing."""
        has_it = self.algorithm.parameterDefinition(name) is not None
        return has_it and self.parameters.get(name) not in (None, "", [])

    def read(self, option: Option) -> Any:  # noqa: ANN401
        """Return the value of an option, None where it is left out; of a layer, its file's path.

        Raises:
            LandsketchError: A layer or file cannot be opened.
        """
        if option.is_output:
            return self._output(option)
        if not self.is_given(option.name):
            return None
        read = self._BY_KIND.get(option.info.kind, Reader._value)
        return read(self, option)

    def images(self) -> list[QgsRasterLayer]:
        """Return the rasters of INPUT that can be opened."""
        if not self.is_given(INPUT):
            return []
        definition = self.algorithm.parameterDefinition(INPUT)
        if is_list_of_files(definition):
            return []
        if definition.type() == "multilayer":
            layers = self.algorithm.parameterAsLayerList(self.parameters, INPUT, self.context)
        else:
            layers = [self._raster_layer(INPUT)]
        return [layer for layer in layers if isinstance(layer, QgsRasterLayer)]

    def vector_layer(self, name: str) -> QgsVectorLayer | None:
        """Return the layer of a parameter that takes features."""
        return self.algorithm.parameterAsVectorLayer(self.parameters, name, self.context)

    def _raster_layer(self, name: str) -> QgsRasterLayer | None:
        return self.algorithm.parameterAsRasterLayer(self.parameters, name, self.context)

    def _output(self, option: Option) -> str | None:
        take = self.algorithm.parameterAsFileOutput
        if option.info.kind in ("raster output", "vector output"):
            take = self.algorithm.parameterAsOutputLayer
        return absolute(take(self.parameters, option.name, self.context)) or None

    def _raster(self, option: Option) -> str:
        layer = self._raster_layer(option.name)
        if layer is None:
            raise InvalidScene(
                tr("The raster cannot be opened; choose another one as {}.").format(option.name)
            )
        return raster_path(layer)

    def _rasters(self, option: Option) -> list[str]:
        given = self.parameters[option.name]
        for item in given if isinstance(given, (list, tuple)) else ():
            self._require_opened(option, item)  # QGIS leaves out what it cannot open
        rasters = self.images()
        if not rasters:
            raise InvalidScene(
                tr("An image cannot be opened; choose one or several rasters as {}.").format(
                    option.name
                )
            )
        return [raster_path(raster) for raster in rasters]

    def _require_opened(self, option: Option, item: object) -> None:
        if isinstance(item, str):
            item = QgsProcessingUtils.mapLayerFromString(item, self.context) or item
        if not isinstance(item, QgsRasterLayer):
            raise InvalidScene(
                tr("The image {} cannot be opened; remove it from {} or repair it.").format(
                    item, option.name
                )
            )

    def _bands(self, option: Option) -> Any:  # noqa: ANN401 (numbers, or text that means them)
        value = self._value(option)
        if str(value).strip().lower() == ALL_BANDS:
            counts = [image.bandCount() for image in self.images()]
            return list(range(1, min(counts, default=0) + 1))
        return value

    def _vector(self, option: Option) -> str:
        source = self.algorithm.parameterAsSource(self.parameters, option.name, self.context)
        if source is None:
            raise InvalidLabels(
                tr("{} cannot be opened; choose a vector layer.").format(option.name)
            )
        layer = self.vector_layer(option.name)
        return layer.source().split("|")[0] if layer is not None else source.sourceName()

    def _extent(self, option: Option) -> list[float]:
        """Return west, south, east, north in the CRS of INPUT."""
        images = self.images()
        if not images:
            return []
        box = self.algorithm.parameterAsExtent(
            self.parameters, option.name, self.context, images[0].crs()
        )
        if box.isNull():
            return []
        return [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()]

    def _file(self, option: Option) -> str:
        path = self.algorithm.parameterAsString(self.parameters, option.name, self.context)
        return absolute(path)

    def _model(self, option: Option) -> str:
        path = self._file(option)
        if not Path(path).is_file():
            raise InvalidModel(
                tr("There is no model '{}'; choose a file that 'Train head' wrote.").format(path)
            )
        return path

    def _files(self, option: Option) -> list[str]:
        paths = self.algorithm.parameterAsFileList(self.parameters, option.name, self.context)
        return [absolute(path) for path in paths]

    def _value(self, option: Option) -> Any:  # noqa: ANN401
        arguments = (self.parameters, option.name, self.context)
        if option.is_list:
            return self._list(option)
        if option.info.choices:
            return self._choice(option)
        if option.type is bool:
            return self.algorithm.parameterAsBool(*arguments)
        if option.type is int:
            return self.algorithm.parameterAsInt(*arguments)
        if option.type is float:
            return self.algorithm.parameterAsDouble(*arguments)
        return self._text(option)

    def _choice(self, option: Option) -> str:
        """Return a word as it is given, so that a wrong one is not taken for the default."""
        value = self.parameters[option.name]
        if isinstance(value, str):
            return value
        return self.algorithm.parameterAsEnumString(self.parameters, option.name, self.context)

    def _list(self, option: Option) -> Any:  # noqa: ANN401 (a list, or text that means it)
        value = self.parameters[option.name]
        if isinstance(value, QgsProperty):
            definition = self.algorithm.parameterDefinition(option.name)
            return QgsProcessingParameters.parameterAsString(
                definition, self.parameters, self.context
            )
        return value

    def _text(self, option: Option) -> str:
        """Return a text; ``qgis_process`` gives what is written several times as a list."""
        value = self.parameters[option.name]
        if isinstance(value, (list, tuple)):
            return ", ".join(map(str, value))
        return self.algorithm.parameterAsString(self.parameters, option.name, self.context).strip()

    # Functions, not bound methods: a reference from a reader to itself would keep the layers of
    # its context alive until Python ends, after QGIS has gone
    _BY_KIND: ClassVar[dict[str, Callable[[Reader, Option], Any]]] = {
        "raster": _raster,
        "map": _raster,
        "rasters": _rasters,
        "bands": _bands,
        "vector": _vector,
        "polygons": _vector,
        "extent": _extent,
        "table": _file,
        "folder": _file,
        "model": _model,
        "files": _files,
    }
