"""A tab's room: every act, what goes wrong as a sentence, and what stays when it does."""

from __future__ import annotations

import re

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.views.app.country.atlas import ATLAS_ACTS
from linkage_sim.views.app.pace import SPEEDS
from linkage_sim.views.app.room import ACTS, Room
from linkage_sim.views.app.run import Run
from linkage_sim.views.app.setting import Setting
from linkage_sim.views.app.tab import WAYS
from linkage_sim.views.app.view import view_of


@pytest.fixture
def room() -> Room:
    return Room()


def shown(room: Room) -> str:
    return view_of(room).head["when"]


def test_the_first_view_is_before_the_first_month(room):
    view = view_of(room)
    assert view.head["when"] == "before January 2012"
    assert view.picture["counts"]["online"] == 12
    assert view.panel["none"] == "Nothing has happened yet. Press Play."
    assert len(view.picture["dots"]) == len(view.plan["places"]) == 490


def test_step_year_and_reset(room):
    room.act("step")
    assert shown(room) == "January 2012"
    room.act("year")
    assert shown(room) == "January 2013"
    room.act("change", {"path": "platform.accuracy", "value": 0.6})
    room.act("seed", "9")
    room.act("reset")
    assert (room.frame.month, room.setting.seed, room.setting.value("platform.accuracy")) == (0, 9, 0.6)


def test_the_end_stays_the_end_and_play_begins_again(room):
    for _ in range(7):
        room.act("year")
    assert room.frame.over
    assert view_of(room).transport["over"]
    room.act("play")
    assert room.playing
    assert room.frame.month == 0


def test_a_change_runs_the_same_seed_anew_to_the_same_month(room):
    room.act("year")
    room.act("year")
    before = room.frame.series["stores"]
    room.act("change", {"path": "actors.market.active", "value": False})
    assert room.frame.month == 24
    assert room.frame.series["stores"] != before
    assert view_of(room).controls["changed"] == 1
    room.act("change", {"path": "actors.market.active", "value": True})
    assert room.frame.series["stores"] == before


def test_undo_takes_back_all_changes(room):
    room.act("change", {"path": "actors.market.active", "value": False})
    room.act("change", {"path": "platform.delay", "value": 12})
    room.act("undo")
    assert room.setting.changes == ()


def test_the_ghost_stays_while_one_thing_changes(room):
    room.act("year")
    room.act("year")
    room.act("keep")
    kept = room.beside.ghost.series["stores"]
    room.act("change", {"path": "actors.market.active", "value": False})
    view = view_of(room)
    assert room.beside.ghost.series["stores"] == kept
    assert view.panel["differs"] == [{"now": "Market: off", "ghost": "Market: on"}]
    difference = room.frame.series["stores"][-1] - kept[23]
    assert difference < 0
    assert view.panel["rows"][0]["difference"] == f"\N{MINUS SIGN}{abs(difference):.0f}"
    assert view.curves["charts"][0]["delta"] == f"\N{MINUS SIGN}{abs(difference):.0f} vs ghost"
    assert 'class="ghost"' in view.curves["charts"][0]["svg"]


def test_swap_and_drop(room):
    room.act("year")
    room.act("keep")
    room.act("change", {"path": "platform.on", "value": False})
    room.act("swap")
    assert room.setting.value("platform.on") is True
    assert room.beside.ghost.setting.value("platform.on") is False
    room.act("drop")
    assert room.beside.ghost is None
    assert not view_of(room).panel["ghost"]


def test_a_household_and_an_actor_tell_their_stories(room):
    room.act("year")
    room.act("pick", {"kind": "household", "key": 40})
    view = view_of(room)
    assert view.panel["story"]["title"].startswith("Household 41:")
    assert view.picture["picked"] == ["household", 40]
    room.act("pick", {"kind": "actor", "key": "government"})
    assert view_of(room).panel["story"]["title"] == "Government"


def test_three_curves_are_read_from_afar_and_five_are_a_click_away(room):
    def shown() -> list[str]:
        return [chart["key"] for chart in view_of(room).curves["charts"]]

    assert shown() == ["stores", "online_households", "headcount"]
    room.act("curves")
    assert shown() == ["stores", "online_households", "headcount", "register", "spending"]
    room.act("curves")
    room.act("lesson", "list")
    assert shown() == ["online_households", "headcount", "register"]


def test_the_language_changes_all_words_and_nothing_else(room):
    room.act("year")
    english = view_of(room)
    room.act("language", "zh")
    chinese = view_of(room)
    assert chinese.head["when"] == "2012年12月"
    assert chinese.picture["dots"] == english.picture["dots"]
    assert room.frame.month == 12


