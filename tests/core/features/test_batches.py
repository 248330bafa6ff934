"""Batches: one shape, padded.

Half of it where memory runs out, with nothing lost; and their way to the device.
"""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from landsketch.core.errors import OutOfMemory
from landsketch.core.features import backbone, transfer
from landsketch.core.features.batch_size import batch_for, largest_fitting_batch, power_of_two
from landsketch.core.features.batches import Batches
from landsketch.core.features.builtin import FilterBank
from landsketch.core.features.encoder_kernels import compile_blocks
from landsketch.core.features.feature_map import FeatureMap
from landsketch.core.features.transfer import HostBuffers, Overlapped, transfer_for
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.options import BackboneOptions, RunOptions
from landsketch.core.mapping.outputs import outputs_of
from landsketch.core.mapping.plan import MapPlan
from landsketch.core.mapping.predict import predict
from landsketch.core.mapping.rendering import Rendering
from landsketch.core.progress import Progress
from landsketch.core.runtime import device
from landsketch.core.runtime.device import Device
from landsketch.tests.helpers.listener import Listener
from landsketch.tests.helpers.rasters import read_band

MESSAGES = {
    "CUDA": torch.OutOfMemoryError("no room"),
    "Apple": RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"),
    "CPU": RuntimeError(
        "[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory"
    ),
    "cuBLAS": RuntimeError(
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle)"
    ),
}
random = np.random.default_rng(0)
PIXELS = list(random.integers(0, 255, (11, 3, 64, 64), dtype=np.uint8))
VALID = list(random.random((11, 64, 64)) > 0.1)
NEEDS_CUDA = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")


class Small:
    """A device that has room for so many tiles; what it encodes is as the built-in bank does."""

    def __init__(self, room, error=MESSAGES["CUDA"]):
        self.room, self.error, self.seen, self._bank = room, error, [], FilterBank()

    def encode(self, pixels, valid):
        self.seen.append(len(pixels))
        if len(pixels) > self.room:
            raise self.error
        return self._bank.encode(pixels, valid)


def on(batch, workers=1):
    return Device("cpu", torch.float32, workers, batch)


def alone():
    return [
        Batches(FilterBank(), on(1)).encode([p], [v])[0] for p, v in zip(PIXELS, VALID, strict=True)
    ]


