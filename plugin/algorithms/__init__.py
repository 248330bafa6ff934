"""Every algorithm, one file each."""

from importlib import import_module
from pkgutil import iter_modules

from ..algorithm import LandsketchAlgorithm
from ..engine_algorithm import EngineAlgorithm

for _module in iter_modules(__path__):
    import_module(f".{_module.name}", __name__)

ALGORITHMS = (*LandsketchAlgorithm.__subclasses__(), *EngineAlgorithm.__subclasses__())
