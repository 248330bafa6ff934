"""How a head is trained: head, losses, optimiser, augmentation, sampling.

A recipe stands in the job and in the model file, so a model's head can be fitted again on other
labels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .checks import Checked, require
from .head_kinds import AUTO, BY_NAME, DENSE_HEADS, GRADIENT_HEADS, HEAD_WORDS, HEADS
from .option import group, option

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
VIEWS_TEXT = f"Views: {', '.join(VIEWS)}."
HEAD_DEFAULT = -1.0  # of a strength: the head's own
_LOSS_EXAMPLE = "cross_entropy=1, dice=0.5"


@dataclass(frozen=True)
class LossOptions(Checked):
    """A weighted sum of losses on labelled pixels, for heads trained by gradient descent.

    Class weights count in the cross-entropy, focal and boundary loss. The other losses are means
    over classes, where rare classes count as much as others anyway. The effective number of labels
    is that of Cui et al. (2019).
    """

    loss: str = option(
        "cross_entropy=1",
        title="Loss",
        help=f"What training minimises, a weighted sum such as {_LOSS_EXAMPLE}. Losses: "
        f"{', '.join(LOSSES)}.",
        heads=GRADIENT_HEADS,
    )
    class_weights: str = option(
        "none",
        title="Loss: class weights",
        help="Give rare classes more weight: by the inverse root of their number of labels or by "
        "their effective number.",
        choices=CLASS_WEIGHTS,
        words={
            "none": "None: every label counts the same",
            "inverse_root": "By the inverse root of the number of labels",
            "effective": "By the effective number of labels",
        },
        heads=GRADIENT_HEADS,
        losses=("cross_entropy", "focal", "boundary"),
    )
    weights: str = option(
        "",
        title="Loss: weights of named classes",
        help="Further factors by class, such as water=2, road=0.5; they count in every loss.",
        heads=GRADIENT_HEADS,
    )
    smoothing: float = option(
        0.05,
        title="Loss: label smoothing",
        help="Label smoothing of the cross-entropy and the boundary loss, 0 to below 1.",
        at_least=0,
        below=1,
        heads=GRADIENT_HEADS,
        losses=("cross_entropy", "boundary"),
    )
    focal_gamma: float = option(
        2.0,
        title="Loss: gamma of the focal loss",
        help="How much the focal loss reduces the weight of pixels that are already right.",
        at_least=0,
        heads=GRADIENT_HEADS,
        losses=("focal",),
    )
    tversky_alpha: float = option(
        0.3,
        title="Loss: alpha of the Tversky loss",
        help="Weight of false positives in the Tversky loss.",
        at_least=0,
        heads=GRADIENT_HEADS,
        losses=("tversky",),
    )
    tversky_beta: float = option(
        0.7,
        title="Loss: beta of the Tversky loss",
        help="Weight of false negatives in the Tversky loss.",
        at_least=0,
        heads=GRADIENT_HEADS,
        losses=("tversky",),
    )
    boundary_px: float = option(
        3.0,
        title="Loss: width of the boundary loss (pixels)",
        help="Standard deviation of the weight around outlines of labels, in pixels.",
        above=0,
        at_most=100,
        heads=DENSE_HEADS,
        losses=("boundary",),
    )
    auxiliary: float = option(
        0.4,
        title="Loss: auxiliary weight",
        help="Weight of the same losses on the token stage alone; it has an effect with "
        "TOKEN_RATE above 0.",
        at_least=0,
        heads=DENSE_HEADS,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        require(
            max(self.tversky_alpha, self.tversky_beta) > 0,
            "TVERSKY_ALPHA and TVERSKY_BETA are both 0; give at least one a value above 0.",
        )
        require(bool(self.terms()), "LOSS has no weight above 0; give at least one loss a weight.")
        self.weights_by_class()

    def terms(self) -> dict[str, float]:
        """Return the weight of every loss in the sum, by name."""
        weights = {}
        for name, weight, item in _named_numbers("LOSS", self.loss):
            require(
                name in LOSSES,
                f"LOSS names '{name}', which is not a loss; choose among {', '.join(LOSSES)}.",
            )
            require(name not in weights, f"LOSS names {name} twice; give it one weight.")
            require(
                0 <= weight < math.inf,
                f"'{item}' in LOSS has no weight; write for example: {_LOSS_EXAMPLE}.",
            )
            weights[name] = weight
        return {name: weights[name] for name in LOSSES if weights.get(name)}

    def weights_by_class(self) -> dict[str, float]:
        """Return the factors of WEIGHTS by class name."""
        weights = {}
        for name, weight, item in _named_numbers("WEIGHTS", self.weights):
            require(
                bool(name) and 0 < weight < math.inf,
                f"'{item}' in WEIGHTS is not a class weight; write for example: water=2, road=0.5.",
            )
            require(name not in weights, f"WEIGHTS names '{name}' twice; give it one weight.")
            weights[name] = weight
        return weights


def _named_numbers(option_name: str, text: str) -> Iterator[tuple[str, float, str]]:
    """Yield name, number (NaN where there is none) and text of each item of ``a=1, b=2``."""
    for item in filter(None, map(str.strip, text.split(","))):
        name, _, number = item.rpartition("=") if "=" in item else (item, "", "")
        try:
            yield name.strip(), float(number), item
        except ValueError:
            yield name.strip(), math.nan, item


@dataclass(frozen=True)
class OptimizerOptions(Checked):
    """Optimiser, schedule and training loop of heads trained by gradient descent."""

    kind: str = option(
        "auto",
        title="Optimiser",
        help="'adamw', 'muon' for hidden matrices with AdamW for the rest, or 'auto': Muon for "
        "'mlp', else AdamW.",
        name="OPTIMIZER",
        choices=OPTIMIZERS,
        words={"auto": "Automatic: the head's own", "adamw": "AdamW", "muon": "Muon with AdamW"},
        heads=GRADIENT_HEADS,
    )
    batch: int = option(
        0,
        title="Optimiser: batch size",
        help="Samples or crops per batch; 0 = the head's default.",
        at_least=0,
        heads=GRADIENT_HEADS,
    )
    weight_decay: float = option(
        0.05,
        title="Optimiser: weight decay",
        help="Decoupled weight decay; norms and biases have none.",
        at_least=0,
        heads=GRADIENT_HEADS,
    )
    clip: float = option(
        1.0,
        title="Optimiser: gradient clipping",
        help="Largest norm of the gradient; 0 = no limit.",
        at_least=0,
        heads=GRADIENT_HEADS,
    )
    token_rate: float = option(
        0.0,
        title="Optimiser: learning rate of the token stage",
        help="Factor on the learning rate of the part that starts as a linear head; 0 keeps that "
        "part fixed.",
        at_least=0,
        heads=DENSE_HEADS,
    )
    precision: str = option(
        "auto",
        title="Optimiser: precision",
        help="Arithmetic of the training; 'auto' is float32 on a CPU and 16 bits on a GPU.",
        choices=PRECISIONS,
        words={
            "auto": "Automatic: as the device suggests",
            "float32": "32 bits (float32)",
            "bfloat16": "16 bits (bfloat16)",
            "float16": "16 bits (float16)",
        },
        heads=GRADIENT_HEADS,
    )
    workers: int = option(
        0,
        title="Optimiser: loading processes",
        help="Processes that prepare crops beside the training; 0 = none.",
        at_least=0,
        heads=DENSE_HEADS,
    )
    learning_rate: float = option(
        0.0,
        title="Training: learning rate",
        help="Highest learning rate; 0 = the head's default. 'Find learning rate' suggests one.",
        at_least=0,
        heads=GRADIENT_HEADS,
    )
    epochs: int = option(
        0,
        title="Training: epochs",
        help="Passes over all samples; 0 = the head's default.",
        at_least=0,
        heads=GRADIENT_HEADS,
    )
    schedule: str = option(
        "onecycle",
        title="Training: schedule",
        help="How the learning rate falls after the warm-up; 'restarts' is a cosine with four "
        "warm restarts, 'constant' never falls.",
        choices=SCHEDULES,
        words={
            "onecycle": "One cycle",
            "cosine": "Cosine",
            "restarts": "Cosine with warm restarts",
            "constant": "Constant",
        },
        heads=GRADIENT_HEADS,
    )
    warmup: float = option(
        0.1,
        title="Training: warm-up",
        help="Fraction of all steps in which the learning rate rises, 0 to 1.",
        at_least=0,
        at_most=1,
        heads=GRADIENT_HEADS,
    )
    accumulate: int = option(
        1,
        title="Training: gradient accumulation",
        help="Batches whose gradients are added up to one step: large batches in little memory.",
        at_least=1,
        heads=GRADIENT_HEADS,
    )
    ema: float = option(
        0.0,
        title="Training: moving average of weights",
        help="Decay of the exponential moving average of the weights, such as 0.99; 0 = none.",
        at_least=0,
        below=1,
        heads=GRADIENT_HEADS,
    )
    patience: int = option(
        0,
        title="Training: patience (epochs)",
        help="Stop after this many epochs without a better mIoU on one more held-out fold; 0 = "
        "never.",
        at_least=0,
        heads=GRADIENT_HEADS,
    )
    keep: str = option(
        "last",
        title="Training: weights to keep",
        help="The last weights, or the best on the fold that PATIENCE holds out.",
        choices=KEEPS,
        words={
            "last": "The last ones",
            "best_miou": "Those with the best mean IoU",
            "best_loss": "Those with the lowest loss",
        },
        heads=GRADIENT_HEADS,
    )
    compile: bool = option(
        False,
        title="Training: compile",
        help="Use torch.compile where it works; it pays for long trainings only.",
        heads=GRADIENT_HEADS,
    )
    deterministic: bool = option(
        False,
        title="Training: deterministic",
        help="Reject GPU algorithms whose results differ from run to run.",
        heads=GRADIENT_HEADS,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        require(
            self.keep == "last" or self.patience > 0,
            f"KEEP={self.keep} needs PATIENCE above 0, which holds out the fold that tells the "
            "best weights.",
        )


def check_views(name: str, views: tuple[str, ...]) -> None:
    """Raise ``InvalidJob`` where the option ``name`` lists a view twice."""
    require(len(set(views)) == len(views), f"{name} names a view twice; name each once.")


@dataclass(frozen=True)
class AugmentOptions(Checked):
    """What training changes about its samples. The feature jitter is FroFA (Bär et al. 2024)."""

    views: tuple[str, ...] = option(
        (),
        title="Augmentation: views",
        help="Changed images that are encoded and trained on as well, such as hflip, rot90. "
        f"{VIEWS_TEXT}",
        choices=VIEWS,
    )
    jitter: float = option(
        HEAD_DEFAULT,
        title="Augmentation: feature jitter",
        help="Strength of random brightness of features, 0 (off) to 1; -1 = the head's default: "
        "0.2 for dense heads, else 0.",
        at_least=-1,
        at_most=1,
        heads=GRADIENT_HEADS,
    )
    channel_dropout: float = option(
        HEAD_DEFAULT,
        title="Augmentation: channel dropout",
        help="Fraction of feature channels set to their mean, 0 (off) to 1; -1 = the head's "
        "default: 0.3 for dense heads, else 0.",
        at_least=-1,
        at_most=1,
        heads=GRADIENT_HEADS,
    )
    mixup: float = option(
        0.0,
        title="Augmentation: Mixup",
        help="Fraction of batches that are mixed with themselves in another order, 0 to 1.",
        at_least=0,
        at_most=1,
        heads=("mlp",),
    )
    cutmix: float = option(
        0.0,
        title="Augmentation: CutMix",
        help="Fraction of crops in which a box is replaced by that of another crop, 0 to 1.",
        at_least=0,
        at_most=1,
        heads=DENSE_HEADS,
    )
    image_jitter: float = option(
        0.4,
        title="Augmentation: image jitter",
        help="Strength of random brightness and contrast of the image beside the features, 0 to 1.",
        at_least=0,
        at_most=1,
        heads=("decoder",),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        check_views("VIEWS", self.views)
        for name, value in (("JITTER", self.jitter), ("CHANNEL_DROPOUT", self.channel_dropout)):
            require(
                value >= 0 or value == HEAD_DEFAULT,
                f"{name} is {value:g}; choose 0 to 1, or -1 for the head's default.",
            )

    def with_head_defaults(self, jitter: float, channel_dropout: float) -> AugmentOptions:
        """Return the options with a head's own strengths where the user chose none."""
        return replace(
            self,
            jitter=jitter if self.jitter == HEAD_DEFAULT else self.jitter,
            channel_dropout=(
                channel_dropout if self.channel_dropout == HEAD_DEFAULT else self.channel_dropout
            ),
        )


