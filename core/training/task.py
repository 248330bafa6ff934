"""One fit: which recipe on which samples, what is held out, where checkpoints lie."""

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
_MIN_PARTS = 3  # one reports, one tells when to stop, one trains


@dataclass(frozen=True)
class HeldOut:
    """The fold of a split that a fit must not see."""

    split: Split
    fold: int

    def may_train(
        self, x: Coordinates, y: Coordinates, polygons: NDArray[Any]
    ) -> NDArray[np.bool_]:
        """Tell which points lie outside the fold and its buffer."""
        return self.split.training_mask(self.fold, x, y, polygons)

    def holds(self, polygons: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which of these polygons lie in the fold."""
        inside: NDArray[np.bool_] = self.split.folds[polygons] == self.fold
        return inside


@dataclass(frozen=True)
class FitTask:
    """Everything a fitter needs.

    Attributes:
        recipe: The head and how it is trained.
        data: All labelled scenes and samples; ``samples`` and ``allowed`` say what of it may train.
        held_out: The folds that may not be seen and that scores are reported on.
        stopping: One more fold that may not be seen, on which a fit chooses when to stop.
        device: Where gradient descent runs.
        seed: For everything random.
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
    def samples(self) -> Samples:
        """The samples that may train."""
        return self._taken(self._may_train(self.data.x, self.data.y, self.data.polygons))

    @property
    def validating(self) -> Samples:
        """The samples of the first held-out fold, which scores are reported on."""
        return self._taken(self.held_out[0].holds(self.data.polygons))

    @property
    def monitored(self) -> Samples | None:
        """The samples that curves are drawn on; None where nothing is held out.

        They are those of the stopping fold, if there is one; otherwise those of the first held-out fold, on which
        nothing may be chosen. None of a stopping fold lies within the buffer of what is reported.
        """
        if self.stopping is None and not self.held_out:
            return None
        return self._taken(self._may_watch(self.data.x, self.data.y, self.data.polygons))

    def allowed(self, scene: LabelledScene) -> NDArray[np.bool_]:
        """Tell which of a scene's labelled pixels may train."""
        return self._may_train(*scene.pixels.coordinates(scene.scene), scene.pixels.polygons)

    def watched(self, scene: LabelledScene) -> NDArray[np.bool_]:
        """Tell which of a scene's labelled pixels curves may be drawn on, as ``monitored`` does for samples."""
        return self._may_watch(*scene.pixels.coordinates(scene.scene), scene.pixels.polygons)

    def holding_out(self, split: Split, fold: int) -> "FitTask":
        """Return the task with one more fold held out, beside it one to stop on, and a folder of its own.

        Raises:
            InvalidJob: The recipe wants a fold to stop on and there are too few.
        """
        task = replace(
            self,
            held_out=(*self.held_out, HeldOut(split, fold)),
            folder=self.folder and self.folder.with_name(f"fold{fold + 1}"),
            tensorboard=self.tensorboard and self.tensorboard.with_name(f"fold{fold + 1}"),
        )
        return task.stopping_on(split, (fold + 1) % split.n_folds)

    def stopping_on(self, split: Split, fold: int = 0) -> "FitTask":
        """Return the task with a fold to stop on, where the recipe asks for one.

        Raises:
            InvalidJob: Fewer than three parts would leave nothing to train, or nothing to report.
        """
        if not self.recipe.stops_early:
            return self
        if len(np.unique(split.folds)) < _MIN_PARTS:
            raise InvalidJob(
                "PATIENCE holds out one more fold to tell when to stop, which needs at least 3 folds; label more "
                "places, raise FOLDS, or set PATIENCE to 0."
            )
        return replace(self, stopping=HeldOut(split, fold))

    def signature(self, *facts: object) -> str:
        """Return what identifies the fit: recipe, samples, folds, seed, versions, and the head's own facts."""
        digest = hashlib.sha256(self.data.digest.encode())
        digest.update(self._may_train(self.data.x, self.data.y, self.data.polygons).tobytes())
        digest.update(self._may_watch(self.data.x, self.data.y, self.data.polygons).tobytes())
        digest.update(
            json.dumps(
                [asdict(self.recipe), self.seed, self.device, ENGINE, torch.__version__]
            ).encode()
        )
        digest.update(repr(facts).encode())
        return digest.hexdigest()

    def _may_train(
        self, x: Coordinates, y: Coordinates, polygons: NDArray[Any]
    ) -> NDArray[np.bool_]:
        keep = np.ones(len(polygons), bool)
        for one in (*self.held_out, *((self.stopping,) if self.stopping else ())):
            keep &= one.may_train(x, y, polygons)
        return keep

    def _may_watch(
        self, x: Coordinates, y: Coordinates, polygons: NDArray[Any]
    ) -> NDArray[np.bool_]:
        if self.stopping is None:
            return (
                self.held_out[0].holds(polygons) if self.held_out else np.zeros(len(polygons), bool)
            )
        keep = self.stopping.holds(polygons)
        for one in self.held_out:
            keep &= one.may_train(x, y, polygons)
        return keep

    def _taken(self, keep: NDArray[np.bool_]) -> Samples:
        return self.data.samples.take(torch.from_numpy(np.flatnonzero(keep)))
