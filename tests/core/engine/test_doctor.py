"""The doctor says what is wrong with an installation."""

import pytest

from landsketch.core.engine import self_check
from landsketch.core.engine.doctor import examine


def test_a_working_installation_maps_a_small_image():
    report = examine(with_map=True)
    assert report["ok"], report["problems"]
    assert report["problems"] == {}
    assert report["devices"]


@pytest.mark.parametrize("share", [0.5, 0.0])
def test_a_map_that_is_wrong_is_a_problem(monkeypatch, share):
    monkeypatch.setattr(self_check, "_map_agreement", lambda folder: share)
    report = examine(with_map=True)
    assert not report["ok"]
    assert f"only {share:.0%} of the pixels" in report["problems"]["map"]
