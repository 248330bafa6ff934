"""Batches of crops for the training loop: sampling and augmentation."""

import importlib.machinery
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, WeightedRandomSampler

from ...heads.dense import RGB
from ...job.recipe import Recipe, SamplerOptions
from ..loop.batch import Batch
from ..loop.jitter import augmented
from .crops import CropDataset, CropPlace
from .cutmix import cut_mixed

_FLOOR = 0.1  # fraction of the mean weight that is added, so that every crop is drawn
_DENSE_FRACTION = 0.5  # of labelled pixels in cells, from which labels are dense


@dataclass(frozen=True)
class Anchors:
    """Grid cells with labels, of all scenes, on which crops are centred.

    Attributes:
        scenes: Number of each cell's scene, (n,).
        cells: Row and column of each cell, (n, 2).
        counts: Labels per cell and class, (n, classes).
    """

    scenes: NDArray[np.int64]
    cells: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, dataset: CropDataset, n_classes: int) -> "Anchors":
        """Return the anchors of a dataset."""
        cells = [scene.labels.cells for scene in dataset.scenes]
        numbers = np.repeat(np.arange(len(cells)), [len(c) for c in cells])
        counts = np.concatenate([scene.labels.counts(n_classes) for scene in dataset.scenes])
        return cls(numbers, np.concatenate(cells), counts)

    def take(self, keep: NDArray[np.bool_]) -> "Anchors":
        """Return the anchors of a mask, (n,)."""
        return Anchors(self.scenes[keep], self.cells[keep], self.counts[keep])

    def __len__(self) -> int:
        return len(self.cells)


@dataclass(frozen=True)
class CropFacts:
    """Properties of crops that a source needs.

    Attributes:
        n_classes: Number of classes.
        n_plain: Number of scenes that are no views; an epoch has as many crops as these have
            anchors.
        mean: Mean of the token features, (D,).
        deviation: Standard deviation of the token features, (D,).
        background: Position of the class "other", of whose crops KEEP_BACKGROUND are used; None =
            there is none.
    """

    n_classes: int
    n_plain: int
    mean: Tensor
    deviation: Tensor
    background: int | None = None

    def standardised(self, tokens: Tensor) -> Tensor:
        """Return tokens (B, D, h, w) with mean 0 and standard deviation 1."""
        return (tokens.float() - self.mean[:, None, None]) / self.deviation[:, None, None]


class CropSource:
    """Batches of crops, see ``BatchSource``.

    Args:
        dataset: The crops; scenes from number ``facts.n_plain`` on are views of those before.
        facts: Properties of the crops.
        recipe: Options of sampling, augmentation and loader processes.
        seed: Random seed; random numbers also depend on the number of the epoch.
        pin: Copy batches to pinned memory (for CUDA).

    Attributes:
        class_counts: Labels per class, (classes,).
        dense: Whether the labels are dense.
    """

    def __init__(
        self,
        dataset: CropDataset,
        facts: CropFacts,
        recipe: Recipe,
        seed: int,
        *,
        pin: bool = False,
    ) -> None:
        self._dataset, self._facts, self._augment, self._seed = dataset, facts, recipe.augment, seed
        self._workers, self._pin = recipe.optimizer.workers if can_spawn() else 0, pin
        anchors = Anchors.of(dataset, facts.n_classes)
        self._anchors = anchors.take(
            _kept(anchors.counts, facts.background, recipe.sampler.keep_background, seed)
        )
        self._sampler = recipe.sampler.kind
        self._weights = drawing_weights(self._anchors.counts, recipe.sampler)
        plain = self._anchors.take(self._anchors.scenes < facts.n_plain)
        self._plain = len(plain)
        self._step = dataset.common_step() if recipe.augment.cutmix else dataset.shape.align
        self.class_counts = torch.from_numpy(plain.counts.sum(axis=0))
        self.dense = bool(
            plain.counts.sum() >= _DENSE_FRACTION * len(plain) * dataset.shape.cell**2
        )
        self._order = _Order()
        self._loader: DataLoader[tuple[Tensor, ...]] | None = None

    def n_batches(self, batch: int) -> int:
        """Return the number of batches of an epoch."""
        return -(-self._plain // batch)

    def epoch(self, number: int, batch: int) -> Iterator[Batch]:
        """Yield the batches of an epoch."""
        self._order.batches = self._drawn(number, batch)
        random = _generator(self._seed, number, 1)
        for tokens, image, labels, weights, *matrices in self._loading():
            features = augmented(self._facts.standardised(tokens), self._augment, random)
            whole = Batch(
                (features, self._jittered(image, random), *matrices), labels.long(), weights
            )
            yield cut_mixed(whole, self._augment.cutmix, random)

    def _loading(self) -> DataLoader[tuple[Tensor, ...]]:
        """Return the data loader, which is kept for all epochs."""
        if self._loader is None:
            self._loader = DataLoader(
                self._dataset,
                batch_sampler=self._order,
                num_workers=self._workers,
                pin_memory=self._pin,
                persistent_workers=self._workers > 0,
                multiprocessing_context="spawn" if self._workers else None,
            )
        return self._loader

    def _drawn(self, number: int, batch: int) -> list[list[CropPlace]]:
        """Draw an epoch's crops, with random shifts in multiples of the step, in batches."""
        generator = _generator(self._seed, number, 0)
        drawn = self._positions(number, generator)
        reach = self._dataset.shape.side // 8
        shifts = torch.randint(-reach, reach + 1, (len(drawn), 2), generator=generator).numpy()
        origins = (
            (self._dataset.shape.origins(self._anchors.cells[drawn]) + shifts)
            // self._step
            * self._step
        )
        places = [
            CropPlace(int(scene), int(row), int(column))
            for scene, (row, column) in zip(self._anchors.scenes[drawn], origins, strict=True)
        ]
        return [places[start : start + batch] for start in range(0, len(places), batch)]

    def _positions(self, number: int, generator: torch.Generator) -> list[int]:
        """Draw the anchors of an epoch's crops."""
        if self._sampler == "none":
            return positions_in_turn(len(self._anchors), self._plain, number, self._seed)
        weights = self._weights.tolist()
        return list(WeightedRandomSampler(weights, self._plain, generator=generator))

    def _jittered(self, image: Tensor, random: torch.Generator) -> Tensor:
        """Change brightness and contrast of the three bands, crop by crop."""
        strength = self._augment.image_jitter
        if not strength:
            return image
        contrast, brightness = (
            torch.rand(2, len(image), 1, 1, 1, generator=random) * 2 - 1
        ) * strength
        colours = image[:, :RGB] * (1 + contrast) + brightness
        return torch.cat([colours, image[:, RGB:]], dim=1)


class _Order:
    """The batch sampler of the loader: the batches of the next epoch."""

    def __init__(self) -> None:
        self.batches: list[list[CropPlace]] = []

    def __iter__(self) -> Iterator[list[CropPlace]]:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)


