"""One fit: which recipe on which samples, what is held out, where checkpoints lie."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ..heads.samples import Samples
from ..labels.split import Split
from ..recipe import Recipe
from .dataset import LabelledScene, TrainingData


@dataclass(frozen=True)
class HeldOut:
    """The fold of a split that a fit must not see."""

    split: Split
    fold: int


@dataclass(frozen=True)
class FitTask:
    """Everything a fitter needs.

    Attributes:
        recipe: The head and how it is trained.
        data: All labelled scenes and samples; ``samples`` and ``allowed`` say what of it may train.
        held_out: The folds that may not be seen; the first one is what a monitor scores.
        device: Where gradient descent runs.
        seed: For everything random.
        folder: Checkpoints and events of this fit; None = none are kept.
    """

    recipe: Recipe
    data: TrainingData
    held_out: tuple[HeldOut, ...] = ()
    device: str = "cpu"
    seed: int = 0
    folder: Path | None = None

    @property
    def samples(self) -> Samples:
        """The samples that may train."""
        keep = np.ones(len(self.data.samples), bool)
        for one in self.held_out:
            keep &= one.split.training_mask(one.fold, self.data.x, self.data.y, self.data.polygons)
        return self.data.samples.take(torch.from_numpy(np.flatnonzero(keep)))

    @property
    def monitored(self) -> Samples:
        """The samples of the first held-out fold; a task without one has nothing to monitor."""
        first = self.held_out[0]
        own = first.split.folds[self.data.polygons] == first.fold
        return self.data.samples.take(torch.from_numpy(np.flatnonzero(own)))

    def allowed(self, scene: LabelledScene) -> NDArray[np.bool_]:
        """Tell which of a scene's labelled pixels may train."""
        pixels = scene.pixels
        keep = np.ones(len(pixels), bool)
        x, y = pixels.coordinates(scene.scene)
        for one in self.held_out:
            keep &= one.split.training_mask(one.fold, x, y, pixels.polygons)
        return keep

    def holding_out(self, split: Split, fold: int, folder: Path | None = None) -> "FitTask":
        """Return the task with one more fold held out."""
        return replace(self, held_out=(*self.held_out, HeldOut(split, fold)), folder=folder)
