"""What single households went through, month by month: read off the model where the recorded columns do not tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ...model import LinkageModel
    from ...scenario import Scenario
    from ...state.village import Village
    from ...state.world import World

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

SIDE_BY_SIDE = 10  # runs in one model: enough to keep the compiled loops busy, few enough for the journal's memory


@dataclass(frozen=True)
class History:
    """One run, seen household by household. Arrays are months x households, but for traits that a household keeps.

    Attributes
    ----------
    stores : array
        Online stores at the month's end.
    sales, profit : array
        RMB in the month; profit of the stores, before the household's own labour.
    wages : array
        RMB in the month from farm, local wages, an enterprise that is not online, remittances and helpers' jobs.
    poor : array of bool
        Whether it is below the poverty line.
    units, met : array
        Units of assistance that it was matched with in the month, and those of them for which it had the need.
    kin_online, neighbours_online : array
        Share of its kin, and of its neighbours, that keep a store; not finite for those that have none.
    months : DataFrame
        Recorded months of the run, all columns.
    schooling, age : array, a value per household
        Class of its head: none to college (0 to 4); up to 35, to 54, older (0 to 2).
    founder, copycat : array of bool, a value per household
        Came home before the start; has opened a store on a neighbour's visible jump.
    """

    stores: Floats
    sales: Floats
    profit: Floats
    wages: Floats
    poor: Flags
    units: Floats
    met: Floats
    kin_online: Floats
    neighbours_online: Floats
    schooling: Floats
    age: Floats
    founder: Flags
    copycat: Flags
    months: pd.DataFrame

    @property
    def online(self) -> Flags:
        """Whether it keeps a store."""
        return self.stores > 0


@dataclass
class _Notes:
    """Rows of one run, a list per kind, until they are stacked."""

    needs: npt.NDArray[np.uint16]
    rows: dict[str, list[Floats]] = field(default_factory=dict)

    def add(self, name: str, row: Floats) -> None:
        self.rows.setdefault(name, []).append(row)


def histories(scenarios: Sequence[Scenario], seeds: Sequence[int]) -> list[History]:
    """Run scenarios of one village each, one seed each, and watch every household.

    Parameters
    ----------
    scenarios : sequence of Scenario
        All of one start and length.
    seeds : sequence of int
        As many.
    """
    found: list[History] = []
    for first in range(0, len(scenarios), SIDE_BY_SIDE):
        found += _watched(scenarios[first : first + SIDE_BY_SIDE], seeds[first : first + SIDE_BY_SIDE])
    return found


def _watched(scenarios: Sequence[Scenario], seeds: Sequence[int]) -> list[History]:
    from ...model import LinkageModel
    from ...state.world import households_of

    model = LinkageModel(scenarios[0], scenarios=scenarios, seeds=seeds, journal=True)
    ties = [_ties(model, run) for run in range(len(seeds))]
    notes = [_Notes(households_of(village, model.world).need.copy()) for village in model.villages]
    for _ in range(scenarios[0].months):
        model.step()
        for run, known in enumerate(notes):
            _note(model, run, ties[run], known)
    return [_history(model, run, known) for run, known in enumerate(notes)]


def _ties(model: LinkageModel, run: int) -> tuple[Floats, Floats]:
    """Kin and neighbours of each household; not a number for none, so that no share is made of them."""
    import numpy as np

    from ...state.world import households_of

    households = households_of(model.villages[run], model.world)
    kin, neighbours = households.kin.astype(float), households.neighbours.astype(float)
    return np.where(kin > 0, kin, np.nan), np.where(neighbours > 0, neighbours, np.nan)


def _note(model: LinkageModel, run: int, ties: tuple[Floats, Floats], known: _Notes) -> None:
    """Note one month of one run."""
    import numpy as np

    from ...state.ledger import Flow
    from ...state.world import households_of

    world, village = model.world, model.villages[run]
    households, journal = households_of(village, world), world.journal.rows(village.first, village.last).flows
    line = world.environment[village.environment_first + model.month - 1].poverty_line
    paid = (Flow.GOODS, Flow.PARCELS, Flow.HAULAGE, Flow.FEES, Flow.STORE_COSTS, Flow.HELPER_PAY)
    known.add("stores", households.stores.astype(float))
    known.add("sales", journal[:, Flow.SALES].copy())
    known.add("profit", journal[:, Flow.SALES] - journal[:, paid].sum(axis=1))
    known.add("wages", journal[:, (Flow.FARM, Flow.WAGES, Flow.ENTERPRISE, Flow.REMITTANCES, Flow.HELPER_INCOME)].sum(axis=1))
    known.add("poor", (households.income < line).astype(float))
    known.add("units", np.bitwise_count(households.received).astype(float))
    known.add("met", _met(world, village, known.needs))
    known.needs = households.need.copy()
    known.add("kin_online", households.online_kin / ties[0])
    known.add("neighbours_online", households.online_neighbours / ties[1])


def _met(world: World, village: Village, before: npt.NDArray[np.uint16]) -> Floats:
    """Units for which a household had the need: now, or a month ago where the unit has ended it."""
    import numpy as np

    from ...state.world import households_of, programmes_of

    households = households_of(village, world)
    met = np.zeros(len(before))
    served = np.flatnonzero(households.received)  # few in most months
    had, received = (households.need | before)[served], households.received[served]
    for k, programme in enumerate(programmes_of(village, world)) if len(served) else ():
        met[served] += ((received >> k) & 1) * ((had >> programme.need) & 1)
    return met


def _history(model: LinkageModel, run: int, known: _Notes) -> History:
    import numpy as np

    from ...state.household import AGE_MASK, AGE_SHIFT, COPYCAT, FOUNDER, SCHOOLING_MASK
    from ...state.world import households_of

    households = households_of(model.villages[run], model.world)
    flags, traits = households.flags, households.traits
    stacked = {name: np.stack(rows) for name, rows in known.rows.items()}
    poor = stacked.pop("poor") > 0
    monthly = model.record.monthly
    months = monthly[monthly["seed"] == model.record.seeds[run]]
    head = {"schooling": (traits & SCHOOLING_MASK).astype(float), "age": (traits >> AGE_SHIFT & AGE_MASK).astype(float)}
    return History(**stacked, **head, poor=poor, founder=(flags & FOUNDER) > 0, copycat=(flags & COPYCAT) > 0, months=months)
