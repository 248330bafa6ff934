"""Progress: stages and their subranges fill the bar once, from left to right."""

import pytest

from landsketch.core.errors import Cancelled
from landsketch.tests.helpers.listener import Listener


def test_a_stage_is_a_slice_of_the_whole():
    heard = Listener()
    heard.stage("one", 0.0, 0.2)
    heard.stage("two", 0.2, 1.0)
    heard.step(1, 4)
    heard.step(9, 4)
    heard.step(0, 0)
    assert heard.reports == [("one", 0.0), ("two", 0.2), ("two", 0.4), ("two", 1.0), ("two", 1.0)]


def test_subranges_divide_a_stage():
    heard = Listener()
    heard.stage("work", 0.5, 1.0)
    first, second = heard.subrange(0, 0.5), heard.subrange(0.5, 1)
    first.step(1, 2)
    first.subrange(0.5, 1).step(1, 1)
    second.step(1, 2)
    assert [share for _, share in heard.reports] == [0.5, 0.625, 0.75, 0.875]
    second.warning("careful")
    second.info("by the way")
    assert (heard.warnings, heard.infos) == (["careful"], ["by the way"])


def test_each_item_gets_its_own_subrange():
    heard = Listener()
    heard.stage("work", 0.0, 0.5)
    items = []
    for item, progress in heard.each(["a", "b"]):
        items.append(item)
        progress.step(1, 2)
    assert items == ["a", "b"]
    assert [fraction for _, fraction in heard.reports] == [0.0, 0.125, 0.375]


def test_no_items_report_nothing():
    heard = Listener()
    assert list(heard.each([])) == []
    assert heard.reports == []


def test_a_subrange_is_cancelled_with_its_stage():
    heard = Listener(stop_after=1)
    inner = heard.subrange(0, 1).subrange(0, 1)
    inner.check()
    with pytest.raises(Cancelled):
        inner.step(1, 2)
