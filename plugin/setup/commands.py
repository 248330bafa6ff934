"""The commands that make an environment: run by the set-up, and shown for copying."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..engine.environment import MAIN, data_folder
from ..i18n import tr
from . import locks
from .plan import Plan, default_folder
from .pythons import MANAGED_VERSION

_CHECKED = ("--no-deps", "--require-hashes", "--only-binary", ":all:")


@dataclass(frozen=True)
class Step:
    """A command and what it does.

    Attributes:
        title: Shown while it runs.
        command: Program and arguments.
        share: Share of the whole set-up that it takes, in percent.
    """

    title: str
    command: tuple[str, ...]
    share: int


def uv_steps(plan: Plan, uv: str, environment: Path) -> list[Step]:
    """Return the steps with uv."""
    python = plan.python.path if plan.python else MANAGED_VERSION
    make = [uv, "venv", "--no-config", "--relocatable", "--python", python]
    if plan.python:
        make.append("--no-python-downloads")
    own = str(interpreter_of(environment))
    install = [uv, "pip", "install", "--no-config", "--python", own, *_CHECKED]
    return [
        Step(tr("Making the environment"), (*make, str(environment)), 2),
        Step(tr("Installing packages"), (*install, *_packages(plan)), 48),
        Step(tr("Installing torch"), (*install, *_torch(plan, "--default-index")), 40),
    ]


def pip_steps(plan: Plan, environment: Path) -> list[Step]:
    """Return the steps with pip, for computers on which uv cannot run.

    Args:
        plan: A plan with a Python of this computer.
        environment: The new environment.
    """
    own = str(interpreter_of(environment))
    install = [own, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *_CHECKED]
    python = plan.python.path if plan.python else "python3"
    return [
        Step(tr("Making the environment"), (python, "-m", "venv", str(environment)), 4),
        Step(tr("Installing packages"), (*install, *_packages(plan)), 46),
        Step(tr("Installing torch"), (*install, *_torch(plan, "--index-url")), 40),
    ]


def _packages(plan: Plan) -> Sequence[str]:
    source = ("--no-index", "--find-links", plan.wheels) if plan.wheels else ()
    return (*source, "--requirement", str(locks.PACKAGES))


def _torch(plan: Plan, index_option: str) -> Sequence[str]:
    lock = ("--requirement", str(locks.torch_lock(plan.device)))
    folder = plan.wheels or (plan.torch_index if Path(plan.torch_index).is_dir() else "")
    if folder:
        return ("--no-index", "--find-links", folder, *lock)
    if plan.torch_index:
        return (index_option, plan.torch_index, *lock)
    return lock


def wheels_of(command: Sequence[str]) -> str:
    """Return the folder of wheels that a command installs from; empty for a package index."""
    option = "--find-links"
    return command[command.index(option) + 1] if option in command else ""


def interpreter_of(environment: Path) -> Path:
    """Return the Python of an environment."""
    inside = Path("Scripts", "python.exe") if sys.platform == "win32" else Path("bin", "python")
    return environment / inside


def commands_to_copy(plan: Plan) -> str:
    """Return lines for a terminal that do the same, one command each."""
    is_default = plan.folder == default_folder()
    environment = data_folder() / "engine" if is_default else plan.folder / "engine"
    own = str(interpreter_of(environment))
    lines = [quote(step.command) for step in pip_steps(plan, environment)]
    lines.append(quote([own, str(MAIN), "doctor", "--map"]))
    if is_default:
        lines.append("# " + tr("Landsketch finds this environment by itself."))
    else:
        text = tr("Name this Python under Settings > Options > Landsketch: {}")
        lines.append("# " + text.format(own))
    return "\n".join(lines)


def quote(command: Sequence[str]) -> str:
    """Write a command as a line for the shell of this system."""
    if sys.platform == "win32":
        return " ".join(f'"{word}"' if " " in word else word for word in command)
    return shlex.join(command)
