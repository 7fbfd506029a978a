"""The switch of the household: what households leave undone where they take no initiative, and what they do all the same."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from linkage_sim.model import LinkageModel
from linkage_sim.state.household import AWARE, CARD, CONNECTED, FOUNDER, SALIENT
from linkage_sim.state.ledger import FLOWS, Flow
from tests.worlds import small_world

OFF = {"actors.household.active": False}
QUIET = {f"actors.household.{shock}_onset": 0 for shock in ("illness", "disability", "schooling", "disaster", "marriage")}
SUBJECTS = ("household", "community", "government", "market", "society")
SIGNS = np.array([float(parties.payee == "household") - float(parties.payer == "household") for parties in FLOWS.values()])


def test_they_voice_nothing_but_are_heard_on_a_visit(bench) -> None:
    here = bench({**QUIET, **OFF, "platform.coverage": 1, "platform.delay": 1}).rule(voice_alone=1.0, visits=0.0)
    here.set(motivation=1.0, voiced=0).play("input")
    assert not here.households.voiced.any()
    assert here.month.input_household == 0
    here.rule(visits=60.0, visit_accuracy=1.0).play("input", 1)
    np.testing.assert_array_equal(here.households.voiced, here.households.need)
    assert here.month.input_community == 60


def test_founders_come_home_without_a_store(minimal) -> None:
    on, off = (small_world(minimal(rules, households=40, founders=7)).households for rules in ({}, OFF))
    assert ((off.flags & FOUNDER) != 0).sum() == 7
    assert on.stores.sum() == 7
    trade = ("stores", "opened", "reputation", "online_kin", "online_neighbours")
    for name in off.kind.fields:
        if name in trade:
            assert not getattr(off, name).any()
        else:
            np.testing.assert_array_equal(getattr(on, name), getattr(off, name), err_msg=name)


@pytest.fixture
def ready(bench):
    """Build a village whose households lack nothing for a shop, and take no initiative."""

    def build(**rules: float):
        quiet = {"leave_rate": 0, "home_rate": 0, "open_rate": 1, "piece_slope": 50, "unseen_trust": 1}
        here = bench({**OFF, **{f"actors.household.{name}": value for name, value in quiet.items()}}).rule(**rules)
        here.set(flags=AWARE | CONNECTED, skill=0.95, motivation=0.95, cash=50_000.0, workers=3, away=0, size=4, stores=0, dependence=0)
        return here.place(goods=1.0, couriers=3.0)

    return build


def test_none_opens_a_store_though_nothing_is_missing(ready) -> None:
    here = ready().set(flags=AWARE | CONNECTED | SALIENT).play("input").place(shipping=1.0).play("implementation")
    assert not here.households.stores.any()
    assert not (here.households.flags & SALIENT).any()
    here.rule(household_active=1.0).play("input", 1).place(shipping=1.0).play("implementation", 1)
    assert (here.households.stores == 1).all()


def test_none_opens_a_further_store_but_one_that_loses_is_closed(ready) -> None:
    here = ready(expand_rate=1.0, expand_profit=1.0, patience=6.0).place(net_margin=0.5)
    here.set(stores=1, sales=1e6, reputation=0.5, losing=np.where(np.arange(60) < 20, 6, 0))
    here.play("input").place(shipping=1.0).play("implementation")
    assert (here.households.stores == (np.arange(60) >= 20)).all()
    assert here.month.stores_opened == 0


def test_none_comes_home_for_a_shop_but_some_come_and_go_as_ever(ready) -> None:
    here = ready(return_rate=1.0).set(away=1, online_kin=3).place(profit_household=1e6)
    here.play("input").play("implementation")
    assert (here.households.away == 1).all()
    here.rule(home_rate=1.0).play("input", 1).play("implementation", 1)
    assert not here.households.away.any()
    here.rule(home_rate=0.0, leave_rate=1.0).play("input", 2).set(income=100.0).play("implementation", 2)
    assert (here.households.away == 1).all()


def test_none_complains_of_being_left_off_the_list(bench) -> None:
    here = bench({**QUIET, **OFF}).rule(complain_rate=1.0, audit=0.0, display=0.0, supervise=0.0)
    here.set(income=500.0, card=0).place(listed=1.0).play("input", 1).play("feedback", 1)
    assert here.month.feedback_community == 0
    here.rule(household_active=1.0).play("feedback", 2)
    assert here.month.feedback_community == 60


@pytest.fixture(scope="module")
def passive(lively):
    """Sixty months of a village in which everybody but the households acts, month by month."""
    model = LinkageModel(lively.with_overrides(OFF), seed=1, journal=True)
    world, months = model.world, []

    def money() -> float:
        return float(world.households.cash.sum() + world.tenants.cash.sum() + world.accounts.sum() + world.offers.allocation.sum())

    for _ in range(60):
        cash, total = world.households.cash.copy(), money()
        model.step()
        booked, flows = world.journal.flows[: len(cash)], world.villages[0].flows
        gross = np.abs(booked).sum(axis=1) + np.abs(cash)
        months.append((world.households.cash - cash - booked @ SIGNS, gross, money() - total, np.abs(flows).sum(), flows.copy()))
    return model, months


def test_where_households_wait_there_is_never_a_store(passive) -> None:
    model, _ = passive
    for column in ("stores", "stores_opened", "stores_closed", "online_households", "sales", "input_household", "implementation_household"):
        assert not model.record.series(column).any(), column


def test_where_households_wait_they_still_live_and_are_helped(passive) -> None:
    model, _ = passive
    assert model.record.series("input_community").all()
    assert model.record.series("implementation_government").sum() > 10
    assert model.record.series("returned").any()
    assert model.record.series("migrants_away").any()
    assert (model.world.households.card & CARD).any()
    # what is built, given and taught comes to them as to others
    assert model.record.series("aware_households")[-1] > model.record.series("aware_households")[0]


def test_where_households_wait_money_closes(passive) -> None:
    _, months = passive
    for gap, gross, drift, flows, of_village in months:
        assert (np.abs(gap) <= 1e-6 * np.maximum(gross, 1)).all()
        assert abs(drift) < 1e-9 * flows
        assert of_village[Flow.SALES] == of_village[Flow.STARTUP] == 0
        assert of_village[Flow.FARM] > 0
        assert of_village[Flow.WAGES] > 0


@pytest.mark.parametrize(
    "active", list(product((False, True), repeat=len(SUBJECTS))), ids=lambda active: "".join("01"[on] for on in active)
)
def test_every_coalition_of_the_subjects_is_defined(lively, active) -> None:
    switches = {f"actors.{subject}.active": on for subject, on in zip(SUBJECTS, active, strict=True)}
    model = LinkageModel(lively.with_overrides({**switches, "months": 18}), seed=2).run()
    table = model.record.monthly.drop(columns="month")
    assert np.isfinite(table.to_numpy(dtype=float)).all()
    assert (table["stores"].max() > 0) == active[0]
    if not any(active):
        acts = [name for name in table if name.endswith(SUBJECTS) and name != "feedback_household"]
        assert not table[acts].to_numpy().any()
        assert not table["spending"].any()


def test_a_misspelt_switch_is_led_to_the_right_one(lively) -> None:
    with pytest.raises(Exception, match=r"actors\.household\.active"):
        lively.with_overrides({"actors.houshold.active": False})
    with pytest.raises(Exception, match="active"):
        lively.with_overrides({"actors.household.activ": False})
