"""Optimisers of a network, and the groups of parameters that they train."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from ...job.recipe import OptimizerOptions
from ...progress import Progress

ROLES = ("hidden", "output", "slow")
_MIN_SIDE = 32  # narrower matrices have too few directions to be orthogonalised
_BETAS = (0.9, 0.99)


@dataclass(frozen=True)
class Group:
    """Parameters with the same settings of an optimiser.

    Attributes:
        name: Name in events: ``muon``, ``weights``, ``plain`` (norms and biases), ``slow weights``
            …
        parameters: The parameters.
        rate: Factor on the learning rate.
        weight_decay: Their weight decay.
    """

    name: str
    parameters: tuple[nn.Parameter, ...]
    rate: float
    weight_decay: float


def optimizers_of(
    network: nn.Module, options: OptimizerOptions, progress: Progress
) -> tuple[torch.optim.Optimizer, ...]:
    """Return the optimisers of a network: AdamW, and with OPTIMIZER muon, Muon before it.

    Muon (Jordan et al. 2024) trains the hidden matrices; its steps are scaled to those of AdamW
    (Liu et al. 2025, arXiv 2502.16982), so both use the same learning rate and weight decay. Every
    group of an optimiser keeps its highest learning rate as ``peak``.
    """
    rate = options.learning_rate
    muon, *rest = parameter_groups(network, options)
    optimizers: list[torch.optim.Optimizer] = []
    if muon.parameters and hasattr(torch.optim, "Muon"):
        settings = _settings([muon], rate)
        optimizers.append(torch.optim.Muon(settings, adjust_lr_fn="match_rms_adamw"))
    elif muon.parameters:
        progress.warning(
            "This version of torch has no Muon (it needs 2.9 or later), so AdamW trains everything."
        )
        rest.insert(0, Group("weights", muon.parameters, 1.0, options.weight_decay))
    others = [group for group in rest if group.parameters]
    if others:
        optimizers.append(torch.optim.AdamW(_settings(others, rate), betas=_BETAS))
    return tuple(optimizers)


def parameter_groups(network: nn.Module, options: OptimizerOptions) -> tuple[Group, ...]:
    """Put every trainable parameter into exactly one group; Muon's is the first and may be empty.

    A network may have a method ``parameter_roles() -> dict[str, str]`` with the role of parameters
    by their name in ``named_parameters``. ``output`` layers are always trained by AdamW; so are
    ``slow`` parameters, at ``token_rate`` times the learning rate. All others are ``hidden``.

    Raises:
        ValueError: A role or a parameter with a role is unknown.
    """
    roles = _roles_of(network)
    matrices = {id(module.weight) for module in network.modules() if isinstance(module, nn.Linear)}
    names = ("muon", "weights", "plain", "slow weights", "slow plain")
    members: dict[str, list[nn.Parameter]] = {name: [] for name in names}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            role = roles.get(name, "hidden")
            may_take_muon = options.kind == "muon" and role == "hidden"
            if may_take_muon and _is_wide_matrix(parameter, matrices):
                members["muon"].append(parameter)
            else:
                members[_adamw_group(parameter, role)].append(parameter)
    return tuple(_group(name, parameters, options) for name, parameters in members.items())


def _is_wide_matrix(parameter: nn.Parameter, matrices: set[int]) -> bool:
    return id(parameter) in matrices and min(parameter.shape) >= _MIN_SIDE


def _roles_of(network: nn.Module) -> dict[str, str]:
    """Return the roles that a network gives its parameters."""
    if not hasattr(network, "parameter_roles"):
        return {}
    roles: dict[str, str] = network.parameter_roles()  # type: ignore[operator]
    parameters = {name for name, _ in network.named_parameters()}
    unknown = sorted(set(roles) - parameters) + sorted(set(roles.values()) - set(ROLES))
    if unknown:
        raise ValueError(f"parameter_roles has unknown names: {', '.join(unknown)}")
    return roles


def _adamw_group(parameter: nn.Parameter, role: str) -> str:
    kind = "weights" if parameter.ndim >= 2 else "plain"
    return f"slow {kind}" if role == "slow" else kind


def _group(name: str, parameters: list[nn.Parameter], options: OptimizerOptions) -> Group:
    rate = options.token_rate if name.startswith("slow") else 1.0
    weight_decay = 0.0 if name.endswith("plain") else options.weight_decay
    return Group(name, tuple(parameters), rate, weight_decay)


def _settings(groups: list[Group], rate: float) -> list[dict[str, Any]]:
    """Return groups in the form of torch's optimisers."""
    settings = []
    for group in groups:
        values = {
            "params": list(group.parameters),
            "name": group.name,
            "lr": rate * group.rate,
            "peak": rate * group.rate,
            "weight_decay": group.weight_decay,
        }
        settings.append(values)
    return settings
