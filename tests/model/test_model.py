"""The model as a whole: its graph, its archive of cards, its place in Mesa."""

from __future__ import annotations

from collections import Counter

import mesa
import networkx as nx
import numpy as np
import pytest

from linkage_sim.actors.agents import Actor
from linkage_sim.errors import LinkageError
from linkage_sim.measures.linkage import linkage_patterns
from linkage_sim.model import LinkageModel
from linkage_sim.register.archive import CardEvent
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.programmes import PROVIDERS
from linkage_sim.state.household import CARD, CARD_EVER

MONTHS = 60
EVERY = 5  # months


@pytest.fixture(scope="module")
def followed(lively: Scenario) -> tuple[LinkageModel, list[nx.Graph], np.ndarray]:
    """A lively village, its graph at the end of every fifth month, and who held a card in which month."""
    model, graphs, cards = LinkageModel(lively, seed=2), [], []
    for month in range(MONTHS):
        model.step()
        cards.append((model.world.households.card & CARD) != 0)
        if month % EVERY == EVERY - 1:
            graphs.append(model.graph())
    return model, graphs, np.array(cards)


def test_the_graph_has_the_villages_households_and_providers(followed) -> None:
    model, graphs, cards = followed
    for k, graph in enumerate(graphs):
        households = [node for node in graph if isinstance(node, tuple)]
        assert households == [("household", i) for i in range(80)]
        assert set(graph) - set(households) == set(PROVIDERS)
        registered = [graph.nodes[node]["registered"] for node in households]
        np.testing.assert_array_equal(registered, cards[EVERY * k + EVERY - 1])
    h, last = model.world.households, graphs[-1]
    assert [last.nodes["household", i]["stores"] for i in range(80)] == list(h.stores)
    assert [last.nodes["household", i]["away"] for i in range(80)] == list(h.away)
    poor = h.income < model.world.environment.poverty_line[MONTHS - 1]
    assert [last.nodes["household", i]["poor"] for i in range(80)] == list(poor)


def test_the_graph_has_the_ties_and_the_months_help(followed) -> None:
    model, graphs, _ = followed
    w, graph = model.world, graphs[-1]
    kinds = Counter(kind for _, _, kind in graph.edges(data="kind"))
    assert 2 * kinds["kin"] == w.households.kin.sum()
    assert 2 * kinds["neighbour"] == w.households.neighbours.sum()
    for one, other, kind in graph.edges(data="kind"):
        if kind == "kin":
            assert graph.nodes[one]["clan"] == graph.nodes[other]["clan"]
    units = sum(edge["units"] for _, _, edge in graph.edges(data=True) if edge["kind"] == "assistance")
    assert units == sum(bin(bits).count("1") for bits in w.households.received)
    helped = {node[1] for node in graph if isinstance(node, tuple) and set(graph[node]) & set(PROVIDERS)}
    assert helped == set(np.flatnonzero(w.households.received))


def test_recorded_patterns_are_those_of_the_graph(followed) -> None:
    model, graphs, _ = followed
    seen = 0
    for k, graph in enumerate(graphs):
        patterns = linkage_patterns(graph)
        for name, count in patterns.items():
            assert model.record.series(f"links_{name}")[EVERY * k + EVERY - 1] == count
            seen += count
    assert seen > 10


def test_a_graph_of_the_second_village_is_its_own(two_villages) -> None:
    model = LinkageModel(two_villages(households=30))
    model.households[50].stores = 7
    assert model.graph(1).nodes["household", 0]["stores"] == 7
    assert len(model.graph(0)) == 54
    assert len(model.graph(1)) == 34


def test_the_archive_tells_every_cards_story(followed) -> None:
    model, _, cards = followed
    assert cards.any()
    before = np.vstack([np.zeros(80, bool), cards[:-1]])
    for i in range(80):
        expected = [CardEvent(month, bool(cards[month, i])) for month in range(MONTHS) if cards[month, i] != before[month, i]]
        assert model.archive.history(i) == expected
        assert all(event.entered is (k % 2 == 0) for k, event in enumerate(expected))  # in and out by turns, in first
        if expected:
            assert model.world.households.card[i] & CARD_EVER


def test_the_archives_counts_agree_with_the_record(followed) -> None:
    model, _, cards = followed
    counts = {month: (entries, exits) for month, entries, exits in model.archive.counts()}
    registered = model.record.series("registered_households")
    entries, exits = model.record.series("entries"), model.record.series("exits")
    np.testing.assert_array_equal(registered, cards.sum(axis=1))
    for month in range(MONTHS):
        net = counts.get(month, (0, 0))
        assert net[0] - net[1] == entries[month] - exits[month]
        # a card given and withdrawn within a month is counted but leaves no trace
        assert net[0] <= entries[month]
        assert net[1] <= exits[month]


