"""What this computer is: platform, C library, GPU; and whether the engine can work on it."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from ..i18n import tr
from .run_program import Watch, run_program

OLDEST_GLIBC = (2, 28)
OLDEST_MACOS = (14, 0)
OLDEST_CAPABILITY = 7.5  # of a GPU that torch's build for CUDA 13 supports
OLDEST_DRIVER = 580  # of CUDA 13
_SMI_LIMIT_S = 5.0
_MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
_SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}


@dataclass(frozen=True)
class Gpu:
    """An NVIDIA GPU as its driver describes it: compute capability, major version of the driver."""

    name: str
    capability: float
    driver: int

    def problem(self) -> str:
        """Say why torch cannot use the GPU; empty if it can."""
        if self.capability < OLDEST_CAPABILITY:
            return tr("{} has compute capability {}, and torch needs {} or newer.").format(
                self.name, self.capability, OLDEST_CAPABILITY
            )
        if self.driver < OLDEST_DRIVER:
            return tr("The driver of {} is version {}, and torch needs {} or newer.").format(
                self.name, self.driver, OLDEST_DRIVER
            )
        return ""


@dataclass(frozen=True)
class Computer:
    """What decides which packages fit.

    Attributes:
        system: linux, windows, macos, or the name of another one.
        machine: x86_64, arm64, or the name of another one.
        version: Of glibc on Linux, of macOS; (0, 0) for a Linux without glibc.
        sandbox: flatpak or snap, if QGIS runs in one.
        gpu: The first NVIDIA GPU.
        has_runtime: Whether the Visual C++ runtime is there that torch needs on Windows.
    """

    system: str
    machine: str
    version: tuple[int, int] = (99, 0)
    sandbox: str = ""
    gpu: Gpu | None = None
    has_runtime: bool = True

    @property
    def platform(self) -> str:
        """Name of the platform in the locks."""
        return f"{self.system}-{self.machine}"

    def problem(self) -> str:
        """Say why the engine cannot work here and what does; empty if it can."""
        if self.system == "macos" and self.machine == "x86_64":
            return tr(
                "Macs with an Intel processor are not supported: torch has no packages for them. "
                "Use another computer."
            )
        if self.system == "windows" and self.machine == "arm64":
            return tr(
                "Windows on ARM is not supported: torch and rasterio have no packages for it. Use "
                "another computer."
            )
        if not self.has_runtime:
            return tr(
                "The Microsoft Visual C++ runtime is missing, and torch needs it. Install it from "
                "https://aka.ms/vs/17/release/vc_redist.x64.exe, and start QGIS again."
            )
        if self.machine not in ("x86_64", "arm64") or self.system not in _SYSTEMS.values():
            return tr("There are no packages of torch for {} on {}.").format(
                self.machine, self.system
            )
        return self._too_old()

    def _too_old(self) -> str:
        """Say what is too old, or missing, in the system; empty if nothing is."""
        if self.system == "macos" and self.version < OLDEST_MACOS:
            return tr("macOS {} is too old; torch needs macOS {} or newer.").format(
                *map(_dotted, (self.version, OLDEST_MACOS))
            )
        if self.system == "linux" and self.version == (0, 0):
            return tr(
                "This Linux uses the C library musl, and torch needs glibc. Use a distribution "
                "with glibc, such as Debian, Fedora or Ubuntu."
            )
        if self.system == "linux" and self.version < OLDEST_GLIBC:
            return tr("The C library glibc {} is too old; torch needs {} or newer.").format(
                *map(_dotted, (self.version, OLDEST_GLIBC))
            )
        return ""


def _dotted(version: tuple[int, int]) -> str:
    return "{}.{}".format(*version)


def examine() -> Computer:
    """Look at this computer; takes up to five seconds where an NVIDIA driver does not answer."""
    system = _SYSTEMS.get(sys.platform, sys.platform)
    return Computer(
        system=system,
        machine=_machine(system),
        version=_version(system),
        sandbox=_sandbox(),
        gpu=_nvidia_gpu() if system != "macos" else None,
        has_runtime=system != "windows" or _runtime_library().is_file(),
    )


def _runtime_library() -> Path:
    """Return the library of the Visual C++ runtime that the one of old programs lacks."""
    return Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32", "vcruntime140_1.dll")


def _machine(system: str) -> str:
    """Return the processor, also under Rosetta, which shows an Apple processor as Intel's."""
    name = platform.machine().lower()
    if system == "macos" and name == "x86_64" and _is_translated():
        return "arm64"
    return _MACHINES.get(name, name)


def _is_translated() -> bool:
    done = run_program(
        ["/usr/sbin/sysctl", "-n", "sysctl.proc_translated"], Watch(limit_s=_SMI_LIMIT_S)
    )
    return done.code == 0 and done.text.strip() == "1"


def _version(system: str) -> tuple[int, int]:
    if system == "macos":
        return _numbers(platform.mac_ver()[0])
    if system == "linux":
        return _glibc()
    return (99, 0)


def _glibc() -> tuple[int, int]:
    """Return the version of glibc; (0, 0) if this Python runs on another C library."""
    try:
        function = ctypes.CDLL(None).gnu_get_libc_version
    except (AttributeError, OSError):
        return (0, 0)
    function.restype = ctypes.c_char_p
    return _numbers(function().decode("ascii"))


def _numbers(text: str) -> tuple[int, int]:
    parts = [*text.split("."), "0", "0"]
    return int(parts[0] or 0), int(parts[1])


def _sandbox() -> str:
    if Path("/.flatpak-info").exists():
        return "flatpak"
    return "snap" if os.environ.get("SNAP") else ""


def _nvidia_gpu() -> Gpu | None:
    query = "--query-gpu=name,compute_cap,driver_version"
    done = run_program(["nvidia-smi", query, "--format=csv,noheader"], Watch(limit_s=_SMI_LIMIT_S))
    return parse_gpu(done.text) if done.code == 0 else None


def parse_gpu(text: str) -> Gpu | None:
    """Read the first line of nvidia-smi's table; None if it is something else."""
    fields = [field.strip() for field in text.strip().split("\n")[0].split(",")]
    try:
        name, capability, driver = fields
        return Gpu(name, float(capability), int(driver.split(".")[0]))
    except ValueError:
        return None
