"""An encoding session: a loaded backbone and the feature cache, shared by all scenes of a job."""

from dataclasses import dataclass

from ..cache_folder import folder_of
from ..imagery.scene import Scene
from ..job.options import BackboneOptions, RunOptions
from ..progress import Progress
from ..runtime import device
from . import backbone
from .cache import FeatureCache
from .feature_map import FeatureMap


@dataclass(frozen=True)
class EncodingSession:
    """A loaded backbone and the feature cache.

    Attributes:
        backbone: The backbone.
        options: How it is used.
        cache: The feature cache.
        device: Where heads are trained; the built-in backbone always runs on the CPU.
    """

    backbone: backbone.LoadedBackbone
    options: BackboneOptions
    cache: FeatureCache
    device: device.Device

    def features(self, scene: Scene, *, write: bool = True) -> FeatureMap:
        """Return the feature map of a scene."""
        return FeatureMap(scene, self.backbone, self.options, self.cache, write=write)


def open_session(
    options: BackboneOptions, run: RunOptions, progress: Progress, batch: int = 0
) -> EncodingSession:
    """Choose the device, load the backbone and open the cache."""
    chosen = device.choose_device(run.device, options.dtype, run.threads, batch)
    loaded = backbone.load(options, run, chosen, progress)
    folder = folder_of(run.cache)
    return EncodingSession(loaded, options, FeatureCache(folder, run.cache_gb), chosen)
