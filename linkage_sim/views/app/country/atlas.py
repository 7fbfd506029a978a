"""One tab that looks at a country: its map, a province's counties or a county's villages, month by month.

Months are played aside, see :meth:`Atlas.work`, and only as far as somebody asks; the month that is shown moves over those that are there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ....findings.language import LANGUAGES, told
from ....scenario.nation import ALL
from ..address import EVERYWHERE, Address, counties_in, read_address
from ..given import whole, word
from ..link import Place
from ..pace import SPEEDS, speed_of
from ..saving import Saved, scenario_file
from .part_run import PartRun

THINS = (20, 5, 1)
"""Of so many counties one is played, in a country or a province."""
LARGE = 300
"""Counties from which a country is thinned unless somebody asks for all of it."""
SHOWN = ("taobao_villages", "stores", "poor_people", "registered_households", "exits", "jobs_counted")
"""What a map can show."""


class Atlas:
    """The state of one tab that looks at a country.

    Parameters
    ----------
    place : Place
        Where the link leads: the country's setting, the place in it, the month.
    """

    def __init__(self, place: Place) -> None:
        self.lock = threading.RLock()
        self.problem = ""
        self.language, self.speed, self.playing, self.closed = place.language, 2, False, False
        self.setting, self.measure = place.setting, SHOWN[0]
        nation = place.setting.parent.nation
        assert nation is not None, "a map is of a country"
        self.nation = nation
        large = sum(map(len, counties_in(nation).values())) >= LARGE
        self.thins = {"country": max(nation.thin, THINS[0] if large else 1), "province": nation.thin}
        self.saved: Saved | None = None
        self.saves = 0
        self.at = EVERYWHERE
        self.month = 0
        self.goal = place.month
        """Month that is to be shown as soon as it is played."""
        self.runs: dict[str, PartRun] = {}
        self.run = self._run_of(EVERYWHERE)
        self._go(place.at)

    # ---------------------------------------------------------------- acts

    def act(self, name: str, data: Any = None) -> None:
        """Do one of the acts below by its name; what goes wrong becomes a sentence on the page, and the page stays."""
        with self.lock:
            if self.closed:
                return
            self.problem = ""
            try:
                ATLAS_ACTS[name](self, data)
            except Exception as error:
                self.refuse("step" if name in ("step", "year", "play") else "change", error)

    def step(self, _: Any = None) -> None:
        """Show the next month; while it plays, as far as months are there."""
        if self.playing:
            self.month = min(self.month + 1, self.run.done)
            self.playing = self.month < self.run.months and (self.run.working or self.month < self.run.done)
        else:
            self._ask(self.month + 1)

    def year(self, _: Any = None) -> None:
        """Show the month a year on."""
        self._ask(self.month + 12)

    def reset(self, _: Any = None) -> None:
        """Go back to before the first month; what was played stays."""
        self.playing, self.month, self.goal = False, 0, 0

    def play(self, _: Any = None) -> None:
        """Play on to the end, or pause; at the end, from the beginning again."""
        self.playing = not self.playing
        if self.playing:
            if self.month >= self.run.months:
                self.month = self.goal = 0
            self.run.until = self.run.months

    def stop(self, _: Any = None) -> None:
        """Play no further month; those that are there stay."""
        self.playing, self.goal, self.run.until = False, self.month, self.run.done

    def choose_month(self, month: Any) -> None:
        """Show a month that is there."""
        self.month = self.goal = min(whole("month", month, 0, self.run.months), self.run.done)

    def choose_speed(self, place: Any) -> None:
        """Choose one of the speeds by its place."""
        self.speed = speed_of(place)

    def choose_measure(self, name: Any) -> None:
        """Choose what the map shows."""
        self.measure = word("measure", name, SHOWN)

    def choose_thin(self, times: Any) -> None:
        """Play one of so many counties."""
        if self.at.level in self.thins:
            self.thins[self.at.level] = int(word("number of counties", times, map(str, {*THINS, self.nation.thin})))
            self._forget(self.at.name)

    def choose_seed(self, seed: Any) -> None:
        """Set the seed; what was played is forgotten."""
        self.setting = self.setting.seeded(seed)
        self._forget(*self.runs)

    def go(self, text: Any) -> None:
        """Go to a place of the country, down or up; the month stays."""
        self._go(read_address(text, self.nation))

    def own(self, _: Any = None) -> None:
        """Play the province that is looked at by itself, with all its counties."""
        self.goal, self.run = self.month, self._run_of(self.at)
        self.month = min(self.goal, self.run.done)
        self.run.until = self.run.months

    def choose_language(self, language: Any = None) -> None:
        """Speak a language, or the other one."""
        others = [name for name in LANGUAGES if name != self.language]
        self.language = language if language in LANGUAGES else others[0]

    def save(self, _: Any = None) -> None:
        """Make the scenario of the part that is played, for the browser to keep."""
        played, setting = self.run.scenario.nation, self.setting
        assert played is not None
        for path, value in {"only": list(played.only), "thin": played.thin, "full": played.full}.items():
            setting = setting.changed(f"nation.{path}", value)
        self.saved = scenario_file(setting)
        self.saves += 1

    def refuse(self, kind: str, error: Exception) -> None:
        """Tell what went wrong."""
        self.problem = told(kind, error, self.language)

    def close(self) -> None:
        """Let go of everything: the tab is gone."""
        self.playing = False
        with self.lock:
            self.closed, self.saved = True, None
            for run in self.runs.values():
                run.close()
            self.runs.clear()

    # ---------------------------------------------------------------- played aside

    @property
    def working(self) -> bool:
        """Whether there is something to play, or to count."""
        return not self.closed and self.run.working

    def work(self) -> bool:
        """Do one piece of work, without holding up those who look on; return whether more is to do."""
        run = self.run
        run.advance()
        with self.lock:
            if run is self.run and self.month < self.goal:
                self.month = min(self.goal, run.done)
        return self.working

    def give_up(self, error: Exception) -> None:
        """Stop, and tell why."""
        with self.lock:
            self.run.households = self.run.households or 0
            self.stop()
            self.refuse("step", error)

    @property
    def interval(self) -> float:
        """Seconds between months at the chosen speed."""
        return 1.0 / SPEEDS[self.speed]

    @property
    def place(self) -> Place:
        """Where a link to this moment leads."""
        return Place(self.setting, max(self.month, self.goal), self.language, at=self.at)

    # ---------------------------------------------------------------- how

    def _ask(self, month: int) -> None:
        """Show a month, and play as far as that if it is not there yet."""
        self.goal = min(month, self.run.months)
        self.run.until = max(self.run.until, self.goal)
        self.month = min(self.goal, self.run.done)

    def _go(self, at: Address) -> None:
        """Look at a place: in its own run, which for a county begins at once; at a province in the country's, if only that was played."""
        self.goal = max(self.month, self.goal)
        self.at, self.playing = at, False
        known = [run for run in (self.runs.get(at.name), self.runs.get("")) if run is not None and run.done]
        self.run = known[0] if known and at.level == "province" else self._run_of(at)
        if at.level == "county":
            self.run.until = self.run.months
        self.month = min(self.goal, self.run.done)

    def _forget(self, *names: str) -> None:
        """Forget what was played of these places, and begin anew where one looks."""
        for name in names:
            if name in self.runs:
                self.runs.pop(name).close()
        self.goal, self.month, self.playing = max(self.month, self.goal), 0, False
        self.run = self._run_of(self.at)

    def _run_of(self, at: Address) -> PartRun:
        """The run of a place, made if it is not there; of each level one is kept."""
        if at.name not in self.runs:
            for other in [name for name in self.runs if name and name.count("-") == at.name.count("-") and at.name]:
                self.runs.pop(other).close()
            scenario = self.setting.parent.with_overrides(self._part(at))
            self.runs[at.name] = PartRun(scenario, self.setting.seed, at.level == "county")
        return self.runs[at.name]

    def _part(self, at: Address) -> dict[str, Any]:
        """What is played where one looks at a place: a county with all its villages, a province with its counties, a thinned country."""
        if at.level == "county":
            return {"nation.only": [at.name], "nation.full": True, "nation.thin": 1}
        if at.level == "province":
            return {"nation.only": self._within(at.name), "nation.thin": self.thins["province"]}
        return {"nation.thin": self.thins["country"]}

    def _within(self, province: str) -> list[str]:
        """What is simulated of a province, as the scenario has it."""
        only = self.nation.only
        return [province] if {ALL, province}.intersection(only) else [name for name in only if name.rpartition("-")[0] == province]


ATLAS_ACTS: dict[str, Callable[[Atlas, Any], None]] = {
    "step": Atlas.step, "year": Atlas.year, "reset": Atlas.reset, "play": Atlas.play, "stop": Atlas.stop, "month": Atlas.choose_month,
    "speed": Atlas.choose_speed, "measure": Atlas.choose_measure, "thin": Atlas.choose_thin, "seed": Atlas.choose_seed, "at": Atlas.go,
    "own": Atlas.own, "language": Atlas.choose_language, "save": Atlas.save, "dismiss": lambda atlas, _: None,
}  # fmt: skip
