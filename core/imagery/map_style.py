"""How other programs draw our maps.

Attribute table (``.aux.xml``) and QGIS style (``.qml``). Text only, no files.
"""

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from ..raster_kinds import RasterKind

Legend = Sequence[tuple[int, str, str]]  # value, name, "#rrggbb"

# Name, GDALRATFieldType (0 whole number, 2 text), GDALRATFieldUsage
_COLUMNS = (("Value", 0, 5), ("ClassName", 2, 2), ("Red", 0, 6), ("Green", 0, 7), ("Blue", 0, 8))
# Viridis by the fraction of the ramp: dark for low values, and readable without colour vision
_VIRIDIS = ((0, "#440154"), (0.25, "#3b528b"), (0.5, "#21918c"), (0.75, "#5ec962"), (1, "#fde725"))
_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue 0-255 of ``#rrggbb``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def attribute_table(legend: Legend, description: str) -> str:
    """Return GDAL's side file with a thematic raster attribute table for band 1."""
    columns = "".join(
        f'<FieldDefn index="{i}"><Name>{name}</Name><Type>{kind}</Type><Usage>{usage}</Usage></FieldDefn>\n'
        for i, (name, kind, usage) in enumerate(_COLUMNS)
    )
    return (
        f'<PAMDataset>\n<PAMRasterBand band="1">\n<Description>{_text(description)}</Description>\n'
        f'<GDALRasterAttributeTable tableType="thematic">\n{columns}{_rows(legend)}</GDALRasterAttributeTable>\n'
        "</PAMRasterBand>\n</PAMDataset>\n"
    )


def class_style(legend: Legend) -> str:
    """Return a QGIS style that shows exactly the classes of ``legend``."""
    entries = "".join(
        f'<paletteEntry value="{value}" color="{color}" alpha="255" label={_attribute(name)}/>\n'
        for value, name, color in legend
    )
    renderer = (
        '<rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">\n<rasterTransparency/>\n'
        f"<colorPalette>\n{entries}</colorPalette>\n</rasterrenderer>"
    )
    return _style(renderer)


def polygon_style(legend: Legend, field: str) -> str:
    """Return a QGIS style that fills polygons by the class value in a field, with thin outlines of the same colour."""
    categories = "".join(
        f'<category value="{value}" type="integer" symbol="{i}" label={_attribute(name)} render="true"/>\n'
        for i, (value, name, _) in enumerate(legend)
    )
    symbols = "".join(_fill(str(i), color) for i, (_, _, color) in enumerate(legend))
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22.0" styleCategories="Symbology">\n'
        f'<renderer-v2 type="categorizedSymbol" attr={_attribute(field)} forceraster="0" symbollevels="0">\n'
        f"<categories>\n{categories}</categories>\n<symbols>\n{symbols}</symbols>\n</renderer-v2>\n</qgis>\n"
    )


def raster_style(kind: RasterKind, legend: Legend) -> str:
    """Return the QGIS style of a raster: its classes, or a colour ramp."""
    if kind.has_classes:
        return class_style(legend)
    low, high = kind.ramp
    return ramp_style(low, high, kind.unit)


def ramp_style(low: float, high: float, unit: str) -> str:
    """Return a QGIS style that shows the values from ``low`` to ``high`` as a colour ramp."""
    stops = [(f"{low + fraction * (high - low):g}", color) for fraction, color in _VIRIDIS]
    items = "".join(
        f'<item value="{value}" color="{color}" alpha="255" label="{value}{unit}"/>\n'
        for value, color in stops
    )
    renderer = (
        '<rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" nodataColor="" '
        f'classificationMin="{low:g}" classificationMax="{high:g}">\n<rasterTransparency/>\n'
        "<minMaxOrigin><limits>None</limits><extent>WholeRaster</extent></minMaxOrigin>\n"
        '<rastershader>\n<colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" '
        f'minimumValue="{low:g}" maximumValue="{high:g}">\n{_ramp()}{items}</colorrampshader>\n</rastershader>\n</rasterrenderer>'
    )
    return _style(renderer)


def _style(renderer: str) -> str:
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.22.0" styleCategories="Symbology">\n<pipe>\n{renderer}\n'
        '<rasterresampler maxOversampling="2"/>\n</pipe>\n</qgis>\n'
    )


def _ramp() -> str:
    """Return the ramp as QGIS stores it, so that legend and dialog show one continuous bar."""
    stops = ":".join(f"{fraction:g};{_rgba(color)}" for fraction, color in _VIRIDIS[1:-1])
    ends = {"color1": _rgba(_VIRIDIS[0][1]), "color2": _rgba(_VIRIDIS[-1][1])}
    options = _options({**ends, "discrete": "0", "rampType": "gradient", "stops": stops})
    return f'<colorramp name="[source]" type="gradient">{options}</colorramp>\n'


def _fill(name: str, color: str) -> str:
    """Return a fill symbol with an outline of its own colour, which hides the seams that drawing leaves."""
    facts = {
        "color": _rgba(color),
        "outline_color": _rgba(color),
        "outline_style": "solid",
        "style": "solid",
    }
    facts |= {"outline_width": "0.1", "outline_width_unit": "MM"}
    layer = f'<layer class="SimpleFill" enabled="1" locked="0" pass="0">{_options(facts)}</layer>'
    return f'<symbol type="fill" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">{layer}</symbol>\n'


def _options(options: Mapping[str, str]) -> str:
    new = "".join(
        f'<Option type="QString" name="{name}" value="{value}"/>' for name, value in options.items()
    )
    old = "".join(
        f'<prop k="{name}" v="{value}"/>' for name, value in options.items()
    )  # read before QGIS 3.26
    return f'<Option type="Map">{new}</Option>{old}'


def _rgba(color: str) -> str:
    return ",".join(str(part) for part in (*rgb(color), 255))


def _rows(legend: Legend) -> str:
    return "".join(
        f'<Row index="{i}"><F>{value}</F><F>{_text(name)}</F>'
        + "".join(f"<F>{c}</F>" for c in rgb(color))
        + "</Row>\n"
        for i, (value, name, color) in enumerate(legend)
    )


def _text(text: str) -> str:
    return escape(_FORBIDDEN_IN_XML.sub(" ", text))


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN_IN_XML.sub(" ", text))
