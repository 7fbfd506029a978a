"""One tab: a village's room, or the map of a country; and the ways from one to the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...errors import LinkageError
from ...findings.language import told
from .address import Address, read_address
from .alone import Alone
from .country.atlas import Atlas
from .frame import calendar_of
from .given import word
from .lessons import lesson_of
from .link import Place, opened
from .room import Room
from .setting import FIRST, Setting, known_as, offered


class Tab:
    """What a tab shows, and what it keeps to go back to.

    Parameters
    ----------
    first : str
        Scenario that the page was started with.
    query : str
        Query of the link that opened the tab.

    Attributes
    ----------
    room : Room or Atlas
        What is shown.
    atlas : Atlas or None
        The country from which one came down, with all that was played.
    """

    def __init__(self, first: str = FIRST, query: str = "") -> None:
        self.lock = threading.RLock()
        self.first, self.closed = known_as(first), False
        self.atlas: Atlas | None = None
        problem = ""
        try:
            place = opened(query, self.first)
        except LinkageError as error:
            place, problem = Place(Setting(self.first)), told("open", error, "en")
        self.room: Room | Atlas = self._opened(place)
        self.room.problem = problem

    def act(self, name: str, data: Any = None) -> None:
        """Do an act of the room or the map, or go from one to the other; what goes wrong becomes a sentence, and the page stays."""
        with self.lock:
            if self.closed:
                return
            try:
                if name not in WAYS or not WAYS[name](self, data):
                    self.room.act(name, data)
            except Exception as error:
                self.room.refuse("change", error)

    # ---------------------------------------------------------------- played aside

    @property
    def playing(self) -> bool:
        """Whether months follow by themselves."""
        return self.room.playing

    @property
    def working(self) -> bool:
        """Whether something is to be done aside."""
        return self.room.working

    @property
    def interval(self) -> float:
        """Seconds between months."""
        return self.room.interval

    @property
    def problem(self) -> str:
        """What went wrong last; empty where nothing did."""
        return self.room.problem

    def pause(self) -> None:
        """Play no further by itself."""
        self.room.playing = False

    def work(self) -> bool:
        """Do a piece of the work that is done aside; return whether more is to do."""
        return self.room.work()

    def give_up(self, error: Exception) -> None:
        """Do no more of it, and tell why."""
        self.room.give_up(error)

    def close(self) -> None:
        """Let go of everything: the tab is gone."""
        self.pause()
        with self.lock:
            self.closed = True
            for one in {id(some): some for some in (self.room, self.atlas) if some is not None}.values():
                one.close()

    # ---------------------------------------------------------------- ways

    def _opened(self, place: Place) -> Room | Atlas:
        if place.setting.is_country:
            self.atlas = Atlas(place)
            return self.atlas
        return Room(self.first, place=place)

    def _enter(self, place: Place) -> bool:
        """Show another room, or the map; the one that is left is closed, unless it is the map from which one went down."""
        room, old = self._opened(place), self.room
        room.speed = old.speed
        self.room = room
        if old is not self.atlas or place.setting.alone is None:
            old.close()
        if isinstance(room, Room) and place.setting.alone is None:
            self.atlas = None
        return True

    def _change_scenario(self, name: Any) -> bool:
        """Load a scenario where it leads to a map, or from one."""
        setting = Setting(word("scenario", name, offered(self.first)), self.room.setting.seed)
        if not setting.is_country and isinstance(self.room, Room) and self.room.setting.alone is None:
            return False
        if self.atlas is not None and self.room is not self.atlas:
            self.atlas.close()
        return self._enter(Place(setting, language=self.room.language))

    def _learn(self, key: Any) -> bool:
        """Leave the map, or a village of it, for a lesson."""
        if self.atlas is not None and lesson_of(str(key)) is not None:
            self.atlas.close()
            self._enter(Place(Setting(FIRST), language=self.room.language))
        return isinstance(self.room, Atlas)

    def _go(self, text: Any) -> bool:
        """Go down to a village, or up from it."""
        nation = Setting(self.room.setting.name).parent.nation
        if nation is None:
            raise LinkageError("This scenario has no map.")
        at = read_address(text, nation)
        if at.village:
            return self._down(at)
        return isinstance(self.room, Room) and self._up(at)

    def _down(self, at: Address) -> bool:
        """Take a village out of the country, at the month that is shown."""
        there, seed = self.room.setting, self.room.setting.alone.seed if self.room.setting.alone else self.room.setting.seed
        setting = replace(Setting(there.name), alone=Alone(at, seed))
        month = min(max(self._date() - _months(setting.parent.start), 0), setting.parent.months)
        return self._enter(Place(setting, month, self.room.language, at=at))

    def _up(self, at: Address) -> bool:
        """Go back to the map, at the month that is shown; it is made anew where the tab was opened at the village."""
        room, setting = self.room, self.room.setting
        seed = setting.alone.seed if setting.alone else setting.seed
        month = max(self._date() - _months(Setting(setting.name).parent.start), 0)
        if self.atlas is None:
            return self._enter(Place(Setting(setting.name, seed), month, room.language, at=at))
        self.atlas.language, self.atlas.goal = room.language, month
        self.room = self.atlas
        room.close()
        self.atlas.act("at", at.text)
        return True

    def _date(self) -> int:
        """Months that are over where one looks, counted from the year 0."""
        return _months(self.room.setting.parent.start) + (self.room.month if isinstance(self.room, Atlas) else self.room.run.month)


WAYS: dict[str, Callable[[Tab, Any], bool]] = {"scenario": Tab._change_scenario, "at": Tab._go, "lesson": Tab._learn}
"""Acts that may lead from a room to a map, or back; each tells whether that is all there was to do."""


def _months(start: str) -> int:
    year, month = calendar_of(start, 0)
    return year * 12 + month - 1
