"""What a map needs, computed once: scene, window, mask, outputs and score chunks."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path

from ..features.feature_map import FeatureMap
from ..features.session import EncodingSession
from ..heads.model_file import Model
from ..imagery.map_writer import MapGrid
from ..imagery.overlap import overlap_tokens
from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..imagery.view import IDENTITY
from ..job.jobs import PredictJob
from ..job.map_options import MapOptions
from ..job.sharpen_options import AS_VALIDATED
from ..output_checks import check_raster_name, check_writable
from ..output_names import work_folder
from ..progress import Progress
from .geometry import grow_to_blocks, tokens_under
from .identity import chunk_facts, hash_head, hash_map
from .mask import Mask, read_mask
from .model_scene import features_for, scene_for
from .outputs import Outputs, outputs_of
from .rendering import Rendering
from .score_chunks import ChunkStore

_FACTOR_IGNORED = (
    "SHARPEN_FACTOR is ignored: the model was validated on maps that are not sharpened; choose "
    "SHARPEN=edges."
)


@dataclass(frozen=True, eq=False)
class MapPlan:
    """A map that can be made: everything is open and fits together.

    Attributes:
        job: What is asked for.
        model: The head and its classes.
        features: Those of the scene.
        window: What is mapped, in native pixels of the scene.
        rendering: How pixels are made of scores.
        outputs: What is written.
    """

    job: PredictJob
    model: Model
    features: FeatureMap
    window: Window
    rendering: Rendering
    outputs: Outputs

    @property
    def scene(self) -> Scene:
        """The scene that is mapped."""
        return self.features.scene

    @cached_property
    def blocks(self) -> Window:
        """The window, grown to the blocks in which it is rendered."""
        return grow_to_blocks(self.scene, self.window)

    @cached_property
    def grid(self) -> MapGrid:
        """Size and place of the rasters."""
        transform = self.scene.window_transform(self.window)
        return MapGrid(self.window.width, self.window.height, transform, self.scene.crs)

    @property
    def mpx(self) -> float:
        """Size of the map in millions of pixels."""
        return self.window.height * self.window.width / 1e6

    @property
    def work_folder(self) -> Path:
        """Folder of the score chunks, as long as the map is in progress."""
        return work_folder(Path(self.job.output))

    @property
    def mask(self) -> Mask | None:
        """Polygons outside which nothing is mapped; None = everything is."""
        return self.rendering.mask

    @cached_property
    def stores(self) -> tuple[ChunkStore, ...]:
        """The score chunks of the scene, then of its views; nothing is written or deleted here.

        Raises:
            InvalidJob: A view does not exist at the scene's scale.
        """
        views = mapped_views(self.features, self.job.options)
        return tuple(map(self._store, views))

    @cached_property
    def head_hash(self) -> str:
        """Hash of everything that changes a score of the head."""
        return hash_head(self.model.head)

    @cached_property
    def provenance_hash(self) -> str:
        """Hash of everything that the pixels of the rasters depend on."""
        options = replace(self.job.options, sharpening=self.rendering.sharpening)
        return hash_map(self.features, self.head_hash, self.model.table, options, self.mask)

    def _store(self, features: FeatureMap) -> ChunkStore:
        """Return the score chunks of the scene's features or of a view's."""
        margin_px = self.rendering.margin_px
        region = tokens_under(features, self.blocks, margin_px)
        facts = chunk_facts(features, self.head_hash, region, self.mask)
        folder = self.work_folder / features.scene.view.name
        is_needed = None
        if self.mask is not None:
            is_needed = lru_cache(4096)(partial(self.mask.depends_on, features, margin_px))
        return ChunkStore(folder, facts, features, region, self.model.head, is_needed)


def plan_map(
    job: PredictJob,
    model: Model,
    open_session: Callable[[], EncodingSession],
    progress: Progress,
) -> MapPlan:
    """Open the scene as the model needs it and check what would fail late.

    Args:
        job: What is asked for.
        model: The head and its classes.
        open_session: Called last, because loading a backbone takes longest.
        progress: Gets warnings about the match of model and scene.

    Raises:
        InvalidScene: The extent lies outside the scene.
        InvalidLabels: The mask cannot be read or does not touch the extent.
        OutputNotWritable: A raster has a wrong name or cannot be written.
    """
    options = job.options
    scene = scene_for(model, job.scene, progress, use_model_stretch=options.use_model_stretch)
    window = scene.window_of(options.extent)
    mask_path = job.run.place_of(options.mask)
    mask = read_mask(mask_path, options.mask_layer, scene, window) if mask_path else None
    sharpening = options.sharpening.resolved(model.sharpening)
    if (
        options.sharpening.sharpen == AS_VALIDATED
        and not sharpening.is_on
        and options.sharpening.sharpen_factor
    ):
        progress.warning(_FACTOR_IGNORED)
    rendering = Rendering(model.head, mask, sharpening)
    outputs = outputs_of(job, model, rendering.sharpening_text(scene))
    for path in outputs.paths.values():
        check_writable(path)
        check_raster_name(path)
    features = features_for(model, open_session(), scene, progress, write=options.write_cache)
    return MapPlan(job, model, features, window, rendering, outputs)


def mapped_views(features: FeatureMap, options: MapOptions) -> list[FeatureMap]:
    """Return the features that a map averages over: those of the scene, then of its views.

    With a taper they are those of whole tiles.

    Raises:
        InvalidJob: A view does not exist at the scene's scale.
    """
    views = [features.viewed(name) for name in (IDENTITY, *options.tta)]
    if options.blend == "none":
        return views
    overlap = overlap_tokens(features.tile_grids[0].tile, options.overlap)
    return [view.overlapping(overlap) for view in views]
