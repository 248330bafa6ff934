"""Plot of a learning-rate range test as SVG: loss against rate, with the suggested rate."""

import math

from .range_test import RateCurve

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 20, 30, 50
_HIGHEST_SHOWN = 1.3  # times the first loss; diverging losses would flatten the curve


def rate_svg(curve: RateCurve) -> str:
    """Return the plot as SVG text; the axis of the rates is logarithmic."""
    low, high = min(curve.losses), min(max(curve.losses), _HIGHEST_SHOWN * curve.losses[0])
    first, last = math.log10(curve.rates[0]), math.log10(curve.rates[-1])

    def x(rate: float) -> float:
        return _LEFT + (math.log10(rate) - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT)

    def y(loss: float) -> float:
        fraction = (min(loss, high) - low) / (high - low or 1)
        return _TOP + (1 - fraction) * (_HEIGHT - _TOP - _BOTTOM)

    points = " ".join(
        f"{x(r):.1f},{y(v):.1f}" for r, v in zip(curve.rates, curve.losses, strict=True)
    )
    bottom, middle = _HEIGHT - _BOTTOM, x(curve.suggestion)
    decades = [10.0**e for e in range(math.ceil(first), math.floor(last) + 1)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">',
        '<g font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *(
            _line(x(d), _TOP, x(d), bottom, "#dddddd") + _text(x(d), bottom + 18, f"{d:g}")
            for d in decades
        ),
        *(
            _line(_LEFT, y(v), _WIDTH - _RIGHT, y(v), "#dddddd") + _text(30, y(v) + 4, f"{v:.3g}")
            for v in (low, high)
        ),
        f'<polyline points="{points}" fill="none" stroke="#4477aa" stroke-width="2"/>',
        _line(middle, _TOP, middle, bottom, "#ee6677"),
        _text(middle, _TOP - 8, f"suggested: {curve.suggestion:.2g}"),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, "learning rate"),
        _text(30, _TOP - 8, "loss"),
        "</g></svg>",
    ]
    return "\n".join(parts) + "\n"


def _line(x1: float, y1: float, x2: float, y2: float, color: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}"/>'


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" fill="#333333">{words}</text>'
