"""Which bands of a raster show red, green, blue and near infrared, and which of them are used.

Roles are told by the bands' colour interpretation, by words in their descriptions, by the band
names of Sentinel-2 and Landsat, or by wavelengths.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rasterio.io import DatasetReader

from ..errors import InvalidScene
from ..job.options import SceneOptions

Roles = dict[str, int]  # band numbers by role
RGB = ("red", "green", "blue")
NIR_R_G = ("nir", "red", "green")
_NIR = "nir"
_TITLES = {_NIR: "near infrared"}
_WORDS = {
    "red": r"red|rot|rouge|rojo",
    "green": r"green|grün|vert|verde",
    "blue": r"blue|blau|bleu|azul",
    _NIR: r"nir|nir1|near[ _-]?infra[ _-]?red|nahes infrarot",
}
_WHOLE = "(?<![^\\W\\d_])({})(?![^\\W\\d_])"  # no letter before or after
_OTHER_BANDS = r"red[ _-]?edge|swir|yellow|coastal"  # whose names hold words of roles, or mix them
# Nanometres: the middle of each role, and from where to where a band may be
_WAVELENGTHS = {
    "red": (660, 620, 700),
    "green": (560, 520, 600),
    "blue": (480, 440, 515),
    _NIR: (840, 750, 950),
}
_UNITS = {"nm": 1, "nanometers": 1, "nanometres": 1, "nanometer": 1} | dict.fromkeys(
    ("um", "µm", "μm", "micrometers", "micrometres", "micrometer", "microns"), 1000
)
_IN_TEXT = re.compile(r"(\d+(?:\.\d+)?)\s*(" + "|".join(_UNITS) + r")\b", re.IGNORECASE)
# Names of the bands of a product that no other product has, and its roles
_PRODUCTS = (
    (
        "the band names of Sentinel-2",
        {"B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A"},
        {"red": "B4", "green": "B3", "blue": "B2", _NIR: "B8"},
    ),
    (
        "the band names of Landsat 8 and 9",
        {f"SR_B{number}" for number in range(1, 8)},
        {"red": "SR_B4", "green": "SR_B3", "blue": "SR_B2", _NIR: "SR_B5"},
    ),
    (
        "the band names of Landsat 4 to 7",
        {f"SR_B{number}" for number in (1, 2, 3, 4, 5, 7)},
        {"red": "SR_B3", "green": "SR_B2", "blue": "SR_B1", _NIR: "SR_B4"},
    ),
)


@dataclass(frozen=True)
class BandChoice:
    """The bands that the backbone sees.

    Attributes:
        bands: Three band numbers, from 1.
        reason: By what they were found; "" where they were given or are the first ones.
    """

    bands: tuple[int, ...]
    reason: str = ""


def choose_bands(dataset: DatasetReader, options: SceneOptions) -> BandChoice:
    """Return three bands for the backbone.

    They are the chosen ones, otherwise those of COMPOSITE; for ``auto`` red, green and blue if they
    can be told, otherwise the first three, otherwise the only one three times.

    Raises:
        InvalidScene: COMPOSITE asks for roles that no bands can be found for.
    """
    if options.bands:
        return BandChoice(options.bands if len(options.bands) == 3 else options.bands * 3)
    if options.composite == "nir_r_g":
        found = _composite([*_named(dataset), _by_color(dataset), _fourth(dataset)], NIR_R_G)
    else:
        found = _composite([_by_color(dataset), *_named(dataset)], RGB)
    if found is not None:
        return found
    if options.composite != "auto":
        raise InvalidScene(_not_told(dataset, options))
    return BandChoice((1, 2, 3) if dataset.count >= 3 else (1, 1, 1))


def _composite(sources: list[tuple[str, Roles]], wanted: tuple[str, ...]) -> BandChoice | None:
    """Return the bands of three roles; None if a role is missing.

    Args:
        sources: How roles were told, and the roles; the first that has all of them is taken, then
            they complete each other, the first ones first.
        wanted: The roles.
    """
    merged: Roles = {}
    names: dict[str, str] = {}
    for name, roles in sources:
        if all(role in roles for role in wanted):
            return BandChoice(tuple(roles[role] for role in wanted), name)
        for role in roles.keys() - merged.keys():
            merged[role], names[role] = roles[role], name
    bands = tuple(merged.get(role, 0) for role in wanted)
    if 0 in bands or len(set(bands)) < len(wanted):
        return None
    return BandChoice(bands, " and ".join(dict.fromkeys(names[role] for role in wanted)))


def _by_color(dataset: DatasetReader) -> tuple[str, Roles]:
    """Return the roles of the bands' colour interpretation."""
    kinds = [kind.name for kind in dataset.colorinterp]
    roles = {role: kinds.index(role) + 1 for role in _WORDS if role in kinds}
    return "their colour interpretation", roles


