"""Every option of every job has a title, a short help and a unique name."""

import re
from collections import Counter

import pytest

from landsketch.core.job.checks import check_value, word_of
from landsketch.core.job.head_kinds import GRADIENT_HEADS, HEADS
from landsketch.core.job.jobs import JOB_KINDS
from landsketch.core.job.option import INPUT_KINDS, OUTPUT_KINDS, options_of
from landsketch.core.job.recipe import VIEWS_TEXT, head_help

MOST_CHARACTERS = 220  # of a help, without the list of what can be chosen
LISTS = (VIEWS_TEXT, head_help(HEADS), head_help(GRADIENT_HEADS))
KINDS = ("", *INPUT_KINDS, *OUTPUT_KINDS, "bands", "field", "extent", "folder", "folder output")

all_jobs = pytest.mark.parametrize("kind", JOB_KINDS, ids=lambda kind: kind.algorithm_id)


def repeated(texts):
    return [text for text, count in Counter(texts).items() if count > 1]


def without_lists(text):
    for listed in LISTS:
        text = text.replace(listed, "")
    return text


@all_jobs
def test_names_are_words_in_capitals_and_none_is_used_twice(kind):
    names = [option.name for option in options_of(kind)]
    assert [name for name in names if not re.fullmatch(r"[A-Z]+(_[A-Z]+)*", name)] == []
    assert repeated(names) == []


@all_jobs
def test_titles_are_phrases_and_none_is_used_twice(kind):
    titles = [option.info.title for option in options_of(kind)]
    assert [title for title in titles if not re.fullmatch(r"[A-Z].*[^.\s]", title)] == []
    assert repeated(title.lower() for title in titles) == []


@all_jobs
def test_help_is_a_few_sentences(kind):
    helps = {option.name: option.info.help for option in options_of(kind)}
    assert [name for name, text in helps.items() if not re.fullmatch(r"\S.*\.", text)] == []
    lengths = {name: len(without_lists(text)) for name, text in helps.items()}
    assert [name for name, length in lengths.items() if length > MOST_CHARACTERS] == []


@all_jobs
def test_kinds_heads_and_defaults_are_valid(kind):
    for option in options_of(kind):
        assert option.info.kind in KINDS, option.name
        assert set(option.info.heads) <= set(HEADS), option.name
        if not option.is_required:
            check_value(option, option.default)


@all_jobs
def test_every_choice_in_a_form_has_words_of_its_own(kind):
    for option in options_of(kind):
        if not option.info.is_offered or option.is_list or not option.info.choices:
            continue
        words = [option.info.words.get(word_of(choice)) for choice in option.info.choices]
        assert all(words), option.name
        assert repeated(words) == [], option.name


@all_jobs
def test_proposed_names_are_those_of_inputs(kind):
    options = {option.key: option for option in options_of(kind)}
    for option in filter(lambda option: option.is_output, options.values()):
        is_proposed = option.is_required or option.info.is_proposed
        assert bool(option.info.file_name) == is_proposed, option.name
        assert set(re.findall(r"{(\w+)}", option.info.file_name)) <= set(options)
        if is_proposed:
            assert option.info.file_name.endswith(option.info.suffix)
