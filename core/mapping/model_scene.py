"""Bring a model and a scene together: backbone, matching scale, bands, stretch and features."""

from dataclasses import replace

from ..errors import InvalidModel
from ..features.backbone import LoadedBackbone
from ..features.feature_map import FeatureMap
from ..features.session import EncodingSession, open_session
from ..heads.model_file import Model
from ..imagery.raster_file import RasterFile
from ..imagery.scene import Scene
from ..imagery.scene_report import report_scene
from ..imagery.stretch import Stretch
from ..job.map_options import MapOptions
from ..job.options import BackboneOptions, RunOptions, SceneOptions
from ..model_header import matching_scale
from ..progress import Progress


def open_map_session(
    model: Model, options: MapOptions, run: RunOptions, progress: Progress
) -> EncodingSession:
    """Load the backbone for maps; a process that leaves encoding to others needs no GPU."""
    if run.cluster or run.assemble:
        run = replace(run, device="cpu")
    return open_session(map_backbone(model, options), run, progress, options.batch)


def map_backbone(model: Model, options: MapOptions) -> BackboneOptions:
    """Return the model's backbone with the map's number of shifted tile grids.

    Their number changes the noise of a feature but not its meaning; layers, tile and arithmetic
    would.
    """
    return replace(model.backbone, lattices=options.lattices or model.backbone.lattices)


def features_for(
    model: Model, session: EncodingSession, scene: Scene, progress: Progress, *, write: bool = True
) -> FeatureMap:
    """Return the features of a scene that a model's head can read.

    Raises:
        InvalidModel: The backbone is not the one that the model was trained with.
    """
    check_backbone(model, session.backbone, progress)
    return session.features(scene, write=write)


def check_backbone(model: Model, loaded: LoadedBackbone, progress: Progress) -> None:
    """Make sure that a model's head can read the features of a backbone.

    Raises:
        InvalidModel: The backbone is not the one that the model was trained with.
    """
    name, width = model.backbone.name, sum(loaded.encoder.widths)
    if width != model.head.width:
        raise InvalidModel(
            f"The model needs {model.head.width} features per token, but the backbone {name} has "
            f"{width}; install the backbone that the model was trained with or train again."
        )
    weights = model.backbone_identity.get("weights", "")
    weights_now = loaded.encoder.identity.get("weights", "")
    # Names on the hub ("name@revision") cannot be compared with those of a folder.
    if weights != weights_now and "@" not in weights + weights_now:
        progress.warning(
            f"The weights of the backbone {name} changed since the model was trained; check the "
            "map."
        )


def scene_for(
    model: Model, options: SceneOptions, progress: Progress, *, use_model_stretch: bool = False
) -> Scene:
    """Open a scene with the model's bands, at the scale that matches its pixels to the model's.

    Chosen bands and a COMPOSITE replace the model's. The stretch has the model's policy, and its
    range if the user gave one; its numbers are those of the scene unless ``use_model_stretch``.

    Raises:
        InvalidModel: No scale matches the pixel sizes, or the scene lacks a band.
    """
    matched = replace(
        options,
        bands=_bands(model, options),
        extra_bands=options.extra_bands or model.scene.extra_bands,
        stretch=model.scene.stretch,
        stretch_range=model.scene.stretch_range,
        holes=model.scene.holes if options.holes == "auto" else options.holes,
        hole_size=model.scene.hole_size,
        scale=1.0,
    )
    n_extra = len(model.scene.extra_bands)
    if len(matched.extra_bands) != n_extra:
        raise InvalidModel(
            f"The model uses {n_extra} extra bands, {len(matched.extra_bands)} were chosen."
        )
    file = RasterFile(options.path)
    if not options.extra_bands:
        _require_extra_bands(model, file)
    native = Scene(matched, file=file)
    pixel_m = native.pixel_size_m
    scale = matching_scale(pixel_m, model.pixel_size_m, model.scene.scale, native.name)
    if scale != model.scene.scale:
        progress.info(
            f"Pixels of {pixel_m:.3g} m, the model's {model.pixel_size_m:.3g} m: read at scale "
            f"{scale:g}."
        )
    stretch = _own_stretch(model, native) if use_model_stretch else native.stretch
    scene = Scene(replace(native.options, scale=scale), stretch, native.file)
    if not use_model_stretch and "histogram" in vars(native):
        scene.histogram = native.histogram  # the same numbers, which are known already
    scene.band_choice = native.band_choice
    report_scene(scene, progress)
    return scene


def _require_extra_bands(model: Model, file: RasterFile) -> None:
    """Check that an image has the extra bands that a model was trained with.

    Raises:
        InvalidModel: It has fewer bands.
    """
    needed, count = max(model.scene.extra_bands, default=0), file.dataset().count
    if needed > count:
        raise InvalidModel(
            f"The model was trained with extra bands up to number {needed}, but {file.name} has "
            f"{count} band(s); map an image with the same bands. For a model of two dates, that "
            "is the raster of both dates that 'Prepare dataset' writes."
        )


def _bands(model: Model, options: SceneOptions) -> tuple[int, ...]:
    """Return the chosen bands, none where they are to be found by COMPOSITE, else the model's."""
    if options.composite != "auto":
        return ()
    return options.bands or model.scene.bands


def _own_stretch(model: Model, scene: Scene) -> Stretch:
    """Return the model's stretch for the bands of a scene, which may have other numbers."""
    bands = (*scene.options.bands, *scene.options.extra_bands)
    ranges = model.stretch.ranges
    own = (*model.scene.bands, *model.scene.extra_bands)
    by_band = {here: ranges[there] for here, there in zip(bands, own, strict=True)}
    return Stretch(model.stretch.policy, by_band)
