"""Failures of the set-up."""

from __future__ import annotations

from ...core.errors import LandsketchError


class SetupFailed(LandsketchError):
    """The engine could not be set up; what was there before works as before."""

    code = "SETUP_FAILED"
    exit_code = 4
