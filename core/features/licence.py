"""The licence of a backbone's weights, as the text that has to travel with them."""

from pathlib import Path

from .. import backbones
from .backbone import LoadedBackbone

_TEXTS = Path(__file__).with_name("licences")
_NAMES = ("license", "licence", "notice", "copying")


def licence_text(backbone: LoadedBackbone, holder: str) -> str:
    """Return what must be said about the weights of ``backbone`` inside the file called ``holder``."""
    entry = backbone.entry
    if entry.kind == "builtin":
        return f"{holder} holds no weights of a backbone; the filters in it are part of Landsketch, {entry.licence}.\n"
    origin = f" ({entry.repository}{f' at revision {entry.revision}' if entry.revision else ''})"
    own = "" if _is_known(backbone) else "Weights from a folder; models of this kind come under: "
    head = [
        f"{holder} holds weights of the backbone {entry.title}{origin if entry.repository else ''}.",
        f"{own or 'Their licence: '}{entry.licence}, {entry.licence_url}",
        "Blocks that are not used were left out; the others are as they were, with a trained head behind them in ONNX.",
    ]
    texts = _texts(backbone)
    if not texts:
        head.append(
            "The licence's text did not lie beside the weights, so it is not part of this file: get it at the address "
            "above. Whoever passes the ONNX file on does so under that licence and adds a copy of it."
        )
    return "\n\n".join(["\n".join(head), *texts]) + "\n"


def has_full_text(backbone: LoadedBackbone) -> bool:
    """Tell whether the whole licence is at hand, or none is needed."""
    return backbone.entry.kind == "builtin" or bool(_texts(backbone))


def _texts(backbone: LoadedBackbone) -> list[str]:
    """Return the licence files beside the weights, else the text that comes with Landsketch for a known backbone."""
    folder = Path(backbone.source)
    beside = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [file for file in beside if file.name.lower().startswith(_NAMES) and file.is_file()]
    ours = _TEXTS / f"{backbone.entry.licence}.txt"
    if not files and _is_known(backbone) and ours.is_file():
        files = [ours]
    return [file.read_text(encoding="utf-8", errors="replace").strip("\n") for file in files]


def _is_known(backbone: LoadedBackbone) -> bool:
    """Tell whether the registry knows the weights, so that their licence is certain."""
    return backbone.entry.name in backbones.names()
