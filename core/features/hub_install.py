"""Install a backbone from the model hub: the public copy of timm, or the publisher's original."""

import re
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..atomic_write import explain_os_errors, remove_folder
from ..backbones import BackboneEntry, HubSource
from ..errors import BackboneUnavailable, Cancelled
from ..installed_backbones import CONFIG_FILE, download_folder, is_licence, read_source
from ..progress import Progress
from .architectures import require_config_of
from .hub import Hub, HubFile, Listing, NotOffered
from .install_folder import new_folder, record, require_space, source_of
from .tensor_files import INDEX_FILE, read_tensors
from .timm_weights import convert_timm
from .transfer_progress import TransferProgress

_ONE_FILE = "model.safetensors"
_SHARD = re.compile(r"model-\d+-of-\d+\.safetensors")
_SETTINGS = (CONFIG_FILE, "preprocessor_config.json")
_COMMIT = ".commit"
_MB = 1e6
_KEPT = "Cancelled. What was downloaded is kept, and the next installation goes on from there."


@dataclass(frozen=True)
class Order:
    """What is to be installed.

    Attributes:
        entry: The backbone.
        folder: Its place.
        accepted: When its licence was accepted; empty if it does not ask for that.
        damaged: Files to be repaired; empty = the backbone is not there.
    """

    entry: BackboneEntry
    folder: Path
    accepted: str = ""
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Download:
    """A download that is under way.

    Attributes:
        source: The repository.
        listing: Its files.
        folder: Where the files are kept until the backbone is installed.
    """

    source: HubSource
    listing: Listing
    folder: Path

    @property
    def weights(self) -> list[HubFile]:
        """The files with tensors: one, or all shards."""
        one = [file for file in self.listing.files if file.name == _ONE_FILE]
        return one or [file for file in self.listing.files if _SHARD.fullmatch(file.name)]

    @property
    def files(self) -> list[HubFile]:
        """All files to download. Files that may hold pickles are never among them."""
        texts = [file for file in self.listing.files if is_licence(file.name)]
        settings: list[HubFile] = []
        if self.source.layout == "original":
            names = (*_SETTINGS, INDEX_FILE if len(self.weights) > 1 else "")
            settings = [file for file in self.listing.files if file.name in names]
        flat = [file for file in (*texts, *settings) if "/" not in file.name]
        return [*flat, *self.weights]


def install_from_hub(order: Order, choice: str, progress: Progress) -> None:
    """Download a backbone, convert it where needed, and put it in its place.

    Args:
        order: What to install.
        choice: The source, one of ``backbones.SOURCES``.
        progress: Is told.

    Raises:
        BackboneUnavailable: No source gives the weights, or they are not those of the backbone.
        OutputNotWritable: The folder of backbones cannot be written.
        Cancelled: The user cancelled.
    """
    hub = Hub()
    *first, last = _sources(order, choice)
    for source in first:
        try:
            return _install(hub, source, order, progress)
        except NotOffered as error:
            progress.warning(f"{error} The next source is tried: {last.repository}.")
    return _install(hub, last, order, progress)


def _sources(order: Order, choice: str) -> tuple[HubSource, ...]:
    """Return the sources to try; to repair a backbone, its own one at its own commit."""
    sources = order.entry.sources(choice)
    installed = read_source(order.folder)
    for source in sources:
        if installed and installed.repository == source.repository:
            return (replace(source, revision=installed.revision),)
    return sources


def _install(hub: Hub, source: HubSource, order: Order, progress: Progress) -> None:
    progress.stage("List files", 0.0, 0.01)
    listing = hub.listing(source, progress)
    place = download_folder(order.entry.name, source.kind, order.folder.parent)
    download = _Download(source, listing, place)
    if not download.weights:
        raise NotOffered(
            f"{source.repository} holds no weights as safetensors; choose another SOURCE."
        )
    _prepare(download, order)
    try:
        _fetch(hub, download, order.entry, progress)
        _put_in_place(download, order, progress)
    except Cancelled:
        raise Cancelled(_KEPT) from None
    remove_folder(place)
    if not any(is_licence(path.name) for path in order.folder.iterdir()):
        progress.info(
            f"{source.repository} holds no licence text; the {order.entry.licence} is at "
            f"{order.entry.licence_url}"
        )


def _put_in_place(download: _Download, order: Order, progress: Progress) -> None:
    """Build the folder of a backbone from its complete download."""
    source, entry = download.source, order.entry
    with new_folder(order.folder) as built:
        hashes = _build(download, entry, built, progress)
        progress.stage("Check", 0.97, 1.0)
        revision = download.listing.revision
        origin = source_of(entry, source.repository, revision, source.layout, order.accepted)
        record(built, origin, hashes, progress)


def _prepare(download: _Download, order: Order) -> None:
    """Make the folder of a download; files of another commit in it are deleted."""
    place, commit = download.folder, download.listing.revision
    with explain_os_errors(place):
        place.mkdir(parents=True, exist_ok=True)
        marker = place / _COMMIT
        if not marker.is_file() or marker.read_text(encoding="utf-8") != commit:
            shutil.rmtree(place)
            place.mkdir()
            marker.write_text(commit, encoding="utf-8")
        installed = read_source(order.folder)
        if download.source.layout == "original" and installed and installed.revision == commit:
            for file in download.weights:
                if file.name not in order.damaged and not (place / file.name).exists():
                    _keep(order.folder / file.name, place / file.name)


def _keep(file: Path, copy: Path) -> None:
    """Give an intact file a second name, or copy it where the disk has no second names."""
    if not file.is_file():
        return
    try:
        copy.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, copy)


def _fetch(hub: Hub, download: _Download, entry: BackboneEntry, progress: Progress) -> None:
    source, total = download.source, sum(max(0, file.size) for file in download.files)
    weights = sum(max(0, file.size) for file in download.weights)
    there = sum(path.stat().st_size for path in download.folder.iterdir())
    converted = weights if source.layout == "timm" else 0
    require_space(download.folder, max(0, total - there) + converted, f"Installing {entry.name}")
    progress.info(
        f"Downloading {total / _MB:,.0f} MB of {source.repository} at revision "
        f"{download.listing.revision} ({entry.parameters_m:g} million parameters, licence "
        f"{entry.licence})"
    )
    progress.stage(f"Download {total / _MB:,.0f} MB", 0.01, 0.9)
    told = TransferProgress(progress, total)
    for file in download.files:
        target = download.folder / file.name
        hub.download(source, download.listing.revision, file, target, told)


def _build(
    download: _Download, entry: BackboneEntry, built: Path, progress: Progress
) -> dict[str, str]:
    """Fill the folder of a backbone; return the SHA-256 that are known already."""
    if download.source.layout == "timm":
        progress.stage("Convert", 0.9, 0.97)
        weights = [download.folder / file.name for file in download.weights]
        hashes = _converted(weights, entry, built, progress)
        texts = [file.name for file in download.files if is_licence(file.name)]
    else:
        require_config_of(entry, download.folder)
        read_tensors(download.folder / file.name for file in download.weights)
        texts = [file.name for file in download.files]
        hashes = {file.name: file.sha256 for file in download.files if file.sha256}
    with explain_os_errors(built):
        for name in texts:
            _keep(download.folder / name, built / name)
    return hashes


def _converted(
    weights: Sequence[Path], entry: BackboneEntry, built: Path, progress: Progress
) -> dict[str, str]:
    """Convert a download; one that cannot be converted is deleted, so that it is not kept."""
    try:
        return convert_timm(weights, entry, built, progress)
    except BackboneUnavailable:
        for path in weights:
            with suppress(OSError):
                path.unlink()
        raise
