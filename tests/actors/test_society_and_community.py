from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.community import receive_village_funds, report_poor, visit_chance
from linkage_sim.actors.government import central_funds_of, funds_from_above, notice, receive_public_funds
from linkage_sim.actors.society import donations, publicise, publicity_after, receive_donations, visible_success
from linkage_sim.state.ledger import ACCOUNTS, WORLD
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Region, Village

SHARE = st.floats(0, 1)


@given(SHARE, SHARE, SHARE, SHARE)
def test_publicity_is_a_share_and_rises_with_success(publicity, success, gain, decay) -> None:
    after = publicity_after(publicity, success, gain, decay)
    assert 0 <= after <= 1 + 1e-12
    assert after >= publicity_after(publicity, 0.0, gain, decay) - 1e-12
    assert publicity_after(publicity, 0.0, gain, decay) == pytest.approx(publicity * (1 - decay))


def test_publicity_by_hand() -> None:
    assert publicity_after(0.5, 1.0, 0.1, 0.2) == pytest.approx(0.4 + 0.1 * 0.6)


@pytest.mark.parametrize(("share", "told"), [(0.0, 0.0), (0.1, 0.5), (0.2, 1.0), (0.9, 1.0)])
def test_all_is_told_when_a_fifth_are_online(share, told) -> None:
    assert visible_success(share) == pytest.approx(told)


def test_donations_double_with_full_publicity() -> None:
    assert donations(100.0, 4.0, 1.0, 0.0) == 400
    assert donations(100.0, 4.0, 1.0, 1.0) == 800
    assert donations(100.0, 4.0, 0.0, 1.0) == 400


def test_public_funds_are_per_household() -> None:
    assert funds_from_above(390.0, 90.0) == 390 * 90


def test_central_funds_go_by_the_share_of_a_province() -> None:
    every_household = 43e9 / 230e6 / 12
    assert central_funds_of(Region(central_share=2.0), 43e9) == pytest.approx(2 * every_household)
    assert central_funds_of(Region(central_share=0.0), 43e9) == 0


def test_a_quota_goes_by_the_province_and_is_no_more_than_everybody() -> None:
    for share, quota in ((0.0, 0.0), (2.0, 0.2), (20.0, 1.0)):
        village = Village(integrity=1.0, poor_share=share)
        report_poor(village, Parameters(quota=0.1, falsify=0.5, community_active=1.0))
        assert village.quota == pytest.approx(quota)


@pytest.mark.parametrize(("visits", "n", "chance"), [(40.0, 400, 0.1), (500.0, 400, 1.0), (0.0, 400, 0.0)])
def test_the_chance_of_a_visit(visits, n, chance) -> None:
    assert visit_chance(visits, n) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("who", "receive", "rate"),
    [
        ("community", receive_village_funds, {"village_fund": 7.0}),
        ("government", receive_public_funds, {"public_funds": 7.0}),
        ("society", receive_donations, {"donations": 7.0, "publicity_donations": 1.0}),
    ],
)
def test_funds_come_to_those_that_take_part(who, receive, rate) -> None:
    for active in (1.0, 0.0):
        accounts = np.zeros(len(ACCOUNTS))
        county, parameters = Region(paid_households=60.0, villages=1.0), Parameters(**{f"{who}_active": active}, **rate)
        receive(county, parameters, *([1e9] if who == "government" else []), accounts)
        assert accounts[ACCOUNTS.index(who)] == -accounts[WORLD] == pytest.approx(active * 60 * 7)
        assert np.count_nonzero(accounts) == 2 * active


def test_a_known_county_is_given_more() -> None:
    accounts, county = np.zeros(len(ACCOUNTS)), Region(paid_households=60.0, villages=1.0, publicity=1.0)
    receive_donations(county, Parameters(society_active=1.0, donations=3.0, publicity_donations=1.0), accounts)
    assert accounts[ACCOUNTS.index("society")] == pytest.approx(2 * 60 * 3)


@pytest.mark.parametrize(("active", "publicity"), [(1.0, 0.5 * 0.9 + 0.2 * 0.55), (0.0, 0.45)])
def test_media_report_where_society_takes_part(active, publicity) -> None:
    village = Village(share=1.0, publicity=0.5)
    publicise(village, Parameters(society_active=active, publicity_gain=0.2, publicity_decay=0.1), Month())
    assert village.publicity == pytest.approx(publicity)


@pytest.mark.parametrize(("stores", "noticed"), [(99, False), (100, True)])
def test_a_take_off_is_noticed_by_its_stores(stores, noticed) -> None:
    village = Village(stores=stores)
    for month in (4, 9):
        notice(village, Parameters(notice_stores=100.0), month)
        assert village.noticed == (5 if noticed else 0)


@pytest.mark.parametrize(("integrity", "active", "quota"), [(1.0, 1.0, 0.1), (0.0, 1.0, 0.15), (0.0, 0.0, 0.1)])
def test_integrity_lengthens_no_list(integrity, active, quota) -> None:
    village = Village(integrity=integrity, poor_share=1.0)
    report_poor(village, Parameters(quota=0.1, falsify=0.5, community_active=active))
    assert village.quota == pytest.approx(quota)


@pytest.mark.parametrize("provider", range(4))
def test_a_unit_that_meets_a_need_tells_who_was_there(bench, provider) -> None:
    name = ("community", "government", "market", "society")[provider]
    help_for_the_ill = {"title": "Help", "providers": [name], "need": "illness", "cost": 10, "capacity": 5}
    here = bench({"programmes.help": help_for_the_ill}).play("input", 7)
    here.set(need=1, received=0)
    here.households.received[:2] = 1
    here.play("implementation", 7).play("feedback", 7)
    assert list(here.village.served) == [8 if at == provider else 0 for at in range(4)]


def test_what_meets_no_need_does_not_count_as_presence(bench) -> None:
    here = bench({"programmes.help": {"title": "Help", "providers": ["society"], "need": "illness", "cost": 10, "capacity": 5}})
    here.play("input").set(need=0, received=1)
    here.play("implementation").play("feedback")
    assert not here.village.served.any()
