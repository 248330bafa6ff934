"""A tile network as one self-contained ONNX file, compared with onnxruntime.

The graph is traced, so that only ``onnx`` is needed to write it. Operator set 17 is what
onnxruntime 1.12 and newer run.
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
_MAX_BYTES = 2**31 - 2**24  # a protocol buffer holds less than 2 GiB, the graph included


def check_size(name: str, weights_bytes: int) -> None:
    """Make sure, before long work, that one ONNX file can hold the weights.

    Raises:
        InvalidModel: They are too large.
    """
    if weights_bytes > _MAX_BYTES:
        raise InvalidModel(
            f"The weights of {name} take {weights_bytes / 1e9:.1f} GB and one ONNX file holds 2 "
            "GB; train a model on a smaller backbone for the export."
        )


def traced(network: TileNetwork, side_px: int, properties: Mapping[str, str]) -> bytes:
    """Return the ONNX file of a network for tiles of ``side_px``, with metadata ``properties``.

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
            # The fixed shape and the tracing exporter, which needs no package, are meant.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network,
                (torch.zeros(1, 3, side_px, side_px),),
                file,
                dynamo=False,
                opset_version=OPSET,
                input_names=[INPUT],
                output_names=[OUTPUT],
            )
        model = onnx.load(file)
    model.producer_name = "Landsketch"
    onnx.helper.set_model_props(model, dict(properties))
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def deviation(network: TileNetwork, data: bytes, tile: NDArray[np.float32]) -> float | None:
    """Return the largest difference of a probability between onnxruntime and torch on a tile.

    None if onnxruntime is not installed.
    """
    try:
        import onnxruntime
    except ImportError:
        return None
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (theirs,) = session.run(None, {INPUT: tile})
    with torch.no_grad():
        ours = network(torch.from_numpy(tile)).numpy()
    return float(np.abs(theirs - ours).max())
