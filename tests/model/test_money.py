"""Money is conserved: for every household, allocation and account, every month."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from linkage_sim.actors import month as schedule
from linkage_sim.actors.agents import Actor
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.programmes import PROVIDERS as NAMES
from linkage_sim.state.ledger import ACCOUNTS, AID, FLOW_COUNT, FLOWS, KIND, LENDERS, WORLD, Flow, account_moves
from linkage_sim.state.village import Village
from linkage_sim.state.world import World

SIGNS = np.array([float(parties.payee == "household") - float(parties.payer == "household") for parties in FLOWS.values()])
PROVIDERS = range(len(NAMES))


def keepers(world: World, name: str) -> np.ndarray:
    """A column of all households, and after them of all rooms for shopkeepers from outside: in the order of their books."""
    return np.concatenate([world.households.array[name], world.tenants.array[name]])


def offers(world: World, name: str) -> np.ndarray:
    """A column of the villages' programmes, village x programme."""
    return world.offers.array[name].reshape(len(world.villages), -1).copy()


@dataclass
class Month:
    """What stood in the books at the start of a month, after its budgets were divided, and at its end."""

    cash: np.ndarray
    debt: np.ndarray
    accounts: np.ndarray
    allocation: np.ndarray
    divided_accounts: np.ndarray = field(init=False)
    divided_allocation: np.ndarray = field(init=False)
    end_cash: np.ndarray = field(init=False)
    end_debt: np.ndarray = field(init=False)
    end_accounts: np.ndarray = field(init=False)
    end_allocation: np.ndarray = field(init=False)
    journal: np.ndarray = field(init=False)
    flows: np.ndarray = field(init=False)
    matched: np.ndarray = field(init=False)
    defaults: np.ndarray = field(init=False)


@dataclass
class Story:
    """Sixty months of two villages in one county, and one in another, month by month.

    With an actor that does nothing, so that the month is played stage by stage and can be watched.
    """

    model: LinkageModel
    months: list[Month]


@pytest.fixture(scope="module", params=[(1, 1, 1), (3, 2, 4)], ids=["each village once", "by weight"])
def story(lively: Scenario, request: pytest.FixtureRequest) -> Story:
    content = lively.resolved()
    place = content["places"][0]
    place["tourism"] = 0.2
    beside = {**place, "name": "next", "households": 40, "founders": 1}
    content["actors"]["household"] |= {"newcomer_rate": 0.2, "enterprise_rate": 0.05, "founder_share": 0.9}
    content["population"]["rooms"] = 0.1
    content["places"] = [dict(place), beside, {**place, "name": "far", "county": "far", "households": 30}]
    for one, weight in zip(content["places"], request.param, strict=True):
        one["weight"] = weight
    model = LinkageModel(Scenario.from_dict({**content, "evidence": {}}), seed=3, journal=True, actors=[Actor])
    w, months = model.world, []
    divide = schedule.open_month

    def watched(world: World, first: int, last: int) -> None:
        divide(world, first, last)
        now.divided_accounts, now.divided_allocation = w.accounts.copy(), offers(w, "allocation")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedule, "open_month", watched)
        for _ in range(60):
            now = Month(keepers(w, "cash"), keepers(w, "debt"), w.accounts.copy(), offers(w, "allocation"))
            model.step()
            now.end_cash, now.end_debt = keepers(w, "cash"), keepers(w, "debt")
            now.end_accounts, now.end_allocation = w.accounts.copy(), offers(w, "allocation")
            now.journal, now.flows, now.matched = w.journal.flows.copy(), w.villages.flows.copy(), offers(w, "matched")
            now.defaults = w.months.defaults.copy()
            months.append(now)
    return Story(model, months)


def rows_of(village: Village, world: World) -> list[int]:
    """Rows of a village's households and, after all households, of its rooms."""
    rooms = len(world.households) + village.tenants_first
    return [*range(village.first, village.last), *range(rooms, rooms + village.rooms)]


def test_the_story_is_worth_telling(story) -> None:
    flows = sum(now.flows.sum(axis=0) for now in story.months)
    unused = {Flow(k).name for k in range(FLOW_COUNT) if flows[k] == 0}
    # firms give in kind only, and so do committees and society, whose programmes hold no cash
    assert unused <= {"AID_COMMUNITY", "AID_MARKET", "AID_SOCIETY"}
    assert story.model.record.series("stores").max() > 50
    assert story.model.record.series("registered_households").max() > 0
    for column in ("tenants", "founders_home", "enterprises", "helpers", "returned"):
        assert story.model.record.series(column).max() > 0, column
    left = sum(now.flows[:, Flow.TAKEN_ALONG].sum() for now in story.months)
    assert left > 0