def test_a_lesson_is_loaded_predicted_and_answered(room):
    room.act("lesson", "missing")
    view = view_of(room)
    assert room.setting.value("actors.market.active") is False
    assert view.panel["lesson"]["result"] == "Play until December 2014."
    room.act("predict", 0)
    for _ in range(3):
        room.act("year")
    lesson = view_of(room).panel["lesson"]
    ratio = room.frame.series["stores"][35] / room.beside.ghost.series["stores"][35]
    assert lesson["found"] == (0 if ratio < 0.3 else 1 if ratio < 0.7 else 2)
    assert lesson["chosen"] == 0
    assert f"{ratio:.2f} times" in lesson["result"]
    room.act("lesson", "")
    assert room.lesson is None


def test_every_student_may_name_a_seed_of_their_own(room):
    for seed in (7, 3, 12):
        room.act("seed", seed)
        room.act("add", 1)
        room.work()
    assert room.beside.crowd.seeds == (7, 3, 12)
    assert view_of(room).panel["runs"] == "3 runs, seeds 3, 7, 12"
    alone = Run(Setting().scenario, 3).to(60)
    assert room.beside.crowd.runs["stores"][1].tolist() == list(alone.frame().series["stores"])
    room.act("add", 2)
    while room.work():
        pass
    assert room.beside.crowd.seeds == (7, 3, 12, 13, 14)
    room.act("keep")
    room.act("change", {"path": "platform.on", "value": False})
    room.act("seed", 2)
    room.act("add", 2)
    while room.work():
        pass
    assert room.beside.ghosts.seeds[-1] == 2
    assert set(room.beside.crowd.seeds) == {2, 3} <= set(room.beside.ghosts.seeds)


def test_one_run_is_one_run(room):
    room.act("add", 1)
    room.work()
    assert view_of(room).panel["runs"] == "1 run, seed 1"


def test_the_page_says_whether_the_actors_are_linked(room):
    assert "Junpu, 2012 to 2016 · actors not linked yet" in view_of(room).head["scenario"]
    room.act("year"), room.act("year")
    assert view_of(room).head["scenario"] == "Junpu, 2012 to 2016 · actors linked"
    room.act("change", {"path": "actors.market.active", "value": False})
    assert view_of(room).head["scenario"] == "Junpu, 2012 to 2016 · linked without Market"
    room.act("change", {"path": "platform.on", "value": False})
    assert view_of(room).head["scenario"] == "Junpu, 2012 to 2016 · actors not linked"


def test_shares_differ_by_points(room):
    for _ in range(3):
        room.act("year")
    room.act("keep")
    room.act("change", {"path": "actors.market.active", "value": False})
    view = view_of(room)
    charts = {chart["key"]: chart for chart in view.curves["charts"]}
    assert charts["headcount"]["delta"].endswith(" points vs ghost")
    assert next(row["difference"] for row in view.panel["rows"] if row["name"] == "People in poverty").endswith(" points")


def test_a_few_cards_are_counted(room):
    while not 0 < (room.frame.series["registered_households"] or (0,))[-1] < 20:
        room.act("step")
    cards = room.frame.series["registered_households"][-1]
    room.act("curves")
    told = {value["name"]: value["text"] for value in view_of(room).curves["charts"][-2]["values"]}
    assert 0 < cards < 20
    assert told["not poor, listed"].endswith(f" of {cards:.0f}")


