"""One fit: its recipe and samples, what is held out, where checkpoints are kept."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import InvalidJob
from ..heads.samples import Samples
from ..job.recipe import Recipe
from ..labels.split import Split
from ..version import ENGINE
from .dataset import LabelledScene, TrainingData

Coordinates = NDArray[np.float64]
_MIN_FOLDS = 3  # one is reported, one decides when to stop, one trains


@dataclass(frozen=True)
class HeldOut:
    """A fold of a split that is held out."""

    split: Split
    fold: int

    def may_train(
        self, x: Coordinates, y: Coordinates, polygons: NDArray[Any]
    ) -> NDArray[np.bool_]:
        """Return which points lie outside the fold and its buffer, (n,).

        Args:
            x: Map coordinates of the points, (n,).
            y: Map coordinates of the points, (n,).
            polygons: Polygon number of each point, (n,).
        """
        return self.split.training_mask(self.fold, x, y, polygons)

    def holds(self, polygons: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which polygons (n,) lie in the fold, (n,)."""
        inside: NDArray[np.bool_] = self.split.folds[polygons] == self.fold
        return inside


@dataclass(frozen=True)
class FitTask:
    """Everything that is needed to fit a head.

    Attributes:
        recipe: The head and how it is trained.
        data: All labelled scenes and samples; ``samples`` and ``training_mask`` are those for
            training.
        held_out: The folds that are held out for the reported scores.
        stopping: One more held-out fold, for early stopping.
        device: Where gradient descent runs.
        seed: Random seed.
        folder: Checkpoints and events of this fit; None = none are kept.
        tensorboard: TensorBoard's folder of this fit; None = none.
    """

    recipe: Recipe
    data: TrainingData
    held_out: tuple[HeldOut, ...] = ()
    stopping: HeldOut | None = None
    device: str = "cpu"
    seed: int = 0
    folder: Path | None = None
    tensorboard: Path | None = None

    @property
    def all_held_out(self) -> tuple[HeldOut, ...]:
        """All held-out folds: those for scores, and the one for early stopping."""
        return (*self.held_out, self.stopping) if self.stopping else self.held_out

    @property
    def samples(self) -> Samples:
        """The training samples."""
        return self._samples_at(self._may_train(self.data.x, self.data.y, self.data.polygons))

    @property
    def validation_samples(self) -> Samples:
        """The samples of the first held-out fold, on which scores are reported."""
        return self._samples_at(self.held_out[0].holds(self.data.polygons))

    @property
    def monitoring_samples(self) -> Samples | None:
        """The monitoring set; None where nothing is held out.

        It is the stopping fold, if there is one; otherwise the first held-out fold, whose scores
        are only logged. Samples of a stopping fold exclude the buffer of the other held-out folds.
        """
        if self.stopping is None and not self.held_out:
            return None
        return self._samples_at(self._may_monitor(self.data.x, self.data.y, self.data.polygons))

    def training_mask(self, scene: LabelledScene) -> NDArray[np.bool_]:
        """Return which labelled pixels of a scene are for training, (n,)."""
        return self._may_train(*scene.pixels.coordinates(scene.scene), scene.pixels.polygons)

    def monitoring_mask(self, scene: LabelledScene) -> NDArray[np.bool_]:
        """Return which labelled pixels of a scene belong to the monitoring set, (n,)."""
        return self._may_monitor(*scene.pixels.coordinates(scene.scene), scene.pixels.polygons)

    def holding_out(self, split: Split, fold: int) -> "FitTask":
        """Return the task with one more fold held out, one for early stopping, and its own folder.

        Raises:
            InvalidJob: Early stopping is on and there are fewer than three folds.
        """
        task = replace(
            self,
            held_out=(*self.held_out, HeldOut(split, fold)),
            folder=self.folder and self.folder.with_name(f"fold{fold + 1}"),
            tensorboard=self.tensorboard and self.tensorboard.with_name(f"fold{fold + 1}"),
        )
        return task.stopping_on(split, (fold + 1) % split.n_folds)

    def stopping_on(self, split: Split, fold: int = 0) -> "FitTask":
        """Return the task with a fold for early stopping, if the recipe has it on.

        Raises:
            InvalidJob: Early stopping is on and there are fewer than three folds.
        """
        if not self.recipe.stops_early:
            return self
        if len(np.unique(split.folds)) < _MIN_FOLDS:
            raise InvalidJob(
                "PATIENCE holds out one more fold for early stopping and needs at least 3 folds; "
                "label more places, raise FOLDS, or set PATIENCE to 0."
            )
        return replace(self, stopping=HeldOut(split, fold))

    def signature(self, *facts: object) -> str:
        """Return a hash that identifies the fit: recipe, samples, folds, seed, versions, facts."""
        digest = hashlib.sha256(self.data.digest.encode())
        points = (self.data.x, self.data.y, self.data.polygons)
        digest.update(self._may_train(*points).tobytes())
        digest.update(self._may_monitor(*points).tobytes())
        versions = [asdict(self.recipe), self.seed, self.device, ENGINE, torch.__version__]
        digest.update(json.dumps(versions).encode())
        digest.update(repr(facts).encode())
        return digest.hexdigest()

    def _may_train(
        self, x: Coordinates, y: Coordinates, polygons: NDArray[Any]
    ) -> NDArray[np.bool_]:
        keep = np.ones(len(polygons), bool)
        for held_out in self.all_held_out:
            keep &= held_out.may_train(x, y, polygons)
        return keep

    def _may_monitor(
        self, x: Coordinates, y: Coordinates, polygons: NDArray[Any]
    ) -> NDArray[np.bool_]:
        if self.stopping is None:
            nothing = np.zeros(len(polygons), bool)
            return self.held_out[0].holds(polygons) if self.held_out else nothing
        keep = self.stopping.holds(polygons)
        for held_out in self.held_out:
            keep &= held_out.may_train(x, y, polygons)
        return keep

    def _samples_at(self, keep: NDArray[np.bool_]) -> Samples:
        return self.data.samples.take(torch.from_numpy(np.flatnonzero(keep)))
