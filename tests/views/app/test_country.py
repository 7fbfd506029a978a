"""A country in the page: what is played and shown of it adds up, and the way leads down to a village and up again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from linkage_sim import Scenario
from linkage_sim.errors import LinkageError
from linkage_sim.findings.numbers import number
from linkage_sim.nation.country import country_of
from linkage_sim.population.spots import arrivals_in
from linkage_sim.views.app.address import Address, address_of, read_address
from linkage_sim.views.app.country.atlas import SHOWN, Atlas
from linkage_sim.views.app.country.part_run import KEPT, PartRun
from linkage_sim.views.app.country.shown_atlas import AtlasView, atlas_view
from linkage_sim.views.app.country.shown_map import series_of
from linkage_sim.views.app.link import opened, written
from linkage_sim.views.app.pace import SPEEDS
from linkage_sim.views.app.room import Room
from linkage_sim.views.app.tab import Tab
from linkage_sim.views.app.view import view_of

SMALL = """
schema: 1
name: small
title: Two counties of one province and one of another
extends: china
months: 14
nation: {only: [ningxia-001, ningxia-002, qinghai-003], per_stratum: 1, arrivals: 3000, news_growth: 0}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("country") / "small.yaml"
    path.write_text(SMALL)
    return str(path)


@pytest.fixture
def tab(small) -> Iterator[Tab]:
    opened = Tab(small)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def played(small) -> PartRun:
    run = PartRun(Scenario.load(small), 1)
    run.until = run.months
    while run.working:
        run.advance()
    return run


def at_work(tab: Tab) -> AtlasView:
    """Do all that is asked for aside, as the player does; return what is shown then."""
    while tab.working:
        tab.work()
    assert isinstance(tab.room, Atlas)
    assert tab.problem == ""
    return atlas_view(tab.room, tab.first)


def test_counties_add_up_to_their_province_and_provinces_to_the_country(played):
    provinces = played.provinces()
    assert sorted(provinces.names) == ["ningxia", "qinghai"]
    for k, name in enumerate(provinces.names):
        np.testing.assert_allclose(played.counties(name).values.sum(axis=1), provinces.values[:, k], rtol=1e-9, atol=1e-6)
    for k, name in enumerate(KEPT[:-1]):
        np.testing.assert_allclose(provinces.values[:, :, k].sum(axis=1), played.model.record.series(name), rtol=1e-9)


def test_what_is_asked_for_month_by_month_is_what_is_asked_for_at_the_end(played, small):
    run = PartRun(Scenario.load(small), 1)
    run.until = 3
    while run.working:
        run.advance()
        run.provinces(), run.counties("ningxia")
    assert run.done == 3
    assert run.provinces().values.tolist() == played.provinces().values[:3].tolist()
    assert run.counties("ningxia").values.tolist() == played.counties("ningxia").values[:3].tolist()


def test_what_flows_is_shown_over_a_year(played):
    exits = played.provinces().values[:, :, KEPT.index("exits")]
    shown = series_of(played.provinces(), "exits")
    np.testing.assert_allclose(shown[13], exits[2:14].sum(axis=0))
    np.testing.assert_allclose(shown[4], exits[:5].sum(axis=0))


def test_nothing_is_played_before_somebody_asks_and_it_is_said_what_it_takes(tab):
    view = at_work(tab)
    assert tab.room.run.done == 0
    assert f"{tab.room.run.households:,}" in view.controls["note"]
    assert view.places["rows"] == []
    assert {shape["to"] for shape in view.map["shapes"] if shape["to"]} == {"ningxia", "qinghai"}
    assert len(view.map["shapes"]) == 34


def test_step_year_month_play_stop_and_reset(tab):
    tab.act("step")
    assert at_work(tab).transport["scrub"]["done"] == tab.room.month == 1
    tab.act("year")
    assert at_work(tab).transport["scrub"]["done"] == tab.room.month == 13
    tab.act("month", 5)
    shown = at_work(tab)
    assert shown.head["when"] == "May 2008"
    assert tab.room.run.done == 13
    tab.act("month", 14)
    assert tab.room.month == 13
    tab.act("reset")
    tab.act("play")
    assert tab.room.month == 0
    tab.act("step")
    assert (tab.room.month, tab.room.run.until) == (1, 14)
    tab.act("stop")
    assert (tab.playing, tab.working, tab.room.run.done) == (False, False, 13)
    tab.act("play")
    at_work(tab)
    for _ in range(14):
        tab.act("step")
    assert (tab.playing, tab.room.month) == (False, 14)
    tab.act("speed", 99)
    assert tab.interval == 1 / SPEEDS[-1]


