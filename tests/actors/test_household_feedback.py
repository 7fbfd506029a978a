from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.contagion import (
    acquaintance,
    closure,
    example,
    example_around,
    examples_tied,
    experience_from_kin,
    news_from_ties,
    take_up,
    trust,
)
from linkage_sim.actors.household.feedback import (
    after_comparison,
    after_handout,
    chance_to_hear,
    hand_over,
    hear,
    improve_living,
    is_visible_jump,
    learn,
    mend_chance,
    news_from_around,
    next_aspiration,
    next_schooling,
    renew,
    show_success,
    take_heart,
    village_news,
)
from linkage_sim.actors.village import weigh_examples
from linkage_sim.kernel.random import Draws, Purpose, draw_all
from linkage_sim.kernel.state import empty
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import (
    AGE_MASK,
    AGE_SHIFT,
    AWARE,
    CHILD_MORTALITY,
    COPYCAT,
    ENTERPRISE,
    FOUNDER,
    FUEL,
    SALIENT,
    SANITATION,
    SCHOOLING_MASK,
    SUCCESS,
    YEARS_OF_SCHOOLING,
    Household,
)
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.ties import neighbour_at
from linkage_sim.state.village import Village
from tests.worlds import small_world

SHARE = st.floats(0, 1)
MONEY = st.floats(0, 1e6)
JUNIOR = 2 + 16  # junior schooling, middle age


@pytest.mark.parametrize(("kin", "gain"), [(0, 0.0), (1, 0.04), (2, 1 - 0.96**2), (4, 1 - 0.96**4), (9, 1 - 0.96**4)])
def test_at_most_four_kin_pass_on_experience(kin, gain) -> None:
    assert experience_from_kin(kin, 0.04) == pytest.approx(gain)


@pytest.mark.parametrize(("spared", "shows"), [(0.0, True), (0.3, False), (1.0, False)])
def test_shops_kept_on_the_side_tell_teach_and_show_nothing(spared, shows) -> None:
    village, household = Village(spared=spared, share=0.5, thriving=1.0), Household(online_kin=3, online_neighbours=2)
    weigh_examples(village, Parameters(tell_rate=0.2, skill_from_kin=0.04, example_motivation=0.1))
    seen = [examples_tied(household, village), example_around(village), *village.news[1:], *village.kin_gains[1:], *village.examples[1:]]
    assert all(value > 0.0 for value in seen) if shows else not any(seen)


@pytest.mark.parametrize(
    ("closed", "known", "part"), [(0.0, 0.26, 0.0), (0.13, 0.26, 0.5), (0.26, 0.26, 1.0), (1.0, 0.26, 1.0), (0.0, 0.0, 1.0)]
)
def test_kin_pass_on_more_the_better_they_know_each_other(closed, known, part) -> None:
    assert acquaintance(closed, known) == pytest.approx(part)


@pytest.mark.parametrize(("closed", "share"), [(0, 0.0), (51, 0.2), (255, 1.0)])
def test_closure_is_kept_as_so_many_of_255(closed, share) -> None:
    assert closure(Household(kin=3, closure=closed)) == pytest.approx(share)


SKILLS = {"aptitude": 0.6, "skill_by_doing": 0.05, "skill_from_kin": 0.04, "close_knit": 1.0}


def learned(household: Household, abroad: int = 0, facts: dict[str, float] | None = None, **rules: float) -> float:
    """Let a household learn for a month; return its skill."""
    village, parameters = Village(**(facts or {})), Parameters(**{**SKILLS, **rules})
    weigh_examples(village, parameters)
    learn(household, abroad, village, parameters)
    return household.skill


@pytest.mark.parametrize(
    ("flags", "stores", "kin", "closed", "part"),
    [
        (AWARE, 0, 0, 1.0, 0.0),
        (AWARE, 1, 0, 1.0, 0.05),
        (AWARE, 0, 1, 1.0, 0.04),
        (AWARE, 0, 1, 0.0, 0.0),
        (AWARE, 1, 1, 0.2, 1 - 0.95 * 0.992),
        (AWARE, 1, 1, 1.0, 1 - 0.95 * 0.96),
        (0, 0, 1, 1.0, 0.0),  # only those that know of shops learn from kin
    ],
)
def test_skill_is_gained_by_doing_and_from_kin_that_know_each_other(flags, stores, kin, closed, part) -> None:
    household = Household(skill=0.2, flags=flags, stores=stores, online_kin=kin, traits=JUNIOR, closure=round(255 * closed))
    assert learned(household) == pytest.approx(0.2 + part * (0.6 - 0.2))


