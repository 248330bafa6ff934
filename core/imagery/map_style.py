"""How other programs draw our maps.

Attribute table (``.aux.xml``) and QGIS style (``.qml``). Text only, no files.
"""

import html
import re
from collections.abc import Mapping, Sequence

from ..raster_kinds import RasterKind

Legend = Sequence[tuple[int, str, str]]  # value, name, "#rrggbb"

# Name, GDALRATFieldType (0 whole number, 2 text), GDALRATFieldUsage
_COLUMNS = (("Value", 0, 5), ("ClassName", 2, 2), ("Red", 0, 6), ("Green", 0, 7), ("Blue", 0, 8))
# Viridis by the fraction of the ramp: dark for low values, and readable without colour vision
_VIRIDIS = ((0, "#440154"), (0.25, "#3b528b"), (0.5, "#21918c"), (0.75, "#5ec962"), (1, "#fde725"))
_SOLID, _VEIL = 255, 40  # opacity of fills
_EDGE = "#1e1e1e"  # around coloured outlines, so that they are seen on any ground
_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_WHITE_IN_ATTRIBUTES = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue 0-255 of ``#rrggbb``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def attribute_table(legend: Legend, description: str) -> str:
    """Return GDAL's side file with a thematic raster attribute table for band 1."""
    fields = [_field(position, *column) for position, column in enumerate(_COLUMNS)]
    rows = [_row(position, *entry) for position, entry in enumerate(legend)]
    return (
        '<PAMDataset>\n<PAMRasterBand band="1">\n'
        f"<Description>{_text(description)}</Description>\n"
        '<GDALRasterAttributeTable tableType="thematic">\n'
        f"{''.join(fields)}{''.join(rows)}</GDALRasterAttributeTable>\n"
        "</PAMRasterBand>\n</PAMDataset>\n"
    )


def class_style(legend: Legend, hidden: Sequence[int] = ()) -> str:
    """Return a QGIS style that shows exactly the classes of ``legend``, those hidden invisible."""
    entries = [_palette_entry(*entry, 0 if entry[0] in hidden else 255) for entry in legend]
    return _style(
        '<rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">\n'
        "<rasterTransparency/>\n"
        f"<colorPalette>\n{''.join(entries)}</colorPalette>\n</rasterrenderer>"
    )


def polygon_style(legend: Legend, field: str) -> str:
    """Return a QGIS style that fills polygons by the class value in ``field``.

    Outlines are thin and of the same colour.
    """
    return _categories(legend, field, [_fill(color, _SOLID) for _, _, color in legend])


def outlined_style(legend: Legend, field: str) -> str:
    """Return a QGIS style like ``polygon_style`` through which the image is seen.

    Outlines have a dark edge, so that they stand out on any ground, and later entries are drawn
    over earlier ones.
    """
    fills = [
        _outline(_EDGE, "1") + _fill(color, _VEIL, position + 1)
        for position, (_, _, color) in enumerate(legend)
    ]
    return _categories(legend, field, fills)


def _categories(legend: Legend, field: str, fills: Sequence[str]) -> str:
    """Return a QGIS style of one symbol layer per entry of a legend."""
    categories = [
        f'<category value="{value}" type="integer" symbol="{position}" '
        f'label={_attribute(name)} render="true"/>\n'
        for position, (value, name, _) in enumerate(legend)
    ]
    symbols = [_fill_symbol(str(position), fill) for position, fill in enumerate(fills)]
    return _categorized(field, categories, symbols)


def _categorized(field: str, categories: Sequence[str], symbols: Sequence[str]) -> str:
    """Return a QGIS style of categories and their symbols."""
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22.0" styleCategories="Symbology">\n'
        f'<renderer-v2 type="categorizedSymbol" attr={_attribute(field)} '
        'forceraster="0" symbollevels="1">\n'
        f"<categories>\n{''.join(categories)}</categories>\n"
        f"<symbols>\n{''.join(symbols)}</symbols>\n</renderer-v2>\n</qgis>\n"
    )


def point_style(color: str) -> str:
    """Return a QGIS style that shows points as circles of one colour with a white outline."""
    options = {
        "color": _rgba(color),
        "name": "circle",
        "outline_color": _rgba("#ffffff"),
        "outline_width": "0.4",
        "outline_width_unit": "MM",
        "size": "4",
        "size_unit": "MM",
    }
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22.0" styleCategories="Symbology">\n'
        '<renderer-v2 type="singleSymbol" forceraster="0" symbollevels="0">\n<symbols>\n'
        '<symbol type="marker" name="0" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="SimpleMarker" enabled="1" locked="0" pass="0">{_options(options)}</layer>'
        "</symbol>\n</symbols>\n</renderer-v2>\n</qgis>\n"
    )


def arrow_style(entries: Mapping[bool, tuple[str, str]], field: str) -> str:
    """Return a QGIS style that shows lines as arrows.

    Args:
        entries: Label and colour of the arrows by what ``field`` says.
        field: A field with true or false.
    """
    values = {True: "true", False: "false"}
    categories = [
        f'<category value="{values[value]}" type="bool" symbol="{position}" '
        f'label={_attribute(label)} render="true"/>\n'
        for position, (value, (label, _)) in enumerate(entries.items())
    ]
    symbols = [_arrow(position, color) for position, (_, color) in enumerate(entries.values())]
    return _categorized(field, categories, symbols)


