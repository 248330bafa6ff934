"""Models of the library timm with random weights, as a second opinion on converted weights.

timm imports torchvision for the transformations of images, which its models do not use. So that
torchvision need not be installed, timm is imported here with empty modules in its place.
"""

import contextlib
import enum
import importlib
import importlib.util
import sys
import types
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

import pytest

_MISSING = "torchvision"


class _EmptyModule(types.ModuleType):
    """A module in which each name is a class without content."""

    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "InterpolationMode":
            return enum.Enum(name, "NEAREST BILINEAR BICUBIC BOX HAMMING LANCZOS")
        return type(name, (), {})


class _EmptyModules(MetaPathFinder, Loader):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] != _MISSING:
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return _EmptyModule(spec.name)

    def exec_module(self, module):
        pass


@contextlib.contextmanager
def _without_torchvision():
    """Let imports of torchvision give empty modules; nothing of them stays behind."""
    if importlib.util.find_spec(_MISSING):
        yield
        return
    finder = _EmptyModules()
    sys.meta_path.append(finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.partition(".")[0] == _MISSING]:
            del sys.modules[name]


def import_timm():
    """Return the library; skip the test if it is not installed."""
    if not importlib.util.find_spec("timm"):
        pytest.skip("timm is missing: pip install --no-deps -r requirements/dev-alone.txt")
    with _without_torchvision():
        return importlib.import_module("timm")


def random_model(name, **sizes):
    """Return a model of timm in which every parameter matters."""
    import torch

    timm = import_timm()
    model = timm.create_model(name, num_classes=0, **sizes).eval()
    generator = torch.Generator().manual_seed(len(name))
    with torch.no_grad():
        for key, value in model.named_parameters():
            noise = torch.randn(value.shape, generator=generator)
            value.copy_(_scaled(key, noise))
    return model


def _scaled(key, noise):
    if "gamma" in key:
        return 0.3 + 0.1 * noise
    if "norm" in key and key.endswith("weight"):
        return 1 + 0.1 * noise
    if noise.ndim < 2 or "token" in key:
        return 0.2 * noise
    return 1.3 * noise / noise[0].numel() ** 0.5
