"""All that the page shows of a month, as one immutable piece: pictures are drawn from it while the model may already go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...model import LinkageModel
from ...scenario.programmes import PROVIDERS
from ...state.environment import EnvironmentRow
from ...state.household import CARD
from ...state.month import ACTORS, STAGES
from ...state.world import households_of, programmes_of
from .chronicle import Event
from .plan import Plan

STATES = ("other", "poor", "carded", "online")
"""States of a household, by number; the last that holds is the one that is shown. Who is away is told beside it."""
SERIES = ("stores", "online_households", "headcount", "inclusion_error", "exclusion_error", "spending", "sales", "registered_households",
          "poor_households", "poor_people")  # fmt: skip


@dataclass(frozen=True)
class Dot:
    """A household in the picture: its number, state, stores, and whether all its hands are away."""

    household: int
    state: int
    stores: int
    away: bool


@dataclass(frozen=True)
class Link:
    """Help that a household received this month: from which actor, how many units."""

    actor: str
    household: int
    units: int


@dataclass(frozen=True)
class Spot:
    """One village of several: its name, households online, all households, stores and stage."""

    number: int
    name: str
    online: int
    households: int
    stores: int
    stage: int


@dataclass(frozen=True)
class Frame:
    """A month as it is shown.

    Attributes
    ----------
    month, months : int
        Months played, and of the whole run.
    year, calendar : int
        Year and month of the calendar; of the month to come before the first.
    dots : tuple of Dot
        Households that are drawn.
    clans : tuple of (int, int)
        Households with a store, and all, of each clan; drawn or not.
    counts : mapping
        Households of the village by state, and ``away``.
    links : tuple of Link
        Who served whom, between actors and households that are drawn.
    served : mapping
        Households served this month by actor, drawn or not.
    flows : mapping of str to mapping
        Acts by stage and actor, whole run.
    series : mapping
        Recorded values so far by column, oldest first.
    events : tuple of Event
        What happened in the last twelve months, the latest first.
    spots : tuple of Spot
        All villages, where there are several.
    stage : int
        The shown village's stage.
    linked : bool
        Whether the platform linked the actors this month.
    """

    month: int
    months: int
    year: int
    calendar: int
    village: int
    dots: tuple[Dot, ...]
    clans: tuple[tuple[int, int], ...]
    counts: Mapping[str, int]
    links: tuple[Link, ...]
    served: Mapping[str, int]
    flows: Mapping[str, Mapping[str, float]]
    series: Mapping[str, tuple[float, ...]]
    events: tuple[Event, ...]
    spots: tuple[Spot, ...]
    stage: int
    linked: bool

    @property
    def over(self) -> bool:
        """Whether all months are played."""
        return self.month >= self.months


def frame_of(model: LinkageModel, village: int, plan: Plan, events: tuple[Event, ...]) -> Frame:
    """Make the frame of the model as it stands."""
    year, calendar = calendar_of(model.scenario.start, max(model.month - 1, 0))
    states = _states(model, village)
    stores, away = _of(model, village, "stores"), _all_away(model, village)
    links, served = _links(model, village, plan)
    counts = {name: int((states == k).sum()) for k, name in enumerate(STATES)} | {"away": int(away.sum())}
    latest = model.record.latest()
    return Frame(
        model.month, model.scenario.months, year, calendar, village,
        tuple(Dot(i, int(states[i]), int(stores[i]), bool(away[i])) for i in plan.households),
        tuple((int((stores[list(clan.members)] > 0).sum()), len(clan.members)) for clan in plan.clans),
        counts, links, served,
        {stage: {actor: latest[f"{stage}_{actor}"] for actor in ACTORS} for stage in STAGES},
        {name: tuple(model.record.series(name).tolist()) for name in SERIES},
        events, _spots(model), int(model.villages[village].stage), _linked(model),
    )  # fmt: skip


def calendar_of(start: str, month: int) -> tuple[int, int]:
    """Year and calendar month of a month of a run, the first of which is 0."""
    year, left = divmod(int(start[:4]) * 12 + int(start[5:7]) - 1 + month, 12)
    return year, left + 1


def environment_now(model: LinkageModel, village: int) -> EnvironmentRow:
    """The exogenous series under which a village lived in the month that was played last; before the first month, those of the first."""
    return model.world.environment[model.villages[village].environment_first + max(model.month - 1, 0)]


def _of(model: LinkageModel, village: int, name: str) -> np.ndarray:
    return np.asarray(getattr(households_of(model.villages[village], model.world), name))


def _states(model: LinkageModel, village: int) -> np.ndarray:
    """State of every household of a village, as a number."""
    states = np.where(_of(model, village, "income") < environment_now(model, village).poverty_line, 1, 0)
    states = np.where(_of(model, village, "card") & CARD != 0, 2, states)
    return np.where(_of(model, village, "stores") > 0, 3, states)


def _all_away(model: LinkageModel, village: int) -> np.ndarray:
    away, workers = _of(model, village, "away"), _of(model, village, "workers")
    return (away > 0) & (away >= workers)


def _links(model: LinkageModel, village: int, plan: Plan) -> tuple[tuple[Link, ...], dict[str, int]]:
    """Who served whom: links to drawn households, and counts of all."""
    received = _of(model, village, "received").astype(np.int64)
    units = {provider: np.zeros(len(received), np.int64) for provider in PROVIDERS}
    for programme in programmes_of(model.villages[village], model.world):
        if programme.exists:
            units[PROVIDERS[programme.payer]] += (received >> programme.number) & 1
    drawn = set(plan.households)
    links = tuple(Link(actor, int(i), int(some[i])) for actor, some in units.items() for i in np.flatnonzero(some) if int(i) in drawn)
    return links, {actor: int((some > 0).sum()) for actor, some in units.items()}


def _spots(model: LinkageModel) -> tuple[Spot, ...]:
    """Every village in a few numbers, where there are several."""
    if len(model.villages) < 2:
        return ()
    return tuple(
        Spot(village.row, name, int(village.online), village.last - village.first, int(village.stores), int(village.stage))
        for name, village in zip(model.village_names, model.villages, strict=True)
    )


def _linked(model: LinkageModel) -> bool:
    parameters = model.world.parameters[0]
    return parameters.platform_on > 0 and model.month > parameters.platform_start
