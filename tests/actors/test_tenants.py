"""Shopkeepers from outside: they come where shops pay and rooms are free, trade like others, and leave when they fail."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.tenants import keep_stores_of_tenant, let_rooms, move_in, move_out, newcomers
from linkage_sim.measures.observe import count_tenant
from linkage_sim.state.household import AGE_SHIFT, AWARE, CONNECTED, SCHOOLING_MASK, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.month import Month
from linkage_sim.state.world import journal_of, tenants_of
from tests.worlds import small_world

N, ROOMS = 60, 6  # of a village with a room for every tenth household


@given(st.floats(0, 1e4), st.floats(0, 1), st.floats(0, 1))
def test_a_village_draws_the_more_the_more_shops_thrive_in_it(online, pays, rate) -> None:
    assert newcomers(online, pays, rate) == pytest.approx(online * pays * rate)
    assert newcomers(0.0, pays, rate) == newcomers(online, 0.0, rate) == 0.0


class Inn:
    """A village with rooms in which shops pay; keywords are parameters."""

    def __init__(self, scenario, **rules: float) -> None:
        self.world = small_world(scenario, journal=True)
        self.village, self.month, self.parameters = self.world.villages[0], self.world.months[0], self.world.parameters[0]
        for name, value in {"newcomer_rate": 1.0, "quality_sigma": 0.0, **rules}.items():
            setattr(self.parameters, name, value)
        self.tenants = tenants_of(self.village, self.world)
        self.village.online = self.village.stores = 3.0
        self.village.profit_household = 1e6
        self.village.shipping = self.village.goods = 1.0

    def open(self, months: int = 1) -> Inn:
        """Let rooms for some months."""
        for _ in range(months):
            let_rooms(self.village, self.parameters, self.world)
            self.world.clock[0] += 1
        return self

    @property
    def taken(self) -> int:
        return int((self.tenants.stores > 0).sum())

    def booked(self, flow: Flow) -> float:
        """What is booked of tenants; the village's books say the same."""
        rows = [journal_of(self.village, N + at, self.world).flows[flow] for at in range(ROOMS)]
        assert self.village.flows[flow] == pytest.approx(sum(rows))
        return float(sum(rows))


@pytest.fixture
def inn(minimal):
    return lambda **rules: Inn(minimal({"population.rooms": 0.1}), **rules)


def test_they_come_as_rooms_allow(inn) -> None:
    here = inn().open()
    assert len(here.tenants) == ROOMS
    assert here.taken == 3  # one for each of three shopkeepers
    assert here.month.entrants == here.month.stores_opened == 3
    here.open(3)
    assert here.taken == here.month.entrants == ROOMS
    assert (here.world.households.stores == 0).all()


@pytest.mark.parametrize(
    "without", [{"newcomer_rate": 0.0}, {"household_active": 0.0}, {"online": 0.0}, {"profit_household": 0.0}, {"profit_household": -1.0}]
)
def test_nobody_comes_where_nothing_draws_them(inn, without) -> None:
    here = inn(**{name: value for name, value in without.items() if name in ("newcomer_rate", "household_active")})
    for name in without.keys() & {"online", "profit_household"}:
        setattr(here.village, name, without[name])
    assert here.open(6).taken == 0


def test_without_rooms_nobody_comes(minimal) -> None:
    here = Inn(minimal({"population.rooms": 0}))
    assert len(here.tenants) == here.open(6).taken == here.month.entrants == 0


def test_they_come_half_as_often_where_shops_earn_half_of_a_wage(inn, minimal) -> None:
    came = []
    for seed in range(40):
        here = inn(newcomer_rate=0.4)
        here.village.seed, here.village.online = seed, 4.0
        here.village.profit_household = 0.5 * here.world.environment.migrant_wage[0]
        came.append(here.open().taken)
    assert np.mean(came) == pytest.approx(0.4 * 4 * 0.5, abs=0.2)


def test_they_are_a_young_couple_with_savings_and_some_skill_who_copy_what_sells(inn) -> None:
    here = inn(aptitude=0.8, copycat_quality=0.6, startup_capital=5_000.0, reputation_start=0.02).open(2)
    for tenant in here.tenants:
        assert (tenant.size, tenant.workers, tenant.away, tenant.stores) == (2, 2, 0, 1)
        assert tenant.traits & SCHOOLING_MASK == 2
        assert tenant.traits >> AGE_SHIFT == 0
        assert tenant.flags == AWARE | CONNECTED
        assert tenant.quality == pytest.approx(0.6)
        assert 0.4 <= tenant.skill <= 0.8
        assert 0.5 <= tenant.motivation <= 1.0
        assert tenant.reputation == pytest.approx(0.02)
        assert tenant.opened == 1
        assert (tenant.cash, tenant.debt) == (5_000.0, 0.0)
        assert tenant.income == pytest.approx(12 * here.world.environment.migrant_wage[0], rel=0.02)  # of the month it came in
    assert len({tenant.skill for tenant in here.tenants}) == ROOMS
    assert here.booked(Flow.BROUGHT) == 10_000 * ROOMS
    assert here.booked(Flow.STARTUP) == 5_000 * ROOMS


