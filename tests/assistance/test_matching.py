"""Who is served: exact numbers, priority, equal odds; and without the platform, whoever is on the provider's own list."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.assistance.matching import NEED_FIRST, count_bits, gather_claims, is_open_to, may_have, priority, serve
from linkage_sim.assistance.programmes import is_linked
from linkage_sim.population.initialise import on_list
from linkage_sim.scenario.programmes import ELIGIBILITIES, NEEDS
from linkage_sim.state.household import BROADBAND, CARD, CARD_EVER, ILLNESS, LABOUR, MOTIVATION, RECORDED, SKILLS, Household
from linkage_sim.state.parameters import ProgrammeRow
from linkage_sim.state.village import GOVERNMENT, Village
from tests.worlds import small_world

N = 40
HELP = {
    "title": "Help",
    "providers": ["government"],
    "need": "skills",
    "cost": 100,
    "capacity": 7,
    "effect": {"skill": 0.1},
}
SURE = {
    "platform.register_start": "2099-01",
    "platform.coverage": 1,
    "platform.accuracy": 1,
    "platform.delay": 1,
    "platform.own_list": 1,
    "platform.own_accuracy": 1,
    "months": 400,
    "environment.extrapolate": True,
}


@pytest.fixture
def village(bench):
    """Build a village whose households all want what one programme gives; keywords change the programme."""

    def build(rules: dict | None = None, **programme):
        made = bench({**SURE, "programmes.help": {**HELP, **programme}, **(rules or {})}, households=N)
        made.set(need=SKILLS, voiced=SKILLS, received=0)
        made.offers[0].allocation = 1e9
        return made

    return build


def served(village, month: int = 0) -> np.ndarray:
    """Match for one month; tell who was served."""
    village.place(linked=is_linked(village.parameters, month)).set(received=0).play("integration", month)
    return (village.households.received & 1) != 0


@pytest.mark.parametrize(("capacity", "claimants"), [(7, 40), (7, 8), (7, 7), (7, 3), (0, 40), (40, 40), (100, 40), (7, 0)])
def test_exactly_as_many_as_can_be_are_served(village, capacity, claimants) -> None:
    made = village(capacity=capacity)
    made.households.voiced[claimants:] = 0
    found = served(made)
    assert found.sum() == min(capacity, claimants) == made.offers[0].matched
    assert not found[claimants:].any()
    assert made.offers[0].allocation == 1e9 - 100 * min(capacity, claimants)
    assert made.month.spending == 100 * min(capacity, claimants)


@pytest.mark.parametrize(("allocation", "units"), [(0, 0), (99, 0), (100, 1), (350, 3), (1e6, 7)])
def test_no_more_than_the_allocation_pays(village, allocation, units) -> None:
    made = village()
    made.offers[0].allocation = allocation
    assert served(made).sum() == units
    assert made.offers[0].allocation == allocation - 100 * units >= 0


def test_a_need_that_was_served_waits_no_more(village) -> None:
    made = village()
    found = served(made)
    assert (made.households.voiced[found] == 0).all()
    assert (made.households.voiced[~found] == SKILLS).all()


def test_a_second_programme_for_the_same_need_serves_others(village) -> None:
    made = village({"programmes.more": {**HELP, "providers": ["society"], "capacity": 5}})
    made.offers[1].allocation = 1e9
    served(made)
    assert set(made.households.received) == {0, 1, 2}
    assert [(made.households.received == 1).sum(), (made.households.received == 2).sum()] == [7, 5]


def test_a_fraction_of_a_unit_comes_in_that_fraction_of_months(village) -> None:
    made = village(capacity=1.25)
    counts = []
    for month in range(400):
        made.set(voiced=SKILLS)
        counts.append(int(served(made, month).sum()))
    assert set(counts) == {1, 2}
    assert np.mean(counts) == pytest.approx(1.25, abs=4 * math.sqrt(0.1875 / 400))


def test_who_lacks_fewest_pieces_comes_first(village) -> None:
    made = village({"platform.matching": "need"})
    rows = np.arange(N)
    made.set(need=np.select([rows < 4, rows < 20], [SKILLS, SKILLS | MOTIVATION], SKILLS | MOTIVATION | BROADBAND))
    found = served(made)
    assert found[:4].all()
    assert found[4:20].sum() == 3
    assert not found[20:].any()


def test_causes_that_are_no_pieces_of_a_shop_do_not_count(village) -> None:
    assert [priority(NEED_FIRST, need, 0.0, 1.0) for need in (SKILLS, SKILLS | ILLNESS | LABOUR, SKILLS | MOTIVATION)] == [1, 1, 2]


def test_the_poorest_come_first_where_that_is_the_rule(village) -> None:
    made = village({"platform.matching": "poorest"})
    line = made.environment().poverty_line
    rows = np.arange(N)
    made.set(income=np.select([rows >= 36, rows >= 30], [0.1 * line, 0.4 * line], 1.4 * line))
    found = served(made)
    assert found[36:].all()
    assert found[30:36].sum() == 3
    assert not found[:30].any()


@pytest.mark.parametrize("rules", [{}, {"platform.matching": "random"}, {"platform.on": False}])
def test_equal_households_have_equal_odds(village, rules) -> None:
    made = village(rules)
    times, months = np.zeros(N), 400
    for month in range(months):
        made.set(voiced=SKILLS)
        found = served(made, month)
        assert found.sum() == 7
        times += found
    expected = months * 7 / N
    chi_square = ((times - expected) ** 2).sum() / (expected * (1 - 7 / N)) * (N - 1) / N
    assert 12 < chi_square < 82  # 39 degrees of freedom, one in 20,000 on either side
    halves = abs(times[: N // 2].sum() - times[N // 2 :].sum())
    assert halves < 4 * math.sqrt(months * 7 * (N - 7) / (N - 1))


def test_a_lot_falls_anew_every_month(village) -> None:
    made = village()
    first = served(made, 0)
    made.set(voiced=SKILLS)
    assert not np.array_equal(first, served(made, 1))


@pytest.mark.parametrize(
    ("lacking", "nobody"),
    [
        ({"platform.coverage": 0}, True),
        ({"platform.accuracy": 0}, True),
        ({"actors.government.active": False}, True),
        ({"platform.start": "2012-02"}, False),
        ({}, False),
    ],
)
def test_without_one_of_its_parts_the_platform_shows_nobody(village, lacking, nobody) -> None:
    assert bool(served(village(lacking)).sum() == 0) is nobody


def test_a_delayed_platform_passes_its_share_on(village) -> None:
    made = village({"platform.delay": 4}, capacity=1_000)
    counts = []
    for month in range(100):
        made.set(voiced=SKILLS)
        counts.append(served(made, month).sum())
    assert np.mean(counts) / N == pytest.approx(0.25, abs=4 * math.sqrt(0.1875 / N / 100))


def test_whom_the_platform_does_not_cover_it_never_shows(village) -> None:
    made = village({"platform.coverage": 0.5}, capacity=1_000)
    covered = np.array([on_list(i, 0, 0.5, made.village) for i in range(N)])
    assert 0 < covered.sum() < N
    for month in range(3):
        made.set(voiced=SKILLS)
        np.testing.assert_array_equal(served(made, month), covered)


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize(
    ("eligibility", "card", "stores", "poor", "may"),
    [
        ("all", 0, 0, False, True),
        ("registered", 0, 0, True, False),
        ("registered", CARD, 0, False, True),
        ("online", CARD, 0, True, False),
        ("online", 0, 1, False, True),
        ("unregistered_poor", 0, 0, True, True),
        ("unregistered_poor", CARD, 0, True, False),
        ("unregistered_poor", 0, 0, False, False),
    ],
)
def test_only_the_eligible_are_served(village, linked, eligibility, card, stores, poor, may) -> None:
    made = village({"platform.on": linked}, eligibility=eligibility)
    made.set(card=card | RECORDED, stores=stores, income=100.0 if poor else 90_000.0)
    assert bool(served(made).sum()) is may
    programme = ProgrammeRow(eligibility=ELIGIBILITIES.index(eligibility))
    assert is_open_to(programme, made.households[0], made.environment().poverty_line) is may


def test_a_card_of_other_times_makes_nobody_eligible() -> None:
    assert may_have(ELIGIBILITIES.index("all"), 0, 0, False)
    assert not may_have(ELIGIBILITIES.index("registered"), 2 | CARD_EVER | 8 | RECORDED, 0, True)


def test_a_household_that_is_served_waits_for_that_no_more() -> None:
    household = Household(voiced=SKILLS | ILLNESS, received=1)
    serve(household, ProgrammeRow(number=31, need=NEEDS.index("skills")))
    assert household.voiced == ILLNESS
    assert household.received == 1 | 1 << 31


@pytest.mark.parametrize(("linked", "listed"), [(1.0, 2), (0.0, 0)])
def test_claims_are_counted_and_who_is_on_record_is_listed(minimal, linked, listed) -> None:
    world = small_world(minimal({"programmes.a": HELP, "programmes.b": {**HELP, "need": "illness"}}, households=N))
    village, households = world.villages[0], world.households
    village.linked = linked
    households.card[:] = 0
    households.card[:10] = RECORDED
    households.voiced[[3, 8, 20]] = [SKILLS, SKILLS | ILLNESS, SKILLS]
    assert gather_claims(village, world) == listed
    assert list(world.offers.claims) == [3, 1]
    assert list(world.waiting.who[:listed]) == [3, 8][:listed]


class TestScattered:
    """Without the platform."""

    def test_only_those_on_the_providers_own_list_are_served(self, village) -> None:
        made = village({"platform.on": False, "platform.own_list": 0.3})
        known = np.array([on_list(i, GOVERNMENT + 1, 0.3, made.village) for i in range(N)])
        assert 0 < known.sum() < N
        ever = np.zeros(N, bool)
        for month in range(60):
            ever |= served(made, month)
        np.testing.assert_array_equal(ever, known)

    def test_lists_of_providers_differ(self) -> None:
        lists = {tuple(on_list(i, provider, 0.5, Village(seed=1, key=2)) for i in range(30)) for provider in range(5)}
        assert len(lists) == 5

    def test_a_sure_guess_serves_only_the_needy(self, village) -> None:
        made = village({"platform.on": False})
        made.households.need[10:] = 0
        for month in range(30):
            assert not served(made, month)[10:].any()

    def test_a_guess_without_knowledge_serves_anyone(self, village) -> None:
        made = village({"platform.on": False, "platform.own_accuracy": 0})
        made.households.need[10:] = 0
        assert sum(served(made, month)[10:].sum() for month in range(30)) > 30 * 7 / 2

    def test_nobody_is_served_twice_in_a_month_or_beyond_the_units(self, village) -> None:
        made = village({"platform.on": False}, capacity=35)
        for month in range(10):
            count = int(served(made, month).sum())
            assert count == made.offers[0].matched <= 35

    def test_without_a_list_nobody_is_served(self, village) -> None:
        made = village({"platform.on": False, "platform.own_list": 0})
        assert served(made).sum() == 0
        assert made.offers[0].allocation == 1e9

    def test_voiced_needs_play_no_part(self, village) -> None:
        made = village({"platform.on": False})
        made.set(voiced=0)
        assert served(made).sum() == 7


@given(st.integers(0, 2**32 - 1))
def test_bits_are_counted(bits) -> None:
    assert count_bits(bits) == bin(bits).count("1")
