"""Whether and how maps are sharpened along the edges of the image."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import Checked
from .option import option

AS_VALIDATED = "model"  # instead of a choice: what the model was validated with
SHARPEN = ("none", "edges")
DEFAULT_FACTOR = 1.0
# Of a training, whose options name a filter
SHARPEN_HELP = (
    "'edges' moves the borders between classes to edges of the image; 'none' leaves maps as smooth "
    "as the backbone's tokens. The accuracy is that of such maps."
)
FACTOR_HELP = (
    "How different two pixels may be to count as one surface, as a multiple of the image's median "
    "colour difference. Larger = smoother."
)


@dataclass(frozen=True)
class SharpenOptions(Checked):
    """How maps are sharpened; by default as the model's validation was.

    Those of a training and of a model name a filter and have a factor above 0.
    """

    sharpen: str = option(
        AS_VALIDATED,
        title="Sharpen",
        help="'edges' moves the borders between classes to edges of the image; 'none' leaves the "
        "map as smooth as the backbone's tokens; 'model' does what the model was validated with.",
        choices=(AS_VALIDATED, *SHARPEN),
        words={
            AS_VALIDATED: "As the model was validated",
            "none": "None: smooth borders",
            "edges": "Edges: borders move to edges of the image",
        },
    )
    sharpen_factor: float = option(
        0.0,
        title="Sharpen: colour tolerance",
        help="How different two pixels may be to count as one surface, as a multiple of the "
        "image's median colour difference. Larger = smoother; 0 = the model's.",
        at_least=0,
        at_most=10,
    )

    @property
    def is_on(self) -> bool:
        """Whether a filter is named."""
        return self.sharpen not in ("none", AS_VALIDATED)

    @property
    def text(self) -> str:
        """The options in a few words."""
        return f"{self.sharpen}, factor {self.sharpen_factor:g}" if self.is_on else self.sharpen

    def resolved(self, of_model: SharpenOptions) -> SharpenOptions:
        """Return the options of a map, given those of its model."""
        sharpen = of_model.sharpen if self.sharpen == AS_VALIDATED else self.sharpen
        factor = self.sharpen_factor or of_model.sharpen_factor or DEFAULT_FACTOR
        return SharpenOptions(sharpen, factor)


NOT_SHARPENED = SharpenOptions("none", DEFAULT_FACTOR)
