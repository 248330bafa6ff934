"""Every algorithm, one file each."""

from .clean_map import CleanMap
from .evaluate_model import EvaluateModel
from .find_learning_rate import FindLearningRate
from .install_backbone import InstallBackbone
from .predict_raster import PredictRaster
from .predict_rasters import PredictRasters
from .prepare_features import PrepareFeatures
from .train_head import TrainHead
from .vectorize_map import VectorizeMap

ALGORITHMS = (
    PrepareFeatures,
    FindLearningRate,
    TrainHead,
    PredictRaster,
    PredictRasters,
    EvaluateModel,
    CleanMap,
    VectorizeMap,
    InstallBackbone,
)
