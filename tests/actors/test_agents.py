"""The actors as agents: built in or added by somebody else."""

from __future__ import annotations

import gc
import weakref

import pytest

from linkage_sim.actors.agents import BUILT_IN, Actor, named
from linkage_sim.errors import LinkageError
from linkage_sim.model import LinkageModel
from linkage_sim.state.household import AWARE
from linkage_sim.state.ledger import ACCOUNTS
from linkage_sim.state.month import ACTORS, STAGES


class Teller(Actor):
    """Tells everybody of online shops in the third month's feedback, and keeps a diary."""

    subject = "society"
    diary: list[tuple[int, str]]

    def note(self, stage: str) -> None:
        self.__dict__.setdefault("diary", []).append((self.model.month, stage))

    def input(self) -> None:
        self.note("input")

    def integration(self) -> None:
        self.note("integration")

    def implementation(self) -> None:
        self.note("implementation")

    def feedback(self) -> None:
        self.note("feedback")
        if self.model.month == 2:
            self.model.world.households.flags[:] |= AWARE


def test_an_added_actor_acts_at_each_stage_and_changes_the_world(minimal) -> None:
    scenario = minimal({"months": 5})
    model = LinkageModel(scenario, actors=[Teller]).run()
    teller = model.added[0]
    assert teller.diary == [(month, stage) for month in range(5) for stage in STAGES]
    aware, alone = model.record.series("aware_households"), LinkageModel(scenario).run().record.series("aware_households")
    # it acts after the built-in actors, who have counted the month already
    assert list(aware[:3]) == list(alone[:3])
    assert (aware[3:] == 60).all()
    assert alone[3] < 60


def test_an_actor_that_does_nothing_changes_nothing(minimal) -> None:
    scenario = minimal({"months": 4})
    model, alone = LinkageModel(scenario, actors=[Actor]).run(), LinkageModel(scenario).run()
    assert (model.world.record == alone.world.record).all()
    assert model.added[0].name == "Actor"


def test_a_kind_of_an_extension_is_found_by_its_name(minimal) -> None:
    assert named("Teller", (Actor, Teller)) is Teller
    with pytest.raises(LinkageError, match=r"no actor 'test_teller' is known.*LinkageModel\(scenario, actors=\[TheClass\]\)"):
        LinkageModel(minimal(), actors=["test_teller"])


def test_all_five_subjects_have_agents(minimal) -> None:
    model = LinkageModel(minimal())
    assert {agent.subject for agent in model.built_in} == set(ACTORS)
    assert len(model.built_in) == len(BUILT_IN) == len(model.agents)
    assert all(agent.account is None or agent.account in ACCOUNTS for agent in model.built_in)


def test_an_agent_knows_its_balance_and_whether_it_is_active(two_villages) -> None:
    model = LinkageModel(two_villages({"actors.society.active": False})).run()
    by_name = {agent.name: agent for agent in model.built_in}
    assert by_name["CountyGovernments"].active
    assert not by_name["Charities"].active
    assert by_name["HouseholdSector"].active
    passive = LinkageModel(two_villages({"actors.household.active": False}))
    assert [agent.subject for agent in passive.built_in if not agent.active] == ["household"]
    assert by_name["HouseholdSector"].balance == 0
    assert by_name["CountyGovernments"].balance == model.balance("government") != 0
    assert by_name["Charities"].balance == 0
    assert by_name["CountyGovernments"].acts["input"] == model.record.latest()["input_government"] > 0


def test_balances_with_allocations_are_all_the_money_there_is(two_villages) -> None:
    model = LinkageModel(two_villages())
    before = model.world.households.cash.sum()
    model.run()
    everything = sum(model.balance(account) for account in ACCOUNTS) + model.world.households.cash.sum() + model.world.tenants.cash.sum()
    assert everything == pytest.approx(before, rel=1e-9)


@pytest.mark.parametrize("options", [{}, {"threads": 2}, {"actors": [Actor]}, {"seeds": [1, 2]}])
def test_a_model_that_nobody_holds_is_gone(minimal, options) -> None:
    # Mesa 3.3 counts agents in a table of their class, which kept every model and its world alive
    kept = []
    for seed in range(3):
        model = LinkageModel(minimal({"months": 2}), seed=seed, **options).run()
        assert len({agent.unique_id for agent in model.agents}) == len(model.agents)
        kept += [weakref.ref(model), weakref.ref(model.world.households.array), weakref.ref(model.built_in[0])]
        del model
    gc.collect()
    assert [one() for one in kept] == [None] * 9


def test_agents_of_each_model_are_numbered_from_one(minimal) -> None:
    models = [LinkageModel(minimal({"months": 1})) for _ in range(2)]
    for model in models:
        assert sorted(agent.unique_id for agent in model.agents) == list(range(1, len(model.agents) + 1))
