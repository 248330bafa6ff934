"""Optimisers of a network: which parameter belongs to whom, at which rate, with how much decay."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from ...job.recipe import OptimizerOptions
from ...progress import Progress

ROLES = ("hidden", "output", "slow")
_MIN_SIDE = 32  # a narrower matrix has too few directions to orthogonalise
_BETAS = (0.9, 0.99)


@dataclass(frozen=True)
class Group:
    """Parameters that one optimiser treats alike.

    Attributes:
        name: As it stands in events: ``muon``, ``weights``, ``plain`` (norms and biases), ``slow weights``, …
        rate: Factor on the learning rate.
    """

    name: str
    parameters: tuple[nn.Parameter, ...]
    rate: float
    weight_decay: float


def optimizers_of(
    network: nn.Module, options: OptimizerOptions, progress: Progress
) -> tuple[torch.optim.Optimizer, ...]:
    """Return the optimisers of a network at the options' learning rate: AdamW, before it Muon where asked for.

    Muon (Jordan et al. 2024) takes the hidden matrices; its steps are scaled to AdamW's size (Liu et al. 2025,
    arXiv 2502.16982), so both share rate and decay. Every group keeps its highest rate as ``peak``.
    """
    muon, *rest = parameter_groups(network, options)
    found: list[torch.optim.Optimizer] = []
    if muon.parameters and options.kind == "muon" and not hasattr(torch.optim, "Muon"):
        progress.warning(
            "This torch has no Muon (it came with version 2.9), so AdamW trains everything."
        )
        rest.insert(0, Group("weights", muon.parameters, 1.0, options.weight_decay))
    elif muon.parameters:
        found.append(
            torch.optim.Muon(
                _settings([muon], options.learning_rate), adjust_lr_fn="match_rms_adamw"
            )  # type: ignore[attr-defined, unused-ignore]
        )
    others = [group for group in rest if group.parameters]
    if others:
        found.append(torch.optim.AdamW(_settings(others, options.learning_rate), betas=_BETAS))
    return tuple(found)


def parameter_groups(network: nn.Module, options: OptimizerOptions) -> tuple[Group, ...]:
    """Put every trainable parameter into exactly one group; Muon's comes first and may be empty.

    A network may have a method ``parameter_roles() -> dict[str, str]`` from names of parameters (as
    ``named_parameters`` gives them) to roles: ``output`` layers keep AdamW whatever the optimiser, ``slow`` parameters
    keep it too and learn at ``token_rate`` times the rate. What it does not name is ``hidden``.
    """
    members: dict[str, list[nn.Parameter]] = {
        name: [] for name in ("muon", "weights", "plain", "slow weights", "slow plain")
    }
    for name, parameter in _named(network, options):
        members[name].append(parameter)
    return tuple(
        Group(
            name,
            tuple(parameters),
            options.token_rate if name.startswith("slow") else 1.0,
            0.0 if name.endswith("plain") else options.weight_decay,
        )
        for name, parameters in members.items()
    )


def _named(network: nn.Module, options: OptimizerOptions) -> Iterator[tuple[str, nn.Parameter]]:
    """Yield each trainable parameter with the name of its group."""
    roles: dict[str, str] = network.parameter_roles() if hasattr(network, "parameter_roles") else {}  # type: ignore[operator]
    parameters = dict(network.named_parameters())
    unknown = sorted(set(roles) - set(parameters)) + sorted(set(roles.values()) - set(ROLES))
    if unknown:
        raise ValueError(f"roles name what is not there: {', '.join(unknown)}")
    matrices = {id(module.weight) for module in network.modules() if isinstance(module, nn.Linear)}
    for name, parameter in parameters.items():
        if not parameter.requires_grad:
            continue
        role = roles.get(name, "hidden")
        if (
            options.kind == "muon"
            and role == "hidden"
            and id(parameter) in matrices
            and _is_wide(parameter)
        ):
            yield "muon", parameter
        else:
            kind = "weights" if parameter.ndim >= 2 else "plain"
            yield f"slow {kind}" if role == "slow" else kind, parameter


def _is_wide(matrix: Tensor) -> bool:
    return min(matrix.shape) >= _MIN_SIDE


def _settings(groups: list[Group], rate: float) -> list[dict[str, Any]]:
    """Return groups as torch's optimisers take them."""
    return [
        {
            "params": list(group.parameters),
            "name": group.name,
            "lr": rate * group.rate,
            "peak": rate * group.rate,
            "weight_decay": group.weight_decay,
        }
        for group in groups
    ]
