"""Views: transformations of a scene for augmentation and test-time augmentation. Arrays only."""

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidJob

IDENTITY = "identity"
# Transposed first, then rows flipped, then columns flipped: the eight symmetries of a square
_SYMMETRIES = {
    "hflip": (False, False, True),
    "vflip": (False, True, False),
    "rot90": (True, True, False),  # counter-clockwise, as numpy.rot90
    "rot180": (False, True, True),
    "rot270": (True, False, True),
    "transpose": (True, False, False),
    "antitranspose": (True, True, True),
}
_ZOOMS = {"half": 0.5, "double": 2.0}
_GREY = 127.5  # contrast does not change the middle of 0..255
# Gain and offset of the stretched 8-bit values v: gain * v + offset
_TONES = {
    "brighter": (1.2, 0.0),
    "darker": (0.8, 0.0),
    "more_contrast": (1.25, -0.25 * _GREY),
    "less_contrast": (0.8, 0.2 * _GREY),
}
Values = TypeVar("Values", bound=np.generic)


@dataclass(frozen=True)
class View:
    """A transformation of a scene.

    Attributes:
        name: For messages; the feature cache ignores it.
        shift_px: Native pixels by which the scene is moved down and right, before the symmetry.
        transposed, rows_flipped, columns_flipped: The symmetry, applied in this order.
        zoom: Factor on the scene's scale.
        gain, offset: The 8-bit values v of the backbone's bands become gain * v + offset, rounded
            and clipped.
    """

    name: str
    shift_px: int = 0
    transposed: bool = False
    rows_flipped: bool = False
    columns_flipped: bool = False
    zoom: float = 1.0
    gain: float = 1.0
    offset: float = 0.0

    def turned(self, values: NDArray[Values]) -> NDArray[Values]:
        """Apply the symmetry to the last two axes (…, rows, columns)."""
        turned = values.swapaxes(-1, -2) if self.transposed else values
        turned = turned[..., ::-1, :] if self.rows_flipped else turned
        turned = turned[..., ::-1] if self.columns_flipped else turned
        return np.ascontiguousarray(turned)

    def turned_back(self, values: NDArray[Values]) -> NDArray[Values]:
        """Undo the symmetry on the last two axes (…, rows, columns)."""
        values = values[..., ::-1] if self.columns_flipped else values
        values = values[..., ::-1, :] if self.rows_flipped else values
        return np.ascontiguousarray(values.swapaxes(-1, -2) if self.transposed else values)

    @property
    def facts(self) -> dict[str, object]:
        """Everything that changes a feature, except the scale, which is part of the scene."""
        facts = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name not in ("name", "zoom") and value != field.default:
                facts[field.name] = value
        return facts


IDENTITY_VIEW = View(IDENTITY)


def view_named(name: str, scale: float, token_px: int, inner_tokens: int) -> View:
    """Return a view by its name; ``identity`` changes nothing.

    ``shift`` moves the scene by half a token, so that tokens cover other pixels; ``offset`` moves
    it by half an inner window and half a token, so that tiles do as well.

    Args:
        name: Name of the view.
        scale: Scaled pixels per native pixel of the scene.
        token_px: Side of a token in scaled pixels.
        inner_tokens: Side of a tile's inner window in tokens.

    Raises:
        InvalidJob: At the scene's scale, half a token is less than a pixel.
    """
    if name == IDENTITY:
        return IDENTITY_VIEW
    if name in _SYMMETRIES:
        transposed, rows, columns = _SYMMETRIES[name]
        return View(name, transposed=transposed, rows_flipped=rows, columns_flipped=columns)
    if name in _ZOOMS:
        return View(name, zoom=_ZOOMS[name])
    if name in _TONES:
        gain, offset = _TONES[name]
        return View(name, gain=gain, offset=offset)
    tokens = Fraction(1, 2) + (inner_tokens // 2 if name == "offset" else 0)
    shift = round(tokens * token_px / Fraction(scale))
    if (shift * Fraction(scale)) % token_px == 0:
        raise InvalidJob(
            f"The view '{name}' moves by half a token, less than a pixel at scale {scale:g}; "
            "leave it out."
        )
    return View(name, shift_px=shift)
