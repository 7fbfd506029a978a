"""Files that are made to hang, to flood or to mislead: each is refused in a sentence, soon, and in little memory."""

from __future__ import annotations

import cProfile
import os
import pstats
from collections.abc import Callable
from pathlib import Path

import pytest

from linkage_sim.errors import LONGEST, LinkageError
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.problems import nearest

HEAD = "schema: 1\nname: mine\ntitle: Mine\nextends: base\n"
TRIAL = "schema: 1\nname: mine\ntitle: Mine\nscenario: junpu\n"
RANGES = "factors:\n  a: {path: platform.accuracy, range: [0, 1]}\n  b: {path: platform.coverage, range: [0, 1]}\n"
COVERAGE = "platform:\n  coverage: "
ALIASES = "a: &a [x]\n" + "".join(f"{new}: &{new} [{f'*{old},' * 9}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
STEPS = "factors:\n" + "".join(f"  {name}: {{path: platform.{name}, range: [0, 1], steps: 470}}\n" for name in ("accuracy", "coverage"))


def keys(form: str, count: int) -> str:
    return "".join(form.format(k) for k in range(count))


# What stands in the file; what is told.
SCENARIOS = {
    "a long number": (f"{HEAD}{COVERAGE}'{'1' * 20_000}'\n", 'is the text "1111'),
    "nearly a number": (f"{HEAD}{COVERAGE}{'1' * 200_000}x\n", "write a number without quotes"),
    "numbers and commas": (f"{HEAD}{COVERAGE}'{'1,' * 200_000}x'\n", "write a number without quotes"),
    "a number and blanks": (f"{HEAD}{COVERAGE}'1 {' x ' * 200_000}'\n", "its unit is share"),
    "a hexadecimal number": (f"{HEAD}months: 0x{'f' * 4000}\n", "line 5: months is a number with too many digits"),
    "a long year": (
        f"{HEAD}environment:\n  poverty_line:\n    {'1' * 4999}: 5\n",
        "line 7: environment.poverty_line is a number with too many",
    ),
    "aliases": (ALIASES, "line 1: a uses the anchor &a"),
    "depth": (f"{HEAD}platform: {'{a: ' * 20_000}\n", "line 5: platform.a.a is nested more than 50 deep"),
    "keys": (HEAD + keys("k{}: 1\n", 1_000_000), "is larger than 2,000,000 bytes"),
    "blanks": (HEAD + "\n" * 10_000_000, "is larger than 2,000,000 bytes"),
    "values": (HEAD + "a:\n" + "- [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4]\n" * 4000, "is the end of 50,000 values"),
    "unknown keys": (HEAD + "platform:\n" + keys("  accuraci{}: 1\n", 10_000), "line 5006: platform has more than 5,000 entries"),
    "fewer unknown keys": (HEAD + "platform:\n" + keys("  accuraci{}: 1\n", 4000), "write accuracy (and 3999 more problems)"),
    "unknown links": (HEAD + "evidence:\n" + keys("  platform.accuraci{}: x\n", 4000), "write platform.accuracy (and 3999 more problems)"),
    "no words": (HEAD + "programmes: {x: {providers: [" + "goverment," * 4000 + "]}}\n", "programmes.x"),
    "programmes": (HEAD + "programmes:\n" + keys("  p{}: {{need: land}}\n", 4000), "programmes.p0 lacks title"),
    "places": (HEAD + "places:\n" + keys("  - {{name: p{}}}\n", 20_000), "line 5006: places has more than 5,000 entries"),
    "bad places": (HEAD + "places:\n" + keys("  - {{name: '1 {}', households: x}}\n", 4500), 'is the text "x", but must be a whole number'),
    "years": (HEAD + "environment:\n  poverty_line:\n" + keys("    {}: 5\n", 40_000), "line 5007: environment.poverty_line has more than"),
    "fewer years": (HEAD + "environment:\n  poverty_line:\n" + keys("    {}: 5\n", 4000), "environment.poverty_line.0 is no year"),
    "a long name": (HEAD.replace("mine", "m" * 9000), "name has 9000 letters, but must have at most 100"),
    "a long title": (HEAD.replace("Mine", "M" * 9000), "title has 9000 letters, but must have at most 300"),
    "a name and a line break": (HEAD.replace("mine", '"mine\\n"'), 'name is the text "mine\\n", but must be a short name'),
    "a place and a line break": (HEAD + 'places: [{name: "a\\n"}]\n', 'places.0.name is the text "a\\n", which is no name'),
    "a month and a line break": (HEAD + 'platform: {look_back_end: "2016-06\\n"}\n', 'is the text "2016-06\\n", but must be a month'),
    "a hidden key": (HEAD + '"a\\u202eb\\e[31m": 1\n', "line 5: a\\u202eb\\x1b[31m is not a known key"),
    "a hidden parent": (HEAD.replace("base", '"a\\u202eb\\e[31m"'), "line 4: extends 'a\\u202eb\\x1b[31m' is neither"),
    "a device below": (HEAD.replace("base", "/dev/zero"), "line 4: extends names the file '/dev/zero', which is no file that can be read"),
    "a folder below": (HEAD.replace("base", "/"), "line 4: extends names the file '/', which is no file that can be read"),
    "a device as a table": (HEAD.replace("base", "china") + "nation: {provinces: /dev/zero}\n", "is no regular file"),
}
EXPERIMENTS = {
    "lhs": (TRIAL + RANGES + "design: {kind: lhs, points: 5000000}\n", "line 8: design.points is 5000000, but must be a whole number from"),
    "sobol": (TRIAL + RANGES + f"design: {{kind: sobol, points: {2**18}}}\n", "line 8: design asks for 262,144 design points, more than"),
    "saltelli": (TRIAL + RANGES + f"design: {{kind: saltelli, points: {2**17}}}\n", "design asks for 524,288 design points"),
    "morris": (TRIAL + RANGES + "design: {kind: morris, points: 1000000}\n", "design asks for 3,000,000 design points"),
    "grid": (TRIAL + STEPS, "design asks for 220,900 design points, more than 100,000; give factors fewer values"),
    "values": (TRIAL + f"scenarios: [junpu]\nfactors: {{a: {{path: months, values: [{'1,' * 5001}]}}}}\n", "a.values has more than 5,000"),
    "factors": (TRIAL + "factors:\n" + keys("  a{}: {{path: platform.accuracy, range: [0, 1]}}\n", 3000), "factors have 6,000 values"),
    "outcomes": (TRIAL + RANGES + "outcomes:\n" + keys("  o{0}: {{column: storez{0}, summary: att}}\n", 3000), "and 5999 more"),
    "replicates": (TRIAL + RANGES + f"replicates: {10**12}\n", "replicates is 1000000000000, but must be"),
    "a device": (TRIAL.replace("junpu", "/dev/zero") + RANGES, "line 4: scenario: /dev/zero: is no regular file"),
    "a hidden scenario": (TRIAL.replace("junpu", '"a\\e[31m"') + RANGES, "line 4: scenario: 'a\\x1b[31m' is neither"),
    "a hidden path": (TRIAL + 'factors: {a: {path: "platform.\\e[31m", values: [1]}}\n', "platform.\\x1b[31m is not a known path"),
    "a hidden value": (TRIAL + 'factors: {a: {path: start, values: ["a\\u202e"]}}\n', 'is the text "a\\u202e"'),
}  # fmt: skip


MOST_CALLS = 12_000_000
"""Calls of functions, a second's worth: the same on every machine. What held each bad entry against the others made 60 to 190 million."""


def refused(load: Callable[[str], object], path: Path) -> str:
    """What is told of a file: at once, in a printable sentence that is not long."""
    with cProfile.Profile() as profile, pytest.raises(LinkageError) as caught:
        load(str(path))
    assert pstats.Stats(profile).total_calls < MOST_CALLS
    told = str(caught.value)
    assert caught.value.exit_code == 2
    assert told.isprintable()
    assert len(told) <= LONGEST
    assert told.endswith(".")
    return told


@pytest.mark.parametrize("case", SCENARIOS)
def test_scenarios_that_would_hang_or_mislead_are_refused_at_once(case: str, tmp_path: Path) -> None:
    text, told = SCENARIOS[case]
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    assert told in refused(Scenario.load, path)


@pytest.mark.parametrize("case", EXPERIMENTS)
def test_experiments_that_would_hang_or_mislead_are_refused_at_once(case: str, tmp_path: Path) -> None:
    text, told = EXPERIMENTS[case]
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    assert told in refused(Experiment.load, path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "mine.yaml"
    os.mkfifo(pipe)
    for load in (Scenario.load, Experiment.load):
        assert "is no regular file; name a file that holds text" in refused(load, pipe)
    above = tmp_path / "above.yaml"
    above.write_text(HEAD.replace("base", "mine.yaml"))
    assert "line 4: extends names the file 'mine.yaml', which is no file that can be read" in refused(Scenario.load, above)


def test_a_chain_of_files_has_an_end(tmp_path: Path) -> None:
    for k in range(1200):
        (tmp_path / f"f{k}.yaml").write_text(HEAD.replace("base", f"f{k + 1}.yaml"))
    assert "extends makes a chain of more than 20 files" in refused(Scenario.load, tmp_path / "f0.yaml")


def test_a_byte_that_is_no_text_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(HEAD.encode() + b"months: \xff\n")
    assert f"{path}, line 5: is not a text file in UTF-8 (byte 9 of the line)" in refused(Scenario.load, path)


def test_a_refusal_that_would_be_long_keeps_its_place_and_its_remedy() -> None:
    told = str(LinkageError(f"mine.yaml, line 3: is {'x' * 5000}; write y."))
    assert len(told) <= LONGEST
    assert told.startswith("mine.yaml, line 3: is xxx")
    assert told.endswith("xxx; write y.")


def test_a_near_name_is_not_sought_for_a_page_of_text() -> None:
    assert nearest("acuracy", ["x" * 100_000, "accuracy"]) == "accuracy"
    assert nearest("x" * 100_000, ["x" * 99_999]) is None


def test_what_does_not_fit_in_memory_is_told_before_it_starts() -> None:
    vast = Scenario.load("base").with_overrides({"places.0.count": 1_000_000, "places.0.households": 2000})
    with pytest.raises(LinkageError, match=r"Scenario base needs at least 22\d GB of memory for its households, and there are \d+; choose"):
        LinkageModel(vast)