def test_every_household_closes_its_month(story) -> None:
    for now in story.months:
        gross = np.abs(now.journal).sum(axis=1) + np.abs(now.cash)
        expected = now.cash + now.journal @ SIGNS
        assert (np.abs(now.end_cash - expected) <= 1e-6 * np.maximum(gross, 1)).all()


def test_no_household_spends_what_it_does_not_have(story) -> None:
    for now in story.months:
        assert now.end_cash.min() >= -1e-6
        assert now.end_debt.min() >= 0


def test_every_debt_is_what_was_lent_less_what_was_repaid_or_written_off(story) -> None:
    villages = [rows_of(v, story.model.world) for v in story.model.world.villages]
    for now in story.months:
        owed = now.debt + now.journal[:, Flow.LOANS] - now.journal[:, Flow.REPAYMENT]
        written_off = owed - now.end_debt
        tolerance = 1e-6 * np.maximum(owed, 1)
        assert (written_off >= -tolerance).all()
        gone = written_off > tolerance
        assert (now.end_debt[gone] == 0).all()
        by_village = [(written_off * gone)[rows].sum() for rows in villages]
        assert by_village == pytest.approx(now.defaults, rel=1e-6, abs=1e-3)


def test_villages_flows_are_those_of_their_households(story) -> None:
    w = story.model.world
    of_households = np.array([parties.payer == "household" or parties.payee == "household" for parties in FLOWS.values()])
    for now in story.months:
        for j, v in enumerate(w.villages):
            told = now.journal[rows_of(v, w)].sum(axis=0)
            assert now.flows[j][of_households] == pytest.approx(told[of_households], rel=1e-9, abs=1e-6)


def test_income_by_source_is_what_households_earned(story) -> None:
    """Five columns, and together all that households were paid for work, by kin and by providers; shopkeepers from outside have none."""
    sources = {
        "income_farm": [Flow.FARM],
        "income_wage": [Flow.WAGES, Flow.HELPER_INCOME],
        "income_enterprise": [Flow.ENTERPRISE, Flow.TOURISM],
        "income_transfer": [Flow.REMITTANCES, *range(AID, AID + len(NAMES))],
    }
    recorded = {name: story.model.record.series(name) for name in (*sources, "income_shop")}
    n = len(story.model.world.households)
    outgoings = range(Flow.GOODS, Flow.HELPER_PAY + 1)
    for month, now in enumerate(story.months):
        weighted = np.array([of_real_households(story, flows) for flows in now.journal.T]).T
        own, guests = weighted[:n], weighted[n:]
        for name, flows in sources.items():
            assert recorded[name][month] == pytest.approx(own[:, flows].sum(), rel=1e-9, abs=1e-6), name
            assert not guests[:, flows].any(), name
        profit = own[:, Flow.SALES].sum() - own[:, outgoings].sum()
        assert recorded["income_shop"][month] == pytest.approx(profit, rel=1e-9, abs=1e-3)
        # nothing else comes in but loans and savings that are brought along, which are no income
        others = [flow for flow, parties in FLOWS.items() if parties.payee == "household" and flow not in (Flow.LOANS, Flow.BROUGHT)]
        everything = own[:, others].sum() - own[:, outgoings].sum()
        assert sum(column[month] for column in recorded.values()) == pytest.approx(everything, rel=1e-9, abs=1e-3)


def test_a_vacant_room_has_no_books(story) -> None:
    n, seen = len(story.model.world.households), 0
    for now in story.months:
        vacant = (now.cash[n:] == 0) & (now.end_cash[n:] == 0) & (now.journal[n:, Flow.SALES] == 0) & (now.journal[n:, Flow.BROUGHT] == 0)
        assert not now.journal[n:][vacant & (now.debt[n:] == 0)].any()
        seen += int((~vacant).sum())
    assert seen > 20


def test_flows_are_not_negative(story) -> None:
    for now in story.months:
        assert now.flows.min() >= -1e-6
        assert now.journal.min() >= -1e-6


def of_real_villages(story: Story, amounts: np.ndarray) -> np.ndarray:
    """What all the villages have for which a row stands, from what one of them has."""
    weights = story.model.world.villages.weight
    return amounts * weights.reshape(-1, *[1] * (amounts.ndim - 1))


def of_real_households(story: Story, amounts: np.ndarray) -> np.ndarray:
    """The same of households, and of rooms after them."""
    world, weights = story.model.world, np.empty(len(amounts))
    for village in world.villages:
        weights[rows_of(village, world)] = village.weight
    return amounts * weights


