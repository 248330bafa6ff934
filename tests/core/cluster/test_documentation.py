"""The commands in docs/cluster.md are ones that the command line takes."""

import re
from pathlib import Path

import pytest

from landsketch.core.engine import command_line
from landsketch.core.job.job_json import to_json
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.options import RunOptions, SceneOptions

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "cluster.md").read_text(encoding="utf-8")
RUNS = re.findall(r"landsketch run [^#`\n\]]*", PAGE)


def words(line):
    """Return the words of a command without quotes, with a task number filled in."""
    return re.sub(r"\$\w+", "3", re.sub(r"[\"']", "", line)).split()[1:]


def test_the_page_shows_every_way():
    assert {"--shard", "--assemble", "--dask"} <= {word for line in RUNS for word in words(line)}
    assert len(RUNS) >= 10


@pytest.mark.parametrize("line", RUNS)
def test_a_command_of_the_page_is_taken(line):
    options = command_line._parser().parse_args(words(line))
    RunOptions(shard=options.shard or "", assemble=options.assemble, cluster=options.dask or "")


def test_the_code_of_the_page_is_python():
    for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        compile(code, "docs/cluster.md", "exec")


def test_the_kubernetes_job_numbers_its_pods_and_each_is_a_shard():
    yaml = pytest.importorskip("yaml")
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    job = yaml.safe_load(text)["spec"]
    (container,) = job["template"]["spec"]["containers"]
    assert job["completionMode"] == "Indexed"
    assert container["command"][-1].endswith(f'$JOB_COMPLETION_INDEX/{job["completions"]}"')


@pytest.mark.parametrize("option", ["--shard", "--dask"])
def test_a_variable_that_is_not_set_makes_no_whole_map_of_a_share(option, tmp_path, capsys):
    job = tmp_path / "job.json"
    job.write_text(to_json(PredictJob(SceneOptions("scene.tif"), "m.safetensors", "map.tif")))
    assert command_line.main(["run", str(job), option, ""]) == 2
    assert "is empty; give a value" in capsys.readouterr().err
