"""An MLP with one hidden layer on standardised tokens; extra-band features are added linearly."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .head import Head

HIDDEN = 256  # units, independent of the backbone's width
DROPOUT = 0.2


class MlpHead(Head):
    """Scores = out · GELU(hidden · standardised features)."""

    kind = "mlp"

    def token_logits(self, tokens: Tensor) -> Tensor:
        """Score tokens (n, features) -> (n, classes)."""
        named = self.tensors_by_name
        standard = (tokens - named["mean"]) / named["deviation"]
        hidden = F.gelu(torch.addmm(named["hidden_bias"], standard, named["hidden_weight"].T))
        return torch.addmm(named["bias"], hidden, named["weight"].T)


class MlpNetwork(nn.Module):
    """The trainable form; its input is tokens and extra-band features, standardised."""

    def __init__(self, width: int, n_pixels: int, n_classes: int) -> None:
        super().__init__()
        self.width = width
        self.hidden = nn.Linear(width, HIDDEN)
        self.out = nn.Linear(HIDDEN, n_classes)
        self.pixel_weight = nn.Parameter(torch.zeros(n_classes, n_pixels))

    def parameter_roles(self) -> dict[str, str]:
        """Return the roles of parameters with their own optimiser settings."""
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