def by_county(story: Story, amounts: np.ndarray) -> np.ndarray:
    counties, amounts = story.model.world.villages.county, of_real_villages(story, amounts)
    return np.array([amounts[counties == c].sum(axis=0) for c in range(len(story.model.world.counties))])


def test_what_leaves_an_account_is_allocated(story) -> None:
    w = story.model.world
    payers = w.programmes.payer
    for now in story.months:
        allotted = now.divided_allocation - now.allocation
        for provider in PROVIDERS:
            allocated = by_county(story, allotted[:, payers == provider]).reshape(2, -1).sum(axis=1)
            received = now.divided_accounts[:, provider] + allocated - now.accounts[:, provider]
            if provider == ACCOUNTS.index("market"):
                assert received == pytest.approx([0, 0], abs=1e-6)
            else:
                assert (received > 0).all()
        assert now.divided_accounts[:, LENDERS] == pytest.approx(now.accounts[:, LENDERS])
        total = now.divided_accounts.sum(axis=1) + by_county(story, now.divided_allocation).sum(axis=1)
        assert total == pytest.approx(now.accounts.sum(axis=1) + by_county(story, now.allocation).sum(axis=1), abs=1e-3)


def test_public_funds_are_those_of_the_scenario(story) -> None:
    payers = story.model.world.programmes.payer
    government = ACCOUNTS.index("government")
    rate = story.model.scenario.data.actors.government.public_funds
    for now in story.months:
        allotted = by_county(story, (now.divided_allocation - now.allocation)[:, payers == government]).sum(axis=1)
        received = now.divided_accounts[:, government] + allotted - now.accounts[:, government]
        sizes = np.array([village.last - village.first for village in story.model.world.villages])
        households = by_county(story, sizes)
        assert received == pytest.approx(households * rate)
        weights = story.model.world.villages.weight
        assert list(households) == [80 * weights[0] + 40 * weights[1], 30 * weights[2]]


def test_every_allocation_pays_for_what_was_matched(story) -> None:
    w = story.model.world
    costs, payers = w.programmes.cost, w.programmes.payer
    for now in story.months:
        spent = now.matched * costs
        assert now.end_allocation == pytest.approx(now.divided_allocation - spent, abs=1e-6)
        assert now.end_allocation.min() >= -1e-5
        for provider in PROVIDERS:
            paid = now.flows[:, AID + provider] + now.flows[:, KIND + provider]
            assert paid == pytest.approx(spent[:, payers == provider].sum(axis=1), abs=1e-6)


def test_every_account_moves_by_its_flows(story) -> None:
    for now in story.months:
        expected = now.divided_accounts.copy()
        flows = by_county(story, now.flows)
        for flow, account, sign in account_moves():
            expected[:, account] += sign * flows[:, flow]
        assert now.end_accounts == pytest.approx(expected, rel=1e-12, abs=1e-3)


def test_nothing_appears_and_nothing_is_lost_over_sixty_months(story) -> None:
    first, last = story.months[0], story.months[-1]
    gross = sum(np.abs(of_real_villages(story, now.flows)).sum() for now in story.months)
    held = [of_real_households(story, cash).sum() for cash in (first.cash, last.end_cash)]
    allocated = [of_real_villages(story, amounts).sum() for amounts in (first.allocation, last.end_allocation)]
    before = held[0] + first.accounts.sum() + allocated[0]
    after = held[1] + last.end_accounts.sum() + allocated[1]
    assert abs(after - before) < 1e-9 * gross


def test_only_the_world_and_lenders_are_in_deficit_for_long(story) -> None:
    # a provider may owe a month's interest or branch until its next funds come
    accounts = np.array([now.end_accounts for now in story.months])
    assert (accounts[:, :, ACCOUNTS.index("community")] >= -1e-6).all()
    assert (accounts[:, :, ACCOUNTS.index("society")] >= -1e-6).all()
    assert accounts[-1, 0, WORLD] < 0


def test_spending_is_recorded(story) -> None:
    recorded = story.model.record.series("spending")
    spent = [of_real_villages(story, now.matched * story.model.world.programmes.cost).sum() for now in story.months]
    assert recorded == pytest.approx(spent)


def test_without_a_journal_the_books_are_the_same(story) -> None:
    quiet = LinkageModel(story.model.scenario, seed=3).run()
    np.testing.assert_array_equal(quiet.world.accounts, story.model.world.accounts)
    np.testing.assert_array_equal(quiet.world.record, story.model.world.record)
    assert not quiet.world.journal.flows.any()
