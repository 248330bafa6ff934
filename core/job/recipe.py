"""How a head is trained: head, losses, optimiser, augmentation, sampling; frozen dataclasses, no torch.

A recipe stands in the job and in the model file, so a model's head can be fitted again on other labels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from .checks import require, require_choice, require_fraction
from .head_kinds import GRADIENT_HEADS, HEADS

LOSSES = ("cross_entropy", "dice", "jaccard", "tversky", "lovasz", "focal", "boundary")
CLASS_WEIGHTS = ("none", "inverse_root", "effective")
OPTIMIZERS = ("auto", "adamw", "muon")
SCHEDULES = ("onecycle", "cosine", "restarts", "constant")
PRECISIONS = ("auto", "float32", "bfloat16", "float16")
KEEPS = ("last", "best_miou", "best_loss")
SAMPLERS = ("weighted", "none")
VIEWS = (
    "hflip", "vflip", "rot90", "rot180", "rot270", "transpose", "antitranspose",
    "shift", "offset", "half", "double", "brighter", "darker", "more_contrast", "less_contrast",
)  # fmt: skip


@dataclass(frozen=True)
class LossOptions:
    """A weighted sum of losses, each on labelled pixels only (255 ignored), for heads trained by gradient descent.

    Attributes:
        cross_entropy, dice, jaccard, tversky, lovasz, focal, boundary: Weight of each loss, 0 = off.
        class_weights: ``inverse_root`` of the labels per class, ``effective`` number (Cui et al. 2019), or none; for
            the cross-entropy, focal and boundary loss. The others are averages over classes, where rare ones count
            as much as others anyway.
        weights: The user's own factors by class name, "water=2, road=0.5", in every loss; multiplied with
            ``class_weights``.
        smoothing: Label smoothing of the cross-entropy and the boundary loss.
        focal_gamma, tversky_alpha, tversky_beta: Parameters of these losses (alpha: false positives, beta: misses).
        boundary_px: Reach of the boundary loss in pixels, the standard deviation of its weight's fall.
        auxiliary: Weight of the same losses on the auxiliary output of dense heads.
    """

    cross_entropy: float = 1.0
    dice: float = 0.0
    jaccard: float = 0.0
    tversky: float = 0.0
    lovasz: float = 0.0
    focal: float = 0.0
    boundary: float = 0.0
    class_weights: str = "none"
    weights: str = ""
    smoothing: float = 0.05
    focal_gamma: float = 2.0
    tversky_alpha: float = 0.3
    tversky_beta: float = 0.7
    boundary_px: float = 3.0
    auxiliary: float = 0.4

    def __post_init__(self) -> None:
        parts = [getattr(self, name) for name in LOSSES]
        require(
            all(0 <= part < math.inf for part in (*parts, self.auxiliary)),
            "Loss weights are 0 or more.",
        )
        require(max(parts) > 0, "All loss weights are 0; give at least one loss a weight.")
        require_choice("CLASS_WEIGHTS", self.class_weights, CLASS_WEIGHTS)
        require(0 <= self.smoothing < 1, "Label smoothing lies between 0 and 1.")
        require(
            0 < self.boundary_px <= 100, "The boundary loss's reach lies between 0 and 100 pixels."
        )
        require(0 <= self.focal_gamma < math.inf, "The focal loss's gamma is 0 or more.")
        sides = (self.tversky_alpha, self.tversky_beta)
        require(
            all(0 <= side < math.inf for side in sides),
            "The Tversky loss's alpha and beta are 0 or more.",
        )
        require(
            max(sides) > 0,
            "The Tversky loss's alpha and beta are both 0; give at least one a value.",
        )
        self.own_weights()

    def own_weights(self) -> dict[str, float]:
        """Return the user's own class factors by name."""
        found: dict[str, float] = {}
        for item in (part.strip() for part in self.weights.split(",") if part.strip()):
            name, _, number = (text.strip() for text in item.rpartition("="))
            try:
                weight = float(number)
            except ValueError:
                weight = math.nan
            require(
                bool(name) and 0 < weight < math.inf,
                f"'{item}' is no class weight; write for example: water=2, road=0.5.",
            )
            require(name not in found, f"The class '{name}' has two weights; give one.")
            found[name] = weight
        return found


