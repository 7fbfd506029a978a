"""Every kind of bad input: one sentence with file, line, path and remedy."""

from __future__ import annotations

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.scenario import Scenario, validate

HEAD = "schema: 1\nname: mine\ntitle: Mine\nextends: junpu\n"
FIRST = HEAD.count("\n") + 1

# What the file adds from line FIRST on; the faulty line counted from there; the path; what is wrong; the remedy.
CASES = {
    "unknown block": ("actor: {}\n", 0, "actor", "is not a known key", "write actors"),
    "unknown key": ("actors:\n  household:\n    open_rat: 0.2\n", 2, "actors.household.open_rat", "is not a known key", "write open_rate"),
    "key of another block": ("actors:\n  open_rate: 0.2\n", 1, "actors.open_rate", "not a known key", "write actors.household.open_rate"),
    "unknown actor": ("actors:\n  cooperative: {fee: 1}\n", 1, "actors.cooperative", "is not a known key", "of your own in extensions"),
    "unknown effect": (
        "programmes:\n  training:\n    effect:\n      skil: 1\n",
        3,
        "programmes.training.effect.skil",
        "not a known",
        "write skill",
    ),
    "text for a number": ("platform:\n  coverage: much\n", 1, "platform.coverage", 'is the text "much"', "write a number"),
    "quoted number": (
        "platform:\n  coverage: '0.5'\n",
        1,
        "platform.coverage",
        "must be a number from 0 to 1 (share)",
        "write 0.5 without quotes",
    ),
    "underscores": ("economy:\n  store_cost: 1_000\n", 1, "economy.store_cost", 'is the text "1_000"', "write 1000 without"),
    "no for a switch": ("platform:\n  on: no\n", 1, "platform.on", 'is the text "no", but must be true or false', "write true or false"),
    "number for a switch": ("platform:\n  on: 0\n", 1, "platform.on", "is 0, but must be true or false", "write true or false"),
    "truth for a number": ("platform:\n  coverage: true\n", 1, "platform.coverage", "is true, but must be a number", "write it so"),
    "fraction for a count": ("months: 2.5\n", 0, "months", "is 2.5, but must be a whole number from 1 to 600", "round it"),
    "list for a block": ("platform: [1]\n", 0, "platform", "is a list, but must be a block of keys", "indent its keys"),
    "block for a number": (
        "platform:\n  delay: {a: 1}\n",
        1,
        "platform.delay",
        "is a block of keys, but must be a number",
        "write it so",
    ),
    "empty block": ("platform:\n", 0, "platform", "is empty, but must be a block of keys", "remove the line"),
    "infinite": ("economy:\n  store_cost: .inf\n", 1, "economy.store_cost", "is inf, but must be a number", "choose a value"),
    "wrong unit": (
        "actors:\n  household:\n    open_rate: 0.3 RMB\n",
        2,
        "actors.household.open_rate",
        'is the text "0.3 RMB", but its unit is chance per month',
        'write 0.3, or "0.3 chance per month"',
    ),
    "negative count": (
        "places:\n  - name: a\n    households: -5\n",
        2,
        "places.0.households",
        "is -5, but must be a whole number from 1",
        "choose",
    ),
    "negative money": (
        "economy:\n  store_cost: -1\n",
        1,
        "economy.store_cost",
        "is -1, but must be a number from 0 to 1e+12 (RMB",
        "choose a value",
    ),
    "share over 1": (
        "platform:\n  coverage: 1.2\n",
        1,
        "platform.coverage",
        "is 1.2, but must be a number from 0 to 1 (share)",
        "choose a value",
    ),
    "unknown rule": ("platform:\n  matching: poor\n", 1, "platform.matching", "must be one of need, poorest or random", "write poorest"),
    "unknown provider": (
        "programmes:\n  roads:\n    providers: [goverment]\n",
        2,
        "programmes.roads.providers.0",
        "one of",
        "write government",
    ),
    "no provider": ("programmes:\n  roads:\n    providers: []\n", 2, "programmes.roads.providers", "has 0 entries", "add one"),
    "missing cost": (
        "programmes:\n  more:\n    title: More\n    providers: [society]\n    need: funds\n    capacity: 1\n",
        1,
        "programmes.more",
        "lacks cost (Cost of one unit, including what is paid out)",
        "add cost",
    ),
    "month that is none": ("start: 2012-13\n", 0, "start", "must be a month written YYYY-MM", "write for example 2014-01"),
    "month in no year of ours": ("start: 0000-01\n", 0, "start", "in no year from 1949 to 2100", "write for example 2014-01"),
    "percent for a share": (
        "platform:\n  coverage: 50 %\n",
        1,
        "platform.coverage",
        'is the text "50 %", but its unit is share',
        "write 0.5",
    ),
    "number for a key": ("7: 2\n", 0, "7", "is not a known key", "use one of actors"),
    "programme named by a number": ("programmes:\n  7: {title: A}\n", 1, "programmes.7", "is no name", "write a name before"),
    "number for places": ("places: 3\n", 0, "places", "must be a list of places", "begin each entry with '- name:'"),
    "list for links": ("evidence: [a]\n", 0, "evidence", "must be a block of evidence links", "write below it a path"),
    "platform month that is none": ("platform:\n  start: soon\n", 1, "platform.start", "must be a month", "write for example"),
    "month before the start": (
        "platform:\n  register_start: 2011-12\n",
        1,
        "platform.register_start",
        "is 2011-12, before the scenario's start 2012-01",
        "write 2012-01 or later",
    ),
    "end before start": (
        "programmes:\n  roads:\n    start: 2014-01\n    end: 2013-01\n",
        3,
        "programmes.roads.end",
        "before the programme's start 2014-01",
        "write 2014-01 or later",
    ),
    "end before the run": (
        "programmes:\n  roads:\n    end: 2011-01\n",
        2,
        "programmes.roads.end",
        "before the scenario's start",
        "later month",
    ),
    "pays more than it costs": (
        "programmes:\n  roads:\n    effect: {cash: 1e6}\n",
        2,
        "programmes.roads.effect.cash",
        "more than",
        "raise the cost",
    ),
    "provider twice": (
        "programmes:\n  roads:\n    providers: [market, market]\n",
        2,
        "programmes.roads.providers",
        "twice",
        "name each once",
    ),
    "programme without a name": (
        "programmes:\n  a.b: {title: A, providers: [market], need: land, cost: 1, capacity: 1}\n",
        1,
        "programmes.a.b",
        "no name",
        "use",
    ),
    "nothing to remove": (
        "programmes:\n  trainin: null\n",
        1,
        "programmes.trainin",
        "there is no such programme to remove",
        "write training",
    ),
    "year that is none": ("environment:\n  poverty_line: {soon: 5}\n", 1, "environment.poverty_line.soon", "is no year", "write a year"),
    "year out of the world": (
        "environment:\n  poverty_line: {12: 5}\n",
        1,
        "environment.poverty_line.12",
        "is no year from",
        "write a year",
    ),
    "negative series": (
        "environment:\n  poverty_line: {2014: -5}\n",
        1,
        "environment.poverty_line.2014",
        "must be a number above 0",
        "choose",
    ),
    "internet over all": ("environment:\n  rural_internet: {2014: 1.5}\n", 1, "environment.rural_internet.2014", "not above 1", "choose"),
    "short season": (
        "environment:\n  season: [1, 2]\n",
        1,
        "environment.season",
        "has 2 entries, but must have 12",
        "give one for each month",
    ),
    "season of nothing": (
        "environment:\n  season: [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n",
        1,
        "environment.season.0",
        "above 0",
        "small positive",
    ),
    "too many founders": (
        "places:\n  - {name: a, households: 5, founders: 6}\n",
        1,
        "places.0.founders",
        "more than the village's 5",
        "at most 5",
    ),
    "names twice": ("places:\n  - name: a\n  - name: a\n", 2, "places.1.name", "the name of place number 1 as well", "use count"),
    "name that is none": ("places:\n  - name: 7.5 b\n", 1, "places.0.name", "which is no name", "use letters"),
    "more than can be counted": (
        "places:\n  - {name: a, count: 1000000, households: 5000}\n",
        0,
        "places",
        "hold 5000000000",
        "smaller count",
    ),
    "no town": ("places:\n  - {name: a, town: '*'}\n", 1, "places.0.town", "no other place names a town", "name a town"),
    "no place": ("places: []\n", 0, "places", "has 0 entries, but must have at least 1", "add one"),
    "evidence that does not exist": (
        "evidence:\n  platform.start: junpu.helpp\n",
        1,
        "evidence.platform.start",
        "no entry",
        "write junpu.help",
    ),
    "evidence for nothing": (
        "evidence:\n  platform.strat: junpu.help\n",
        1,
        "evidence.platform.strat",
        "does not exist",
        "write platform.start",
    ),
    "target as input": (
        "evidence:\n  places: junpu.stores\n",
        1,
        "evidence.places",
        "a target that the model must reproduce, never an input",
        "name an",
    ),
    "pattern as input": (
        "evidence:\n  places: b.conditions\n",
        1,
        "evidence.places",
        "a pattern that the model must show by itself",
        "name an",
    ),
    "link of no form": ("evidence:\n  places: 5\n", 1, "evidence.places", "neither an entry", "assumed"),
    "link of another form": ("evidence:\n  places: {assume: why}\n", 1, "evidence.places", "neither an entry", "assumed"),
    "assumed without a word": ("evidence:\n  places: {assumed: ''}\n", 1, "evidence.places", "neither an entry", "assumed"),
    "unknown parent": ("extends: junpuu\n", None, "extends", "'junpuu' is neither a bundled scenario nor a file", "write junpu"),
    "missing parent": (
        "extends: none.yaml\n",
        None,
        "extends",
        "names the file 'none.yaml', which does not exist",
        "relative to this file",
    ),
    "title of two lines": ('title: "a\\nb"\n', None, "title", "must be one line of text", "write a short line"),
    "other version": ("schema: 2\n", None, "schema", "version", "write 1"),
    "name with capitals": ("name: Mine\n", None, "name", "must be a short name of small letters", "rename it"),
}