def test_quality_differs_as_among_villagers(minimal) -> None:
    here = Inn(minimal({"population.rooms": 0.2}, households=2_000), quality_sigma=1.1, copycat_quality=0.6)
    for at in range(len(here.tenants)):
        move_in(here.tenants[at], 2_000 + at, here.village, here.parameters, here.world)
    log = np.log(here.tenants.quality / 0.6)
    assert log.mean() == pytest.approx(0.0, abs=4 * 1.1 / 20)
    assert log.std() == pytest.approx(1.1, abs=0.16)


def test_who_fails_leaves_with_what_is_left_and_debts_are_lost(inn) -> None:
    here = inn()
    for at, (cash, debt) in enumerate([(700.0, 0.0), (0.0, 900.0)]):
        tenant = here.tenants[at]
        tenant.stores, tenant.losing, tenant.sales, tenant.cash, tenant.debt = 1, 200, 10.0, cash, debt
        keep_stores_of_tenant(tenant, N + at, here.village, here.parameters, here.world)
        assert all(getattr(tenant, name) == 0 for name in Household.fields)
    assert here.booked(Flow.TAKEN_ALONG) == 700
    assert here.month.defaults == 900
    assert here.month.stores_closed == here.month.quitters == 2


def test_nobody_takes_along_what_is_not_there(inn) -> None:
    here, tenant = inn(), Household(stores=0, cash=-1e-7)
    move_out(tenant, N, here.village, here.world)
    assert here.booked(Flow.TAKEN_ALONG) == 0


def test_a_room_is_let_anew_when_it_is_vacant(inn) -> None:
    here = inn().open(3)
    assert here.taken == ROOMS
    here.tenants.losing[:2] = 200
    here.open()
    assert here.taken == ROOMS - 2  # a room is vacant for the rest of the month
    here.open()
    assert here.taken == ROOMS
    assert here.month.entrants == ROOMS + 2
    assert here.month.quitters == 2


def test_they_open_further_stores_where_these_pay_and_close_the_last_one_as_villagers_do(inn) -> None:
    here = inn(newcomer_rate=0.0, expand_rate=1.0, expand_profit=1.0, store_cost=0.0)
    here.village.net_margin = 0.5
    tenant = here.tenants[0]
    tenant.stores, tenant.workers, tenant.sales, tenant.cash, tenant.reputation = 1, 2, 1e6, 1e6, 0.5
    here.open()
    assert tenant.stores == 2
    tenant.losing, tenant.sales = 200, 0.0
    here.open()
    assert tenant.stores == 1
    assert tenant.losing == 0


def test_they_tell_nobody_in_the_village_and_have_no_kin_there(inn) -> None:
    here = inn().open(4)
    for name in ("online_kin", "online_neighbours"):
        assert not getattr(here.world.households, name).any()
        assert not getattr(here.tenants, name).any()


def test_they_count_among_stores_and_in_no_column_of_households() -> None:
    month = Month()
    count_tenant(Household(stores=3, debt=50.0, size=2), month)
    assert (month.tenants, month.tenant_stores, month.stores, month.debt) == (1, 3, 3, 50)
    assert month.households == month.online_households == month.people == 0


def test_rooms_of_two_villages_and_runs_are_their_own(two_villages) -> None:
    world = small_world(two_villages({"population.rooms": 0.1}, households=30), seeds=[1, 2])
    rooms = [list(range(v.tenants_first, v.tenants_first + v.rooms)) for v in world.villages]
    assert [len(one) for one in rooms] == [5, 3, 5, 3]
    assert [row for one in rooms for row in one] == list(range(len(world.tenants)))


def test_a_village_settles_its_tenants_month_by_month(bench) -> None:
    here = bench(
        {"population.rooms": 0.1, "actors.household.newcomer_rate": 1}, couriers=5, goods=1.0, founders=6, options={"journal": True}
    )
    here.place(online=6.0)  # as the founders are seen from the second month on
    for month in range(3):
        here.play("input", month).place(shipping=1.0).play("implementation", month).play("feedback", month)
    tenants = here.world.tenants
    kept = tenants.stores > 0
    assert kept.any()
    assert here.month.tenants == kept.sum()
    assert here.month.tenant_stores == tenants.stores.sum()
    assert here.month.stores == here.households.stores.sum() + tenants.stores.sum()
    assert here.village.tenants == here.month.tenants
    sold = here.world.journal.flows[N:, Flow.SALES]
    assert (sold[kept] > 0).all()
    assert not sold[~kept].any()
    assert here.month.sales == pytest.approx(here.world.journal.flows[:, Flow.SALES].sum())
    # what they earn is theirs, and no household's
    assert here.month.income_shop == pytest.approx(
        sum(sign * here.world.journal.flows[:N, flow].sum() for flow, sign in [(Flow.SALES, 1), *((flow, -1) for flow in range(1, 7))])
    )
