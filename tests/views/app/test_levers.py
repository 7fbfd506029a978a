"""Settings and levers: sliders made from declarations, values checked, every end of every slider runs."""

from __future__ import annotations

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.scenario.parameters import parameters
from linkage_sim.views.app.levers import PLATFORM, SWITCHES, allowed, levers, read_value
from linkage_sim.views.app.link import Place, opened, written
from linkage_sim.views.app.run import Run, place_name
from linkage_sim.views.app.setting import Setting, offered

JUNPU = Setting()
ALL = [lever for some in levers(JUNPU, "junpu").values() for lever in some]


def test_every_lever_is_made_from_its_declaration():
    declared = {known.path: known for known in parameters()}
    assert len(ALL) == 26
    for lever in ALL:
        known = declared[lever.declared]
        assert (lever.unit, lever.text) == (known.unit, known.text)
        assert known.low is None or lever.low >= known.low
        assert known.high is None or lever.high <= known.high
        assert lever.choices or (lever.low < lever.high and lever.step > 0)


@pytest.mark.parametrize("lever", ALL, ids=lambda lever: lever.path)
def test_any_setting_that_a_slider_can_reach_runs(lever):
    for value in lever.choices or (lever.low, lever.high):
        setting = JUNPU.changed(lever.path, lever.read(value))
        run = Run(setting.scenario, 1).to(30)
        assert run.month == 30
        assert run.frame().series["stores"][-1] >= 0


@pytest.mark.slow
@pytest.mark.parametrize("end", ["low", "high"])
def test_all_sliders_at_one_end_run_together_with_all_switches_off_and_on(end):
    for on in (True, False):
        setting = JUNPU
        for lever in ALL:
            setting = setting.changed(lever.path, lever.read(lever.choices[0] if lever.choices else getattr(lever, end)))
        for path in (*SWITCHES.values(), PLATFORM):
            setting = setting.changed(path, on)
        assert Run(setting.scenario, 7).to(60).over


def test_a_small_village_has_no_more_founders_than_households(tmp_path):
    path = tmp_path / "hamlet.yaml"
    path.write_text("schema: 1\nname: hamlet\ntitle: Small\nextends: base\nplaces:\n  - {name: hamlet, households: 20}\n")
    (founders,) = (lever for lever in levers(Setting(str(path)), "hamlet")["household"] if lever.path.endswith("founders"))
    assert founders.high == 20
    assert Run(Setting(str(path)).changed(founders.path, 20).scenario, 1).to(3).month == 3


def test_a_value_that_is_set_back_is_no_change():
    changed = JUNPU.changed("platform.accuracy", 0.6)
    assert changed.changes == (("platform.accuracy", 0.6),)
    assert changed.changed("platform.accuracy", 0.85) == JUNPU


def test_values_from_the_browser_are_read_within_the_ends():
    known = allowed(JUNPU, "junpu")
    assert read_value("platform.accuracy", known["platform.accuracy"], "0.7") == 0.7
    assert read_value("platform.accuracy", known["platform.accuracy"], 99) == 1.0
    assert read_value("places.junpu.founders", known["places.junpu.founders"], 3.0) == 3
    assert read_value(PLATFORM, None, "off") is False
    for path, bad in (
        ("platform.accuracy", "many"),
        ("platform.accuracy", float("nan")),
        ("platform.matching", "luck"),
        (PLATFORM, "perhaps"),
    ):
        with pytest.raises(LinkageError):
            read_value(path, known[path], bad)


@pytest.mark.parametrize("seed", ["", "x", "-1", "1.5", 2**32, None])
def test_a_seed_that_is_none_is_refused_with_the_range(seed):
    with pytest.raises(LinkageError, match="no whole number from 0 to 4294967295"):
        JUNPU.seeded(seed)


def test_a_seed_may_come_as_text():
    assert JUNPU.seeded(" 42 ").seed == 42


def test_a_place_of_several_villages_is_named_by_its_entry():
    county = Setting("county").parent
    assert [place_name(county, k) for k in (0, 1, 5, 6, 39)] == ["junpu", "near-xichang", "near-xichang", "near-yujiao", "farm-yuecheng"]


def test_the_offered_scenarios_are_those_that_can_be_watched():
    assert {"junpu", "base", "scattered", "county"} <= set(offered())


def test_a_link_reopens_setting_month_language_and_lesson():
    setting = JUNPU.seeded(5).changed("platform.on", False).changed("platform.matching", "poorest").changed("places.junpu.founders", 4)
    place = Place(setting, 24, "zh", "linked")
    assert opened(written(place), "junpu") == place


@pytest.mark.parametrize(
    "query",
    [
        "?scenario=../../etc/passwd",
        "?set=population.clan_size=3",
        "?set=platform.accuracy=x",
        "?seed=abc",
        "?scenario=nowhere",
        "?month=%C2%B2",
        "?month=%D9%A3",
        "?village=%C2%B2",
        "?seed=1_0",
        "?seed=" + "1" * 3000,
        "?month=-1",
        "?set=platform.accuracy=1_0",
        "?set=platform.accuracy=nan",
        "?set=platform.on=%C2%B2",
        "?" + "set=x&" * 600,
        "?" + "x" * 5000,
    ],
)
def test_a_link_may_only_say_what_a_hand_may_set(query):
    with pytest.raises(LinkageError):
        opened(query, "junpu")


def test_what_a_link_says_of_month_language_and_lesson_is_taken_as_far_as_it_makes_sense():
    place = opened("?month=9999&lang=xx&lesson=none&village=77&junk=1", "junpu")
    assert (place.month, place.language, place.lesson, place.village) == (60, "en", "", None)