def _arrow(position: int, color: str) -> str:
    """Return an arrow symbol with a white edge."""
    arrow = {
        "arrow_type": "0",
        "arrow_width": "0.8",
        "arrow_start_width": "0.8",
        "arrow_width_unit": "MM",
        "arrow_start_width_unit": "MM",
        "head_length": "2.5",
        "head_length_unit": "MM",
        "head_thickness": "1.5",
        "head_thickness_unit": "MM",
        "head_type": "0",
        "is_curved": "0",
        "is_repeated": "0",
    }
    fill = _simple_fill(
        {
            "color": _rgba(color),
            "outline_color": _rgba("#ffffff"),
            "outline_style": "solid",
            "style": "solid",
            "outline_width": "0.25",
            "outline_width_unit": "MM",
        }
    )
    return (
        f'<symbol type="line" name="{position}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="ArrowLine" enabled="1" locked="0" pass="0">{_options(arrow)}'
        f"{_fill_symbol(f'@{position}@0', fill)}</layer></symbol>\n"
    )


def raster_style(kind: RasterKind, legend: Legend) -> str:
    """Return the QGIS style of a raster: its classes, or a colour ramp."""
    if not kind.ramp:
        return class_style(legend, kind.hidden)
    low, high = kind.ramp
    return ramp_style(low, high, kind.unit)


def ramp_style(low: float, high: float, unit: str) -> str:
    """Return a QGIS style that shows the values from ``low`` to ``high`` as a colour ramp."""
    stops = [(f"{low + fraction * (high - low):g}", color) for fraction, color in _VIRIDIS]
    items = [
        f'<item value="{value}" color="{color}" alpha="255" label="{value}{unit}"/>\n'
        for value, color in stops
    ]
    return _style(
        '<rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" '
        f'nodataColor="" classificationMin="{low:g}" classificationMax="{high:g}">\n'
        "<rasterTransparency/>\n"
        "<minMaxOrigin><limits>None</limits><extent>WholeRaster</extent></minMaxOrigin>\n"
        '<rastershader>\n<colorrampshader colorRampType="INTERPOLATED" classificationMode="1" '
        f'clip="0" minimumValue="{low:g}" maximumValue="{high:g}">\n'
        f"{_ramp()}{''.join(items)}</colorrampshader>\n</rastershader>\n</rasterrenderer>"
    )


def _palette_entry(value: int, name: str, color: str, alpha: int) -> str:
    attributes = f'value="{value}" color="{color}" alpha="{alpha}" label={_attribute(name)}'
    return f"<paletteEntry {attributes}/>\n"


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


def _fill_symbol(name: str, layer: str) -> str:
    return (
        f'<symbol type="fill" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f"{layer}</symbol>\n"
    )


def _fill(color: str, opacity: int, drawn: int = 0) -> str:
    """Return the layer of a fill symbol; an outline of its colour hides the gaps of drawing.

    Args:
        color: As ``#rrggbb``.
        opacity: Of the fill, 0..255.
        drawn: Layers of a style with a higher number are drawn later.
    """
    options = {
        "color": _rgba(color, opacity),
        "outline_color": _rgba(color),
        "outline_style": "solid",
        "style": "solid",
        "outline_width": "0.1" if opacity == _SOLID else "0.5",
        "outline_width_unit": "MM",
    }
    return _simple_fill(options, drawn)


def _outline(color: str, width_mm: str) -> str:
    """Return the layer of a fill symbol that is only an outline, drawn first."""
    options = {
        "color": _rgba(color, 0),
        "outline_color": _rgba(color),
        "outline_style": "solid",
        "style": "no",
        "outline_width": width_mm,
        "outline_width_unit": "MM",
    }
    return _simple_fill(options, 0)


def _simple_fill(options: Mapping[str, str], drawn: int = 0) -> str:
    """Return a layer of a fill symbol."""
    settings = _options(options)
    return f'<layer class="SimpleFill" enabled="1" locked="0" pass="{drawn}">{settings}</layer>'


def _options(options: Mapping[str, str]) -> str:
    """Return options as QGIS stores them, and as it did before 3.26."""
    new = [
        f'<Option type="QString" name="{name}" value="{value}"/>' for name, value in options.items()
    ]
    old = [f'<prop k="{name}" v="{value}"/>' for name, value in options.items()]
    return f'<Option type="Map">{"".join(new)}</Option>{"".join(old)}'


def _rgba(color: str, opacity: int = 255) -> str:
    return ",".join(map(str, (*rgb(color), opacity)))


def _field(position: int, name: str, kind: int, usage: int) -> str:
    """Return the definition of a column of an attribute table."""
    return (
        f'<FieldDefn index="{position}"><Name>{name}</Name><Type>{kind}</Type>'
        f"<Usage>{usage}</Usage></FieldDefn>\n"
    )


def _row(position: int, value: int, name: str, color: str) -> str:
    """Return a row of an attribute table."""
    red, green, blue = rgb(color)
    return (
        f'<Row index="{position}"><F>{value}</F><F>{_text(name)}</F>'
        f"<F>{red}</F><F>{green}</F><F>{blue}</F></Row>\n"
    )


def _text(text: str) -> str:
    return html.escape(_FORBIDDEN_IN_XML.sub(" ", text), quote=False)


def _attribute(text: str) -> str:
    """Return text as a quoted value; a reader would take plain line breaks and tabs for spaces."""
    escaped = html.escape(_FORBIDDEN_IN_XML.sub(" ", text)).translate(_WHITE_IN_ATTRIBUTES)
    return f'"{escaped}"'