@pytest.mark.parametrize(("flags", "part"), [(AWARE, 0.05), (0, 0.0)])
def test_those_who_know_learn_from_shopkeepers_of_other_villages(flags, part) -> None:
    household = Household(skill=0.2, flags=flags, traits=JUNIOR)
    assert learned(household, facts={"nearby": 0.5}, nearby_experience=0.1) == pytest.approx(0.2 + part * (0.6 - 0.2))


@pytest.mark.parametrize(("flags", "abroad", "part"), [(AWARE, 0, 0.0), (AWARE, 1, 0.04), (AWARE, 4, 1 - 0.96**4), (0, 4, 0.0)])
def test_those_who_know_learn_from_kin_in_other_villages_whoever_else_these_know(flags, abroad, part) -> None:
    household = Household(skill=0.2, flags=flags, traits=JUNIOR, closure=0)
    assert learned(household, abroad) == pytest.approx(0.2 + part * (0.6 - 0.2))


@pytest.mark.parametrize(
    ("stores", "here", "near", "part"), [(0, 0.4, 0.2, 0.6 * 0.05), (0, 0.9, 0.9, 0.05), (0, 0.0, 0.0, 0.0), (1, 0.4, 0.2, 0.05)]
)
def test_those_who_help_in_a_shop_learn_as_far_as_they_work_there(stores, here, near, part) -> None:
    household = Household(skill=0.2, flags=AWARE, traits=JUNIOR, stores=stores)
    assert learned(household, facts={"job_share": here, "jobs_near": near}) == pytest.approx(0.2 + part * (0.6 - 0.2))


@pytest.mark.parametrize(
    ("traits", "skill", "after"),
    [(32, 0.3, 0.3), (4, 0.3, 1.0), (JUNIOR, 0.9, 0.9), (JUNIOR, 0.3, 0.6)],
    ids=["old and unschooled", "young, from college", "brought home from the city", "junior schooling"],
)
def test_nobody_learns_beyond_his_reach_and_the_old_and_unschooled_learn_little(traits, skill, after) -> None:
    household = Household(skill=skill, flags=AWARE, online_kin=4, traits=traits, closure=255)
    for _ in range(60):
        learned(household)
    assert household.skill == pytest.approx(after, abs=1e-6 if after == skill else 1e-3)


@given(st.integers(0, 30), st.floats(1, 10), SHARE, SHARE, SHARE)
def test_trust_is_a_share_and_rises_with_what_is_seen(ties, informants, below, nearby, unseen) -> None:
    here = trust(ties, informants, below, nearby, unseen)
    assert unseen <= here <= 1
    assert trust(ties + 1, informants, below, nearby, unseen) >= here
    assert trust(ties, informants, below, min(nearby + 0.1, 1.0), unseen) >= here


@given(SHARE, MONEY, MONEY, SHARE)
def test_comparison_encourages_above_aspiration_and_discourages_below(motivation, income, aspiration, weight) -> None:
    after = after_comparison(motivation, income, aspiration, weight)
    assert 0 <= after <= 1 + 1e-12
    if income >= aspiration:
        assert after >= motivation
    if income <= aspiration:
        assert after <= motivation


def test_comparison_by_hand() -> None:
    assert after_comparison(0.4, 6_000.0, 4_000.0, 0.02) == pytest.approx(0.4 + 0.02 * 0.5 * 0.6)
    assert after_comparison(0.4, 2_000.0, 4_000.0, 0.02) == pytest.approx(0.4 - 0.02 * 0.5 * 0.4)
    assert after_comparison(0.4, 1e9, 4_000.0, 0.02) == pytest.approx(0.4 + 0.02 * 0.6)


def test_aspiration_follows_the_better_of_own_and_village_income() -> None:
    assert next_aspiration(1_000.0, 2_000.0, 3_000.0, 0.1) == pytest.approx(1_200)
    assert next_aspiration(1_000.0, 5_000.0, 3_000.0, 0.1) == pytest.approx(1_400)
    assert next_aspiration(1_000.0, 500.0, 800.0, 1.0) == pytest.approx(800)


@given(SHARE, st.integers(0, 9), SHARE, SHARE)
def test_examples_encourage_as_far_as_they_thrive(motivation, neighbours, thriving, strength) -> None:
    def encouraged(*case: float) -> float:
        return motivation + example(*case) * (1 - motivation)

    assert motivation - 1e-12 <= encouraged(neighbours, thriving, strength) <= 1
    assert encouraged(neighbours, 0.0, strength) == pytest.approx(motivation)
    assert encouraged(0, thriving, strength) == pytest.approx(motivation)
    assert encouraged(9, thriving, strength) == encouraged(4, thriving, strength)


