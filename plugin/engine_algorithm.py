"""Algorithms about the engine itself, which need no engine to run."""

from __future__ import annotations

from typing import Any

from .base_algorithm import BaseAlgorithm


class EngineAlgorithm(BaseAlgorithm):
    """Runs in QGIS; a subclass declares its parameters and outputs, and does the work."""

    GROUP = "engine"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        self.add_parameters()
        self.add_outputs()

    def add_parameters(self) -> None:
        """Declare parameters."""

    def add_outputs(self) -> None:
        """Declare outputs."""
