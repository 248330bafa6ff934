"""Every algorithm, one file each."""

from .evaluate_model import EvaluateModel
from .install_backbone import InstallBackbone
from .predict_raster import PredictRaster
from .prepare_features import PrepareFeatures
from .train_head import TrainHead

ALGORITHMS = (PrepareFeatures, TrainHead, PredictRaster, EvaluateModel, InstallBackbone)
