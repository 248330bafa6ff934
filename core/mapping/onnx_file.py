"""A tile network as one self-contained ONNX file, and how far onnxruntime's answer is from ours.

The graph is traced, so that nothing but ``onnx`` is needed to write it. Operator set 17 is what onnxruntime 1.12 and
newer run.
"""

import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import DependencyMissing, InvalidModel
from .tile_network import TileNetwork

OPSET = 17
INPUT, OUTPUT = "image", "probabilities"
_MAX_BYTES = (
    2**31 - 2**24
)  # a protocol buffer holds less than 2 GiB; some room for what is no weight


def check_size(name: str, weights_bytes: int) -> None:
    """Refuse, before long work, weights that one ONNX file cannot hold.

    Raises:
        InvalidModel: There are too many.
    """
    if weights_bytes > _MAX_BYTES:
        raise InvalidModel(
            f"The weights of {name} take {weights_bytes / 1e9:.1f} GB and one ONNX file holds 2 GB; train a model on a "
            "smaller backbone for the export."
        )


def traced(network: TileNetwork, side_px: int, properties: Mapping[str, str]) -> bytes:
    """Return the ONNX file of a network for tiles of ``side_px``, with ``properties`` as its metadata.

    Raises:
        DependencyMissing: The package ``onnx`` is not installed.
    """
    try:
        import onnx
    except ImportError:
        raise DependencyMissing("onnx", "python -m pip install onnx") from None

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "traced.onnx"
        with torch.no_grad(), network.traceable(), warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # a fixed shape is meant; so is the tracing exporter: it needs no package
            torch.onnx.export(
                network, (torch.zeros(1, 3, side_px, side_px),), file, dynamo=False, opset_version=OPSET,
                input_names=[INPUT], output_names=[OUTPUT],
            )  # fmt: skip
        model = onnx.load(file)
    model.producer_name = "Landsketch"
    onnx.helper.set_model_props(model, dict(properties))
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def deviation(network: TileNetwork, data: bytes, tile: NDArray[np.float32]) -> float | None:
    """Return the largest difference of a probability between onnxruntime and us on a tile; None without onnxruntime."""
    try:
        import onnxruntime
    except ImportError:
        return None
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (theirs,) = session.run(None, {INPUT: tile})
    with torch.no_grad():
        ours = network(torch.from_numpy(tile)).numpy()
    return float(np.abs(theirs - ours).max())
