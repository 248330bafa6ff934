"""Model files that hold a header and no tensors."""

import json
import os
import struct
from pathlib import Path

from landsketch.core.version import MODEL_FORMAT

CLASSES = [
    {"value": 1, "name": "water", "color": "#3b7dd8"},
    {"value": 2, "name": "forest", "color": "#1e7a34"},
]


def write_model(path: Path, *, modified: float = 1_700_000_000.0, **facts: object) -> Path:
    """Write a model whose header has these facts; it was last changed at ``modified``."""
    basic = {
        "format": MODEL_FORMAT,
        "classes": CLASSES,
        "pixel_size_m": 1.0,
        "scene": {"scale": 1.0},
        "backbone": {"name": "builtin"},
    }
    metadata = {"landsketch": json.dumps({**basic, **facts})}
    header = json.dumps({"__metadata__": metadata}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    os.utime(path, (modified, modified))
    return path
