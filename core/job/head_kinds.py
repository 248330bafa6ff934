"""The table of heads: everything that other modules must know about a head before they import it.

A new head is a module in ``core/heads``, one row here, and what its own tests check beyond the
tests that every row goes through. Standard library only, so that the QGIS side can read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

AUTO = "auto"  # chooses among the heads that are candidates


@dataclass(frozen=True)
class HeadKind:
    """A row of the table.

    Attributes:
        name: The word that jobs, parameters and model files use.
        title: What forms show: its name and what it is good for.
        help: What the head is good for, in a few words for the list of heads.
        head: Class of the fitted head, as "module:name" in core.
        fit: What trains it, as "module:name" in core: for a gradient head ``setup(task, progress)
            -> TrainingSetup``, for others ``fit(samples, progress) -> Head``.
        is_gradient: Whether it is trained by gradient descent: it has a learning rate, epochs,
            losses.
        is_dense: Whether it has a pixel stage that sees the image beside the tokens, and so trains
            on crops.
        is_candidate: Whether ``auto`` compares it with the others.
    """

    name: str
    title: str
    help: str
    head: str
    fit: str
    is_gradient: bool = False
    is_dense: bool = False
    is_candidate: bool = False

    def head_class(self) -> Any:  # noqa: ANN401 (core.heads must not be imported here)
        """Import and return the class of the fitted head, a subclass of ``heads.head.Head``."""
        return _import(self.head)

    def fit_function(self) -> Any:  # noqa: ANN401 (see above)
        """Import and return what trains the head, see ``fit``."""
        return _import(self.fit)


# The simplest first: ``auto`` takes the first one that no other clearly beats
HEAD_KINDS = (
    HeadKind(
        "lda",
        "Discriminant analysis: best start with few labels",
        "takes seconds and is the best start with few labels",
        "heads.lda:LdaHead",
        "heads.lda:fit_lda",
        is_candidate=True,
    ),
    HeadKind(
        "ridge",
        "Ridge regression: ready at once",
        "is ready at once",
        "heads.ridge:RidgeHead",
        "heads.ridge:fit_ridge",
        is_candidate=True,
    ),
    HeadKind(
        "linear",
        "Logistic regression: for labels without gaps",
        "is logistic regression",
        "heads.linear:LinearHead",
        "heads.linear:fit_logistic",
        is_candidate=True,
    ),
    HeadKind(
        "mlp",
        "Neural network (MLP): for many labels",
        "is for many labels",
        "heads.mlp:MlpHead",
        "training.mlp:mlp_setup",
        is_gradient=True,
        is_candidate=True,
    ),
    HeadKind(
        "decoder",
        "Decoder: sharp outlines, needs labels without gaps",
        "is for sharp outlines, from labels that cover whole areas without gaps",
        "heads.decoder:DecoderHead",
        "training.dense:dense_setup",
        is_gradient=True,
        is_dense=True,
        is_candidate=True,
    ),
    HeadKind(
        "dpt",
        "DPT decoder: the same from features only",
        "is for the same labels, but sees features only, not the image",
        "heads.dpt:DptHead",
        "training.dense:dense_setup",
        is_gradient=True,
        is_dense=True,
    ),
)
BY_NAME = {kind.name: kind for kind in HEAD_KINDS}
HEADS = (AUTO, *BY_NAME)
HEAD_WORDS = {
    AUTO: "Automatic: compares heads, takes the simplest good one",
    **{kind.name: kind.title for kind in HEAD_KINDS},
}
GRADIENT_HEADS = tuple(kind.name for kind in HEAD_KINDS if kind.is_gradient)
DENSE_HEADS = tuple(kind.name for kind in HEAD_KINDS if kind.is_dense)


def _import(path: str) -> Any:  # noqa: ANN401 (see ``HeadKind``)
    """Import "module:name" of core."""
    module, _, name = path.partition(":")
    return getattr(import_module(f"...{module}", __name__), name)
