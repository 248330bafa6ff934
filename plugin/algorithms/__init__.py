"""Every algorithm, one file each."""

from importlib import import_module
from pkgutil import iter_modules

from ..algorithm import LandsketchAlgorithm

for _module in iter_modules(__path__):
    import_module(f".{_module.name}", __name__)

ALGORITHMS = tuple(LandsketchAlgorithm.__subclasses__())
