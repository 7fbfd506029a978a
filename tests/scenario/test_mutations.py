"""Mutated scenario files: a valid scenario or one sentence, nothing else."""

from __future__ import annotations

import copy
import pathlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.errors import LinkageError
from linkage_sim.scenario import Scenario, validate
from linkage_sim.scenario.loading import bundled

TEXTS = [path.read_text(encoding="utf-8") for path in bundled().values()]
RESOLVED, BASE = Scenario.load("junpu").resolved(), Scenario.load("base")
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["no", "0.3 RMB", "1e3", "2012-13", "*", "junpu", "../x.yaml", "0.3 chance per month", "x" * 5000, "\0"]),
    st.lists(st.integers(-2, 2), max_size=3),
    st.dictionaries(st.text(max_size=4), st.integers(-2, 2), max_size=2),
    st.dictionaries(st.integers(2000, 2020), st.floats(), max_size=2),
)


def scenario_or_sentence(load: Any) -> None:
    try:
        assert load().hash
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
        noise = data.draw(
            st.one_of(
                st.text(max_size=6), st.sampled_from(["\t", "\n", ": ", "- ", "&a ", "*a", "{", "]", "---\n", "null", "'", "#", "!x "])
            )
        )
        text = text[:start] + noise + text[start + length :]
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    scenario_or_sentence(lambda: validate(file))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_mutated_values(data: Any) -> None:
    content = copy.deepcopy(RESOLVED)
    block: Any = content
    while True:
        keys = list(range(len(block))) if isinstance(block, list) else list(block)
        key = data.draw(st.sampled_from(keys)) if keys else None
        if key is None or not isinstance(block[key], (dict, list)) or data.draw(st.booleans()):
            break
        block = block[key]
    if key is not None:
        block[key] = data.draw(ODD)
    scenario_or_sentence(lambda: Scenario.from_dict(content))


@given(
    st.one_of(
        st.text(max_size=20), st.sampled_from(["platform.on", "places", "programmes.x", "environment.season.3", "evidence", "extends"])
    ),
    ODD,
)
@settings(max_examples=100, deadline=None)
def test_odd_overrides(path: str, value: Any) -> None:
    scenario_or_sentence(lambda: BASE.with_overrides({path: value}))