def test_relapses_and_corrections_are_returns_to_the_register(followed) -> None:
    model, _, _ = followed
    returns = sum(max(sum(event.entered for event in model.archive.history(i)) - 1, 0) for i in range(80))
    relapses, corrections = (model.record.series(name).sum() for name in ("relapses", "corrections"))
    assert relapses > 0
    assert 0 < returns <= relapses + corrections


def test_without_a_government_there_is_no_story(lively) -> None:
    model = LinkageModel(lively.with_overrides({"actors.government.active": False, "months": 30})).run()
    assert model.archive.counts() == []
    assert not model.record.series("registered_households").any()


def test_cards_given_from_outside_are_archived_once(minimal) -> None:
    model = LinkageModel(minimal({"months": 6, "actors.government.active": False, "platform.register_start": "2012-02"}))
    for month in range(6):
        if month == 2:
            model.households[3].card = CARD | CARD_EVER
        model.step()
    assert len(model.archive.history(3)) <= 1
    assert sum(entries for _, entries, _ in model.archive.counts()) <= 1


def test_it_is_a_mesa_model(minimal) -> None:
    model = LinkageModel(minimal({"months": 2}), seed=9)
    assert isinstance(model, mesa.Model)
    assert model.seeds == (9,)
    assert model.month == 0
    model.run()
    assert model.month == 2
    assert model.run() is model
    assert model.month == 2


def test_acts_are_those_of_all_runs(lively) -> None:
    model = LinkageModel(lively.with_overrides({"months": 8}), seeds=[1, 2]).run()
    for subject in ("household", "government"):
        for stage, count in model.acts(subject).items():
            assert count == sum(model.record.latest(run)[f"{stage}_{subject}"] for run in (0, 1))


def test_what_was_recorded_stays_as_it_was(lively) -> None:
    model = LinkageModel(lively.with_overrides({"months": 8}), seed=1)
    for _ in range(4):
        model.step()
    early = model.record.series("sales")
    model.run()
    np.testing.assert_array_equal(model.record.series("sales")[:4], early)
    model.record.series("sales")[:] = -1
    assert model.record.series("sales").min() >= 0


def test_a_month_after_the_last_is_refused_and_changes_nothing(minimal) -> None:
    model = LinkageModel(minimal({"months": 2}), seed=1).run()
    before = model.world.households.cash.copy()
    with pytest.raises(LinkageError, match="all 2 months of scenario small are over"):
        model.step()
    assert model.month == 2
    assert (model.world.households.cash == before).all()


class Watched(LinkageModel):
    """A model whose steps are watched by somebody."""

    seen = 0

    def step(self) -> None:
        super().step()
        self.seen += 1


def test_a_model_whose_steps_are_watched_is_played_step_by_step(lively) -> None:
    scenario = lively.with_overrides({"months": 30})
    watched, alone = Watched(scenario, seed=4), LinkageModel(scenario, seed=4)
    watched.run()
    assert watched.seen == watched.month == 30
    np.testing.assert_array_equal(watched.world.record, alone.run().world.record)
    np.testing.assert_array_equal(watched.archive.changes, alone.archive.changes)
    assert len(alone.archive.changes) > 10


@pytest.mark.parametrize("options", [{"threads": 2}, {"actors": [Actor]}])
def test_the_archive_is_the_same_however_months_are_played(two_villages, options) -> None:
    scenario = two_villages({"months": 20})
    alone, other = LinkageModel(scenario, seed=4).run(), LinkageModel(scenario, seed=4, **options).run()
    assert len(alone.archive.changes) > 0
    np.testing.assert_array_equal(alone.archive.changes, other.archive.changes)
    assert alone.archive.counts() == other.archive.counts()


def test_an_archive_holds_as_many_changes_as_there_are_households(minimal) -> None:
    scenario = minimal({"months": 3, "platform.register_start": "2012-02", "actors.government.quota": 0.9}, households=3_000)
    model = LinkageModel(scenario, seed=1).run()
    month, given, withdrawn = model.archive.counts()[0]
    assert (month, withdrawn) == (1, 0)
    assert given == model.record.series("registered_households")[1] > 1_024
    assert len(np.unique(model.archive.changes[model.archive.changes[:, 0] == 1, 1])) == given


def test_a_scenario_does_not_hold_on_to_the_models_that_run_it() -> None:
    """From Mesa 3.5 on, a model that is given a scenario hangs itself on it: models would stay alive, and scenarios would change."""
    scenario = Scenario.load("base")
    model = LinkageModel(scenario)
    assert model.scenario is scenario
    assert not hasattr(scenario, "model")
