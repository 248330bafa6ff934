"""The benchmark for GPUs, at small size on a CPU: every line runs, and its table is complete."""

import importlib
import json
import math
import sys
from pathlib import Path

import pytest

pytest.importorskip("rich")
ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.filterwarnings(
    "ignore:Use `@` matmul:PendingDeprecationWarning"
)  # affine 3, not affine 2
SPEEDS = ["model Mpx/s", "backbone Mpx/s", "end to end Mpx/s", "matrix peak TFLOP/s"]
SHARES = ["model ÷ peak", "backbone ÷ peak", "end to end ÷ peak", "end to end ÷ backbone"]


@pytest.fixture(scope="module")
def bench():
    """The benchmark as a module; it imports this checkout as ``inner``."""
    path = list(sys.path)
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield importlib.import_module("bench_gpu")
    sys.path[:] = path


@pytest.mark.slow
def test_the_table_has_speeds_shares_of_the_peak_and_agreement_of_batches(
    bench, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(bench, "FOLDER", tmp_path / "work")
    monkeypatch.setattr(
        bench, "report", lambda *_: pytest.fail("only a GPU's metrics are written to results")
    )
    monkeypatch.setattr(
        sys, "argv", ["bench_gpu.py", "--small", "--json", str(tmp_path / "rows.json")]
    )
    bench.main()
    (row,) = json.loads((tmp_path / "rows.json").read_text())
    assert (row["device"], row["compiled"], row["batch"], row["batch at the end"]) == (
        "CPU",
        False,
        4,
        4,
    )
    assert all(math.isfinite(row[name]) and row[name] > 0 for name in (*SPEEDS, *SHARES))
    assert 0.1 <= row["Mpx"] <= 0.2 or row["Mpx"] == pytest.approx(0.1, abs=0.001)
    assert row["agreement, batch halved"] >= 0.999
    assert row["agreement, batch 1"] >= 0.999
    assert row["margin where they differ, %"] <= 1
    assert 0 <= row["waited for the image"] <= 1
    assert "end to end ÷ backbone" in capsys.readouterr().out


@pytest.mark.parametrize(("pixels", "gflop"), [(256, 164.7), (512, 727), (1024, 4137)])
def test_operations_of_a_vit_l_tile(bench, pixels, gflop):
    assert bench.flops(bench.Setting(tile=pixels // 16)) / 1e9 == pytest.approx(gflop, rel=0.001)


def test_without_a_gpu_the_full_benchmark_says_so(bench, monkeypatch, capsys):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(sys, "argv", ["bench_gpu.py"])
    bench.main()
    assert capsys.readouterr().out.startswith("skipped: there is no CUDA device; --small")
