"""The alternative: a small U-Net trained from scratch on the raw bands (Ronneberger et al. 2015).

Five levels, 16 to 256 channels, 1.9 million weights. Masked cross-entropy on crops around the
labels; classes and then polygons are drawn evenly. Flips and quarter turns, brightness and
contrast of the standardised bands, Adam with a one-cycle schedule.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.imagery.tile_grid import Window
from core.job.options import UNLABELLED
from core.labels.sampling import LabelledPixels
from core.runtime.device import PHYSICAL_CORES, torch_threads
from core.training.dataset import LabelledScene

CROP, BATCH, STEPS, RATE = 128, 8, 400, 2e-3
_WIDTHS = (16, 32, 64, 128, 256)
_STRIDE = 2 ** (len(_WIDTHS) - 1)
_WINDOW, _MARGIN = 512, 64  # pixels mapped at once, and around them for context


class UNet(nn.Module):
    """Bands (n, B, h, w) -> logits (n, C, h, w); sides are multiples of 16."""

    def __init__(self, n_bands: int, n_classes: int) -> None:
        super().__init__()
        sizes = (n_bands, *_WIDTHS)
        self.down = nn.ModuleList(_double(a, b) for a, b in zip(sizes, _WIDTHS, strict=False))
        pairs = list(zip(_WIDTHS[::-1], _WIDTHS[-2::-1], strict=False))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 2, 2) for a, b in pairs)
        self.join = nn.ModuleList(_double(2 * b, b) for _, b in pairs)
        self.out = nn.Conv2d(_WIDTHS[0], n_classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Score every pixel."""
        skips: list[Tensor] = []
        for level in self.down:
            x = level(F.max_pool2d(x, 2) if skips else x)
            skips.append(x)
        for up, join, skip in zip(self.up, self.join, skips[-2::-1], strict=True):
            x = join(torch.cat([up(x), skip], dim=1))
        logits: Tensor = self.out(x)
        return logits


def _double(n_in: int, n_out: int) -> nn.Sequential:
    parts = []
    for n in (n_in, n_out):
        parts += [nn.Conv2d(n, n_out, 3, padding=1, bias=False), nn.BatchNorm2d(n_out), nn.ReLU()]
    return nn.Sequential(*parts)


class Images:
    """Whole scenes in memory, bands standardised by the numbers of the training scenes.

    Args:
        scenes: Scenes to read.
        bands: All bands in use.
        numbers: Mean and deviation per band of the training scenes; None = of these.
    """

    def __init__(
        self,
        scenes: tuple[LabelledScene, ...],
        bands: tuple[int, ...],
        numbers: tuple[Tensor, Tensor] | None = None,
    ) -> None:
        raw = [_read(scene, bands) for scene in scenes]
        flat = torch.cat([image[:, ::7, ::7].reshape(len(bands), -1) for image in raw], dim=1)
        self.numbers = numbers or (flat.mean(dim=1), flat.std(dim=1).clamp(min=1e-6))
        mean, deviation = (t[:, None, None] for t in self.numbers)
        self.images = [(image - mean) / deviation for image in raw]


def _read(scene: LabelledScene, bands: tuple[int, ...]) -> Tensor:
    values, _ = scene.scene.read_bands(bands, Window(0, 0, scene.scene.height, scene.scene.width))
    return torch.from_numpy(np.nan_to_num(values.astype(np.float32)))


def train_unet(
    images: Images, scenes: tuple[LabelledScene, ...], n_classes: int, seed: int, steps: int
) -> UNet:
    """Train only on the labelled pixels of ``scenes`` (those of ``images``, in order)."""
    random = np.random.default_rng(seed)
    crops = _Crops(images.images, [scene.pixels for scene in scenes], random)
    with torch.random.fork_rng(devices=[]), torch_threads(PHYSICAL_CORES):
        torch.manual_seed(seed)
        network = (
            UNet(len(images.numbers[0]), n_classes).to(memory_format=torch.channels_last).train()
        )
        optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, RATE, total_steps=steps, pct_start=0.1
        )
        for _ in range(steps):
            values, labels = crops.batch()
            loss = F.cross_entropy(network(values), labels, ignore_index=UNLABELLED)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return network.eval()


class _Crops:
    """Random crops around labels: choose a class, one of its polygons, and one of its pixels."""

    def __init__(
        self, images: list[Tensor], pixels: list[LabelledPixels], random: np.random.Generator
    ) -> None:
        self._random = random
        self._images = [
            F.pad(image, (CROP,) * 4) for image in images
        ]  # 0 is the mean: no crop leaves the image
        self._labels = [_raster(image, own) for image, own in zip(images, pixels, strict=True)]
        self._polygons: dict[int, list[tuple[int, np.ndarray, np.ndarray]]] = {}
        for number, own in enumerate(pixels):
            for polygon in np.unique(own.polygons):
                one = own.take(own.polygons == polygon)
                self._polygons.setdefault(int(one.classes[0]), []).append(
                    (number, one.rows, one.columns)
                )

    def batch(self) -> tuple[Tensor, Tensor]:
        crops = [self._crop() for _ in range(BATCH)]
        values = torch.stack([v for v, _ in crops]).contiguous(memory_format=torch.channels_last)
        return values, torch.stack([labels for _, labels in crops])

    def _crop(self) -> tuple[Tensor, Tensor]:
        random = self._random
        polygons = self._polygons[random.choice(list(self._polygons))]
        number, rows, columns = polygons[random.integers(len(polygons))]
        pixel = random.integers(len(rows))
        top, left = (
            int(at[pixel]) + CROP - int(random.integers(CROP // 4, 3 * CROP // 4))
            for at in (rows, columns)
        )
        window = np.s_[..., top : top + CROP, left : left + CROP]
        both = torch.cat([self._images[number][window], self._labels[number][window].float()])
        both = torch.rot90(both, int(random.integers(4)), (1, 2))
        both = both.flip(2) if random.random() < 0.5 else both
        contrast, brightness = random.uniform(0.9, 1.1), random.uniform(-0.1, 0.1)
        return both[:-1] * contrast + brightness, both[-1].long()


def _raster(image: Tensor, pixels: LabelledPixels) -> Tensor:
    """Return labels (1, h, w) with the padding of the images, 255 where there are none."""
    labels = torch.full(
        (1, image.shape[1] + 2 * CROP, image.shape[2] + 2 * CROP), UNLABELLED, dtype=torch.uint8
    )
    rows, columns = torch.from_numpy(pixels.rows + CROP), torch.from_numpy(pixels.columns + CROP)
    labels[0, rows, columns] = torch.from_numpy(pixels.classes.astype(np.uint8))
    return labels


def unet_classes(network: UNet, image: Tensor) -> np.ndarray:
    """Map a whole image window by window, (h, w)."""
    _, height, width = image.shape
    result = np.zeros((height, width), np.uint8)
    padded = F.pad(image, (_MARGIN, _MARGIN + _WINDOW, _MARGIN, _MARGIN + _WINDOW))
    with torch.inference_mode(), torch_threads(PHYSICAL_CORES):
        for top in range(0, height, _WINDOW):
            for left in range(0, width, _WINDOW):
                side = _WINDOW + 2 * _MARGIN
                logits = network(padded[None, :, top : top + side, left : left + side])
                inside = logits[0, :, _MARGIN:-_MARGIN, _MARGIN:-_MARGIN].argmax(dim=0).numpy()
                here = result[top : top + _WINDOW, left : left + _WINDOW]
                here[:] = inside[: here.shape[0], : here.shape[1]]
    return result
