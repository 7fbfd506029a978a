from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors import month as schedule
from linkage_sim.actors.community.input import visit_chance
from linkage_sim.actors.government.input import funds_from_above
from linkage_sim.actors.society.feedback import publicity_after, visible_success
from linkage_sim.actors.society.input import donations
from linkage_sim.economy.ledger import ACCOUNTS

SHARE = st.floats(0, 1)


@given(SHARE, SHARE, SHARE, SHARE)
def test_publicity_is_a_share_and_rises_with_success(publicity, success, gain, decay) -> None:
    rule = getattr(publicity_after, "py_func", publicity_after)
    after = rule(publicity, success, gain, decay)
    assert 0 <= after <= 1 + 1e-12
    assert after >= rule(publicity, 0.0, gain, decay) - 1e-12
    assert rule(publicity, 0.0, gain, decay) == pytest.approx(publicity * (1 - decay))


def test_publicity_by_hand(plain) -> None:
    assert plain(publicity_after)(0.5, 1.0, 0.1, 0.2) == pytest.approx(0.4 + 0.1 * 0.6)


@pytest.mark.parametrize(("share", "told"), [(0.0, 0.0), (0.1, 0.5), (0.2, 1.0), (0.9, 1.0)])
def test_all_is_told_when_a_fifth_are_online(plain, share, told) -> None:
    assert plain(visible_success)(share) == pytest.approx(told)


def test_donations_double_with_full_publicity(plain) -> None:
    assert plain(donations)(100.0, 4.0, 1.0, 0.0) == 400
    assert plain(donations)(100.0, 4.0, 1.0, 1.0) == 800
    assert plain(donations)(100.0, 4.0, 0.0, 1.0) == 400


def test_public_funds_are_per_household(plain) -> None:
    assert plain(funds_from_above)(390.0, 90.0) == 390 * 90


@pytest.mark.parametrize(("visits", "n", "chance"), [(40.0, 400, 0.1), (500.0, 400, 1.0), (0.0, 400, 0.0)])
def test_the_chance_of_a_visit(plain, visits, n, chance) -> None:
    assert plain(visit_chance)(visits, n) == pytest.approx(chance)


@pytest.mark.parametrize("who", ["community", "government", "society"])
def test_funds_come_to_those_that_take_part(bench, who) -> None:
    def received(active: float) -> float:
        village = bench().rule(**{f"{who}_active": active})
        schedule.counties_month(village.w)
        return float(village.w.accounts[0, ACCOUNTS.index(who)])

    rates = bench().p
    rate = {"community": rates["village_fund"], "government": rates["public_funds"], "society": rates["donations"]}[who]
    assert received(1.0) == pytest.approx(60 * rate)
    assert received(0.0) == 0


def test_a_known_county_is_given_more(bench) -> None:
    village = bench().place(publicity=1.0).rule(publicity_donations=1.0)
    schedule.counties_month(village.w)
    assert village.w.accounts[0, ACCOUNTS.index("society")] == pytest.approx(2 * 60 * village.p["donations"])


@pytest.mark.parametrize(("active", "publicity"), [(1.0, 0.5 * 0.9 + 0.2 * 0.55), (0.0, 0.45)])
def test_media_report_where_society_takes_part(bench, active, publicity) -> None:
    village = bench().rule(society_active=active, publicity_gain=0.2, publicity_decay=0.1).set(stores=1)
    village.play("input").place(publicity=0.5).play("feedback")
    assert village.see.publicity == pytest.approx(publicity)


@pytest.mark.parametrize(("stores", "noticed"), [(99, False), (100, True)])
def test_a_take_off_is_noticed_by_its_stores(bench, stores, noticed) -> None:
    village = bench().rule(notice_stores=100.0)
    village.h.stores[0] = stores
    village.play("input", 4).play("feedback", 4)
    assert village.see.noticed == (5 if noticed else 0)
    village.play("input", 9).play("feedback", 9)
    assert village.see.noticed == (5 if noticed else 0)


def test_integrity_lengthens_no_list(bench) -> None:
    village = bench({"platform.register_start": "2099-01"}).rule(quota=0.1, falsify=0.5)
    for integrity, active, quota in ((1.0, 1.0, 0.1), (0.0, 1.0, 0.15), (0.0, 0.0, 0.1)):
        village.place(integrity=integrity).rule(community_active=active).play("input").play("integration")
        assert village.see.quota == pytest.approx(quota)


@pytest.mark.parametrize("provider", ["community", "government", "market", "society"])
def test_a_unit_that_meets_a_need_tells_who_was_there(bench, provider) -> None:
    help_for_the_ill = {"title": "Help", "providers": [provider], "need": "illness", "cost": 10, "capacity": 5}
    village = bench({"programmes.help": help_for_the_ill}).play("input", 7)
    village.set(need=1, received=0)
    village.h.received[:2] = 1
    village.play("implementation", 7).play("feedback", 7)
    seen = {name: getattr(village.see, f"served_{name}") for name in ("community", "government", "market", "society")}
    assert seen.pop(provider) == 8
    assert set(seen.values()) == {0.0}


def test_what_meets_no_need_does_not_count_as_presence(bench) -> None:
    village = bench({"programmes.help": {"title": "Help", "providers": ["society"], "need": "illness", "cost": 10, "capacity": 5}})
    village.play("input").set(need=0, received=1)
    village.play("implementation").play("feedback")
    assert village.see.served_society == 0
