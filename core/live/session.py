"""A live session: one open scene, a head that follows the labels, previews and scores of it."""

from collections.abc import Sequence

import numpy as np
import shapely
import torch
from numpy.typing import NDArray

from ..assessment.evaluate import cross_validate
from ..assessment.evaluation_result import EvaluationResult
from ..errors import InvalidLabels
from ..features.at_pixels import extra_features_at, tiles_under
from ..features.session import open_session
from ..heads.head import Head
from ..heads.samples import Samples
from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile, Window
from ..job.jobs import TrainJob
from ..labels.sampling import labelled_pixels, training_sample
from ..labels.split import block_size, require_teachable
from ..mapping.edge_filter import MARGIN_PX
from ..mapping.rendering import Rendering
from ..progress import Progress
from ..suggestions.candidates import Labelled
from ..training.dataset import LabelledScene, TrainingData
from ..training.fit import fit_head
from ..training.labelled_data import split_of, tile_side
from ..training.task import FitTask
from .drawn_labels import DrawnLabels, label_set
from .live_scores import LiveScores
from .preview import Preview, Previewer
from .questions import Place, Questions, SimilarView
from .sample_store import SampleStore
from .tile_memory import TileMemory
from .view import View, tiles_around, tiles_in_view

_QUIET = Progress()
_UNUSED_CLASSES = 5  # so many classes' samples are kept for an undo


