"""Mutated files of scenarios and experiments: a valid one or one sentence, nothing else."""

from __future__ import annotations

import copy
import pathlib
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.design import bundled as experiments
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.scenario import Scenario, validate
from linkage_sim.scenario import bundled as scenarios
from linkage_sim.scenario.reading import read_file


class Kind(NamedTuple):
    """A kind of file: bundled texts and contents of it, how it is read, and what is then done with it."""

    texts: list[str]
    contents: list[dict[str, Any]]
    read: Callable[[pathlib.Path], Any]
    build: Callable[[dict[str, Any]], Any]
    use: Callable[[Any], None]


FEW = 300  # points that are made, to see that they can be
NOISE = ["\t", "\n", ": ", "- ", "&a ", "*a", "{", "]", "---\n", "null", "'", "#", "!x ", "0", "-", "1e9", ".inf"]
WORDS = ["no", "0.3 RMB", "0.3 chance per month", "1e3", "2012-13", "*", "junpu", "../x.yaml", "x" * 5000, "\0"]
WORDS += ["platform.on", "list", "at", "saltelli"]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(WORDS),
    st.lists(st.one_of(st.integers(-2, 2), st.floats(0, 1), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=4), st.integers(-2, 2), max_size=2),
    st.dictionaries(st.integers(2000, 2020), st.floats(), max_size=2),
)


def use_scenario(scenario: Scenario) -> None:
    assert scenario.hash


def use_experiment(experiment: Experiment) -> None:
    assert experiment.factors is not None
    points = experiment.points if experiment.point_count <= FEW else []
    assert len({point.design for point in points}) == len(points)


def texts_of(bundled: dict[str, pathlib.Path]) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in bundled.values()]


BASE, JUNPU = Scenario.load("base"), Scenario.load("junpu").resolved()
CONTENTS = [read_file(path).value for path in experiments.bundled().values()]
KINDS = {
    "scenario": Kind(texts_of(scenarios.bundled()), [JUNPU], validate, Scenario.from_dict, use_scenario),
    "experiment": Kind(texts_of(experiments.bundled()), CONTENTS, Experiment.load, Experiment.from_dict, use_experiment),
}
of_each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def used_or_refused(load: Callable[[], Any], use: Callable[[Any], None]) -> None:
    """Load and use; where that is refused, it is in a sentence."""
    try:
        use(load())
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


@of_each_kind
@given(st.data())
@settings(max_examples=50, deadline=None)
def test_mutated_text(file: pathlib.Path, kind: Kind, data: Any) -> None:
    text = data.draw(st.sampled_from(kind.texts))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        noise = data.draw(st.one_of(st.text(max_size=6), st.sampled_from(NOISE)))
        text = text[:start] + noise + text[start + length :]
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    used_or_refused(lambda: kind.read(file), kind.use)


@of_each_kind
@given(st.data())
@settings(max_examples=70, deadline=None)
def test_mutated_values(kind: Kind, data: Any) -> None:
    content = copy.deepcopy(data.draw(st.sampled_from(kind.contents)))
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
    used_or_refused(lambda: kind.build(content), kind.use)


PATHS = ["platform.on", "places", "programmes.x", "environment.season.3", "evidence", "extends"]
KEYS = ["factors", "points", "set", "outcomes", "design", "precision", "x"]


@given(st.one_of(st.text(max_size=20), st.sampled_from(PATHS)), ODD)
@settings(max_examples=40, deadline=None)
def test_odd_overrides_of_a_scenario(path: str, value: Any) -> None:
    used_or_refused(lambda: BASE.with_overrides({path: value}), use_scenario)


@given(st.sampled_from(CONTENTS), st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), ODD)
@settings(max_examples=40, deadline=None)
def test_odd_keys_of_an_experiment(content: dict[str, Any], key: str, value: Any) -> None:
    used_or_refused(lambda: Experiment.from_dict(copy.deepcopy(content) | {key: value}), use_experiment)
