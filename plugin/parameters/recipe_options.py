"""The fields of a recipe as parameters, by topic, with their texts."""

from __future__ import annotations

from ...core.job.head_kinds import AUTO, BY_NAME, DENSE_HEADS, GRADIENT_HEADS, HEADS
from ...core.job.recipe import (
    CLASS_WEIGHTS,
    KEEPS,
    OPTIMIZERS,
    PRECISIONS,
    SAMPLERS,
    SCHEDULES,
    VIEWS,
)
from ..i18n import tr
from .options import Option


def head_option(heads: tuple[str, ...] = HEADS) -> Option:
    """Return the choice of ``heads``."""
    help_texts = {AUTO: tr("compares heads on inner folds and takes the simplest good one")}
    help_texts.update({name: tr(kind.help) for name, kind in BY_NAME.items()})
    phrases = [f"'{head}' {help_texts[head]}" for head in heads]
    text = tr("What is trained: {}.").format("; ".join(phrases))
    return Option("head", tr("Head"), text, choices=heads)


def augment_options() -> tuple[Option, ...]:
    """Return what training changes about its samples."""
    return (
        Option(
            "views",
            tr("Augmentation: views"),
            tr(
                "Changed images that are encoded and learnt from as well, such as hflip, rot90. Views: {}."
            ).format(", ".join(VIEWS)),
        ),
        Option(
            "jitter",
            tr("Augmentation: feature jitter"),
            tr(
                "Strength of random brightness of features, 0 to 1; 0 = the head's own: dense heads 0.2, others none."
            ),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "channel_dropout",
            tr("Augmentation: channel dropout"),
            tr(
                "Share of feature channels set to their mean; 0 = the head's own: dense heads 0.3, others none."
            ),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "mixup",
            tr("Augmentation: Mixup"),
            tr("Share of batches that are mixed with themselves, 0 to 1."),
            heads=("mlp",),
        ),
        Option(
            "cutmix",
            tr("Augmentation: CutMix"),
            tr("Share of crops that get a box of another crop, 0 to 1."),
            heads=DENSE_HEADS,
        ),
        Option(
            "image_jitter",
            tr("Augmentation: image jitter"),
            tr(
                "Strength of random brightness and contrast of the image beside the features, 0 to 1."
            ),
            heads=("decoder",),
        ),
    )


