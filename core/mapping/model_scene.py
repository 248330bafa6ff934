"""Bring a model and a scene together: matching scale, bands, stretch, and the feature map both share."""

from dataclasses import replace

from ..errors import InvalidModel
from ..features import backbone
from ..features.feature_map import FeatureMap
from ..features.session import EncodingSession
from ..heads.model_file import Model
from ..imagery.scene import Scene
from ..job.options import SceneOptions
from ..model_header import matching_scale
from ..progress import Progress


def features_for(
    model: Model, session: EncodingSession, scene: Scene, progress: Progress, *, write: bool = True
) -> FeatureMap:
    """Return the features of a scene that a model's head can read.

    Raises:
        InvalidModel: The backbone is not the one that the model was trained with.
    """
    check_backbone(model, session.backbone, progress)
    return session.features(scene, write=write)


def check_backbone(model: Model, loaded: backbone.LoadedBackbone, progress: Progress) -> None:
    """Make sure that a model's head can read what a backbone gives.

    Raises:
        InvalidModel: The backbone is not the one that the model was trained with.
    """
    name, width = model.backbone.name, sum(loaded.encoder.widths)
    if width != model.head.width:
        raise InvalidModel(
            f"The model wants {model.head.width} features per token, the backbone {name} now gives {width}; "
            "install the backbone that the model was trained with or train again."
        )
    weights, now = (
        model.backbone_identity.get("weights", ""),
        loaded.encoder.identity.get("weights", ""),
    )
    if (
        weights != now and "@" not in weights + now
    ):  # the hub's names say nothing about a folder's weights
        progress.warning(
            f"The weights of the backbone {name} changed since the model was trained; check the map."
        )


def scene_for(
    model: Model, options: SceneOptions, progress: Progress, *, use_model_stretch: bool = False
) -> Scene:
    """Open a scene as the model wants to see it; its scale is the one that brings its pixels closest to the model's.

    Raises:
        InvalidModel: No scale brings the pixel sizes together, or the scene lacks a band that the model needs.
    """
    seen = replace(
        options,
        bands=options.bands or model.scene.bands,
        extra_bands=options.extra_bands or model.scene.extra_bands,
        stretch=model.scene.stretch,
        scale=1.0,
    )
    if len(seen.extra_bands) != len(model.scene.extra_bands):
        raise InvalidModel(
            f"The model uses {len(model.scene.extra_bands)} extra bands, {len(seen.extra_bands)} were chosen."
        )
    native = Scene(seen)
    scale = _matching_scale(model, native, progress)
    numbers = model.stretch if use_model_stretch else native.stretch
    native.close()
    return Scene(replace(seen, scale=scale), numbers)


def _matching_scale(model: Model, scene: Scene, progress: Progress) -> float:
    """Return the scale at which the scene's pixels look as large as the model's did."""
    scale = matching_scale(scene.pixel_size_m, model.pixel_size_m, model.scene.scale, scene.name)
    if scale != model.scene.scale:
        progress.info(
            f"Pixels of {scene.pixel_size_m:.3g} m, the model's {model.pixel_size_m:.3g} m: "
            f"read at scale {scale:g}."
        )
    return scale
