"""Run the exported model as Deepness does: onnxruntime, tiles with an overlap of 64 px, one array.

Where two tiles overlap, each fills its half. Prints seconds and peak memory as JSON.
Run as: peer_onnx.py SCENE MODEL.onnx OUTPUT
"""

import json
import sys

from common import clock, finished

OVERLAP_PX = 64


def main() -> None:
    """Map the scene named on the command line."""
    scene, path, output = sys.argv[1:]
    import numpy as np
    import onnxruntime
    import rasterio

    began = clock()
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    metadata = session.get_modelmeta().custom_metadata_map
    values = np.array(
        [entry["value"] for entry in json.loads(metadata["landsketch"])["classes"]], np.uint8
    )
    tile = json.loads(metadata["tile_size"])
    step, half = tile - OVERLAP_PX, OVERLAP_PX // 2
    with rasterio.open(scene) as dataset:
        image, profile = dataset.read((1, 2, 3)), dataset.profile
    height, width = image.shape[1:]
    result = np.full((height, width), 255, np.uint8)
    rows, columns = ([*range(0, size - tile, step), size - tile] for size in (height, width))
    for row in rows:
        for column in columns:
            shares = image[None, :, row : row + tile, column : column + tile] * np.float32(1 / 255)
            (found,) = session.run(None, {"image": shares})
            top, left = (half if row else 0), (half if column else 0)
            classes = values[found[0].argmax(axis=0)]
            result[row + top : row + tile, column + left : column + tile] = classes[top:, left:]
    profile.update(count=1, dtype="uint8", nodata=255, compress="deflate")
    with rasterio.open(output, "w", **profile) as dataset:
        dataset.write(result, 1)
    finished(began)


if __name__ == "__main__":
    main()
