"""``landsketch options`` lists what a job file can hold."""

import pytest

from landsketch.core.engine.command_line import main
from landsketch.core.job.jobs import JOBS
from landsketch.core.job.option import options_of


@pytest.mark.parametrize("algorithm", JOBS)
def test_every_option_is_listed(capsys, algorithm):
    assert main(["options", algorithm]) == 0
    lines = capsys.readouterr().out.splitlines()
    keys = [line.strip().split(":")[0] for line in lines[1:] if not line.startswith("   ")]
    assert keys == [option.key for option in options_of(JOBS[algorithm])]


def test_an_option_is_listed_with_type_default_range_and_heads(capsys):
    main(["options", "trainhead"])
    text = capsys.readouterr().out
    assert "  input: list of text, default empty\n" in text
    ema = "  ema: number, default 0, at least 0 and below 1, heads mlp decoder dpt\n"
    assert ema + "      Decay of the exponential moving average of the weights" in text
    assert "  validation: text, default blocks, one of blocks field scenes none\n" in text


def test_an_unknown_algorithm_is_refused_with_the_known_ones(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["options", "fly"])
    assert "preparefeatures" in capsys.readouterr().err
