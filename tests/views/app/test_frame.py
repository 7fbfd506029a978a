"""The run that is watched: frames agree with the model, memory and chronicle with what happened, the plan with the village."""

from __future__ import annotations

import math

import numpy as np
import pytest

from linkage_sim import LinkageModel, Scenario
from linkage_sim.findings.language import words_of
from linkage_sim.state.month import ACTORS, STAGES
from linkage_sim.views.app.frame import STATES, calendar_of
from linkage_sim.views.app.household import household_story
from linkage_sim.views.app.plan import ANGLES, MOST_DRAWN, SIZE
from linkage_sim.views.app.run import Run


@pytest.fixture(scope="module")
def run() -> Run:
    return Run(Scenario.load("junpu"), 1).to(30)


def test_watching_changes_nothing(run):
    alone = LinkageModel(Scenario.load("junpu"), seed=1)
    for _ in range(30):
        alone.step()
    assert np.array_equal(alone.record.runs[:30], run.model.record.runs[:30])


def test_the_frame_counts_as_the_record_does(run):
    frame, latest = run.frame(), run.model.record.latest()
    assert frame.counts["online"] == latest["online_households"]
    assert sum(frame.counts[state] for state in STATES) == 490
    assert frame.series["stores"][-1] == latest["stores"]
    assert len(frame.series["stores"]) == frame.month == 30
    assert frame.flows == {stage: {actor: latest[f"{stage}_{actor}"] for actor in ACTORS} for stage in STAGES}
    assert sum(total for _, total in frame.clans) == 490
    assert sum(online for online, _ in frame.clans) == frame.counts["online"]


def test_the_links_are_those_of_the_models_graph(run):
    graph = run.model.graph(run.village)
    edges = {(a, b[1]) if isinstance(b, tuple) else (b, a[1]) for a, b, kind in graph.edges(data="kind") if kind == "assistance"}
    frame = run.frame()
    assert {(link.actor, link.household) for link in frame.links} == edges
    assert sum(frame.served.values()) == len(edges) > 0


def test_states_are_those_of_the_households(run):
    frame = run.frame()
    graph = run.model.graph(run.village)
    for dot in frame.dots:
        known = graph.nodes["household", dot.household]
        expected = "online" if known["stores"] else "carded" if known["registered"] else "poor" if known["poor"] else "other"
        assert STATES[dot.state] == expected
        assert dot.stores == known["stores"]


def test_a_frame_does_not_change_when_the_model_goes_on():
    run = Run(Scenario.load("junpu"), 3).to(20)
    frame = run.frame()
    kept = (frame.dots, frame.series["stores"], frame.flows["input"]["household"], frame.links)
    run.to(40)
    assert (frame.dots, frame.series["stores"], frame.flows["input"]["household"], frame.links) == kept


def test_the_first_frame_is_before_the_first_month():
    frame = Run(Scenario.load("junpu"), 1).frame()
    assert (frame.month, frame.year, frame.calendar, frame.over) == (0, 2012, 1, False)
    assert frame.series["stores"] == ()
    assert frame.events == ()
    assert frame.counts["online"] == 12


def test_calendar():
    assert [calendar_of("2012-01", k) for k in (0, 11, 12)] == [(2012, 1), (2012, 12), (2013, 1)]
    assert calendar_of("2013-07", 6) == (2014, 1)


def test_memory_tells_the_same_as_the_archive_and_the_columns(run):
    carded = [i for i in range(490) if run.model.archive.history(run.memory.first + i)]
    assert carded
    for i in carded:
        told = [(deed.month, deed.kind == "carded") for deed in run.memory.deeds(i) if deed.kind in ("carded", "uncarded")]
        assert told == [(event.month, event.entered) for event in run.model.archive.history(run.memory.first + i)]
    opened = {i for i in range(490) if any(deed.kind == "opened_first" for deed in run.memory.deeds(i))}
    assert {i for i in range(490) if run.model.households[run.memory.first + i].stores and i not in opened} <= set(
        np.flatnonzero(run.memory.column("stores", 0)).tolist()
    )