@dataclass(frozen=True)
class OptimizerOptions:
    """Optimiser, schedule and loop of heads trained by gradient descent.

    Attributes:
        kind: ``adamw``, ``muon`` for hidden matrices with AdamW for the rest, or ``auto``: the head's own, Muon for the
            MLP and AdamW for dense heads.
        learning_rate, epochs, batch: 0 = the head's own.
        token_rate: Factor on the learning rate of a dense head's start (its token scores); 0 keeps it as it
            is, and then the auxiliary loss changes nothing.
        weight_decay: Decoupled, in both optimisers; none on norms and biases.
        schedule: ``onecycle``, ``cosine``, ``restarts`` (cosine with 4 warm restarts) or ``constant``.
        warmup: Share of all steps in which the rate rises.
        accumulate: Batches per step.
        clip: Largest gradient norm, 0 = any.
        ema: Decay of the exponential moving average of the weights, 0 = none.
        precision: Arithmetic of the training; ``auto`` is float32 on a CPU, bfloat16 or float16 on a GPU.
        compile: Use ``torch.compile`` where it works.
        patience: Stop after so many epochs without a better mIoU on one more held-out fold; 0 = never.
        keep: Which weights the model gets.
        workers: Processes that load crops; 0 = none.
        deterministic: Refuse algorithms whose results differ from run to run.
    """

    kind: str = "auto"
    learning_rate: float = 0.0
    token_rate: float = 0.0
    weight_decay: float = 0.05
    schedule: str = "onecycle"
    warmup: float = 0.1
    epochs: int = 0
    batch: int = 0
    accumulate: int = 1
    clip: float = 1.0
    ema: float = 0.0
    precision: str = "auto"
    compile: bool = False
    patience: int = 0
    keep: str = "last"
    workers: int = 0
    deterministic: bool = False

    def __post_init__(self) -> None:
        require_choice("OPTIMIZER", self.kind, OPTIMIZERS)
        require_choice("SCHEDULE", self.schedule, SCHEDULES)
        require_choice("PRECISION", self.precision, PRECISIONS)
        require_choice("KEEP", self.keep, KEEPS)
        require_fraction("WARMUP", self.warmup)
        require(0 <= self.ema < 1, "The moving average's decay is at least 0 and below 1.")
        require(
            min(self.learning_rate, self.token_rate, self.weight_decay, self.clip) >= 0,
            "Rates, weight decay and clipping are 0 or more.",
        )
        require(
            min(self.epochs, self.batch, self.patience, self.workers) >= 0, "Counts are 0 or more."
        )
        require(self.accumulate >= 1, "ACCUMULATE is at least 1.")
        require(
            self.keep == "last" or self.patience > 0,
            "KEEP the best weights needs PATIENCE, which holds out a fold to tell which are best.",
        )


def check_views(names: tuple[str, ...]) -> None:
    """Refuse views that do not exist or are named twice."""
    for name in names:
        require_choice("A view", name, VIEWS)
    require(len(set(names)) == len(names), "A view is named twice.")


@dataclass(frozen=True)
class AugmentOptions:
    """What training changes about its samples.

    Attributes:
        views: Transformed images that are encoded again and cached, by name (see ``VIEWS``); never flipped features.
            Ridge and linear heads train on all of them, others see each sample in one of them at a time.
        jitter: Strength of the pointwise feature jitter (FroFA, Bär et al. 2024), 0 = the head's own: 0.2 for dense
            heads, none for the others.
        channel_dropout: Share of feature channels set to their mean, 0 = the head's own: 0.3 and none.
        cutmix: Share of crops that get a box of another crop.
        mixup: Share of batches mixed with themselves in another order.
        image_jitter: Strength of brightness and contrast jitter on the decoder's image branch.
    """

    views: tuple[str, ...] = ()
    jitter: float = 0.0
    channel_dropout: float = 0.0
    cutmix: float = 0.0
    mixup: float = 0.0
    image_jitter: float = 0.4

    def __post_init__(self) -> None:
        check_views(self.views)
        for name in ("jitter", "channel_dropout", "cutmix", "mixup", "image_jitter"):
            require_fraction(name, getattr(self, name))


@dataclass(frozen=True)
class SamplerOptions:
    """Which crops a dense head sees how often.

    Attributes:
        kind: ``weighted`` shows crops with rare classes more often, ``none`` each once per epoch.
        cap: No crop is drawn more often than so many times the median one.
        keep_background: Share kept of the crops that show nothing but "other" (hard negatives).
    """

    kind: str = "weighted"
    cap: float = 10.0
    keep_background: float = 0.15

    def __post_init__(self) -> None:
        require_choice("SAMPLER", self.kind, SAMPLERS)
        require(self.cap >= 1, "The sampler's cap is at least 1.")
        require_fraction("KEEP_BACKGROUND", self.keep_background)


@dataclass(frozen=True)
class Recipe:
    """Everything that turns features and labels into a head."""

    head: str = "lda"
    loss: LossOptions = field(default_factory=LossOptions)
    optimizer: OptimizerOptions = field(default_factory=OptimizerOptions)
    augment: AugmentOptions = field(default_factory=AugmentOptions)
    sampler: SamplerOptions = field(default_factory=SamplerOptions)

    def __post_init__(self) -> None:
        require_choice("HEAD", self.head, HEADS)

    @property
    def stops_early(self) -> bool:
        """Whether a fit holds out one more fold to tell when to stop."""
        return self.head in GRADIENT_HEADS and self.optimizer.patience > 0
