"""Mutated experiment files: a valid experiment or one sentence, nothing else."""

from __future__ import annotations

import copy
import pathlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design.bundled import bundled
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.scenario.reading import read_file

TEXTS = [path.read_text(encoding="utf-8") for path in bundled().values()]
CONTENTS = [read_file(path).value for path in bundled().values()]
FEW = 2000  # points that are made, to see that they can be
NOISE = ["\t", "\n", ": ", "- ", "&a ", "*a", "{", "]", "---\n", "null", "'", "#", "!x ", "0", "-", "1e9", ".inf"]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["no", "1e3", "2012-13", "*", "junpu", "../x.yaml", "x" * 5000, "\0", "platform.on", "list", "at", "saltelli"]),
    st.lists(st.one_of(st.integers(-2, 2), st.floats(0, 1), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=4), st.integers(-2, 2), max_size=2),
    st.dictionaries(st.integers(2000, 2020), st.floats(), max_size=2),
)


def experiment_or_sentence(load: Any) -> None:
    try:
        experiment = load()
        assert experiment.factors is not None
        points = experiment.points if experiment.point_count <= FEW else []
        assert len({point.design for point in points}) == len(points)
    except LinkageError as error:
        sentence, code = str(error), error.exit_code
    else:
        return
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert code == 2


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> pathlib.Path:
    return tmp_path_factory.mktemp("mutated") / "mutated.yaml"


@given(st.sampled_from(TEXTS), st.data())
@settings(max_examples=150, deadline=None)
def test_mutated_text(file: pathlib.Path, text: str, data: Any) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        noise = data.draw(st.one_of(st.text(max_size=6), st.sampled_from(NOISE)))
        text = text[:start] + noise + text[start + length :]
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    experiment_or_sentence(lambda: Experiment.load(file))


@given(st.sampled_from(CONTENTS), st.data())
@settings(max_examples=250, deadline=None)
def test_mutated_values(content: dict[str, Any], data: Any) -> None:
    content = copy.deepcopy(content)
    for _ in range(data.draw(st.integers(1, 2))):
        block: Any = content
        while True:
            keys = list(range(len(block))) if isinstance(block, list) else list(block)
            key = data.draw(st.sampled_from(keys)) if keys else None
            if key is None or not isinstance(block[key], (dict, list)) or data.draw(st.booleans()):
                break
            block = block[key]
        if key is not None:
            block[key] = data.draw(ODD)
    experiment_or_sentence(lambda: Experiment.from_dict(content))


@given(
    st.sampled_from(CONTENTS),
    st.one_of(st.sampled_from(["factors", "points", "set", "outcomes", "design", "precision", "x"]), st.text(max_size=5)),
    ODD,
)
@settings(max_examples=100, deadline=None)
def test_odd_keys(content: dict[str, Any], key: str, value: Any) -> None:
    experiment_or_sentence(lambda: Experiment.from_dict(copy.deepcopy(content) | {key: value}))
