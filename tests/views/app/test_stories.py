"""Stories: what is told of a household agrees with the rules by which it opens a shop."""

from __future__ import annotations

import pytest

from linkage_sim import Scenario
from linkage_sim.actors.household.contagion import kin_elsewhere, ties_online
from linkage_sim.actors.household.stores import can_have_line, is_free_to_open, pieces_of_shop
from linkage_sim.findings.language import words_of
from linkage_sim.state.household import FOUNDER
from linkage_sim.state.month import ACTORS
from linkage_sim.views.app.actor import actor_story
from linkage_sim.views.app.frame import environment_now
from linkage_sim.views.app.household import household_story
from linkage_sim.views.app.run import Run
from linkage_sim.views.app.setting import Setting

WORDS = words_of("en")


@pytest.fixture(scope="module")
def run() -> Run:
    return Run(Scenario.load("junpu"), 1).to(26)


def chance(run: Run, i: int) -> float:
    """The model's own chance of a first store."""
    view, village, parameters = run.model.households[i], run.model.villages[0], run.model.world.parameters[0]
    if not is_free_to_open(view, parameters) or not can_have_line(view, i, village):
        return 0.0
    seen = ties_online(view) + kin_elsewhere(i, village)
    return float(parameters.open_rate * pieces_of_shop(view, seen, village, parameters, environment_now(run.model, 0)))


def test_hard_pieces_are_missing_exactly_where_the_model_gives_no_chance(run):
    without = [i for i in range(490) if run.model.households[i].stores == 0]
    assert len(without) > 50
    for i in without:
        pieces = {piece.key: piece for piece in household_story(run, i, WORDS).pieces}
        hard = any(pieces[key].missing for key in ("aware", "connected", "hands", "capital"))
        assert hard == (chance(run, i) == 0.0)


def test_soft_pieces_multiply_to_the_models_chance(run):
    rate = run.model.world.parameters[0].open_rate
    found = [i for i in range(490) if run.model.households[i].stores == 0 and chance(run, i) > 0]
    assert found
    for i in found:
        levels = {piece.key: piece.level for piece in household_story(run, i, WORDS).pieces}
        product = rate * (run.model.world.parameters[0].second_chance if run.model.households[i].losing else 1.0)
        for key in ("believes", "knows", "ships", "supplies", "sees", "pays"):
            product *= levels[key]
        assert product == pytest.approx(chance(run, i), rel=1e-5)


SEEN = {
    # ties with a shop, how many are enough, share online in the village, in those nearby, founder, how far there is work in others' shops:
    # what is told, and whether it is missing
    "nobody": ((0, 2, 0.0, 0.0, False, 0.0), "nobody it knows keeps a shop", True),
    "village": ((0, 2, 0.2, 0.5, False, 0.0), "nobody it knows keeps a shop; others in the village do", True),
    "elsewhere": ((0, 2, 0.0, 0.5, False, 0.0), "nobody it knows keeps a shop; in other villages some do", True),
    "one": ((1, 2, 0.2, 0.5, False, 0.0), "one of those it knows keeps a shop: for most that is not enough", True),
    "few": ((2, 3, 0.0, 0.0, False, 0.0), "2 of those it knows keep a shop: for most that is not enough", True),
    "enough": ((3, 2, 0.0, 0.0, False, 0.0), "enough of those it knows keep a shop (3)", False),
    "founder": ((0, 2, 0.0, 0.0, True, 0.0), "has seen it in the city", False),
    "work": ((1, 2, 0.2, 0.0, False, 0.9), "there is work in others' shops, where it sees how it is done", False),
}


@pytest.mark.parametrize("key", SEEN)
def test_whom_it_sees_keep_a_shop_is_told_in_both_languages(key):
    (ties, enough, share, nearby, founder, work), note, missing = SEEN[key]
    run = Run(Scenario.load("junpu"), 1)
    i = next(i for i in range(490) if run.model.households[i].stores == 0)
    view, village = run.model.households[i], run.model.villages[0]
    view.online_kin, view.online_neighbours = ties - ties // 2, ties // 2
    view.flags |= FOUNDER if founder else 0
    village.share, village.nearby, village.job_share = share, nearby, work
    run.model.world.parameters[0].informants, run.model.world.parameters[0].hand_trust = enough, 0.6
    piece, chinese = ({piece.key: piece for piece in household_story(run, i, words).pieces}["sees"] for words in (WORDS, words_of("zh")))
    assert (piece.note, piece.missing) == (note, missing)
    assert chinese.note == words_of("zh")(f"pieces.sees.{key}", count=ties)
    assert chinese.level == piece.level


