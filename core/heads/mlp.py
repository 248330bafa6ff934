"""A token MLP: one hidden layer on standardised features, extra bands added linearly; seconds on a CPU."""

import math

import torch
import torch.nn.functional as F  # noqa: N812 (torch's custom)
from torch import Tensor, nn

from ..progress import Progress
from .head import Head
from .samples import Samples

HIDDEN = 256
DROPOUT = 0.2
EPOCHS = 30
BATCH = 512
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 0.05
_SMOOTHING = 0.05


class MlpHead(Head):
    """Scores = out · GELU(hidden · standardised features)."""

    kind = "mlp"

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens (n, features) -> (n, classes)."""
        t = self.tensors_by_name
        hidden = F.gelu(torch.addmm(t["hidden_bias"], (tokens - t["mean"]) / t["deviation"], t["hidden_weight"].T))
        return torch.addmm(t["bias"], hidden, t["weight"].T)


class _Network(nn.Module):
    """The trainable form: tokens and pixels side by side in one standardised matrix."""

    def __init__(self, width: int, n_pixels: int, n_classes: int) -> None:
        super().__init__()
        self.width = width
        self.hidden = nn.Linear(width, HIDDEN)
        self.out = nn.Linear(HIDDEN, n_classes)
        self.pixel = nn.Linear(n_pixels, n_classes, bias=False)
        nn.init.zeros_(self.pixel.weight)

    def forward(self, joined: Tensor) -> Tensor:
        """Score (n, D + P) -> (n, classes)."""
        hidden = F.dropout(F.gelu(self.hidden(joined[:, : self.width])), DROPOUT, self.training)
        scores: Tensor = self.out(hidden) + self.pixel(joined[:, self.width :])
        return scores


def fit_mlp(samples: Samples, progress: Progress, seed: int) -> MlpHead:
    """Train by AdamW on a one-cycle schedule with label smoothing."""
    generator = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = _train(samples, generator, progress)
    mean, deviation = samples.statistics
    width = samples.tokens.shape[1]
    pixel_weight = network.pixel.weight / deviation[width:]
    return MlpHead(
        {
            "mean": mean[:width],
            "deviation": deviation[:width],
            "hidden_weight": network.hidden.weight,
            "hidden_bias": network.hidden.bias,
            "weight": network.out.weight,
            "bias": network.out.bias - pixel_weight @ mean[width:],
            "pixel_weight": pixel_weight,
            "sharpness": torch.tensor(1.0),
        }
    )


def _train(samples: Samples, generator: torch.Generator, progress: Progress) -> _Network:
    features = samples.standardised()
    network = _Network(samples.tokens.shape[1], samples.pixels.shape[1], samples.n_classes).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = math.ceil(len(samples) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, LEARNING_RATE, epochs=EPOCHS, steps_per_epoch=steps, pct_start=0.1, cycle_momentum=False
    )
    for epoch in range(EPOCHS):
        for batch in torch.randperm(len(samples), generator=generator).split(BATCH):  # type: ignore[no-untyped-call]
            scores = network(features[batch])
            losses = F.cross_entropy(scores, samples.classes[batch], reduction="none", label_smoothing=_SMOOTHING)
            loss = (losses * samples.weights[batch]).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
        progress.step(epoch + 1, EPOCHS)
    return network.eval()
