"""Progress: stages and their parts fill the bar once, from left to right."""

import pytest

from landsketch.core.errors import Cancelled


def test_a_stage_is_a_slice_of_the_whole(listener):
    heard = listener()
    heard.stage("one", 0.0, 0.2)
    heard.stage("two", 0.2, 1.0)
    heard.step(1, 4)
    heard.step(9, 4)
    heard.step(0, 0)
    assert heard.reports == [("one", 0.0), ("two", 0.2), ("two", 0.4), ("two", 1.0), ("two", 1.0)]


def test_parts_share_a_stage(listener):
    heard = listener()
    heard.stage("work", 0.5, 1.0)
    first, second = heard.part(0, 0.5), heard.part(0.5, 1)
    first.step(1, 2)
    first.part(0.5, 1).step(1, 1)
    second.step(1, 2)
    assert [share for _, share in heard.reports] == [0.5, 0.625, 0.75, 0.875]
    second.warning("careful")
    second.info("by the way")
    assert (heard.warnings, heard.texts) == (["careful"], ["by the way"])


def test_parts_hear_stop(listener):
    heard = listener(stop_after=1)
    part = heard.part(0, 1).part(0, 1)
    part.check()
    with pytest.raises(Cancelled):
        part.step(1, 2)
