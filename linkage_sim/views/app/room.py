"""One tab's classroom: what it has set, the run it watches, what it keeps beside it; every act of the class is one method.

Each tab has a room of its own. Acts come from the browser's thread and from the player's; a lock lets one at a time touch the model,
and after each the view is made anew, whole and immutable, so that what is drawn never sees a month half played.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...errors import LinkageError
from ...findings.language import LANGUAGES, told
from .beside import MOST_ASKED, Beside
from .frame import Frame
from .given import whole, word
from .lessons import Lesson, lesson_of
from .levers import allowed, read_value
from .link import Place, opened
from .pace import SPEEDS, speed_of
from .run import Run, place_name
from .saving import Saved, saver
from .setting import FIRST, Setting, known_as, offered

TABS = ("events", "story", "whatif", "crowd", "lesson")


class Room:
    """The state of one tab.

    Parameters
    ----------
    first : str
        Scenario that the page was started with.
    query : str
        Query of the link that opened the tab.
    place : Place, optional
        Where it leads, if that is known.
    """

    def __init__(self, first: str = FIRST, query: str = "", place: Place | None = None) -> None:
        self.lock = threading.RLock()
        self.first = known_as(first)
        self.problem = ""
        self.language, self.tab, self.speed, self.playing = "en", "events", 2, False
        self.all_curves = False
        self.picked: tuple[str, Any] | None = None
        self.beside = Beside()
        self.lesson: Lesson | None = None
        self.answer: int | None = None
        self.saved: Saved | None = None
        self.saves = 0
        self.closed = False
        if place is None:
            try:
                place = opened(query, self.first)
            except LinkageError as error:
                place = Place(Setting(self.first))
                self.refuse("open", error)
        self._open(place)

    def _open(self, place: Place) -> None:
        self.language, self.setting = place.language, place.setting
        self.lesson = lesson_of(place.lesson)
        self.tab = "lesson" if self.lesson else "events"
        self.beside.show(self.lesson.other if self.lesson else None)
        self.run = Run(self.setting.scenario, self.setting.seed, place.village).to(place.month)
        self.frame: Frame = self.run.frame()

    # ---------------------------------------------------------------- acts

    def act(self, name: str, data: Any = None) -> None:
        """Do one of the acts below by its name; what goes wrong becomes a sentence on the page, and the page stays."""
        with self.lock:
            if self.closed:
                return
            self.problem = ""
            try:
                ACTS[name](self, data)
            except Exception as error:
                self.refuse(KINDS.get(name, "change"), error)

    def step(self, _: Any = None) -> None:
        """Play a month."""
        self._to(self.run.month + 1)

    def year(self, _: Any = None) -> None:
        """Play twelve months."""
        self._to(self.run.month + 12)

    def reset(self, _: Any = None) -> None:
        """Go back to before the first month; settings and seed stay."""
        self.playing = False
        self._rebuild(0)

    def play(self, _: Any = None) -> None:
        """Play, or pause; at the end, from the beginning again."""
        self.playing = not self.playing
        if self.playing and self.run.over:
            self._rebuild(0)

    def choose_speed(self, place: Any) -> None:
        """Choose one of the speeds by its place."""
        self.speed = speed_of(place)

    def choose_scenario(self, name: Any) -> None:
        """Load a scenario, as its file has it, with the same seed."""
        setting = Setting(word("scenario", name, offered(self.first)), self.setting.seed)
        self._leave_lesson()
        self.beside.drop()
        self._load(setting, month=0, village=None)

    def choose_seed(self, seed: Any) -> None:
        """Set the seed; the run is made anew up to the same month."""
        self._load(self.setting.seeded(seed), self.run.month, self.run.village)

    def change(self, data: Any) -> None:
        """Set a lever or a switch; the run is made anew up to the same month, with the same seed."""
        path = str(data["path"])
        known = allowed(self.setting, place_name(self.setting.parent, self.run.village))
        if path not in known:
            raise LinkageError(f"'{path}' is no lever of this page.")
        self._load(self.setting.changed(path, read_value(path, known[path], data["value"])), self.run.month, self.run.village)

    def undo(self, _: Any = None) -> None:
        """Take back all changes."""
        self._load(replace(self.setting, changes=()), self.run.month, self.run.village)

    def choose_village(self, number: Any) -> None:
        """Look at another village of the scenario."""
        self.picked = None
        self._load(self.setting, self.run.month, whole("village", number, 0, len(self.run.model.village_names) - 1))

    def choose_language(self, language: Any = None) -> None:
        """Speak a language, or the other one."""
        others = [name for name in LANGUAGES if name != self.language]
        self.language = language if language in LANGUAGES else others[0]

    def choose_tab(self, tab: Any) -> None:
        """Show a tab of the panel."""
        self.tab = tab if tab in TABS else self.tab

    def choose_curves(self, _: Any = None) -> None:
        """Show all curves, or the three that matter most."""
        self.all_curves = not self.all_curves

    def pick(self, data: Any) -> None:
        """Tell the story of a household or an actor; none where there is none."""
        kind, key = str(data["kind"]), data["key"]
        if kind == "household":
            self.picked = (kind, whole("household", key, 0, self.run.plan.total - 1))
        elif key in self.run.plan.actors:
            self.picked = (kind, str(key))
        self.tab = "story"

    # ---------------------------------------------------------------- what if, class, lessons

    def keep(self, _: Any = None) -> None:
        """Keep the current run as a ghost."""
        self.beside.keep(self.setting, self.run.month)
        self.tab = "whatif"

    def drop(self, _: Any = None) -> None:
        """Drop the ghost."""
        self.beside.drop()

    def swap(self, _: Any = None) -> None:
        """Let the ghost and the run change places."""
        old, crowd, ghosts = self.beside.ghost, self.beside.crowd, self.beside.ghosts
        if old is None:
            return
        self.beside.keep(self.setting, self.run.month)
        self._load(old.setting, self.run.month, self.run.village if old.setting.name == self.setting.name else None)
        self.beside.crowd, self.beside.ghosts = ghosts, crowd

    def add_runs(self, count: Any) -> None:
        """Ask for more runs of the class; they are made in the background, see :meth:`work`."""
        self.beside.ask(whole("number of runs", count, 0, MOST_ASKED))
        self.tab = "crowd"

    def clear_runs(self, _: Any = None) -> None:
        """Send the class home."""
        self.beside.clear()

    def work(self) -> bool:
        """Make a batch of the class's runs; return whether more are asked for."""
        with self.lock:
            if self.closed or not self.beside.growing:
                return False
            order, setting = self.beside.order(self.setting), self.setting
        made = order.made()
        with self.lock:
            if not self.closed and setting == self.setting and self.beside.growing:
                self.beside.take(made)
            return self.beside.growing > 0

    def choose_lesson(self, key: Any) -> None:
        """Load a lesson, or leave it."""
        lesson = lesson_of(str(key))
        if lesson is None:
            self._leave_lesson()
            self.tab = "events"
            return
        self.playing, self.picked = False, None
        self.lesson, self.answer, self.tab = lesson, None, "lesson"
        self.beside.show(lesson.other)
        self._load(lesson.setting, 0, None)

    def predict(self, answer: Any) -> None:
        """Note what the class expects."""
        if self.lesson is not None:
            self.answer = whole("answer", answer, 0, self.lesson.answers - 1)

    def save(self, kind: Any) -> None:
        """Make a file for the browser to keep; the class's runs where there are some."""
        crowd, ghost = self.beside.crowd, self.beside.ghost
        seeds = crowd.seeds if crowd is not None and len(crowd) else (self.setting.seed,)
        self.saved = saver(str(kind))(self.setting, seeds, ghost.setting if ghost is not None else None)
        self.saves += 1

    def close(self) -> None:
        """Let go of everything: the tab is gone."""
        self.playing = False
        with self.lock:
            self.closed, self.saved, self.beside = True, None, Beside()
            self.run.close()
            del self.run

    # ---------------------------------------------------------------- how

    def refuse(self, kind: str, error: Exception) -> None:
        """Tell what went wrong."""
        self.problem = told(kind, error, self.language)

    @property
    def working(self) -> bool:
        """Whether runs of the class are asked for, which are made aside."""
        return self.beside.growing > 0

    def give_up(self, error: Exception) -> None:
        """Make no more runs of the class, and tell why."""
        self.beside.growing, self.problem = 0, str(error)

    @property
    def interval(self) -> float:
        """Seconds between months at the chosen speed."""
        return 1.0 / SPEEDS[self.speed]

    @property
    def place(self) -> Place:
        """Where a link to this moment leads."""
        several = self.run.model.village_names[1:]
        return Place(self.setting, self.run.month, self.language, self.lesson.key if self.lesson else "",
                     self.run.village if several else None)  # fmt: skip

    def _to(self, month: int) -> None:
        self.run.to(month)
        self.frame = self.run.frame()
        if self.run.over:
            self.playing = False

    def _load(self, setting: Setting, month: int, village: int | None) -> None:
        """Run a setting up to a month; nothing is changed where that fails."""
        plan = self.run.plan if self._same_places(setting) and village == self.run.village else None
        run = Run(setting.scenario, setting.seed, village, plan).to(month)
        frame = run.frame()
        if setting.seeded(0) != self.setting.seeded(0):  # another seed is one more of the class
            self.beside.move()
        self.run.close()
        self.setting, self.run, self.frame = setting, run, frame
        if run.over:
            self.playing = False

    def _rebuild(self, month: int) -> None:
        self._load(self.setting, month, self.run.village)

    def _same_places(self, setting: Setting) -> bool:
        """Whether a village looks the same: kin ties depend on the seed, places on the scenario."""
        return (setting.name, setting.seed, setting.alone) == (self.setting.name, self.setting.seed, self.setting.alone)

    def _leave_lesson(self) -> None:
        self.lesson, self.answer = None, None


ACTS: dict[str, Callable[[Room, Any], None]] = {
    "step": Room.step, "year": Room.year, "reset": Room.reset, "play": Room.play, "speed": Room.choose_speed,
    "scenario": Room.choose_scenario, "seed": Room.choose_seed, "change": Room.change, "undo": Room.undo,
    "village": Room.choose_village, "language": Room.choose_language, "tab": Room.choose_tab, "pick": Room.pick,
    "curves": Room.choose_curves,
    "keep": Room.keep, "drop": Room.drop, "swap": Room.swap, "add": Room.add_runs, "clear": Room.clear_runs,
    "lesson": Room.choose_lesson, "predict": Room.predict, "save": Room.save, "dismiss": lambda room, _: None,
}  # fmt: skip
KINDS = {"step": "step", "year": "step", "reset": "step", "play": "step", "save": "save"}
"""Which sentence tells that an act failed; that of a change unless named."""