@pytest.mark.parametrize("key", ["takeoff", "missing", "linked", "handouts", "list"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_lesson_comes_to_an_answer_in_both_languages(key, language):
    room = Room()
    room.act("language", language)
    room.act("lesson", key)
    for _ in range(5):
        room.act("year")
    lesson = view_of(room).panel["lesson"]
    assert 0 <= lesson["found"] < len(lesson["answers"])
    assert room.problem == ""
    assert lesson["think"]


def test_the_class_grows_with_and_without_the_change(room):
    for _ in range(3):
        room.act("year")
    room.act("keep")
    room.act("change", {"path": "platform.on", "value": False})
    room.act("add", 6)
    while room.work():
        pass
    assert (len(room.beside.crowd), len(room.beside.ghosts)) == (6, 6)
    panel = view_of(room).panel
    assert panel["runs"] == "6 runs, seeds 1 to 6"
    assert panel["paired"]
    assert all("±" in row["effect"] and " to " in row["spread"] for row in panel["rows"])
    assert 'class="band"' in view_of(room).curves["charts"][0]["svg"]


def test_a_class_beside_an_unchanged_ghost_says_that_nothing_changed_and_no_mean_goes_below_zero(room):
    room.act("year")
    room.act("keep")
    room.act("add", 2)
    while room.work():
        pass
    rows = view_of(room).panel["rows"]
    assert {row["effect"] for row in rows} == {"no change in any run"}
    assert all(re.fullmatch(r"[\d,. %]+ \([\d,. %]+ to [\d,. %]+\)", row["mean"]) for row in rows)  # two runs: the interval is wide


def test_a_change_sends_the_old_class_home(room):
    room.act("add", 2)
    room.work()
    room.act("change", {"path": "platform.on", "value": False})
    assert room.beside.crowd is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("seed", "many"), ("scenario", "/etc/passwd"), ("change", {"path": "population.clan_size", "value": 3}),
        ("change", {"path": "platform.accuracy", "value": "x"}), ("change", {}),
        ("pick", None), ("village", 99), ("save", "exe"), ("nothing", 1),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_a_sentence_and_the_page_stays(room, name, data):
    room.act("year")
    before = view_of(room)
    room.act(name, data)
    after = view_of(room)
    assert "could not be" in after.head["problem"]
    assert after.picture == before.picture
    room.act("step")
    assert (room.problem, room.frame.month) == ("", 13)


@pytest.mark.parametrize("act", ["step", "year", "play"])
def test_an_error_in_a_step_is_a_sentence_and_reset_goes_on(room, monkeypatch, act):
    def broken(self):
        raise LinkageError("the village burnt down.")

    room.act("year")
    monkeypatch.setattr("linkage_sim.views.app.run.Run.step", broken)
    if act == "play":
        room.act("play")
        room.act("step")
    else:
        room.act(act)
    assert view_of(room).head["problem"] == "The month could not be played: the village burnt down."
    monkeypatch.undo()
    room.act("reset")
    assert room.problem == ""
    room.act("step")
    assert room.frame.month == 1


def test_a_link_that_cannot_be_followed_is_told_and_the_page_opens():
    room = Room("junpu", "?scenario=secret")
    assert "The scenario 'secret' is none that this page offers" in room.problem
    assert view_of(room).head["when"] == "before January 2012"


def test_a_link_opens_at_its_month():
    room = Room("junpu", "?scenario=base&seed=3&month=18&lang=zh&lesson=list")
    assert (room.setting.name, room.setting.seed, room.frame.month, room.language, room.tab) == ("base", 3, 18, "zh", "lesson")
    again = Room("junpu", view_of(room).head["save"]["query"])
    assert again.frame == room.frame


def test_the_speed_stays_within_the_speeds(room):
    room.act("speed", 99)
    assert room.interval == 1 / SPEEDS[-1]
    room.act("speed", -5)
    assert room.interval == 1 / SPEEDS[0]


def test_another_village_of_the_county_is_shown():
    room = Room("county")
    room.act("year")
    stores = room.frame.series["stores"]
    room.act("village", 3)
    view = view_of(room)
    assert room.frame.series["stores"] == stores
    assert len(view.picture["dots"]) == 386
    assert [spot["number"] for spot in view.picture["spots"] if spot["on"]] == [3]


def test_every_act_of_the_browser_is_tested_here():
    tested = {"step", "year", "reset", "play", "speed", "scenario", "seed", "change", "undo", "village", "language", "tab", "pick", "keep",
              "curves", "drop", "swap", "add", "clear", "lesson", "predict", "save", "dismiss"}  # fmt: skip
    assert set(ACTS) == tested
    of_the_map = {
        "step",
        "year",
        "reset",
        "play",
        "stop",
        "month",
        "speed",
        "measure",
        "thin",
        "seed",
        "at",
        "own",
        "language",
        "save",
        "dismiss",
    }
    assert set(ATLAS_ACTS) == of_the_map  # in test_country
    assert set(WAYS) == {"scenario", "at", "lesson"}  # there as well


def test_scenario_tab_clear_and_dismiss(room):
    room.act("scenario", "base")
    assert (room.setting.name, room.frame.month, room.problem) == ("base", 0, "")
    room.act("tab", "crowd")
    assert view_of(room).panel["tab"] == "crowd"
    room.act("add", 1)
    room.work()
    room.act("clear")
    assert room.beside.crowd is None
    room.act("seed", "x")
    room.act("dismiss")
    assert room.problem == ""
