"""What happened in the shown village, as facts that a language puts into words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...model import LinkageModel
from ...state.world import offers_of, programmes_of

MARKS = (100, 500, 1000, 2000, 5000)
MOST_A_MONTH = 3
WATCHED = ("couriers", "suppliers", "stage", "noticed", "centre", "stores", "station", "brand", "tenants")


class Event(NamedTuple):
    """One thing that happened.

    Attributes
    ----------
    month : int
        Month of the run, the first is 0.
    kind : str
        Key of its sentence.
    weight : float
        The more, the rather it is told.
    facts : dict
        Numbers and keys of words that its sentence holds.
    """

    month: int
    kind: str
    weight: float
    facts: dict[str, Any]


class Chronicle:
    """The events of one village, month by month.

    Parameters
    ----------
    model : LinkageModel
        A model that has not begun.
    village : int
        The village that is shown.
    """

    def __init__(self, model: LinkageModel, village: int) -> None:
        self._village = village
        self._before = self._state(model)
        self._most_sales = 0.0
        self.events: list[Event] = []

    def note(self, model: LinkageModel) -> None:
        """Note what happened in the month that has just been played."""
        month, now = model.month - 1, self._state(model)
        found = [*_firms(month, self._before, now), *_steps(month, self._before, now, model), *_people(month, model, self._village)]
        found += [*_asked(month, model, self._village), *self._record_sales(month, model)]
        found.sort(key=lambda event: -event.weight)
        self.events += found[:MOST_A_MONTH]
        self._before = now

    def last_year(self, month: int) -> list[Event]:
        """Events of the twelve months before a month count, the latest first."""
        return [event for event in reversed(self.events) if event.month >= month - 12]

    def _state(self, model: LinkageModel) -> dict[str, float]:
        village = model.villages[self._village]
        return {name: float(getattr(village, name)) for name in WATCHED}

    def _record_sales(self, month: int, model: LinkageModel) -> Iterator[Event]:
        sales = model.world.months[self._village].sales
        november = (int(model.scenario.start[5:7]) - 1 + month) % 12 == 10
        if november and sales > max(self._most_sales, 1e5):
            yield Event(month, "festival", 4.0, {"sales": sales})
        self._most_sales = max(self._most_sales, sales)


def _firms(month: int, before: dict[str, float], now: dict[str, float]) -> Iterator[Event]:
    """Firms that came or went."""
    for name in ("couriers", "suppliers"):
        was, count = int(before[name]), int(now[name])
        if count > was:
            kind = f"{name}_came" if count == was + 1 else f"{name}_came_several"
            yield Event(month, kind, 9.0, {"count": count, "came": count - was})
        elif count < was:
            yield Event(month, f"{name}_left", 9.0, {"count": count})


def _steps(month: int, before: dict[str, float], now: dict[str, float], model: LinkageModel) -> Iterator[Event]:
    """Steps that a village takes once."""
    if now["noticed"] and not before["noticed"]:
        yield Event(month, "noticed", 10.0, {"stores": int(now["stores"])})
    if now["stage"] != before["stage"]:
        yield Event(month, "stage", 8.0, {"stage": int(now["stage"])})
    if now["centre"] and not before["centre"]:
        yield Event(month, "centre", 8.0, {})
    if now["station"] > before["station"]:
        yield Event(month, "station", 5.0, {})
    if now["brand"] > before["brand"] and before["brand"] == 0:
        yield Event(month, "brand", 5.0, {})
    if now["tenants"] and not before["tenants"]:
        yield Event(month, "tenants", 7.0, {"count": int(now["tenants"])})
    for mark in MARKS:
        if before["stores"] < mark <= now["stores"]:
            yield Event(month, "mark", 9.5, {"stores": mark})
    parameters = model.world.parameters[0]
    if parameters.platform_on > 0 and month == max(int(parameters.platform_start), 0):
        yield Event(month, "platform", 10.0, {})
    if parameters.government_active > 0 and parameters.look_back > 0 and month == parameters.look_back_start:
        yield Event(month, "look_back", 8.0, {})


def _people(month: int, model: LinkageModel, village: int) -> Iterator[Event]:
    """Cards, returns, visible successes and complaints, where there are many."""
    happened = model.world.months[village]
    entries, exits, relapses = int(happened.entries), int(happened.exits), int(happened.relapses)
    if entries >= 10:
        yield Event(month, "entries", 7.0, {"count": entries})
    if exits >= 5:
        yield Event(month, "exits", 3.0, {"count": exits})
    if relapses >= 3:
        yield Event(month, "relapses", 4.0, {"count": relapses})
    if happened.returned >= 8:
        yield Event(month, "returned", 2.0 + happened.returned / 20, {"count": int(happened.returned)})
    if happened.jumps >= 3:
        yield Event(month, "jumps", 2.5, {"count": int(happened.jumps)})
    if happened.feedback_government >= 3:
        yield Event(month, "corrected", 3.0, {"count": int(happened.feedback_government)})
    if happened.stores_closed >= 10:
        yield Event(month, "closed", 4.5, {"count": int(happened.stores_closed)})


def _asked(month: int, model: LinkageModel, village: int) -> Iterator[Event]:
    """The programme for whose need most households were left waiting, and the one that served most."""
    shown, names = model.villages[village], list(model.scenario.programmes)
    best: tuple[int, int, int] | None = None
    for programme, offer in zip(programmes_of(shown, model.world), offers_of(shown, model.world), strict=True):
        served, asked = int(offer.matched), int(offer.claims)
        if programme.exists and not programme.for_village and served >= 5 and (best is None or served > best[1]):
            best = (programme.number, served, asked)
    if best is not None:
        k, served, asked = best
        yield Event(month, "asked", 2.0 + served / 100, {"programme": names[k], "asked": asked, "served": served})
