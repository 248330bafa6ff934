"""Whether an image is scaled so that a backbone can tell its contents, by sampled pixels."""

import numpy as np

from .scene import Scene

# Of values 0..255; real images have deviations of 18 to 90, and under 4 % at both ends
MIN_DEVIATION = 8
MAX_SATURATED = 0.25
_DARK, _BRIGHT = 40, 215


def scaling_warning(scene: Scene) -> str:
    """Return a sentence if the backbone sees an image that is scaled wrongly; "" otherwise.

    It sees 0..255 after the stretch. Every band counts: one with contrast is enough.
    """
    histogram = scene.histogram
    n_pixels = histogram.sum(axis=1)[0]
    if not n_pixels:
        return ""
    shares = histogram / n_pixels
    values = np.arange(256)
    means = shares @ values
    deviation = np.sqrt(((values - means[:, None]) ** 2 * shares).sum(axis=1)).max()
    ends = shares[:, 0], shares[:, -1]
    black, white = (float(share.min()) for share in ends)
    saturated = float(sum(ends).min())
    if saturated > MAX_SATURATED:
        what = f"{saturated:.0%} of its pixels are saturated ({black:.0%} black, {white:.0%} white)"
    elif deviation < MIN_DEVIATION:
        tone = _tone(float(means.mean()))
        what = f"it is {tone}: mean {means.mean():.0f}, standard deviation {deviation:.1f} of 255"
    else:
        return ""
    return (
        f"{scene.name} seems to be scaled wrongly: in what the backbone sees, {what}. "
        f"{_advice(scene)}"
    )


def _tone(mean: float) -> str:
    if mean < _DARK:
        return "too dark"
    return "too bright" if mean > _BRIGHT else "nearly constant"


def _advice(scene: Scene) -> str:
    """Return what to change, which depends on the stretch that is used now."""
    policy = scene.stretch.policy
    if policy == "percentile":
        return (
            "Choose other BANDS, give the lowest and highest numbers as STRETCH_RANGE, or declare "
            "the nodata value of the raster. A model keeps them from its training."
        )
    low, high = scene.stretch.ranges[scene.options.bands[0]]
    return (
        f"Raw numbers from {low:g} to {high:g} become 0 to 255 (STRETCH={policy}). Train with "
        "STRETCH=percentile, with STRETCH_RANGE, or with other BANDS."
    )