class LiveSession:
    """What ``trainhead`` and ``predictraster`` would do with the labels of this moment.

    A head is fitted to the samples that a training of the same job takes, so a preview at native
    resolution has the pixels of the map of that model.

    Args:
        job: The training: scene, backbone, head, sharpening, samples, seed. Labels and model of the
            job are not read.
        memory_bytes: What features of tiles may take in memory.
        progress: Reports the loading of the backbone.

    Raises:
        LandsketchError: The scene cannot be opened or the backbone cannot be loaded.
    """

    def __init__(self, job: TrainJob, memory_bytes: int, progress: Progress) -> None:
        self._job = job
        self.scene = Scene(job.scenes[0])
        self._session = open_session(job.backbone, job.run, progress)
        self._features = self._session.features(self.scene)
        self._memory = TileMemory(self._features, memory_bytes)
        self._samples = SampleStore(self._features, _UNUSED_CLASSES * job.max_samples)
        self._questions = Questions(self._memory)
        self._labelled: LabelledScene | None = None
        self.n_outside = 0  # polygons of labels that are not on the scene
        self._of_drawn = np.empty(0, np.int64)  # position among the drawn labels, by polygon
        self._task: FitTask | None = None
        self._previewer: Previewer | None = None
        self._head: Head | None = None
        # Of the heads that can be live; dense heads need more and are not
        self._margin_px = MARGIN_PX if job.sharpening.is_on else 0

    def prepare(self) -> None:
        """Compute what all tiles need, the position means; they are kept in the cache."""
        self._features.position_means()

    # -- labels -----------------------------------------------------------------------------------

    def set_labels(self, drawn: DrawnLabels) -> None:
        """Take the labels of this moment; the head stays until the next fit.

        Raises:
            InvalidLabels: A label has a class that is not in the table, or an unusable CRS.
        """
        labels, of_drawn = label_set(drawn, self.scene, self._job.labels.point_radius)
        # As in a training, where polygons beside the image take no part in the validation either
        is_inside = shapely.intersects(labels.geometries, labels.outline(self.scene))
        labels, self._of_drawn = labels.subset(is_inside), of_drawn[is_inside]
        self.n_outside = len(of_drawn) - len(self._of_drawn)
        pixels = labelled_pixels(labels, self.scene, _QUIET)
        self._labelled = LabelledScene(self._features, labels, pixels)

    @property
    def can_fit(self) -> bool:
        """Whether at least two classes have labels on the scene."""
        return self._labelled is not None and len(np.unique(self._labelled.pixels.classes)) > 1

    def missing_label_tiles(self) -> list[Tile]:
        """Return the tiles that must be encoded before a fit."""
        if self._labelled is None or not len(self._labelled.pixels):
            return []
        chosen = self._labelled.pixels.take(self._chosen(self._labelled)[0])
        tiles = tiles_under(self._features, chosen.rows, chosen.columns)
        return [tile for tile in tiles if not self._memory.is_known(tile)]

    def fit(self, progress: Progress = _QUIET) -> None:
        """Fit the head to the labels.

        Raises:
            InvalidLabels: Fewer than two classes have labels.
        """
        if self._labelled is None:
            raise InvalidLabels("There are no labels yet; draw some of two classes.")
        data = self._data(self._labelled, progress)
        self._task = FitTask(self._job.recipe, data, seed=self._job.run.seed)
        self._use(fit_head(self._task, progress))

    def forget_head(self) -> None:
        """Make no more previews until the next fit."""
        self._head = self._previewer = self._task = None

    def _use(self, head: Head) -> None:
        self._head = head
        rendering = Rendering(head, sharpening=self._job.sharpening)
        self._previewer = Previewer(LiveScores(self._memory, head), rendering)

    def _chosen(self, labelled: LabelledScene) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        pixels, weights = labelled.pixels, labelled.labels.weights
        return training_sample(pixels, self._job.max_samples, self._job.run.seed, weights)

    def _data(self, labelled: LabelledScene, progress: Progress) -> TrainingData:
        """Return the training samples, those of ``training.dataset.training_data``."""
        positions, weights = self._chosen(labelled)
        pixels = labelled.pixels.take(positions)
        samples = Samples(
            tokens=torch.from_numpy(self._samples.at(pixels, progress)),
            extra=torch.from_numpy(extra_features_at(self.scene, pixels.rows, pixels.columns)),
            classes=torch.from_numpy(pixels.classes.astype(np.int64)),
            weights=torch.from_numpy(weights.astype(np.float32)),
            n_classes=len(labelled.labels.table),
            polygons=torch.from_numpy(pixels.polygons),
        )
        x, y = pixels.coordinates(self.scene)
        return TrainingData(
            (labelled,), samples, (positions,), x, y, np.asarray(pixels.polygons, np.int64)
        )

    # -- previews ---------------------------------------------------------------------------------

    def preview(self, view: View, *, with_details: bool = False) -> Preview | None:
        """Return the preview of a view; None without a head or where the scene is not in view."""
        if self._previewer is None:
            return None
        most = self._memory.max_tiles
        return self._previewer.draw(view, most, with_details=with_details)

    def missing_tiles(self, view: View) -> list[Tile]:
        """Return the tiles in view that are not encoded, from the middle outwards."""
        window = view.window(self.scene)
        if window.is_empty:
            return []
        tiles = tiles_in_view(self._features, window, self._margin_px, self._memory.max_tiles)
        return [tile for tile in tiles if not self._memory.is_known(tile)]

    def surroundings(self, view: View) -> list[Tile]:
        """Return tiles around a view that are not encoded, the nearest first.

        With those in view they take at most half of the memory.
        """
        whole = Window(0, 0, self.scene.height, self.scene.width)
        window, most = view.window(self.scene), self._memory.max_tiles // 2
        if window.is_empty:
            return []
        tiles: list[Tile] = []
        while len(tiles) < most and window != whole:
            window = window.grown(max(window.height, window.width)).intersection(whole)
            tiles = tiles_in_view(self._features, window, 0, most)
        return [tile for tile in tiles[:most] if not self._memory.is_known(tile)]

    def encode(self, tiles: Sequence[Tile]) -> None:
        """Encode tiles and keep their features in memory and in the cache."""
        for _ in self._memory.load(tiles):
            pass

    # -- questions --------------------------------------------------------------------------------

    def where_next(self, view: View, count: int) -> list[Place]:
        """Return places in or around a view where a label is expected to help, best first."""
        tiles = tiles_around(self._features, view, self._memory.max_tiles)
        polygons = np.empty(0, object)
        if self._labelled is not None:
            polygons = self._labelled.labels.geometries
        if self._task is None:
            return self._questions.where_next(tiles, None, None, polygons, (), count)
        data = self._task.data
        (scene,), (positions,) = data.scenes, data.chosen
        pixels, tokens = scene.pixels.take(positions), data.samples.tokens.numpy()
        labelled = Labelled(tokens, pixels.rows, pixels.columns, data.samples.classes.numpy())
        names = data.labels.table.names
        return self._questions.where_next(tiles, self._head, labelled, polygons, names, count)

    def nearest_label(self, x: float, y: float) -> tuple[int, float] | None:
        """Return the drawn label that is most similar to a place.

        Args:
            x: Map coordinate in the scene's CRS.
            y: The other one.

        Returns:
            Position among the drawn labels, and the similarity, -1 to 1; None where it is unknown.
        """
        if self._task is None:
            return None
        data = self._task.data
        found = self._questions.nearest_label(x, y, data.samples.tokens.numpy(), data.polygons)
        return None if found is None else (int(self._of_drawn[found[0]]), found[1])

    def similar(self, view: View, examples: DrawnLabels) -> SimilarView | None:
        """Return how similar the ground in a view is to examples; None if it is not in view.

        Raises:
            InvalidLabels: The examples are not on encoded ground of the scene.
        """
        labels, _ = label_set(examples, self.scene, self._job.labels.point_radius)
        pixels = labelled_pixels(labels, self.scene, _QUIET)
        return self._questions.similar(view, pixels, self._job.run.seed)

    # -- accuracy ---------------------------------------------------------------------------------

    def validate(self, progress: Progress) -> EvaluationResult:
        """Cross-validate the head of the last fit on spatial blocks, as ``trainhead`` does.

        The confidence of later previews is calibrated by it; classes do not change.

        Args:
            progress: Stops the validation when there is something more urgent.

        Raises:
            Cancelled: ``progress`` asked to stop.
            InvalidLabels: The labels are too few or too close together to hold some out.
        """
        if self._task is None or self._head is None:
            raise InvalidLabels("There is no head yet; draw labels of two classes.")
        data, job = self._task.data, self._job
        labels = data.labels
        blocks = block_size(labels, tile_side(self._features, labels), job.block_size, job.buffer)
        split = split_of(data.scenes, "blocks", job.folds, blocks)
        require_teachable(labels, split)
        counts, calibration = cross_validate(self._task, split, progress, sharpening=job.sharpening)
        if calibration:
            self._use(self._head.with_inverse_temperature(calibration.inverse_temperature))
        return EvaluationResult("blocks", labels, counts, split, calibration=calibration)
