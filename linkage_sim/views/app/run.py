"""A model that is watched: it plays months, remembers what the shown village did, and makes the frame of each month."""

from __future__ import annotations

from ...experiments.snapshots import founders_village
from ...model import LinkageModel
from ...nation.places import places_of
from ...scenario import Scenario
from .chronicle import Chronicle
from .frame import Frame, frame_of
from .memory import Memory
from .mesa_parts import forget
from .plan import Plan, plan_of


class Run:
    """One run of one scenario, with one of its villages in view.

    Parameters
    ----------
    scenario : Scenario
        What is simulated.
    seed : int
        Seed of the run.
    village : int, optional
        The village in view; the one with most founders unless named.
    plan : Plan, optional
        Where its households stand, if that is known from another run of it.
    """

    def __init__(self, scenario: Scenario, seed: int, village: int | None = None, plan: Plan | None = None) -> None:
        self.model = LinkageModel(scenario, seed=seed)
        self.village = founders_village(places_of(scenario)) if village is None else village
        self.plan = plan or plan_of(self.model, self.village)
        self.memory = Memory(self.model, self.village)
        self.chronicle = Chronicle(self.model, self.village)

    @property
    def month(self) -> int:
        """Months played."""
        return self.model.month

    @property
    def over(self) -> bool:
        """Whether all months are played."""
        return self.month >= self.model.scenario.months

    def step(self) -> None:
        """Play a month, if there is one left."""
        if self.over:
            return
        self.model.step()
        self.memory.note(self.model)
        self.chronicle.note(self.model)

    def to(self, month: int) -> Run:
        """Play until so many months are done."""
        while self.month < month and not self.over:
            self.step()
        return self

    def frame(self) -> Frame:
        """All that is shown of the month."""
        return frame_of(self.model, self.village, self.plan, tuple(self.chronicle.last_year(self.month)))

    def close(self) -> None:
        """Let the model be freed."""
        forget(self.model)

    @property
    def village_name(self) -> str:
        """Name of the village in view."""
        return self.model.village_names[self.village]


def place_name(scenario: Scenario, village: int) -> str:
    """Name under which a scenario's file speaks of a village; several alike share one."""
    places = places_of(scenario)
    for place in places:
        if village < place.count:
            return place.name
        village -= place.count
    return places[-1].name
