"""A straightforward way to map a raster: all of it in memory, tile by tile, sums of its whole size.

Same backbone, arithmetic, head, tile and overlap as ours; overlapping probabilities are averaged.
Prints seconds and peak memory as JSON. Run as: reference.py SCENE MODEL OUTPUT DTYPE
"""

import sys
from pathlib import Path

from common import clock, finished


def main() -> None:
    """Map the scene named on the command line."""
    scene, path, output, dtype = sys.argv[1:]
    import numpy as np
    import rasterio
    import torch
    import torch.nn.functional as F
    from transformers import Dinov2Model

    from core.features.backbone import backbone_folder
    from core.heads.model_file import load_model
    from core.job.options import RunOptions

    began = clock()
    kind = getattr(torch, dtype)
    model = load_model(Path(path))
    encoder = Dinov2Model.from_pretrained(
        backbone_folder(RunOptions()) / model.backbone.name, dtype=kind
    ).eval()
    layers = model.backbone.layers
    del encoder.encoder.layer[max(layers) + 1 :]  # ours does not compute them either
    head = model.head.tensors_by_name
    weight, bias, sharp = head["weight"], head["bias"], float(head["sharpness"])
    mean, std = (
        torch.tensor(v).view(1, 3, 1, 1) for v in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    )
    tile = model.backbone.tile_tokens * 14
    step = tile - 2 * model.backbone.halo_tokens * 14
    with rasterio.open(scene) as dataset:
        image, profile = dataset.read(model.scene.bands), dataset.profile
    height, width = image.shape[1:]
    sums = np.zeros((len(bias), height, width), np.float32)
    counts = np.zeros((height, width), np.float32)
    rows, columns = ([*range(0, size - tile, step), size - tile] for size in (height, width))
    with torch.inference_mode():
        for row in rows:
            for column in columns:
                here = np.s_[row : row + tile, column : column + tile]
                pixels = torch.from_numpy(image[:, here[0], here[1]].astype(np.float32))[None] / 255
                found = encoder(
                    pixel_values=((pixels - mean) / std).to(kind), output_hidden_states=True
                ).hidden_states
                tokens = [encoder.layernorm(found[layer + 1])[0, 1:].float() for layer in layers]
                scores = (torch.cat(tokens, dim=1) @ weight.T + bias).T.reshape(
                    1, len(bias), tile // 14, tile // 14
                )
                wide = F.interpolate(
                    scores * sharp, size=(tile, tile), mode="bilinear", align_corners=False
                )
                sums[:, here[0], here[1]] += wide[0].softmax(dim=0).numpy()
                counts[here] += 1
    sums /= counts
    classes = np.array(model.table.values, np.uint8)[sums.argmax(axis=0)]
    profile.update(count=1, dtype="uint8", nodata=255, compress="deflate")
    with rasterio.open(output, "w", **profile) as dataset:
        dataset.write(classes, 1)
    finished(began)


if __name__ == "__main__":
    main()
