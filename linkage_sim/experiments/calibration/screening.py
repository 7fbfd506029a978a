"""Screening: which parameters move what the targets read, around what the evidence allows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...errors import LinkageError
from ...scenario.behaviour import behaviour
from ...scenario.evidence import Evidence
from ..design.declared import Design
from ..design.factors import Factor
from ..design.sampling import unit_points
from ..ensemble.priors import admissible
from .simulating import FINER
from .takeoff import SCALE, YEAR, closing, first_month, takeoff
from .targets import targets_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ...scenario import Scenario
    from ...scenario.parameters import Parameter
    from ..ensemble.ensemble import Ensemble
    from .targets import Target

    Floats = npt.NDArray[np.float64]

OUTCOMES = {
    "stores_after_a_year": "stores, autumn 2013",
    "stores": "stores, end of 2014",
    "online_households": "online households, end of 2014",
    "people_engaged": "people engaged, end of 2014",
    "sales": "sales, end of 2014",
    "stores_per_household": "stores per household, end of 2014",
    "sales_per_store": "sales per store, end of 2014",
    "takeoff": "month of take-off: a hundred stores",
    "first_courier": "month of the first courier, counted from take-off; never is later than all else",
    "first_supplier": "month of the first supplier, likewise",
    "closing": "share of stores closed in a month of the last year",
}
"""What is read off a run, with the words for people; the times are those of Junpu's targets."""
COLUMNS = ("stores", "online_households", "people_engaged", "sales", "couriers", "suppliers", "stores_closed")
BEYOND_CHANCE = 3.5  # standard errors of a correlation of nothing: of two thousand such correlations, one is larger
SIDE_BY_SIDE = 40  # runs in one model: enough to keep the compiled loops busy
FIRST_SEED = 50_000  # of the runs: far from those that the parameter sets were searched with


@dataclass(frozen=True)
class Screening:
    """What moves what.

    Attributes
    ----------
    influence : DataFrame
        A row per parameter, by path, and a column per outcome: Spearman's rank correlation over the runs that reach scale; not a number
        where either is the same in all of them.
    runs, reached : int
        Runs, and those of them that reach scale.
    """

    influence: pd.DataFrame
    runs: int
    reached: int

    @property
    def least(self) -> float:
        """The correlation beyond chance: one of no influence is larger less than once in two thousand times."""
        return BEYOND_CHANCE / math.sqrt(self.reached)

    @property
    def idle(self) -> list[str]:
        """Parameters that move nothing beyond chance, in the order of the declarations."""
        largest = self.influence.abs().max(axis=1).fillna(0.0)
        return [str(path) for path in largest.index[largest <= self.least]]

    def strongest(self, count: int = 3) -> pd.DataFrame:
        """What each parameter moves most.

        Parameters
        ----------
        count : int
            Outcomes per parameter.

        Returns
        -------
        DataFrame
            ``parameter``, ``outcome``, ``correlation``: the parameters with the largest correlation first, and so the outcomes of each.
        """
        long = self.influence.rename_axis("parameter").melt(ignore_index=False, var_name="outcome", value_name="correlation")
        ranked = long.reset_index().dropna().sort_values("correlation", key=abs, ascending=False, kind="stable")
        places = {path: place for place, path in enumerate(ranked["parameter"].unique())}
        most = ranked.groupby("parameter", sort=False).head(count)
        return most.sort_values("parameter", key=lambda paths: paths.map(places), kind="stable", ignore_index=True)


def screen(ensemble: Ensemble, points: int = 2000, seed: int = 1) -> Screening:
    """Vary all behaviour at once around an ensemble, and see what follows what.

    Parameters
    ----------
    ensemble : Ensemble
        Its members hold what was calibrated; all other behaviour is spread over its priors.
    points : int
        Parameter sets, one run each.
    seed : int
        Seed of the draws.

    Raises
    ------
    LinkageError
        If there are no targets for the ensemble's village, or so few runs reach scale that chance alone explains any correlation.
    """
    import pandas as pd

    early, late = _windows(ensemble)
    drawn = draws(ensemble, points, seed)
    rows = drawn.to_dict(orient="records")
    scenarios = [ensemble.scenario.variant({str(path): value for path, value in row.items()}) for row in rows]
    read = pd.DataFrame([outcomes(months, early, late) for months in _runs(scenarios)], columns=list(OUTCOMES))
    reached = (read["stores"] >= SCALE * late.value).to_numpy()
    if reached.sum() <= BEYOND_CHANCE**2:
        raise LinkageError(f"Only {reached.sum()} of {points} runs reach scale, too few to tell anything from chance; take more points.")
    return Screening(rank_correlations(drawn[reached], read[reached]), points, int(reached.sum()))


def spread(ensemble: Ensemble) -> list[Parameter]:
    """List what is spread over its prior: all behaviour but what the ensemble varies; switches and choices have no prior."""
    own = set(ensemble.factors.values())
    return [one for path, one in behaviour().items() if path not in own]