def test_a_household_with_a_shop_is_not_told_what_a_shop_takes(run):
    online = next(i for i in range(490) if run.model.households[i].stores)
    story = household_story(run, online, WORDS)
    assert story.mood == "online"
    assert story.pieces == ()
    assert "sold goods of" in story.lines[0]


def test_the_card_is_told_with_its_history_and_its_error(run):
    carded = [i for i in range(490) if run.model.households[i].registered]
    stories = [household_story(run, i, WORDS) for i in carded]
    assert all(
        "Holds a card since January 2014" in " ".join(story.lines) or "Holds a card since" in " ".join(story.lines) for story in stories
    )
    line = run.model.world.environment[25].poverty_line
    wrong = [run.model.households[i].income >= line for i in carded]
    assert [any("error of the list" in text for text in story.lines) for story in stories] == wrong


def test_needs_and_whether_they_wait(run):
    for i in range(0, 490, 17):
        view, story = run.model.households[i], household_story(run, i, WORDS)
        assert [need.removesuffix(", in part") for need, _ in story.needs] == list(view.needs)


def test_who_helped_is_told_with_month_programme_and_provider(run):
    helped = next(i for i in range(490) if run.memory.helped(i))
    assert all(": " in line and line.endswith(")") for line in household_story(run, helped, WORDS).help)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("actor", ACTORS)
def test_every_actor_tells_its_story(run, actor, language):
    story = actor_story(run, actor, words_of(language))
    assert story.title == words_of(language)(f"actors.{actor}.name")
    assert len(story.deeds) == 4
    assert len(story.lines) >= 2


def test_an_actor_that_is_off_says_so():
    off = Run(Scenario.load("junpu").with_overrides({"actors.market.active": False}), 1).to(3)
    story = actor_story(off, "market", WORDS)
    assert story.lines[-1] == "It is switched off and does nothing."
    assert story.deeds == ()


def test_a_courier_says_what_it_waits_for():
    early = Run(Scenario.load("junpu"), 1).to(6)
    assert "it waits for more parcels" in actor_story(early, "market", WORDS).lines[-1]
    assert "that takes" in actor_story(early, "government", WORDS).lines[-1]


def test_a_courier_comes_where_the_parcels_carry_more_than_are_there():
    run = Run(Scenario.load("junpu"), 1).to(6)
    village, parameters, environment = run.model.villages[0], run.model.world.parameters[0], run.model.world.environment[5]
    asks = parameters.entry_caution * parameters.courier_cost
    village.volume, village.fee = 2.5 * asks / (environment.courier_price * parameters.courier_margin), 1.0
    for couriers, told in ((1, "Couriers here: 1; the parcels would carry 2."), (2, "it waits for more parcels")):
        village.couriers = couriers
        assert told in actor_story(run, "market", WORDS).lines[-1]
    village.couriers_nearby = 1.0
    assert f"asks for {WORDS.amount(asks * (1.0 - parameters.branch_nearby))}" in actor_story(run, "market", WORDS).lines[-1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_household_has_a_story_at_every_time(language):
    run = Run(Scenario.load("base"), 4)
    for month in (0, 1, 30, 60):
        run.to(month)
        for i in range(0, 386, 13):
            assert household_story(run, i, words_of(language)).lines


def test_a_household_lacks_no_piece_that_is_told_as_there():
    run = Run(Setting().scenario, 1).to(20)
    lacked, told = (
        dict(zip(("information", "broadband", "logistics", "goods"), ("aware", "connected", "ships", "supplies"), strict=True)),
        set(),
    )
    for number in range(0, 490, 3):
        story = household_story(run, number, WORDS)
        lacks = {lacked[need] for need, _ in story.needs if need in lacked}
        for piece in story.pieces:
            assert (piece.missing or piece.scarce) or piece.key not in lacks
        if "only in part" in story.verdict:
            told |= {piece.key for piece in story.pieces if piece.scarce}
            assert "All pieces are there" not in story.verdict
    assert told
