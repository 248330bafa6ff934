"""The licence of a backbone's weights, as the text that must accompany them."""

from pathlib import Path

from .. import backbones
from ..installed_backbones import is_licence, read_source
from .backbone import LoadedBackbone

_TEXTS = Path(__file__).with_name("licences")
_CHANGES = (
    "Blocks that are not used were left out; the others are unchanged. A trained head follows "
    "them in the ONNX file."
)


def licence_text(backbone: LoadedBackbone, holder: str) -> str:
    """Return the licence text for the weights of a backbone in the file called ``holder``."""
    entry = backbone.entry
    if entry.kind == "builtin":
        return (
            f"{holder} holds no weights of a backbone; the filters in it are part of Landsketch, "
            f"{entry.licence}.\n"
        )
    notice = "Their licence:"
    if not _is_known(backbone):
        notice = "The weights come from a folder; the usual licence of such models:"
    head = [
        f"{holder} holds weights of the backbone {entry.title}{_origin(backbone)}.",
        f"{notice} {entry.licence}, {entry.licence_url}",
        _CHANGES,
    ]
    texts = _texts(backbone)
    if not texts:
        head.append(
            "There was no licence text beside the weights, so this file does not contain it: get "
            "it at the address above. Whoever distributes the ONNX file does so under that "
            "licence and adds a copy of it."
        )
    return "\n\n".join(["\n".join(head), *texts]) + "\n"


def _origin(backbone: LoadedBackbone) -> str:
    """Return repository and revision in brackets; empty if the weights come from a folder."""
    entry = backbone.entry
    source = read_source(Path(backbone.source))
    repository, pinned = entry.repository, entry.revision
    if source:
        repository, pinned = source.repository, source.revision
    if not repository:
        return ""
    revision = f" at revision {pinned}" if pinned else ""
    return f" ({repository}{revision})"


def has_full_text(backbone: LoadedBackbone) -> bool:
    """Tell whether the full licence text is available, or none is needed."""
    return backbone.entry.kind == "builtin" or bool(_texts(backbone))


def _texts(backbone: LoadedBackbone) -> list[str]:
    """Return the licence files beside the weights, or Landsketch's copy for a known backbone."""
    folder = Path(backbone.source)
    beside = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [file for file in beside if is_licence(file.name) and file.is_file()]
    own_copy = _TEXTS / f"{backbone.entry.licence}.txt"
    if not files and _is_known(backbone) and own_copy.is_file():
        files = [own_copy]
    return [file.read_text(encoding="utf-8", errors="replace").strip("\n") for file in files]


def _is_known(backbone: LoadedBackbone) -> bool:
    """Tell whether the weights are those of ``backbones.json``, so that their licence is known."""
    return backbone.entry.name in backbones.names()