def told_of(path) -> str:
    with pytest.raises(LinkageError) as caught:
        Scenario.load(str(path))
    assert caught.value.exit_code == 2
    return str(caught.value)


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_with_file_line_path_and_remedy(case: str, tmp_path) -> None:
    added, offset, where, what, remedy = CASES[case]
    key = added.split(":")[0]
    text = HEAD + added if offset is not None else "\n".join(added.strip() if line.startswith(key) else line for line in HEAD.splitlines())
    line = FIRST + offset if offset is not None else [row.split(":")[0] for row in HEAD.splitlines()].index(key) + 1
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    told = told_of(path)
    assert told.startswith(f"{path}, line {line}: {where} "), told
    assert what in told
    assert remedy in told.rpartition(";")[2]
    assert told.endswith(".")
    assert "\n" not in told


def test_what_a_late_start_makes_wrong_in_the_file_below_is_to_be_mended_above(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + "start: 2015-01\n")
    told = told_of(path)
    assert "before the scenario's start 2015-01" in told
    assert f"write 2015-01 or later in {path}, which extends that file" in told


def test_a_key_that_is_missing_is_told_with_the_place_where_it_belongs(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("schema: 1\nname: mine\nextends: base\n")
    assert told_of(path) == f"{path}, line 1: lacks title (One line for people); add title."


def test_several_problems_are_counted_and_the_first_in_the_file_is_told(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + "platform:\n  coverage: 2\n  accuracy: 3\nmonths: 0\n")
    assert told_of(path).endswith("choose a value in that range (and 2 more problems).")


@pytest.mark.parametrize("content", ["", "# only a remark\n", "5\n", "- a\n"])
def test_a_file_without_a_scenario_is_refused(content: str, tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(content)
    assert "holds no scenario; begin it with 'schema: 1', 'name:' and 'title:'." in told_of(path)


def test_a_circle_of_extends_is_refused(tmp_path) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(f"schema: 1\nname: {name}\ntitle: T\nextends: {parent}.yaml\n")
    told = told_of(tmp_path / "a.yaml")
    assert told.startswith(f"{tmp_path / 'c.yaml'}, line 4: extends goes round in a circle (a.yaml -> b.yaml -> c.yaml -> a.yaml)")


def test_a_scenario_that_extends_itself_is_refused(tmp_path) -> None:
    (tmp_path / "a.yaml").write_text("schema: 1\nname: a\ntitle: T\nextends: a.yaml\n")
    assert "goes round in a circle (a.yaml -> a.yaml)" in told_of(tmp_path / "a.yaml")


def test_the_fault_of_a_parent_is_told_with_the_parents_file(tmp_path) -> None:
    (tmp_path / "parent.yaml").write_text("schema: 1\nname: p\ntitle: T\nextends: base\nmonths: 0\n")
    (tmp_path / "child.yaml").write_text("schema: 1\nname: c\ntitle: T\nextends: parent.yaml\n")
    assert told_of(tmp_path / "child.yaml").startswith(f"{tmp_path / 'parent.yaml'}, line 5: months is 0")


def test_a_missing_file_is_told() -> None:
    assert told_of("nowhere/none.yaml") == "nowhere/none.yaml: does not exist; check the path."


def test_an_unknown_name_offers_the_nearest_bundled_one() -> None:
    assert told_of("jumpu") == "'jumpu' is neither a bundled scenario nor a file; write junpu."


def test_a_change_without_support_is_refused_by_validate_only(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + "actors:\n  household:\n    open_rate: 0.2\n")
    assert Scenario.load(path).actors.household.open_rate == 0.2
    with pytest.raises(LinkageError, match=r"line 7: actors.household.open_rate is changed from its declared default without support; add"):
        validate(path)


@pytest.mark.parametrize("link", ["actors.household.open_rate", "actors.household", "actors"])
def test_a_link_of_the_path_or_a_block_around_it_supports_a_change(link: str, tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + f"actors:\n  household:\n    open_rate: 0.2\nevidence:\n  {link}: {{assumed: slower}}\n")
    assert validate(path).actors.household.open_rate == 0.2


def test_a_default_written_with_its_unit_needs_no_support(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + "actors:\n  market:\n    loan_term: 36 months\n")
    assert validate(path) == Scenario.load("junpu").with_overrides({"name": "mine", "title": "Mine"})


def test_a_parents_link_does_not_support_what_the_child_changes(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + "programmes:\n  training:\n    cost: 900\n")
    with pytest.raises(LinkageError, match=r"programmes.training.cost is changed"):
        validate(path)


def test_an_effect_of_the_other_scope_is_refused():
    base = Scenario.load("base").resolved()
    base["programmes"]["training"]["effect"]["roads"] = 0.5
    with pytest.raises(LinkageError, match=r"programmes\.training\.effect\.roads has no meaning in a programme for a household"):
        Scenario.from_dict(base)


def test_a_village_may_not_have_the_name_of_a_numbered_one():
    base = Scenario.load("base").resolved()
    place = base["places"][0]
    base["places"] = [{**place, "name": "v", "count": 2}, {**place, "name": "v-1"}]
    base["evidence"] = {key: value for key, value in base["evidence"].items() if not key.startswith("places")}
    with pytest.raises(LinkageError, match="is 'v-1', the name of village 1 of the 2 called 'v'"):
        Scenario.from_dict(base)