def test_every_measure_is_shown_and_its_rows_add_up_to_the_sum(tab):
    tab.act("year")
    at_work(tab)
    table = tab.room.run.provinces()
    for measure in SHOWN:
        tab.act("measure", measure)
        view = at_work(tab)
        assert [row["to"] for row in view.places["rows"]] == sorted(
            table.names, key=lambda name: (-series_of(table, measure)[11, list(table.names).index(name)], name)
        )
        total = series_of(table, measure)[11].sum()
        assert view.places["sum"] == number(round(total))
        assert all(shape["amount"] for shape in view.map["shapes"] if shape["to"])


def test_down_to_a_village_and_up_again(tab):
    tab.act("year")
    at_work(tab)
    tab.act("at", "ningxia")
    view = at_work(tab)
    assert [row["to"] for row in view.places["rows"]][:1] <= ["ningxia/1", "ningxia/2"]
    assert (tab.room.month, tab.room.run.done) == (12, 12)  # as the country's run has it
    assert view.controls["own"]
    tab.act("own")
    at_work(tab)
    assert (tab.room.month, tab.room.run.scenario.nation.only) == (12, ("ningxia-001", "ningxia-002"))
    tab.act("at", "ningxia/2")
    view = at_work(tab)
    villages = country_of(tab.room.run.scenario.nation).villages
    assert {shape["to"] for shape in view.map["shapes"]} == {f"ningxia/2/{number}" for number in villages["number"]}
    assert tab.room.month == 12
    atlas = tab.room
    tab.act("at", "ningxia/2/7")
    assert isinstance(tab.room, Room)
    assert [one["to"] for one in view_of(tab.room).head["trail"]] == ["", "ningxia", "ningxia/2", "ningxia/2/7"]
    tab.act("at", "ningxia/2")
    assert tab.room is atlas
    assert tab.room.run.done == 14  # what was played is kept
    tab.act("at", "")
    assert (tab.room.at.level, tab.room.month) == ("country", 12)


def test_a_village_by_itself_is_the_countrys_with_the_founders_who_come_home(small, tab):
    country = Scenario.load(small)
    drawn = country_of(country.nation)
    arrivals = arrivals_in(drawn, country, country.nation, 1)
    rows = [int(np.flatnonzero(arrivals.month > 1)[0]), int(np.flatnonzero(arrivals.month == 0)[0])]
    for row in rows:
        tab.act("at", address_of(drawn.name_of(row)).text)
        assert tab.problem == ""
        scenario, place = tab.room.setting.parent, drawn.place_of(row)
        (alone,) = scenario.places
        assert alone.founders == arrivals.size[row]
        begins = max(int(arrivals.month[row]) - 1, 0)
        assert scenario.start == f"{2008 + begins // 12}-{begins % 12 + 1:02d}"
        moved = {"founders": place.founders, "broadband": place.broadband}
        assert alone.model_copy(update=moved) == place
        assert (alone.broadband >= place.broadband) if begins else (alone.broadband == place.broadband)


def test_a_village_by_itself_has_all_levers_and_its_file_is_what_is_run(tab, tmp_path):
    tab.act("at", "qinghai/3/1")
    tab.act("change", {"path": "places.qinghai-003-0001.founders", "value": 9})
    tab.act("change", {"path": "actors.market.active", "value": False})
    tab.act("seed", 4)
    assert tab.problem == ""
    tab.act("save", "scenario")
    path = tmp_path / tab.room.saved.name
    path.write_bytes(tab.room.saved.content)
    assert Scenario.load(path).hash == tab.room.setting.scenario.hash
    again = opened(view_of(tab.room).head["save"]["query"], tab.first)
    assert again.setting == tab.room.setting