@pytest.mark.parametrize(("dependence", "after"), [(0, 0.5), (1, 0.485), (36, 0.485)])
def test_handouts_wear_motivation_down(dependence, after) -> None:
    assert after_handout(0.5, dependence, 0.03) == pytest.approx(after)


@pytest.mark.parametrize(
    ("profit", "flags", "visible"), [(6_000.0, 0, True), (5_999.0, 0, False), (9_000.0, SUCCESS, False), (9_000.0, AWARE, True)]
)
def test_a_jump_is_visible_once(profit, flags, visible) -> None:
    assert is_visible_jump(profit, 6_000.0, flags) is visible


@pytest.mark.parametrize(("ties", "part"), [(0, 0.0), (1, 0.15), (2, 1.0), (9, 1.0)])
def test_others_are_followed_where_there_are_enough_of_them(ties, part) -> None:
    assert take_up(ties, 2.0, 0.15) == pytest.approx(part)


@pytest.mark.parametrize(("ties", "chance"), [(0, 0.0), (1, 0.3), (2, 1 - 0.7**2), (4, 1 - 0.7**4), (9, 1 - 0.7**4)])
def test_any_single_tie_may_tell_the_news(ties, chance) -> None:
    assert news_from_ties(ties, 0.3) == pytest.approx(chance)


def test_news_from_around() -> None:
    assert news_from_around(0, 0.1, 0.5) == pytest.approx(0.1)
    assert news_from_around(1, 0.1, 0.5) == pytest.approx(1 - 0.9 * 0.5)
    assert news_from_around(3, 0.1, 0.5) == news_from_around(1, 0.1, 0.5)


class Talk:
    """A village in which households hear of shops this month: as loud as parameters and facts say."""

    def __init__(self, facts: dict[str, float] | None = None, **rules: float) -> None:
        self.parameters, self.village, self.month = Parameters(**{"tell_ratio": 1.0, **rules}), Village(**(facts or {})), Month()
        self.around = village_news(self.village, self.parameters, EnvironmentRow(rural_internet=1.0))
        weigh_examples(self.village, self.parameters)

    def reaches(self, household: Household, draw: float) -> bool:
        """Return whether a household hears."""
        chance = chance_to_hear(household, 0, self.around, self.village, self.parameters)
        hear(household, chance, Draws(first=draw), self.month)
        assert household.flags in (0, AWARE)
        return household.aware


def test_nobody_hears_where_nobody_tells() -> None:
    assert not Talk().reaches(Household(), 1e-7)


@pytest.mark.parametrize(("ties", "hears"), [((0, 0), False), ((1, 0), True), ((0, 1), True), ((1, 1), True), ((0, 2), True)])
def test_kin_and_neighbours_tell_together(ties, hears) -> None:
    talk = Talk(tell_rate=1.0)
    assert talk.reaches(Household(online_kin=ties[0], online_neighbours=ties[1]), 0.999 if hears else 1e-7) is hears
    assert talk.month.feedback_household == (1 if hears else 0)


def test_kin_in_other_villages_tell_as_those_here_do() -> None:
    talk = Talk(tell_rate=0.3)
    for online, abroad in ((0, 1), (1, 1), (2, 0), (3, 3)):
        household = Household(online_kin=online)
        here = chance_to_hear(household, abroad, 0.0, talk.village, talk.parameters)
        assert here == pytest.approx(news_from_ties(online + abroad, 0.3))


@pytest.mark.parametrize(("workers", "away", "chance"), [(2, 1, 0.7), (2, 2, 0.0), (0, 0, 0.0)])
def test_those_with_hands_at_home_hear_where_they_are_hired(workers, away, chance) -> None:
    talk = Talk({"job_share": 0.5, "jobs_near": 0.2})
    assert chance_to_hear(Household(workers=workers, away=away), 0, 0.0, talk.village, talk.parameters) == pytest.approx(chance)


@pytest.mark.parametrize("source", ["outside_news", "away_news", "nearby_news", "publicity_news"])
def test_each_source_from_beyond_is_heard(source) -> None:
    assert Talk({"nearby": 1.0, "fame": 1.0}, **{source: 1.0}).reaches(Household(away=1), 0.999)