@dataclass(frozen=True)
class SamplerOptions(Checked):
    """How often a dense head sees which crops."""

    kind: str = option(
        "weighted",
        title="Crops: sampler",
        help="'weighted' draws crops with rare classes more often, 'none' takes each crop once "
        "per epoch.",
        name="SAMPLER",
        choices=SAMPLERS,
        words={
            "weighted": "Weighted: rare classes more often",
            "none": "None: each crop once per epoch",
        },
        heads=DENSE_HEADS,
    )
    cap: float = option(
        10.0,
        title="Crops: maximum weight",
        help="No crop is drawn more often than this many times the median crop; at least 1.",
        name="SAMPLER_CAP",
        at_least=1,
        heads=DENSE_HEADS,
    )
    keep_background: float = option(
        0.15,
        title="Crops: background to keep",
        help="Fraction kept of the crops that show nothing but 'other', 0 to 1.",
        at_least=0,
        at_most=1,
        heads=DENSE_HEADS,
    )


def head_help(heads: tuple[str, ...]) -> str:
    """Return the help of HEAD with a few words on each of ``heads``."""
    texts = {AUTO: "compares heads on inner folds and takes the simplest good one"}
    texts.update({name: kind.help for name, kind in BY_NAME.items()})
    return f"What is trained: {'; '.join(f'{head!r} {texts[head]}' for head in heads)}."


@dataclass(frozen=True)
class Recipe(Checked):
    """Everything that turns features and labels into a head."""

    head: str = option(
        "lda",
        title="Head",
        help=head_help(HEADS),
        choices=HEADS,
        words=HEAD_WORDS,
        is_basic=True,
    )
    loss: LossOptions = group(LossOptions)
    optimizer: OptimizerOptions = group(OptimizerOptions)
    augment: AugmentOptions = group(AugmentOptions)
    sampler: SamplerOptions = group(SamplerOptions)

    @property
    def stops_early(self) -> bool:
        """Whether a fit holds out one more fold to tell when to stop."""
        return self.head in GRADIENT_HEADS and self.optimizer.patience > 0
