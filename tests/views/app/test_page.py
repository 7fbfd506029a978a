"""The page rendered by Solara, without a browser: every control asks for its act, and the parts show what came of it."""

from __future__ import annotations

import gc
import json
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

solara = pytest.importorskip("solara", reason="the extra 'ui' is not installed: pip install 'linkage-sim[ui]'")
ipyvue = pytest.importorskip("ipyvue")

from linkage_sim.views.app import page as page_module  # noqa: E402
from linkage_sim.views.app.room import Room  # noqa: E402
from linkage_sim.views.app.tab import Tab as OneTab  # noqa: E402


class Tab:
    """A rendered page: its parts by the name of what they are given."""

    def __init__(self, query: str = "") -> None:
        self.box, self.rendered = solara.render(page_module.Page(query=query), handle_error=False)

    def part(self, name: str) -> Any:
        (found,) = (widget for widget in self.rendered.find(ipyvue.VueTemplate).widgets if widget.has_trait(f"{name}_json"))
        return found

    def __getitem__(self, name: str) -> Any:
        return json.loads(getattr(self.part(name), f"{name}_json"))

    def act(self, part: str, name: str, data: Any = None) -> None:
        """What the browser sends when a control is used."""
        self.part(part).vue_act({"name": name, "data": data})

    def close(self) -> None:
        self.rendered.close()


@pytest.fixture
def tab() -> Iterator[Tab]:
    opened = Tab()
    yield opened
    opened.close()