def loss_options() -> tuple[Option, ...]:
    """Return the parameters of losses, whose sum is LOSS."""
    return (
        Option(
            "class_weights",
            tr("Loss: class weights"),
            tr(
                "Weigh rare classes more: by the inverse root of their labels or by their effective number."
            ),
            choices=CLASS_WEIGHTS,
            heads=GRADIENT_HEADS,
        ),
        Option(
            "weights",
            tr("Loss: own class weights"),
            tr("Further factors by class, such as water=2, road=0.5."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "smoothing",
            tr("Loss: label smoothing"),
            tr("How much cross-entropy and boundary loss doubt a label, 0 to below 1."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "focal_gamma",
            tr("Loss: gamma of focal"),
            tr("How much the focal loss leaves easy pixels aside."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "tversky_alpha",
            tr("Loss: alpha of tversky"),
            tr("Weight of pixels wrongly given to a class."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "tversky_beta",
            tr("Loss: beta of tversky"),
            tr("Weight of pixels that a class misses."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "boundary_px",
            tr("Loss: reach of boundary (pixels)"),
            tr("How far from the outlines of labels the boundary loss counts."),
            heads=DENSE_HEADS,
        ),
        Option(
            "auxiliary",
            tr("Loss: auxiliary"),
            tr(
                "Weight of the same losses on the linear part alone, where TOKEN_RATE lets it learn."
            ),
            heads=DENSE_HEADS,
        ),
    )


def sampler_options() -> tuple[Option, ...]:
    """Return which crops a dense head sees how often."""
    return (
        Option(
            "kind",
            tr("Crops: sampler"),
            tr(
                "'weighted' shows crops with rare classes more often, 'none' each crop once per epoch."
            ),
            choices=SAMPLERS,
            heads=DENSE_HEADS,
            name="SAMPLER",
        ),
        Option(
            "cap",
            tr("Crops: cap"),
            tr("No crop is shown more often than so many times the median one; at least 1."),
            heads=DENSE_HEADS,
            name="SAMPLER_CAP",
        ),
        Option(
            "keep_background",
            tr("Crops: share of background"),
            tr("Share kept of the crops that show nothing but 'other', 0 to 1."),
            heads=DENSE_HEADS,
        ),
    )


def step_options() -> tuple[Option, ...]:
    """Return what one step of gradient descent is made of."""
    return (
        Option(
            "kind",
            tr("Optimiser"),
            tr(
                "'adamw', 'muon' for the hidden matrices with AdamW for the rest, or 'auto': Muon for 'mlp' alone."
            ),
            choices=OPTIMIZERS,
            heads=GRADIENT_HEADS,
            name="OPTIMIZER",
        ),
        Option(
            "batch",
            tr("Optimiser: batch"),
            tr("Samples or crops per batch; 0 = the head's own."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "weight_decay",
            tr("Optimiser: weight decay"),
            tr("How hard weights are kept small."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "clip",
            tr("Optimiser: clipping"),
            tr("Largest norm of the gradient; 0 = any."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "token_rate",
            tr("Optimiser: rate of the linear part"),
            tr(
                "Factor on the learning rate of the part that starts as a linear head; 0 keeps it as it is."
            ),
            heads=DENSE_HEADS,
        ),
        Option(
            "precision",
            tr("Optimiser: precision"),
            tr("Arithmetic of the training; 'auto' is float32 on a CPU and 16 bits on a GPU."),
            choices=PRECISIONS,
            heads=GRADIENT_HEADS,
        ),
        Option(
            "workers",
            tr("Optimiser: loading processes"),
            tr("Processes that prepare crops beside the training; 0 = none."),
            heads=DENSE_HEADS,
        ),
    )


def course_options() -> tuple[Option, ...]:
    """Return how gradient descent goes from step to step."""
    return (
        Option(
            "learning_rate",
            tr("Course: learning rate"),
            tr("Highest learning rate; 0 = the head's own. 'Find learning rate' suggests one."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "epochs",
            tr("Course: epochs"),
            tr("Rounds through all samples; 0 = the head's own."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "schedule",
            tr("Course: schedule"),
            tr(
                "How the rate falls after the warm-up; 'restarts' falls four times, 'constant' never."
            ),
            choices=SCHEDULES,
            heads=GRADIENT_HEADS,
        ),
        Option(
            "warmup",
            tr("Course: warm-up"),
            tr("Share of all steps in which the rate rises, 0 to 1."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "accumulate",
            tr("Course: batches per step"),
            tr("Gradients of so many batches make one step: large batches in little memory."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "ema",
            tr("Course: moving average"),
            tr(
                "Decay of the average of weights that the model gets, such as 0.99; 0 = the weights themselves."
            ),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "patience",
            tr("Course: patience"),
            tr(
                "Stop after so many epochs without a better score on one more held-out fold; 0 = never."
            ),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "keep",
            tr("Course: weights to keep"),
            tr("The last weights, or the best on the fold that PATIENCE holds out."),
            choices=KEEPS,
            heads=GRADIENT_HEADS,
        ),
        Option(
            "compile",
            tr("Course: compile"),
            tr("Use torch.compile where it works; worth it for long trainings only."),
            heads=GRADIENT_HEADS,
        ),
        Option(
            "deterministic",
            tr("Course: deterministic"),
            tr("Refuse GPU algorithms whose results differ from run to run."),
            heads=GRADIENT_HEADS,
        ),
    )
