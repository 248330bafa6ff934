"""Write polygons, points or lines in batches to a GeoPackage, with their default style in QGIS."""

import contextlib
import sqlite3
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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

_BATCH = 20_000  # polygons that are buffered before they are written
_GEOMETRY = "geom"
_TIME = "1970-01-01T00:00:00.001"  # fixed, so that the same polygons make the same bytes
_ERRORS = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    sqlite3.Error,
)


@dataclass
class GeoPackageWriter:
    """Context manager that writes one layer to a temporary file and renames it.

    After an exception inside the block the temporary file is removed, and an earlier file of the
    final name is not changed.

    Args:
        path: Final name, ends in ``.gpkg``; its folder is created. The layer is named like the
            file.
        crs: WKT; None = unknown.
        style: QGIS style (QML) of the layer.
        geometry_type: ``Polygon``, ``Point`` or ``LineString``.

    Attributes:
        n_written: Number of features that were written so far.

    Raises:
        OutputNotWritable: The file cannot be written, or the disk is full.
    """

    path: Path
    crs: str | None
    style: str
    geometry_type: str = "Polygon"
    n_written: int = 0
    _held: list[tuple[NDArray[np.object_], dict[str, NDArray[Any]]]] = field(default_factory=list)

    def __enter__(self) -> "GeoPackageWriter":
        check_writable(self.path)
        with explain_os_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        discard(database_files(temporary_path(self.path)))  # of a run that was killed
        return self

    def write(self, polygons: NDArray[np.object_], columns: Mapping[str, NDArray[Any]]) -> None:
        """Add polygons and their attributes.

        Args:
            polygons: Shapely polygons, (n,).
            columns: Values of each field, (n,), by name; the same fields in every call. Arrays of
                objects hold text.

        Raises:
            OutputNotWritable: The file cannot be written, or the disk is full.
        """
        self._held.append((polygons, dict(columns)))
        if sum(len(held) for held, _ in self._held) >= _BATCH:
            self._flush()

    def __exit__(
        self, error: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        temporary = temporary_path(self.path)
        try:
            if error is None:
                self._flush()
                self._add_style()
                with explain_os_errors(self.path):
                    self._check_complete(temporary)
                publish({temporary: self.path}, stale=database_files(self.path))
        finally:
            discard(database_files(temporary))

    @property
    def _layer(self) -> str:
        return self.path.stem

    def _check_complete(self, file: Path) -> None:
        if file.is_file():
            n_features = pyogrio.read_info(file, layer=self._layer)["features"]
            if n_features == self.n_written:
                return
        raise OSError("the file is incomplete, perhaps the disk is full")

    def _flush(self) -> None:
        polygons = np.concatenate([held for held, _ in self._held] or [np.empty(0, object)])
        if len(polygons):
            columns = {
                name: np.concatenate([columns[name] for _, columns in self._held])
                for name in self._held[0][1]
            }
            layout = {"geometry_type": self.geometry_type, "crs": self.crs}
            self._append(self._layer, polygons, columns, **layout)
            self.n_written += len(polygons)
        self._held.clear()

    def _add_style(self) -> None:
        """Add the table from which QGIS loads the default style of a layer."""
        text = {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": self._layer,
            "f_geometry_column": _GEOMETRY,
            "styleName": self._layer,
            "styleQML": self.style,
            "styleSLD": "",
            "description": "Classes",
            "owner": "",
            "ui": "",
        }
        columns: dict[str, NDArray[Any]] = {
            name: np.array([value], object) for name, value in text.items()
        }
        columns["useAsDefault"] = np.array([True])
        columns["update_time"] = np.array([_TIME], "datetime64[ms]")
        self._append("layer_styles", None, columns)

    def _append(
        self,
        layer: str,
        polygons: NDArray[np.object_] | None,
        columns: dict[str, NDArray[Any]],
        **layout: str | None,
    ) -> None:
        temporary = temporary_path(self.path)
        with explain_os_errors(self.path), gdal_as_os_errors(), at_fixed_time():
            pyogrio.raw.write(
                str(temporary),
                None if polygons is None else shapely.to_wkb(polygons),
                list(columns.values()),
                list(columns),
                layer=layer,
                driver="GPKG",
                append=temporary.exists(),
                **layout,
            )


@contextlib.contextmanager
def at_fixed_time() -> Iterator[None]:
    """Let GDAL write a fixed time of the last change, not the present one."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{_TIME}Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


@contextlib.contextmanager
def gdal_as_os_errors() -> Iterator[None]:
    """Raise errors of GDAL and SQLite as ``OSError``."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "'crs' was not provided")  # a map without a CRS
            yield
    except _ERRORS as error:
        raise OSError(str(error)) from error