def draws(ensemble: Ensemble, points: int, seed: int = 1) -> pd.DataFrame:
    """Draw parameter sets: a member of the ensemble, as often as it weighs, and all other behaviour over its priors.

    A Latin hypercube, of which those sets are kept that the evidence allows; see :func:`.admissible`.

    Returns
    -------
    DataFrame
        A row per point, a column per parameter, by path, in the order of the declarations.
    """
    import pandas as pd

    factors, evidence, members = [_factor(one) for one in spread(ensemble)], Evidence.load(), ensemble.overrides()
    for times in FINER:
        places = unit_points(Design(kind="lhs", points=points * times, seed=seed), 1 + len(factors))
        own = [members[number] for number in _members(ensemble, places[:, 0])]
        sets = [member | _values(factors, row) for member, row in zip(own, places[:, 1:].tolist(), strict=True)]
        allowed = [values for values in sets if admissible(values, ensemble.scenario, evidence)]
        if len(allowed) >= points:
            return pd.DataFrame(allowed[:points], columns=_order(allowed[0]))
    raise LinkageError(f"Around ensemble {ensemble.name}, hardly any parameter set is admissible; see docs/calibration.md.")


def outcomes(months: pd.DataFrame, early: Target, late: Target) -> dict[str, float]:
    """Read the outcomes off a single run.

    Parameters
    ----------
    months : DataFrame
        Its recorded months.
    early, late : Target
        The first and the last count of its stores, in whose windows it is read.

    Returns
    -------
    dict
        A value for each of ``OUTCOMES``; what never happens comes later than anything else, at infinity.
    """
    dated = months.set_index("month")[list(COLUMNS)]
    then, end = (dated.loc[window.first : window.last].mean() for window in (early, late))
    start, courier, supplier = takeoff(months), first_month(months["couriers"], 1.0), first_month(months["suppliers"], 1.0)
    return {
        "stores_after_a_year": float(then["stores"]),
        **{name: float(end[name]) for name in ("stores", "online_households", "people_engaged", "sales")},
        "stores_per_household": float(end["stores"] / max(end["online_households"], 1.0)),
        "sales_per_store": float(end["sales"] / max(end["stores"], 1.0)),
        "takeoff": _or_never(start),
        "first_courier": _or_never(courier) - (start or 0),
        "first_supplier": _or_never(supplier) - (start or 0),
        "closing": closing(months.iloc[-YEAR:]),
    }


def rank_correlations(values: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Spearman's rank correlations of each column of one table with each of another, row by row of both."""
    import pandas as pd

    ranks = pd.concat([values.rank().reset_index(drop=True), read.rank().reset_index(drop=True)], axis=1)
    return ranks.corr().loc[list(values.columns), list(read.columns)]


# ---------------------------------------------------------------- details


def _windows(ensemble: Ensemble) -> tuple[Target, Target]:
    """First and last count of stores among the village's targets."""
    counts = [target for target in targets_of(ensemble.data.scenario, Evidence.load()) if target.column == "stores" and not target.per]
    return min(counts, key=lambda target: target.first), max(counts, key=lambda target: target.last)


def _factor(one: Parameter) -> Factor:
    low, high = one.prior or (0.0, 1.0)
    return Factor(one.name, one.path, scale="integer" if one.kind == "integer" else "linear", low=low, high=high)


def _members(ensemble: Ensemble, places: Floats) -> list[int]:
    """Members at places of the unit interval, which is divided among them by their weights."""
    import numpy as np

    edges = np.cumsum(ensemble.weights.to_numpy())
    return [int(number) for number in np.minimum(np.searchsorted(edges, places, side="right"), len(edges) - 1)]


def _values(factors: Sequence[Factor], row: Sequence[float]) -> dict[str, Any]:
    return {factor.path: factor.at(place) for factor, place in zip(factors, row, strict=True)}


def _order(values: dict[str, Any]) -> list[str]:
    """Order of the declarations; what is no behaviour, which an ensemble may vary all the same, comes last."""
    known = [path for path in behaviour() if path in values]
    return known + [path for path in values if path not in known]


def _runs(scenarios: Sequence[Scenario]) -> Iterator[pd.DataFrame]:
    """Recorded months of a run of each scenario."""
    from ...model import LinkageModel

    for first in range(0, len(scenarios), SIDE_BY_SIDE):
        block = scenarios[first : first + SIDE_BY_SIDE]
        seeds = range(FIRST_SEED + first, FIRST_SEED + first + len(block))
        model = LinkageModel(block[0], scenarios=block, seeds=seeds)
        model.run()
        for _, months in model.record.monthly.groupby("seed", sort=False):
            yield months


def _or_never(month: int | None) -> float:
    return math.inf if month is None else float(month)