def until(wanted, seconds=120.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if wanted():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to this in time")


def test_the_page_shows_all_its_parts(tab):
    for part in ("head", "transport", "controls", "plan", "loop", "curves", "panel"):
        assert tab[part]
    assert len(tab["picture"]["dots"]) == 490
    assert [chart["key"] for chart in tab["curves"]["charts"]] == ["stores", "online_households", "headcount"]


def test_step_year_reset(tab):
    tab.act("transport", "step")
    assert tab["head"]["when"] == "January 2012"
    tab.act("transport", "year")
    assert tab["head"]["when"] == "January 2013"
    tab.act("transport", "reset")
    assert tab["head"]["when"] == "before January 2012"


def test_every_switch_switches(tab):
    for switch in tab["controls"]["switches"]:
        tab.act("controls", "change", {"path": switch["path"], "value": False})
        shown = next(one for one in tab["controls"]["switches"] if one["path"] == switch["path"])
        assert shown["on"] is False
        tab.act("controls", "change", {"path": switch["path"], "value": True})
    assert tab["controls"]["changed"] == 0
    assert tab["head"]["problem"] == ""


def test_every_lever_moves_and_prints_its_value(tab):
    tab.act("transport", "year")
    for group in tab["controls"]["groups"]:
        for lever in group["levers"]:
            value = lever["choices"][-1]["value"] if lever["choices"] else lever["high"]
            tab.act("controls", "change", {"path": lever["path"], "value": value})
            shown = next(one for some in tab["controls"]["groups"] for one in some["levers"] if one["path"] == lever["path"])
            assert shown["value"] == value
            assert shown["shown"]
            assert shown["text"]
            assert tab["head"]["problem"] == "", lever["path"]
            tab.act("controls", "undo")


def test_scenario_seed_and_language(tab):
    tab.act("controls", "scenario", "base")
    assert len(tab["picture"]["dots"]) == 386
    tab.act("controls", "seed", "77")
    assert tab["controls"]["seed"] == 77
    tab.act("head", "language", "zh")
    assert tab["transport"]["play"] == "播放"


def test_playing_goes_on_by_itself_and_pauses(tab):
    tab.act("transport", "speed", 5)
    tab.act("transport", "play")
    until(lambda: _drawn(tab) and tab["picture"]["month"] >= 5)
    assert tab["transport"]["playing"]
    tab.act("transport", "play")
    month = tab["picture"]["month"]
    time.sleep(0.3)
    assert not tab["transport"]["playing"]
    assert tab["picture"]["month"] <= month + 1


def _drawn(tab: Tab) -> bool:
    """Say, as the browser does, that the month was drawn."""
    tab.part("picture").vue_drawn(tab["picture"]["month"])
    return True


def test_playing_stops_at_the_end(tab):
    tab.act("transport", "speed", 5)
    for _ in range(4):
        tab.act("transport", "year")
    tab.act("transport", "play")
    until(lambda: _drawn(tab) and tab["transport"]["over"] and tab["picture"]["month"] == 60)  # a picture may come after its buttons
    assert not tab["transport"]["playing"]


def test_the_player_waits_for_a_slow_browser(tab):
    tab.act("transport", "speed", 5)
    tab.act("transport", "play")
    time.sleep(1.0)
    assert tab["picture"]["month"] <= 2
    tab.act("transport", "play")


def test_the_class_grows_in_the_background(tab):
    tab.act("transport", "year")
    tab.act("panel", "add", 10)
    until(lambda: tab["panel"].get("runs") == "10 runs, seeds 1 to 10" and not tab["panel"]["growing"])


def test_ghost_story_lesson_and_prediction(tab):
    tab.act("transport", "year")
    tab.act("transport", "keep")
    assert tab["curves"]["ghost"] == "ghost"
    tab.act("plan", "pick", {"kind": "actor", "key": "society"})
    assert tab["panel"]["story"]["title"] == "Society"
    tab.act("head", "lesson", "takeoff")
    tab.act("panel", "predict", 2)
    assert tab["panel"]["lesson"]["chosen"] == 2
    tab.act("panel", "tab", "events")
    assert tab["panel"]["tab"] == "events"


def test_saving_hands_a_file_to_the_browser(tab):
    assert tab["saved"] == {"number": 0}
    tab.act("head", "save", "scenario")
    assert (tab["saved"]["number"], tab["saved"]["name"]) == (1, "junpu.yaml")
    tab.act("head", "save", "scenario")
    assert tab["saved"]["number"] == 2


def test_what_goes_wrong_is_shown_and_can_be_closed(tab):
    tab.act("controls", "seed", "x")
    assert "no whole number" in tab["head"]["problem"]
    tab.act("head", "dismiss")
    assert tab["head"]["problem"] == ""


def test_an_error_while_playing_stops_with_a_sentence(tab, monkeypatch):
    def broken(self):
        raise RuntimeError("boom")

    monkeypatch.setattr("linkage_sim.views.app.run.Run.step", broken)
    tab.act("transport", "play")
    until(lambda: "boom" in tab["head"]["problem"])
    assert not tab["transport"]["playing"]
    monkeypatch.undo()
    tab.act("transport", "step")
    assert (tab["head"]["problem"], tab["picture"]["month"]) == ("", 1)


def test_tabs_do_not_mix():
    tabs = [Tab(f"?seed={seed}") for seed in range(1, 5)]
    for number, one in enumerate(tabs):
        for _ in range(number + 1):
            one.act("transport", "step")
    tabs[2].act("controls", "change", {"path": "platform.on", "value": False})
    assert [one["picture"]["month"] for one in tabs] == [1, 2, 3, 4]
    assert [one["controls"]["seed"] for one in tabs] == [1, 2, 3, 4]
    assert [one["controls"]["changed"] for one in tabs] == [0, 0, 1, 0]
    for one in tabs:
        one.close()


def test_a_closed_tab_stops_playing_and_frees_its_model(monkeypatch):
    rooms: list[weakref.ref[Any]] = []

    class Watched(OneTab):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            rooms.append(weakref.ref(self.room.run.model))

    monkeypatch.setattr(page_module, "Tab", Watched)
    tab = Tab()
    tab.act("transport", "play")
    tab.close()
    del tab
    until(lambda: gc.collect() >= 0 and rooms[0]() is None)


def test_rooms_neither_mix_nor_leak():
    """Twelve tabs, each with its own seed: each month is that of its own run, and nothing is left when they close."""
    from linkage_sim.views.app.run import Run
    from linkage_sim.views.app.setting import Setting

    rooms = [Room("junpu", f"?seed={seed}") for seed in range(12)]
    for _ in range(2):
        for room in rooms:
            room.act("year")
    for seed in (0, 5, 11):
        assert rooms[seed].frame == Run(Setting().scenario, seed).to(24).frame()
    models = [weakref.ref(room.run.model) for room in rooms]
    for room in rooms:
        room.close()
    del room
    gc.collect()
    assert [model() for model in models] == [None] * 12
