"""Write polygons batch by batch to a GeoPackage with a style that QGIS takes when it opens the file."""

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from ..atomic_write import discard, explain_os_errors, publish
from ..output_checks import check_writable
from ..output_names import database_files, temporary_path

_BATCH = 20_000  # polygons held back until they are written
_GEOMETRY = "geom"
_OF_GDAL = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError)


@dataclass
class GeoPackageWriter:
    """Context manager that writes one layer of polygons; its file appears under the final name when all went well.

    On any exception inside the block everything made is removed and an earlier file of that name is left alone.

    Args:
        path: Final name, ends in ``.gpkg``; its folder is made. The layer has the name of the file.
        crs: WKT, None = unknown.
        style: QGIS style (QML) of the layer.

    Raises:
        OutputNotWritable: The file cannot be written, or the disk is full.
    """

    path: Path
    crs: str | None
    style: str
    n_written: int = 0
    _held: list[tuple[NDArray[np.object_], dict[str, NDArray[Any]]]] = field(default_factory=list)

    def __enter__(self) -> "GeoPackageWriter":
        check_writable(self.path)
        with explain_os_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        discard(database_files(temporary_path(self.path)))  # what a killed run left
        return self

    def write(self, polygons: NDArray[np.object_], columns: Mapping[str, NDArray[Any]]) -> None:
        """Add polygons with their fields, the same in every call; objects are text."""
        self._held.append((polygons, dict(columns)))
        if sum(len(held) for held, _ in self._held) >= _BATCH:
            self._flush()

    def __exit__(
        self, error: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        part = temporary_path(self.path)
        try:
            if error is None:
                self._flush()
                self._add_style()
                with explain_os_errors(self.path):
                    if (
                        not part.is_file()
                        or pyogrio.read_info(part, layer=self._layer)["features"] != self.n_written
                    ):
                        raise OSError("the file is incomplete, perhaps the disk is full")
                publish({part: self.path}, stale=database_files(self.path))
        finally:
            discard(database_files(part))

    @property
    def _layer(self) -> str:
        return self.path.stem

    def _flush(self) -> None:
        polygons = np.concatenate([held for held, _ in self._held] or [np.empty(0, object)])
        if len(polygons):
            columns = {
                name: np.concatenate([columns[name] for _, columns in self._held])
                for name in self._held[0][1]
            }
            self._append(self._layer, polygons, columns, geometry_type="Polygon", crs=self.crs)
            self.n_written += len(polygons)
        self._held.clear()

    def _add_style(self) -> None:
        """Add the table in which QGIS looks for the style of a layer."""
        text = {
            "f_table_catalog": "", "f_table_schema": "", "f_table_name": self._layer, "f_geometry_column": _GEOMETRY,
            "styleName": self._layer, "styleQML": self.style, "styleSLD": "", "description": "Classes", "owner": "",
            "ui": "",
        }  # fmt: skip
        columns: dict[str, NDArray[Any]] = {
            name: np.array([value], object) for name, value in text.items()
        }
        columns["useAsDefault"] = np.array([True])
        columns["update_time"] = np.array(
            [datetime.now(UTC).replace(tzinfo=None)], "datetime64[ms]"
        )
        self._append("layer_styles", None, columns)

    def _append(
        self,
        layer: str,
        polygons: NDArray[np.object_] | None,
        columns: dict[str, NDArray[Any]],
        **layout: str | None,
    ) -> None:
        part = temporary_path(self.path)
        with explain_os_errors(self.path), _gdal():
            pyogrio.raw.write(
                str(part), None if polygons is None else shapely.to_wkb(polygons), list(columns.values()),
                list(columns), layer=layer, driver="GPKG", append=part.exists(), **layout,
            )  # fmt: skip


@contextlib.contextmanager
def _gdal() -> Iterator[None]:
    """Turn GDAL's errors of writing into the operating system's."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "'crs' was not provided")  # a map without a place
            yield
    except _OF_GDAL as error:
        raise OSError(str(error)) from error