def test_the_file_of_a_map_is_the_part_that_is_played(tab, tmp_path):
    tab.act("at", "ningxia")
    tab.act("thin", "5")
    tab.act("save")
    path = tmp_path / tab.room.saved.name
    path.write_bytes(tab.room.saved.content)
    assert Scenario.load(path).hash == tab.room.run.scenario.hash
    assert (tab.room.run.scenario.nation.thin, tab.room.run.scenario.nation.only) == (5, ("ningxia-001", "ningxia-002"))


def test_another_seed_forgets_what_was_played(tab):
    tab.act("step")
    at_work(tab)
    tab.act("seed", "8")
    assert (tab.room.run.seed, tab.room.run.done, tab.room.setting.seed) == (8, 0, 8)


def test_a_link_leads_to_the_place_and_the_month(small):
    first = Tab(small).first
    for query in ("?at=ningxia%2F2&month=6&lang=zh&seed=3", "?at=qinghai&month=2", "?at=ningxia/1/5&country=9"):
        place = opened(query, first)
        assert opened(written(place), first) == place
    tab = Tab(small, "?at=ningxia/2&month=3&lang=zh")
    view = at_work(tab)
    assert (tab.room.month, tab.room.run.done) == (3, 14)  # a county is played at once
    assert view.head["language"] == "zh"
    tab.act("language", "en")
    assert "at=ningxia%2F2" in at_work(tab).head["save"]["query"]
    tab.close()


@pytest.mark.parametrize(
    "at", ["nowhere", "guangdong", "ningxia/3", "ningxia/0", "ningxia/x", "ningxia/1/99999", "ningxia/1/2/3", "/", "ningxia/", "ningxia/-1"]
)
def test_a_place_that_is_none_is_refused_in_a_sentence(small, at):
    with pytest.raises(LinkageError):
        read_address(at, Scenario.load(small).nation)
    tab = Tab(small, f"?at={at}")
    assert tab.problem
    assert tab.room.at == Address()
    tab.act("at", at)
    assert "could not be" in tab.problem
    tab.act("dismiss")
    assert tab.problem == ""


@pytest.mark.parametrize(("name", "data"), [("month", "x"), ("measure", "income"), ("thin", 7), ("seed", -1), ("at", {}), ("keep", None)])
def test_what_goes_wrong_on_the_map_is_a_sentence_and_it_stays(tab, name, data):
    before = tab.room.at, tab.room.month, tab.room.measure
    tab.act(name, data)
    assert tab.problem
    assert (tab.room.at, tab.room.month, tab.room.measure) == before


def test_an_error_while_it_plays_stops_with_a_sentence(tab, monkeypatch):
    def broken(self: PartRun) -> None:
        raise LinkageError("the county burnt down.")

    tab.act("play")
    monkeypatch.setattr(PartRun, "advance", broken)
    with pytest.raises(LinkageError) as told:
        tab.work()
    tab.give_up(told.value)
    assert (tab.playing, tab.working) == (False, False)
    assert "the county burnt down." in tab.problem


def test_scenarios_and_lessons_lead_from_the_map_and_back(tab):
    tab.act("language", "zh")
    tab.act("lesson", "list")
    assert isinstance(tab.room, Room)
    assert (tab.room.lesson.key, tab.room.language) == ("list", "zh")
    tab.act("scenario", tab.first)
    assert isinstance(tab.room, Atlas)
    tab.act("at", "ningxia/1/1")
    tab.act("scenario", "base")
    assert (tab.room.setting.name, tab.room.setting.alone) == ("base", None)
    tab.act("at", "ningxia")
    assert tab.problem


def test_a_tab_that_closes_lets_go_of_all_models(small):
    tab = Tab(small)
    tab.act("step")
    at_work(tab)
    runs: list[Any] = list(tab.room.runs.values())
    tab.act("at", "ningxia/1/1")
    tab.close()
    assert [run.model for run in runs] == [None]
    tab.act("step")
    assert tab.closed


def test_the_bundled_country_is_offered_and_thinned_at_first():
    tab = Tab("junpu", "?scenario=china")
    assert tab.room.run.scenario.nation.thin == 20
    assert (tab.room.run.model, tab.room.run.done) == (None, 0)
    tab.close()
