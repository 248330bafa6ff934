"""What a set-up will do: decided and shown before anything is downloaded."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ..engine.environment import data_folder
from ..i18n import tr
from . import locks
from .computer import Computer
from .errors import SetupFailed
from .locks import CPU, CUDA
from .pythons import MANAGED_VERSION, Python, examine_python, find_python

TORCH_INDEX_VARIABLE = "LANDSKETCH_TORCH_INDEX"
_TORCH_INDEX = "https://download.pytorch.org/whl"


@dataclass(frozen=True)
class Plan:
    """One set-up.

    Attributes:
        folder: Where environments, uv and downloads go.
        platform: Platform in the locks, such as linux-x86_64.
        device: cpu or cuda.
        python: The Python to use; None: uv downloads one.
        wheels: Folder with all wheels, for a computer without network; empty: package index.
        torch_index: Address or folder of the builds of torch; empty: the package index has it.
    """

    folder: Path
    platform: str
    device: str
    python: Python | None
    wheels: str = ""
    torch_index: str = ""

    @property
    def python_version(self) -> str:
        """Version of the environment's Python, such as 3.12."""
        return self.python.text if self.python else MANAGED_VERSION

    @property
    def download_bytes(self) -> int:
        """How many bytes are downloaded, or read from the folder of wheels."""
        return locks.download_bytes(self.platform, self.device, self.python_version) or 0

    @property
    def disk_bytes(self) -> int:
        """How many bytes the disk must have left."""
        return locks.disk_bytes(self.download_bytes)

    @property
    def lock(self) -> str:
        """Id of the packages."""
        return locks.lock_id(self.device)

    def summary(self) -> list[str]:
        """Say what will be done, where, and how much it takes."""
        source = tr("from the folder {}").format(self.wheels) if self.wheels else tr("downloaded")
        python = (
            tr("Python {} at {}").format(self.python.text, self.python.path)
            if self.python
            else tr("Python {}, downloaded by uv (about 35 MB)").format(MANAGED_VERSION)
        )
        device = tr("NVIDIA GPU (CUDA)") if self.device == CUDA else tr("processor (CPU)")
        if self.platform.startswith("macos"):
            device = tr("Apple GPU and processor")
        return [
            tr("Packages: {}, {}; about {} on disk").format(
                megabytes(self.download_bytes),
                source,
                megabytes(locks.installed_bytes(self.download_bytes)),
            ),
            tr("Device: {}").format(device),
            python,
            tr("Folder: {}").format(self.folder),
        ]


def make_plan(
    computer: Computer,
    *,
    device: str = "",
    python: str = "",
    folder: str = "",
    wheels: str = "",
) -> Plan:
    """Decide a set-up.

    Args:
        computer: This computer.
        device: cpu or cuda; empty: what fits best.
        python: An interpreter; empty: the first that fits.
        folder: Where the environment goes; empty: the user's data folder.
        wheels: Folder of wheels; empty: packages are downloaded.

    Raises:
        SetupFailed: The engine cannot work here, or a choice does not fit.
    """
    problem = computer.problem()
    if problem:
        raise SetupFailed(problem)
    device = device or best_device(computer)
    plan = Plan(
        folder=Path(folder).expanduser().absolute() if folder else default_folder(),
        platform=computer.platform,
        device=device,
        python=_python(python),
        wheels=_existing_folder(wheels),
        torch_index=torch_index(computer.system, device),
    )
    if locks.download_bytes(plan.platform, plan.device, plan.python_version) is None:
        raise SetupFailed(
            tr("There is no torch for '{}' with Python {} on {}; choose another device.").format(
                plan.device, plan.python_version, plan.platform
            )
        )
    return plan


def default_folder() -> Path:
    """Return where environments go if the user chooses nothing else."""
    return data_folder() / "engines"


def best_device(computer: Computer) -> str:
    """Return cuda where an NVIDIA GPU can be used, else cpu."""
    return CUDA if computer.gpu and not computer.gpu.problem() else CPU


def _python(path: str) -> Python | None:
    """Return the named Python, or the first that fits.

    Raises:
        SetupFailed: The named one does not fit.
    """
    if not path:
        return find_python()
    python = examine_python(path)
    if python is None:
        raise SetupFailed(
            tr("{} is no CPython from 3.11 to 3.14 of 64 bit; choose another one.").format(path)
        )
    return python


def _existing_folder(path: str) -> str:
    """Return an absolute path.

    Raises:
        SetupFailed: There is no such folder.
    """
    if not path:
        return ""
    folder = Path(path).expanduser().absolute()
    if not folder.is_dir():
        raise SetupFailed(tr("There is no folder of wheels {}; check the path.").format(folder))
    return str(folder)


def torch_index(system: str, device: str) -> str:
    """Return where torch comes from; empty: the package index."""
    named = os.environ.get(TORCH_INDEX_VARIABLE, "")
    if named:
        return named
    if system == "linux" and device == CPU:
        return f"{_TORCH_INDEX}/cpu"
    if system == "windows" and device == CUDA:
        return f"{_TORCH_INDEX}/cu130"
    return ""


def check_disk(plan: Plan) -> None:
    """Make the folder of a plan and check that it can take the environment.

    Raises:
        SetupFailed: The folder cannot be written, or its disk has too little space left.
    """
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        trial = plan.folder / ".write-test"
        trial.write_bytes(b"x")
        trial.unlink()
        n_free = shutil.disk_usage(plan.folder).free
    except OSError as error:
        raise SetupFailed(
            tr("The folder {} cannot be written ({}); choose another folder.").format(
                plan.folder, error.strerror
            )
        ) from error
    if n_free < plan.disk_bytes:
        raise SetupFailed(
            tr(
                "{} has {} left, and the set-up needs {}; free some space or choose another folder."
            ).format(plan.folder, megabytes(n_free), megabytes(plan.disk_bytes))
        )


def megabytes(n_bytes: float) -> str:
    """Write a size: 383 MB, 2.9 GB."""
    if n_bytes >= 1e9:
        return f"{n_bytes / 1e9:.1f} GB"
    return f"{n_bytes / 1e6:.0f} MB"