def can_spawn() -> bool:
    """Return whether loader processes can be started.

    They need a Python executable, which QGIS is not, and must be able to import this package.
    """
    is_python = Path(sys.executable or "").name.lower().startswith("python")
    return (
        is_python
        and importlib.machinery.PathFinder.find_spec(__name__.partition(".")[0]) is not None
    )


def _generator(*numbers: int) -> torch.Generator:
    """Return a generator that is seeded with all numbers."""
    return torch.Generator().manual_seed(int(np.random.SeedSequence(numbers).generate_state(1)[0]))


def positions_in_turn(n_crops: int, count: int, number: int, seed: int) -> list[int]:
    """Return the positions of ``count`` crops for an epoch; all crops are used equally often.

    Epochs are consecutive sections of a sequence of permutations of all crops, because an epoch may
    be shorter than the crops of all views.

    Args:
        n_crops: Number of all crops.
        count: Number of crops in an epoch.
        number: Number of the epoch.
        seed: Random seed.
    """
    places = np.arange(number * count, (number + 1) * count)
    result = np.zeros(count, np.int64)
    for turn in np.unique(places // n_crops).tolist():
        order = torch.randperm(n_crops, generator=_generator(seed, turn, 2)).numpy()
        inside = places // n_crops == turn
        result[inside] = order[places[inside] % n_crops]
    return result.tolist()


def drawing_weights(counts: NDArray[np.int64], sampler: SamplerOptions) -> NDArray[np.float64]:
    """Return the weights with which crops are drawn, (n,), larger for crops with rare classes.

    w = Σ_c √(fraction of c in the crop / fraction of c in all crops) + floor, at most ``cap`` times
    the median.

    Args:
        counts: Labels per crop and class, (n, classes).
        sampler: Options of the sampler.
    """
    if sampler.kind == "none" or not len(counts):
        return np.ones(len(counts))
    fractions = counts / counts.sum(axis=1, keepdims=True)
    overall = counts.sum(axis=0) / counts.sum()
    no_class = np.zeros(fractions.shape)
    ratios = np.divide(fractions, overall, out=no_class, where=overall > 0)
    weights = np.sqrt(ratios).sum(axis=1)
    weights = weights + _FLOOR * weights.mean()
    result: NDArray[np.float64] = np.minimum(weights, sampler.cap * np.median(weights))
    return result


def _kept(
    counts: NDArray[np.int64], background: int | None, fraction: float, seed: int
) -> NDArray[np.bool_]:
    """Return which crops are used: all but a random part of those with background only, (n,)."""
    keep = np.ones(len(counts), bool)
    if background is None:
        return keep
    only = np.flatnonzero(counts[:, background] == counts.sum(axis=1))
    dropped = np.random.default_rng(seed).permutation(only)[max(1, round(fraction * len(only))) :]
    keep[dropped] = False
    return keep


def places_of(dataset: CropDataset, most: int) -> Sequence[CropPlace]:
    """Return at most ``most`` evenly spaced crops of all cells with labels, without shifts."""
    shape = dataset.shape
    found: list[CropPlace] = []
    for number, scene in enumerate(dataset.scenes):
        origins = shape.origins(scene.labels.cells) // shape.align * shape.align
        found += [CropPlace(number, int(row), int(column)) for row, column in origins]
    return found[:: max(1, -(-len(found) // most))]