def test_talk_of_those_that_only_know_is_weaker() -> None:
    talk, draws = Talk({"aware_share": 1.0}, tell_rate=0.7, tell_ratio=7.0), empty(Draws, 600)
    draw_all(draws, 0, Purpose.HEAR, Village(seed=1, key=2))
    assert talk.around == pytest.approx(0.1)
    assert sum(talk.reaches(Household(), row.first) for row in draws) / 600 == pytest.approx(0.1, abs=0.05)


def test_a_village_hears_and_counts_those_that_do(bench) -> None:
    silent = {f"actors.household.{name}": 0 for name in ("outside_news", "away_news", "nearby_news")}
    for ties, heard in ((0, 0), (1, 60)):
        here = bench(silent).set(flags=0, online_kin=ties, online_neighbours=0).rule(publicity_news=0.0, tell_rate=1.0)
        here.play("input").play("feedback")
        assert ((here.households.flags & AWARE) != 0).sum() == here.month.feedback_household == heard


MOODS = {"failure_motivation": 0.1, "success_motivation": 0.2, "example_motivation": 0.05, "handout_motivation": 0.03}


@pytest.mark.parametrize(
    ("household", "after"),
    [
        ({}, 0.5),
        ({"stores": 1, "losing": 1}, 0.5 * 0.9),
        ({"stores": 1}, 0.5 + 0.5 * 0.2),
        ({"flags": AWARE, "online_neighbours": 1}, 0.5 + 0.5 * 0.05),
        ({"online_neighbours": 1}, 0.5),  # examples move those that know of shops
    ],
)
def test_success_failure_and_examples_move_motivation(household, after) -> None:
    one, village, parameters = Household(motivation=0.5, **household), Village(thriving=1.0), Parameters(**MOODS)
    weigh_examples(village, parameters)
    take_heart(one, village, parameters)
    assert one.motivation == pytest.approx(after)


def test_dependence_wears_motivation_down_and_fades() -> None:
    household = Household(motivation=0.5, dependence=2)
    for _ in range(4):
        take_heart(household, Village(), Parameters(**MOODS))
    assert household.motivation == pytest.approx(0.5 * (1 - 0.03) ** 2)
    assert household.dependence == 0


def test_a_visible_jump_moves_the_neighbours_alone(minimal) -> None:
    world = small_world(minimal(households=120))
    world.households.flags[:], world.households.motivation[:] = 0, 0.4
    village, parameters, shop = world.villages[0], world.parameters[0], world.households[50]
    shop.stores = 1
    neighbours = sorted(neighbour_at(number, shop, village, world) for number in range(shop.neighbours))
    assert neighbours
    for _ in range(2):  # it is news only once
        show_success(shop, 1e6, village, parameters, world)
    moved = [row for row, one in enumerate(world.households) if one.flags & SALIENT]
    assert moved == neighbours
    for row, one in enumerate(world.households):
        assert one.aware is (row in neighbours)
        assert one.motivation == pytest.approx(0.4 + 0.6 * parameters.salience_motivation if row in neighbours else 0.4)
    assert world.months[0].jumps == 1


def test_a_visible_jump_is_shown_in_the_course_of_a_month(bench) -> None:
    here = bench({"actors.household.open_rate": 0}, couriers=9, goods=1.0, households=120)
    shop = here.households[50]
    for month, jumps in ((0, 1), (1, 0)):
        here.play("input", month)
        if month == 0:
            here.set(flags=0)
        shop.stores, shop.quality, shop.reputation, shop.skill = 1, 20.0, 1.0, 1.0
        here.place(shipping=1.0).play("implementation", month)
        assert here.month.jumps == jumps
        if month == 0:
            assert ((here.households.flags & SALIENT) != 0).sum() == shop.neighbours > 0


LINE = EnvironmentRow(poverty_line=2_700.0)
NEVER = {"mend_rate": 0.0, "mend_income": 2.0, "public_mending": 0.0, "schooling_renewal": 0.0, "mortality_memory": 1e9}


@pytest.mark.parametrize(("lines", "chance"), [(0.0, 0.0), (1.0, 0.01), (2.0, 0.02), (9.0, 0.02)])
def test_a_household_mends_as_far_as_it_can_pay(lines, chance) -> None:
    assert mend_chance(2_700.0 * lines, 2_700.0, Parameters(**{**NEVER, "mend_rate": 0.02})) == pytest.approx(chance)


def test_public_works_reach_those_who_cannot_pay() -> None:
    rules = Parameters(**{**NEVER, "mend_rate": 0.5, "public_mending": 0.1})
    assert mend_chance(0.0, 2_700.0, rules) == pytest.approx(0.1)
    assert mend_chance(1e6, 2_700.0, rules) == pytest.approx(1.0 - 0.5 * 0.9)


