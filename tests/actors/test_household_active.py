"""The switch of the household: what households leave undone where they take no initiative, and what they do all the same."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from linkage_sim.state.ledger import FLOWS, Flow
from linkage_sim.model import LinkageModel
from linkage_sim.state.household import AWARE, CARD, CONNECTED, FOUNDER, SALIENT

OFF = {"actors.household.active": False}
QUIET = {f"actors.household.{shock}_onset": 0 for shock in ("illness", "disability", "schooling", "disaster", "marriage")}
SUBJECTS = ("household", "community", "government", "market", "society")
SIGNS = np.array([float(parties.payee == "household") - float(parties.payer == "household") for parties in FLOWS.values()])


def test_they_voice_nothing_but_are_heard_on_a_visit(bench) -> None:
    village = bench({**QUIET, **OFF, "platform.coverage": 1, "platform.delay": 1}).rule(voice_alone=1.0, visits=0.0)
    village.set(motivation=1.0, voiced=0).play("input")
    assert not village.h.voiced.any()
    assert village.see.voiced == 0
    village.rule(visits=60.0, visit_accuracy=1.0).play("input", 1)
    np.testing.assert_array_equal(village.h.voiced, village.h.need)
    assert village.see.visited == 60


def test_founders_come_home_without_a_store(bench) -> None:
    on, off = bench(households=40, founders=7), bench(OFF, households=40, founders=7)
    founder = (off.h.flags & FOUNDER) != 0
    assert founder.sum() == 7
    assert not off.h.stores.any()
    assert not off.h.online_kin.any()
    assert not off.h.online_neighbours.any()
    trade = ("stores", "reputation", "online_kin", "online_neighbours")
    for name, before, after in zip(on.h._fields, on.h, off.h, strict=True):
        if name not in trade:
            np.testing.assert_array_equal(before, after, err_msg=name)


@pytest.fixture
def ready(bench):
    """Build a village whose households lack nothing for a shop, and take no initiative."""

    def build(**rules: float):
        quiet = {"leave_rate": 0, "home_rate": 0, "open_rate": 1, "piece_slope": 50, "unseen_trust": 1}
        village = bench({**OFF, **{f"actors.household.{name}": value for name, value in quiet.items()}}).rule(**rules)
        village.set(flags=AWARE | CONNECTED, skill=0.95, motivation=0.95, cash=50_000.0, workers=3, away=0, size=4, stores=0, dependence=0)
        return village.place(goods=1.0, couriers=3.0)

    return build


def test_none_opens_a_store_though_nothing_is_missing(ready) -> None:
    village = ready().set(flags=AWARE | CONNECTED | SALIENT).play("input").place(shipping=1.0).play("implementation")
    assert not village.h.stores.any()
    assert not (village.h.flags & SALIENT).any()
    village.rule(household_active=1.0).play("input", 1).place(shipping=1.0).play("implementation", 1)
    assert (village.h.stores == 1).all()


def test_none_opens_a_further_store_but_one_that_loses_is_closed(ready) -> None:
    village = ready(expand_rate=1.0, expand_profit=1.0, patience=6.0).place(net_margin=0.5)
    village.set(stores=1, sales=1e6, reputation=0.5, losing=np.where(np.arange(60) < 20, 6, 0))
    village.play("input").place(shipping=1.0).play("implementation")
    assert (village.h.stores == (np.arange(60) >= 20)).all()
    assert village.see.opened == 0


def test_none_comes_home_for_a_shop_but_some_come_and_go_as_ever(ready) -> None:
    village = ready(return_rate=1.0).set(away=1, online_kin=3).place(profit_household=1e6)
    village.play("input").play("implementation")
    assert (village.h.away == 1).all()
    village.rule(home_rate=1.0).play("input", 1).play("implementation", 1)
    assert not village.h.away.any()
    village.rule(home_rate=0.0, leave_rate=1.0).play("input", 2).set(income=100.0).play("implementation", 2)
    assert (village.h.away == 1).all()


def test_none_complains_of_being_left_off_the_list(bench) -> None:
    village = bench({**QUIET, **OFF}).rule(complain_rate=1.0, audit=0.0, display=0.0, supervise=0.0)
    village.set(income=500.0, card=0).place(listed=1.0).play("input", 1).play("feedback", 1)
    assert village.see.complaints == 0
    village.rule(household_active=1.0).play("feedback", 2)
    assert village.see.complaints == 60


@pytest.fixture(scope="module")
def passive(lively):
    """Sixty months of a village in which everybody but the households acts, month by month."""
    model = LinkageModel(lively.with_overrides(OFF), seed=1, journal=True)
    w, months = model.world, []
    for _ in range(60):
        cash, total = w.households.cash.copy(), w.households.cash.sum() + w.accounts.sum() + w.purse.sum()
        model.step()
        closing = w.households.cash.sum() + w.accounts.sum() + w.purse.sum()
        gross = np.abs(w.journal).sum(axis=1) + np.abs(cash)
        months.append((w.households.cash - cash - w.journal @ SIGNS, gross, closing - total, np.abs(w.flows).sum(), w.flows[0].copy()))
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
        assert of_village[Flow.OFFLINE] > 0


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
