"""Help pages as QGIS shows them."""

import re
from pathlib import Path

import pytest

from landsketch.plugin.help import to_html

PAGES = sorted((Path(__file__).resolve().parents[2] / "resources" / "help").glob("**/*.md"))


def test_bold_italic_and_code():
    html = to_html("**Map** of *Settings > Options*: `a*b`, 2 * 3 and 4*5*6.")
    assert html == (
        "<p><b>Map</b> of <i>Settings &gt; Options</i>: <code>a*b</code>, 2 * 3 and 4*5*6.</p>"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_no_page_shows_its_markup(page):
    html = to_html(page.read_text(encoding="utf-8"))
    assert "*" not in re.sub(r"<(code|pre)>.*?</\1>", "", html, flags=re.DOTALL)
