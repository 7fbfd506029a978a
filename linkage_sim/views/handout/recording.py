"""One world, played and kept: the village month by month for one seed, the monthly measures for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...actors.household.contagion import take_up
from ...actors.household.stores import pays_off, sees_it_done, supply
from ...economy.market import soft_piece
from ...model import LinkageModel
from ...scenario.programmes import PROVIDERS
from ...state.household import Household
from ...state.month import ACTORS, STAGES
from ...state.parameters import Parameters
from ...state.world import programmes_of
from ..app.frame import SERIES, environment_now
from ..app.mesa_parts import forget
from ..app.run import Run
from ..app.shown_curves import SHARES
from .households import Households
from .packing import Table, packed
from .worlds import World

KEPT = tuple(name for name in SERIES if name != "sales")
"""Measures that are kept for every seed."""
FINE = 10_000
"""Parts in which shares are kept."""
MOST_TIES = 12
"""Kin and neighbours with a shop; of more the page makes no difference."""


@dataclass(frozen=True)
class Order:
    """What a worker is asked for: a world, the length of its runs, and their seeds, of which the first is watched."""

    world: World
    months: int | None
    seeds: tuple[int, ...]


def recorded(order: Order) -> bytes:
    """Play a world and pack what the page needs of it."""
    scenario = order.world.scenario(order.months)
    run = Run(scenario, order.seeds[0])
    households, surroundings = Households(run.model, run.village), Surroundings(run)
    while not run.over:
        run.step()
        households.note(run.model)
        surroundings.note(run)
    facts = _facts(run)
    tables = {**households.tables(), **surroundings.tables(), "flows": _flows(run.model), **_seeds(order)}
    run.close()
    return packed(facts, tables)


class Surroundings:
    """What the village offers month by month, from before the first: the pieces of a shop that are not a household's own.

    Parameters
    ----------
    run : Run
        A run that has not begun.
    """

    def __init__(self, run: Run) -> None:
        self._rows: list[list[int]] = []
        self._seen: list[list[int]] = []
        self.note(run)

    def note(self, run: Run) -> None:
        """Keep how things stand now."""
        village, environment = run.model.villages[run.village], environment_now(run.model, run.village)
        parameters = run.model.world.parameters[village.variant]
        pays = pays_off(village.profit_household, village.stores, parameters.worth_while * environment.migrant_wage)
        linked = parameters.platform_on > 0 and run.month > parameters.platform_start
        shares = (village.shipping, supply(village), pays)
        shown = [int(village.stage), int(linked), round(environment.poverty_line), int(village.share > 0)]
        self._rows.append([*shown, *(round(FINE * share) for share in shares)])
        nobody = Household()
        self._seen.append([round(FINE * sees_it_done(nobody, ties, village, parameters)) for ties in range(MOST_TIES + 1)])

    def tables(self) -> dict[str, Table]:
        """``place``: a row per fact; ``seen``: how far a shop is trusted by a household that knows so many with one."""
        return {"place": np.array(self._rows, np.uint32).T.copy(), "seen": np.array(self._seen, np.uint16).T.copy()}


def _facts(run: Run) -> dict[str, Any]:
    """Parameters of the pieces of a shop, and what happened."""
    village = run.model.villages[run.village]
    parameters = run.model.world.parameters[village.variant]
    programmes = [one for one in programmes_of(village, run.model.world) if one.exists]
    names = list(run.model.scenario.programmes)
    return {
        "hash": run.model.scenario.hash,
        "start": run.model.scenario.start,
        "village": run.village_name,
        **_pieces(parameters),
        "programmes": {str(one.number): [names[one.number], PROVIDERS[one.payer]] for one in programmes},
        "register": int(parameters.register_start),
        "events": [[event.month, event.kind, round(event.weight, 2), event.facts] for event in run.chronicle.events],
    }


def _pieces(parameters: Parameters) -> dict[str, Any]:
    """How full the soft pieces are at each per cent of motivation and skill, and what else the chance of a shop follows from."""
    slope = parameters.piece_slope
    full = {"believes": parameters.belief_midpoint, "knows": parameters.know_midpoint}
    return {
        **{name: [round(soft_piece(k / 100, middle, slope), 4) for k in range(101)] for name, middle in full.items()},
        "taken_up": [take_up(ties, parameters.informants, parameters.below_threshold) for ties in range(MOST_TIES + 1)],
        "capital": parameters.startup_capital,
        "rate": parameters.open_rate if parameters.household_active > 0 else 0.0,
        "again": parameters.second_chance,
    }


def _flows(model: LinkageModel) -> Table:
    """Acts by stage and actor: a row for each, stage by stage."""
    rows = [model.record.series(f"{stage}_{actor}") for stage in STAGES for actor in ACTORS]
    return np.round(np.stack(rows)).astype(np.uint32)


def _seeds(order: Order) -> dict[str, Table]:
    """The measures of all seeds: a row for each."""
    model = LinkageModel(order.world.scenario(order.months), seeds=order.seeds).run()
    forget(model)
    return {f"of {name}": whole(name, [model.record.series(name, run) for run in range(len(order.seeds))]) for name in KEPT}


def whole(name: str, rows: Sequence[Any]) -> Table:
    """A measure in whole numbers: shares in parts of ten thousand, other things as they are."""
    return np.round(np.stack(rows) * (FINE if name in SHARES else 1)).astype(np.uint32)