@pytest.mark.parametrize(("income", "second", "left"), [(2.0, 0.49, {FUEL, SANITATION}), (2.0, 0.51, {FUEL | SANITATION}),
                                                        (1.0, 0.26, {FUEL | SANITATION}), (1.0, 0.24, {FUEL, SANITATION})])  # fmt: skip
def test_one_deprivation_of_the_living_standard_is_mended(income, second, left) -> None:
    found = set()
    for draw in (0.1, 0.3, 0.9):
        household = Household(deprived=FUEL | SANITATION, income=2_700.0 * income)
        improve_living(household, Parameters(**{**NEVER, "mend_rate": 0.5}), LINE, Draws(second=second, third=draw))
        found.add(household.deprived)
    assert found == left


@pytest.mark.parametrize(
    ("size", "second", "left"),
    [
        (3, 0.95, CHILD_MORTALITY),  # the young have been to school
        (1, 0.95, YEARS_OF_SCHOOLING | CHILD_MORTALITY),  # there is nobody younger
        (3, 0.85, YEARS_OF_SCHOOLING),  # a child's death is long ago
        (3, 0.75, YEARS_OF_SCHOOLING | CHILD_MORTALITY),
    ],
)
def test_a_household_is_renewed(size, second, left) -> None:
    household = Household(deprived=YEARS_OF_SCHOOLING | CHILD_MORTALITY, size=size)
    renew(household, Parameters(schooling_renewal=0.1, mortality_memory=10.0), Draws(second=second))
    assert household.deprived == left


@pytest.mark.parametrize(("schooling", "draw", "after"), [(0, 0.4, 2), (2, 0.6, 2), (2, 0.4, 3), (3, 0.4, 4), (4, 0.4, 4), (4, 0.6, 4)])
def test_the_young_are_schooled_at_least_as_their_parents_and_junior_in_any_case(schooling, draw, after) -> None:
    assert next_schooling(schooling, draw) == after


OLD = {"traits": 2 * 16, "quality": 0.01, "skill": 0.02, "losing": 7, "flags": AWARE | COPYCAT | FOUNDER, "cash": 77.0, "motivation": 0.3}
HAND_OVER = {"succession": 0.1, "quality_sigma": 1.1}


@pytest.mark.parametrize(("stores", "draw", "taken"), [(0, 0.91, True), (0, 0.89, False), (1, 0.99, False)])
def test_the_young_take_over_where_no_store_is_kept(stores, draw, taken) -> None:
    household = Household(**OLD, stores=stores)
    hand_over(household, 5, Village(seed=1, key=2), Parameters(**HAND_OVER), Draws(second=draw), 3)
    assert household.losing == (0 if taken else 7)
    assert household.flags == (AWARE if taken else AWARE | COPYCAT | FOUNDER)
    assert (household.traits == 32) is not taken
    assert (household.cash, household.motivation) == (77.0, pytest.approx(0.3))


def test_the_young_are_better_schooled_and_have_a_hand_of_their_own_for_shops() -> None:
    village, rules, young = Village(seed=1, key=2), Parameters(**HAND_OVER), []
    for row in range(1_000):
        household = Household(**{**OLD, "traits": 2 + 2 * 16 + (ENTERPRISE if row % 2 else 0)})
        hand_over(household, row, village, rules, Draws(second=0.999), 0)
        young.append(household)
        assert household.traits & ENTERPRISE == (ENTERPRISE if row % 2 else 0)
        assert household.traits >> AGE_SHIFT & AGE_MASK == 0
        assert household.traits & SCHOOLING_MASK in (2, 3)
        assert household.skill >= 0.02
    assert np.mean([one.traits & SCHOOLING_MASK for one in young]) == pytest.approx(2.5, abs=0.07)
    log = np.log([one.quality for one in young])
    assert log.mean() == pytest.approx(0.0, abs=0.14)
    assert log.std() == pytest.approx(1.1, abs=0.1)
    assert np.mean([one.skill for one in young]) > 0.2


def test_skill_is_not_lost_with_the_old() -> None:
    household = Household(**{**OLD, "skill": 0.8})
    hand_over(household, 0, Village(seed=1, key=2), Parameters(**HAND_OVER), Draws(second=0.999), 0)
    assert household.skill == pytest.approx(0.8)


def test_a_village_is_handed_over_once_in_a_generation(bench) -> None:
    here = bench({"actors.household.succession": 0.05}, households=2_000).set(losing=9, stores=0)
    here.play("input").play("feedback")
    assert (here.households.losing == 0).mean() == pytest.approx(0.05, abs=0.02)
