"""The feature cache: what is written comes back or is rebuilt, and never half."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from landsketch.core.errors import OutputNotWritable
from landsketch.core.features.cache import FeatureCache, key_of

ROOT = Path(__file__).resolve().parents[3]
FEATURES = np.random.default_rng(0).normal(size=(6, 5, 4)).astype(np.float16)
ORIGIN = {"image": "/data/town.tif", "backbone": "builtin"}
FACTS = {"scene": "abc", "tile": (32, 2)}


@pytest.fixture
def store(tmp_path):
    return FeatureCache(tmp_path / "cache", 1.0).store(FACTS, ORIGIN)


def file_of(store, name="one"):
    return store.folder / f"{name}.safetensors"


def test_what_was_stored_comes_back_bit_for_bit(store):
    store.put("one", FEATURES)
    found = store.get("one")
    assert found.dtype == np.float16
    assert np.array_equal(found, FEATURES)
    assert store.has("one")


def test_what_was_never_stored_is_a_miss(store):
    assert store.get("two") is None
    assert not store.has("two")


def test_slices_are_stored_as_they_look(store):
    store.put("one", FEATURES.transpose(0, 2, 1)[:, ::2])
    assert np.array_equal(store.get("one"), FEATURES.transpose(0, 2, 1)[:, ::2])


@pytest.mark.parametrize("length", [0, 5, 40, -1])
def test_a_truncated_file_is_a_miss_and_can_be_rebuilt(store, length):
    store.put("one", FEATURES)
    with file_of(store).open("r+b") as file:
        file.truncate(length if length >= 0 else file_of(store).stat().st_size + length)
    assert store.get("one") is None
    assert not store.has("one")
    store.put("one", FEATURES)
    assert np.array_equal(store.get("one"), FEATURES)


def test_no_flipped_byte_goes_unnoticed(store):
    store.put("one", FEATURES)
    content = file_of(store).read_bytes()
    for place in range(len(content)):
        for bit in (0x01, 0x0F, 0x20):
            changed = bytearray(content)
            changed[place] ^= bit
            file_of(store).write_bytes(bytes(changed))
            found = store.get("one")
            if found is not None:  # white space in the header means nothing
                assert found.dtype == FEATURES.dtype, place
                assert np.array_equal(found, FEATURES), place


def test_a_file_that_another_program_put_there_is_a_miss(store):
    file_of(store).write_text("hello")
    assert store.get("one") is None


@pytest.mark.parametrize("left", [".abc.part", "key.json"])
def test_half_written_files_are_no_features(store, left):
    (store.folder / left).write_bytes(b"{}")
    assert store.get(left) is None


def test_writing_leaves_no_other_files(store):
    for number in range(5):
        store.put(f"n{number}", FEATURES)
    assert sorted(f.name for f in store.folder.iterdir()) == [
        "key.json",
        *(f"n{n}.safetensors" for n in range(5)),
        "origin.json",
    ]


def test_a_cache_that_is_cleared_meanwhile_is_filled_again(store):
    store.put("one", FEATURES)
    shutil.rmtree(store.folder)
    assert store.get("one") is None
    store.put("one", FEATURES)
    assert np.array_equal(store.get("one"), FEATURES)


def test_a_failed_write_leaves_nothing_and_is_a_sentence(store, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputNotWritable, match="No space left.*free some disk space"):
        store.put("one", FEATURES)
    assert sorted(f.name for f in store.folder.iterdir()) == ["key.json", "origin.json"]


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable, match="choose another CACHE"):
        FeatureCache(tmp_path / "file" / "cache", 1.0)


def test_every_fact_changes_the_key():
    assert key_of(FACTS) == key_of(dict(reversed(FACTS.items())))
    assert (
        len({key_of(FACTS), key_of({**FACTS, "scene": "abd"}), key_of({**FACTS, "tile": (32, 3)})})
        == 3
    )


def test_the_least_recently_used_leave_first(tmp_path):
    size = 100_000
    cache = FeatureCache(tmp_path, 5.5 * size / 1e9)
    store = cache.store(FACTS, ORIGIN)
    array = np.zeros((1, 50, size // 100), np.float16)
    for number in range(5):
        store.put(f"n{number}", array)
        os.utime(file_of(store, f"n{number}"), (1000 + number, 1000 + number))
    assert store.get("n0") is not None  # used just now
    store.put("n5", array)
    assert [number for number in range(6) if store.has(f"n{number}")] == [0, 3, 4, 5]


def test_the_quota_holds_over_keys_and_over_sessions(tmp_path):
    size = 100_000
    array = np.zeros((1, 50, size // 100), np.float16)
    for session in range(4):
        store = FeatureCache(tmp_path, 3.5 * size / 1e9).store({"session": session}, {})
        store.put("a", array)
        store.put("b", array)
        time.sleep(0.01)
    left = list(tmp_path.glob("*/*.safetensors"))
    assert sum(f.stat().st_size for f in left) <= 3.5 * size
    assert file_of(store, "b") in left


def test_a_file_evicted_by_another_process_is_a_miss(store):
    store.put("one", FEATURES)
    file_of(store).unlink()
    assert store.get("one") is None


WORKER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import numpy as np
from core.features.cache import FeatureCache
random = np.random.default_rng(int(sys.argv[3]))
# So small that both evict all the time
store = FeatureCache(Path(sys.argv[2]), 20_000 / 1e9).store({"scene": 1}, {})
read = 0
for _ in range(400):
    name = int(random.integers(12))
    features = np.full((4, 10, 50), name, np.float16)
    found = store.get(f"n{name}")
    assert found is None or np.array_equal(found, features)
    read += found is not None
    store.put(f"n{name}", features)
print(read)
"""


def test_two_processes_share_a_cache(tmp_path):
    start = [sys.executable, "-c", WORKER, str(ROOT), str(tmp_path)]
    workers = [
        subprocess.Popen([*start, seed], stdout=subprocess.PIPE, text=True) for seed in ("1", "2")
    ]
    reads = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert min(reads) > 0
    assert not list(tmp_path.glob("*/.*"))
    assert sum(f.stat().st_size for f in tmp_path.glob("*/*.safetensors")) <= 2 * 20_000