def test_several_stores_of_one_month_are_one_deed():
    run = Run(Scenario.load("junpu"), 1)
    i = next(i for i in range(490) if run.model.households[i].stores == 0)
    for stores in (1, 2, 5, 3, 2, 0):
        run.model.households[i].stores = stores
        run.memory.note(run.model)
    told = [(deed.kind, deed.number, deed.change) for deed in run.memory.deeds(i)]
    assert told == [("opened_first", 1, 1), ("opened", 2, 1), ("opened_several", 5, 3), ("closed_several", 3, 2), ("closed", 2, 1),
                    ("closed_last", 0, 2)]  # fmt: skip
    sentences = household_story(run, i, words_of("en")).deeds
    assert [sentence.split(": ")[1] for sentence in sentences[2:4]] == ["closed 2, 3 left", "opened 3 more, now 5"]


def test_help_is_remembered_with_its_month(run):
    received = run.memory.column("received")
    for i in np.flatnonzero(received)[:20]:
        month, k = run.memory.helped(int(i))[0]
        assert month == 29
        assert int(received[i]) >> k & 1


def test_the_chronicle_tells_of_firms_marks_and_the_platform(run):
    events = {(event.kind, event.facts.get("count") or event.facts.get("stores")): event.month for event in run.chronicle.events}
    stores = run.model.record.series("stores")
    assert events["mark", 100] == int(np.argmax(stores >= 100))
    assert events["platform", None] == 18
    couriers = run.model.record.series("couriers")
    came = [event for event in run.chronicle.events if event.kind.startswith("couriers_came")]
    assert came[0].month == int(np.argmax(couriers >= 1))
    assert all(event.facts == {"count": couriers[event.month], "came": couriers[event.month] - couriers[event.month - 1]} for event in came)


def test_several_firms_of_one_month_are_one_event():
    run = Run(Scenario.load("junpu"), 1).to(1)
    for couriers in (1, 4):
        run.model.villages[0].couriers = couriers
        run.chronicle.note(run.model)
    first, further = (event for event in run.chronicle.events if "couriers" in event.kind)
    assert (first.kind, first.facts) == ("couriers_came", {"count": 1, "came": 1})
    assert words_of("en")(f"events.{further.kind}", **further.facts) == "3 couriers open; there are 4"


def test_the_first_shopkeepers_from_outside_and_the_look_back_are_told_once():
    run = Run(Scenario.load("junpu"), 1).to(1)
    for tenants in (3, 4):
        run.model.villages[0].tenants = tenants
        run.model.world.parameters[0].look_back_start = 0 if tenants == 3 else 43
        run.chronicle.note(run.model)
    told = {event.kind: event.facts for event in run.chronicle.events if event.kind in ("tenants", "look_back")}
    assert told == {"tenants": {"count": 3}, "look_back": {}}
    assert len([event for event in run.chronicle.events if event.kind in told]) == 2
    assert words_of("en")("events.tenants", count=3) == "the first shopkeepers from outside rent rooms: 3"


def test_a_frame_holds_last_years_events_latest_first(run):
    months = [event.month for event in run.frame().events]
    assert months == sorted(months, reverse=True)
    assert min(months) >= 30 - 12


def test_the_plan_fits_the_picture_and_keeps_households_apart(run):
    plan = run.plan
    assert len(plan.households) == len(set(plan.places)) == 490
    assert all(0 < x < SIZE[0] and 0 < y < SIZE[1] for x, y in (*plan.places, *plan.actors.values()))
    assert tuple(plan.actors) == tuple(ANGLES)
    nearest = min(math.dist(a, b) for k, a in enumerate(plan.places[:80]) for b in plan.places[:k])
    assert nearest > plan.dot
    assert sorted(i for clan in plan.clans for i in clan.members) == list(range(490))


def test_a_large_village_is_drawn_in_part_and_counted_whole():
    scenario = Scenario.load("base").with_overrides({"places.village.households": 3000, "months": 12})
    run = Run(scenario, 1).to(3)
    frame = run.frame()
    assert len(frame.dots) == MOST_DRAWN
    assert sum(total for _, total in frame.clans) == 3000 == sum(frame.counts[state] for state in STATES)
    assert {link.household for link in frame.links} <= set(run.plan.households)
    assert run.plan.ties == ()


def test_several_villages_are_told_in_a_few_numbers_each():
    run = Run(Scenario.load("county"), 1).to(24)
    frame = run.frame()
    assert len(frame.spots) == 40
    assert run.village_name == "junpu"
    assert sum(spot.online for spot in frame.spots) == run.model.record.latest()["online_households"]
    other = Run(Scenario.load("county"), 1, village=3).to(24)
    assert other.frame().series == frame.series
    assert len(other.frame().dots) == 386
