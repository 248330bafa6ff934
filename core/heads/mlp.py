"""A token MLP: one hidden layer on standardised features, extra bands added linearly; seconds on a CPU."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .head import Head

HIDDEN = 256  # whatever the width of the backbone
DROPOUT = 0.2


class MlpHead(Head):
    """Scores = out · GELU(hidden · standardised features)."""

    kind = "mlp"

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens (n, features) -> (n, classes)."""
        t = self.tensors_by_name
        hidden = F.gelu(
            torch.addmm(
                t["hidden_bias"], (tokens - t["mean"]) / t["deviation"], t["hidden_weight"].T
            )
        )
        return torch.addmm(t["bias"], hidden, t["weight"].T)


class MlpNetwork(nn.Module):
    """The trainable form: tokens and pixels side by side in one standardised matrix."""

    def __init__(self, width: int, n_pixels: int, n_classes: int) -> None:
        super().__init__()
        self.width = width
        self.hidden = nn.Linear(width, HIDDEN)
        self.out = nn.Linear(HIDDEN, n_classes)
        self.pixel_weight = nn.Parameter(torch.zeros(n_classes, n_pixels))

    def parameter_roles(self) -> dict[str, str]:
        """Return the roles of parameters that optimisers treat apart."""
        return {"out.weight": "output", "out.bias": "output", "pixel_weight": "output"}

    def forward(self, joined: Tensor) -> tuple[Tensor]:
        """Score (n, D + P) -> (n, classes)."""
        hidden = F.dropout(F.gelu(self.hidden(joined[:, : self.width])), DROPOUT, self.training)
        return (self.out(hidden) + F.linear(joined[:, self.width :], self.pixel_weight),)

    def head(self, mean: Tensor, deviation: Tensor) -> MlpHead:
        """Return the head for features of this mean and deviation, (D + P,)."""
        width = self.width
        pixel_weight = self.pixel_weight / deviation[width:]
        return MlpHead(
            {
                "mean": mean[:width],
                "deviation": deviation[:width],
                "hidden_weight": self.hidden.weight,
                "hidden_bias": self.hidden.bias,
                "weight": self.out.weight,
                "bias": self.out.bias - pixel_weight @ mean[width:],
                "pixel_weight": pixel_weight,
                "sharpness": torch.tensor(1.0),
            }
        )