def equal(a, b):
    return len(a) == len(b) and all(np.array_equal(x[0], y[0]) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("batch", [1, 4, 16])
def test_any_batch_gives_every_tile_its_features(batch):
    encoder = Small(99)
    assert equal(Batches(encoder, on(batch)).encode(PIXELS, VALID), alone())
    assert set(encoder.seen) == {batch}  # one shape: short batches are padded


@pytest.mark.parametrize("message", MESSAGES)
def test_a_batch_without_room_is_encoded_again_in_halves_and_nothing_is_lost(message):
    encoder = Small(3, MESSAGES[message])
    batches = Batches(encoder, on(8))
    assert equal(batches.encode(PIXELS, VALID), alone())
    assert encoder.seen == [8, 4, 2, 2, 2, 2, 2, 2]
    assert equal(batches.encode(PIXELS[:2], VALID[:2]), alone()[:2])
    assert encoder.seen[8:] == [2]  # later batches are small from the start


def test_smaller_batches_are_said_once():
    batches = Batches(Small(3), on(8))
    assert batches.shrink_message() == ""
    batches.encode(PIXELS, VALID)
    assert (
        batches.shrink_message()
        == "Memory ran out; a batch of the backbone now has 2 instead of 8 tiles."
    )
    assert batches.shrink_message() == ""


def test_no_room_for_one_tile_is_a_sentence():
    encoder = Small(0)
    with pytest.raises(
        OutOfMemory, match="too little memory for this backbone; choose a smaller backbone"
    ):
        Batches(encoder, on(4)).encode(PIXELS, VALID)
    assert encoder.seen == [4, 2, 1]


def test_other_errors_are_no_lack_of_memory():
    with pytest.raises(RuntimeError, match="device-side assert"):
        Batches(Small(0, RuntimeError("CUDA error: device-side assert triggered")), on(4)).encode(
            PIXELS, VALID
        )


def test_threads_that_run_out_together_halve_once():
    both = threading.Barrier(2)

    class Together(Small):
        def encode(self, pixels, valid):
            if len(pixels) == 8:
                both.wait(10)
            return super().encode(pixels, valid)

    batches = Batches(Together(4), on(8))
    threads = [
        threading.Thread(target=batches.encode, args=(PIXELS[:8], VALID[:8])) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert batches.size == 4


@pytest.fixture
def in_batches(town, small_tiles):
    """A function that makes the feature map of the town by an encoder with so much room."""

    def make(batch, room=99, workers=1):
        loaded = backbone.load(small_tiles, RunOptions(offline=True), on(1), Progress())
        encoder = Small(room)
        encoder.strides, encoder.widths = loaded.encoder.strides, loaded.encoder.widths
        encoder.identity, encoder.weights_bytes = loaded.encoder.identity, 0
        loaded = replace(loaded, encoder=encoder, device=on(batch, workers))
        return FeatureMap(Scene(town.scene), loaded, small_tiles, None), encoder

    return make


@pytest.mark.parametrize(
    ("batch", "room", "workers"), [(4, 99, 1), (16, 99, 2), (16, 5, 1), (8, 1, 2)]
)
def test_a_feature_map_is_the_same_in_any_batch_and_after_halving(in_batches, batch, room, workers):
    window = Window(0, 0, 72, 96)
    expected = in_batches(1)[0].read(window)[0]
    features, encoder = in_batches(batch, room, workers)
    assert np.array_equal(features.read(window)[0], expected)
    assert max(encoder.seen) == batch
    assert features.n_encoded == 30


def test_a_map_survives_lack_of_memory_and_says_so(in_batches, town, model, tmp_path):
    from landsketch.core.heads.model_file import load_model

    loaded, maps, texts = load_model(Path(model)), [], []
    for name, room in (("enough", 99), ("little", 3)):
        job, heard = PredictJob(town.scene, model, str(tmp_path / name / "map.tif")), Listener()
        features = in_batches(8, room)[0]
        window = features.scene.window_of(())
        rendering, outputs = Rendering(loaded.head), outputs_of(job, loaded)
        predict(MapPlan(job, loaded, features, window, rendering, outputs), heard)
        maps.append(read_band(job.output))
        texts.append([text for text in heard.infos if "Memory ran out" in text])
    assert np.array_equal(*maps)
    assert texts == [[], ["Memory ran out; a batch of the backbone now has 2 instead of 8 tiles."]]


# -- how many tiles
# -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "free", "most", "expected"),
    [
        (10, 14, 1000, 16, 16),  # plenty of room
        (10, 14, 42, 16, 4),  # 80 % of 42 = 33: 6 fixed and 4 each, so 6 tiles, so 4
        (10, 14, 5, 16, 1),  # not even one: the encoder will say so
        (10, 10, 1000, 8, 8),  # a backbone whose need does not grow
    ],
)
def test_the_batch_is_the_largest_power_of_two_that_fits(one, two, free, most, expected):
    assert largest_fitting_batch(one, two, free, most) == expected


def test_powers_of_two():
    assert [power_of_two(n) for n in (-3, 0, 1, 2, 3, 15, 16, 17)] == [1, 1, 1, 2, 2, 8, 16, 16]


def test_a_gpu_without_a_memory_gauge_starts_with_the_largest_batch():
    apple = Device("mps", torch.float32, 1, 0)
    assert [batch_for(FilterBank(), apple, side) for side in (512, 518, 1024, 4096)] == [
        16,
        16,
        4,
        1,
    ]


def test_on_a_cpu_a_batch_is_one_tile_whatever_is_asked_for():
    assert device.choose_device("cpu", "float32", 2, 8).batch == 1
    assert batch_for(FilterBank(), on(0), 512) == 1


# -- the way to the device
# ----------------------------------------------------------------------------


def test_host_buffers_are_used_again_and_hold_what_was_put_in():
    buffers = HostBuffers(pinned=torch.cuda.is_available())
    first = buffers.filled("pixels", PIXELS[:4])
    assert np.array_equal(first.numpy(), np.stack(PIXELS[:4]))
    second = buffers.filled("pixels", PIXELS[4:6])
    assert second.data_ptr() == first.data_ptr()
    assert np.array_equal(second.numpy(), np.stack(PIXELS[4:6]))
    assert len(buffers.filled("pixels", PIXELS)) == 11
    assert buffers.filled("valid", VALID).dtype == torch.bool
    assert buffers.of("pixels", (2, 5), torch.float16).shape == (2, 5)


class Stream:
    """Notes what it is told, in the order of all streams."""

    def __init__(self, log, name):
        self.log, self.name = log, name

    def wait_stream(self, other):
        self.log.append(f"{self.name} waits for {other.name}")

    def record_event(self):
        self.log.append(f"event on {self.name}")
        return self

    def synchronize(self):
        self.log.append(f"host waits for {self.name}")


def test_overlapped_copies_are_ordered_by_streams_and_buffers_are_not_handed_out(monkeypatch):
    """The order of calls on CUDA, with streams that only take notes.

    Copies on either side wait for computing.
    """
    log, names = [], iter(["in", "out"])
    monkeypatch.setattr(torch.cuda, "Stream", lambda: Stream(log, next(names)))
    monkeypatch.setattr(torch.cuda, "current_stream", lambda: Stream(log, "compute"))
    monkeypatch.setattr(torch.cuda, "stream", lambda stream: On(log, stream))
    monkeypatch.setattr(torch.Tensor, "to", on_the_cpu(torch.Tensor.to))
    monkeypatch.setattr(transfer, "HostBuffers", lambda pinned: HostBuffers(pinned=False))
    way = Overlapped(Small(9))
    first = way.features(PIXELS[:2], VALID[:2])[0]
    assert log == [
        "on in",
        "compute waits for in",
        "out waits for compute",
        "on out",
        "event on out",
        "host waits for out",
    ]
    kept = first.copy()
    assert first.dtype == np.float16
    assert not np.array_equal(way.features(PIXELS[2:4], VALID[2:4])[0], kept)
    assert np.array_equal(first, kept)  # the second batch did not overwrite it
    assert np.array_equal(kept, np.stack([f[0] for f in alone()[:2]]))


class On:
    def __init__(self, log, stream):
        self.log, self.stream = log, stream

    def __enter__(self):
        self.log.append(f"on {self.stream.name}")

    def __exit__(self, *_):
        pass


def on_the_cpu(to):
    def moved(tensor, *args, **options):
        return tensor if args and args[0] == "cuda" else to(tensor, *args, **options)

    return moved


def test_a_cpu_has_no_streams():
    assert isinstance(transfer_for(FilterBank(), on(1)), transfer.Direct)


@pytest.mark.gpu
@NEEDS_CUDA
def test_on_cuda_overlapped_batches_have_the_features_of_single_steps(tiny_backbones, run_options):
    options = BackboneOptions(name=str(tiny_backbones["dinov3"]), tile_tokens=4)
    loaded = backbone.load(
        options, run_options, device.choose_device("cuda", "auto", batch=4), Progress()
    )
    one_by_one = transfer.Direct(loaded.encoder)
    expected = [one_by_one.features(PIXELS[i : i + 4], VALID[i : i + 4]) for i in (0, 4)]
    got = Batches(loaded.encoder, loaded.device).encode(PIXELS[:8], VALID[:8])
    for number, layers in enumerate(got):
        whole = expected[number // 4]
        assert all(np.array_equal(a, b[number % 4]) for a, b in zip(layers, whole, strict=True))


# -- torch.compile
# ------------------------------------------------------------------------------------


@pytest.fixture
def vit(tiny_backbones, run_options):
    options = BackboneOptions(name=str(tiny_backbones["dinov3"]), tile_tokens=4)
    return backbone.load(
        options, run_options, device.choose_device("cpu", "float32", 1), Progress()
    ).encoder


def test_compiled_blocks_have_the_same_outputs_and_a_key_of_their_own(vit):
    plain, before = Batches(vit, on(2)).encode(PIXELS[:2], VALID[:2]), dict(vit.identity)
    compile_blocks(vit, 64, Progress(), backend="eager")
    compiled = Batches(vit, on(2)).encode(PIXELS[:2], VALID[:2])
    assert all(
        np.array_equal(a, b)
        for p, c in zip(plain, compiled, strict=True)
        for a, b in zip(p, c, strict=True)
    )
    assert vit.identity == {**before, "compiled": "eager"}
    assert "forward" in vars(backbone_blocks(vit)[0])


def test_where_no_compiler_works_the_backbone_stays_as_it_was(vit, monkeypatch):
    def broken(*_, **__):
        def fail(*_, **__):
            raise RuntimeError("no compiler")

        return fail

    before, heard = dict(vit.identity), Listener()
    monkeypatch.setattr(torch, "compile", broken)
    compile_blocks(vit, 64, heard)
    assert heard.infos == [
        "torch.compile does not work here (RuntimeError), so the backbone is not compiled."
    ]
    assert vit.identity == before
    assert len(Batches(vit, on(1)).encode(PIXELS[:1], VALID[:1])) == 1


def backbone_blocks(encoder):
    from landsketch.core.features.encoder import _blocks

    return _blocks(encoder._model)