def _named(dataset: DatasetReader) -> list[tuple[str, Roles]]:
    """Return the roles by descriptions, by the names of a product, and by wavelengths."""
    texts = [text or "" for text in dataset.descriptions]
    by_words = {role: _only(_has_word(text, role) for text in texts) for role in _WORDS}
    return [
        ("their descriptions", _without_zeros(by_words)),
        _by_product(texts),
        ("their wavelengths", _by_wavelength(dataset, texts)),
    ]


def _has_word(text: str, role: str) -> bool:
    """Tell whether a description names a role, and no other."""
    text = re.sub(_OTHER_BANDS, " other ", text.lower())
    named = [one for one, words in _WORDS.items() if re.search(_WHOLE.format(words), text)]
    return named == [role] and " other " not in text


def _only(are: Iterable[bool]) -> int:
    """Return the number of the only band for which something holds; 0 for none or several."""
    numbers = [number for number, holds in enumerate(are, start=1) if holds]
    return numbers[0] if len(numbers) == 1 else 0


def _without_zeros(roles: Roles) -> Roles:
    return {role: band for role, band in roles.items() if band}


def _by_product(texts: list[str]) -> tuple[str, Roles]:
    """Return the roles by band names, if all names of a product are there, each once."""
    names = [_short_name(text) for text in texts]
    for title, needed, roles in _PRODUCTS:
        if all(names.count(name) == 1 for name in needed):
            return title, {role: names.index(name) + 1 for role, name in roles.items()}
    return "", {}


def _short_name(text: str) -> str:
    """Return the band's name at the start of a description: B4 of "B04 - Red" or "b4"."""
    match = re.match(r"\s*(SR_)?B(?:and)?[ _]?0*(\d+A?)(?![\w.])", text, re.IGNORECASE)
    return f"{match[1] or ''}B{match[2]}".upper() if match else ""


def _by_wavelength(dataset: DatasetReader, texts: list[str]) -> Roles:
    """Return the band nearest to the middle of each role, among those within its limits."""
    known: dict[int, float] = {}
    for band, text in enumerate(texts, start=1):
        length = _wavelength_nm(text, dataset, band)
        if length is not None:
            known[band] = length
    roles = {}
    for role, (middle, low, high) in _WAVELENGTHS.items():
        inside = [band for band, length in known.items() if low <= length <= high]
        if inside:
            roles[role] = min(inside, key=lambda band: abs(known[band] - middle))
    return roles


def _wavelength_nm(text: str, dataset: DatasetReader, band: int) -> float | None:
    """Return the wavelength of a band from its tags or its description; None if it has none."""
    central = dataset.tags(band, ns="IMAGERY").get("CENTRAL_WAVELENGTH_UM", "")
    tags = dataset.tags(band)
    unit = _UNITS.get(tags.get("wavelength_units", "").strip().lower())
    if tags.get("bbl") == "0":  # a band that ENVI marks as bad
        return None
    for number, factor in ((tags.get("wavelength", ""), unit), (central, 1000)):
        if factor and re.fullmatch(r"\s*\d+(\.\d+)?\s*", number):
            return float(number) * factor
    match = _IN_TEXT.search(text)
    return float(match[1]) * _UNITS[match[2].lower()] if match else None


def _fourth(dataset: DatasetReader) -> tuple[str, Roles]:
    """Return near infrared for the fourth of four bands, after red, green and blue.

    It holds only where nothing else is said of that band, as alpha or a description would.
    """
    kinds = tuple(kind.name for kind in dataset.colorinterp)
    is_free = kinds[3:] in (("undefined",), ("gray",)) and not dataset.descriptions[3]
    roles = {_NIR: 4} if kinds[:3] == RGB and is_free else {}
    return "the usual order red, green, blue, near infrared", roles


def _not_told(dataset: DatasetReader, options: SceneOptions) -> str:
    wanted = NIR_R_G if options.composite == "nir_r_g" else RGB
    titles = ", ".join(_TITLES.get(role, role) for role in wanted)
    name = options.path.replace("\\", "/").rsplit("/", 1)[-1]
    return (
        f"COMPOSITE={options.composite} needs bands for {titles}, which the descriptions, "
        f"wavelengths and colours of {name} do not tell; it has {_bands_text(dataset)}. Choose "
        "BANDS instead."
    )


def _bands_text(dataset: DatasetReader) -> str:
    """Name the first bands of a raster."""
    shown = []
    for band in dataset.indexes[:12]:
        what = dataset.descriptions[band - 1] or dataset.colorinterp[band - 1].name
        shown.append(f"{band} ({what})")
    more = ", …" if dataset.count > len(shown) else ""
    return f"the band(s) {', '.join(shown)}{more}"


def choice_text(name: str, choice: BandChoice) -> str:
    """Return what to tell about bands that were found; "" where there is nothing to tell."""
    if not choice.reason or choice.bands == (1, 2, 3):
        return ""
    bands = ", ".join(map(str, choice.bands))
    return f"{name}: the backbone sees bands {bands}, found by {choice.reason}."
