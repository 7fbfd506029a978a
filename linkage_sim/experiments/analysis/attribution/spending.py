"""What each coalition is given and what it spends: whether the money was equal in fact, and by how much it was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ....findings.numbers import change, number
from ....findings.words import counted, listing
from ....nation.places import places_of
from ....state.month import Column
from ....state.weights import for_all
from ...design.outcomes import Outcome
from ..statistics import mean_interval, weighted_interval
from .contributions import OFF, ON, PLATFORM

if TYPE_CHECKING:
    import pandas as pd

    from ....scenario import Scenario
    from .parameter_sets import Members

SPENT = Outcome("coalition_spending", "spending", "sum", None, title="spending on assistance")
"""Read off every run of an attribution, whatever is attributed."""
STATES = {ON: "with the platform", OFF: "without it"}
NEAR = 0.05  # share by which spending may differ and still be told as equal

COLUMNS: tuple[Column, ...] = (
    Column("platform", "word", "on or off."),
    Column("players", "names", "Who takes part, joined by +; empty for nobody."),
    Column("funds", "RMB per household and month", "What its payers are given from outside, before any publicity."),
    Column("spending", "RMB", "What was spent on assistance over the run, mean over the runs."),
    Column("low", "RMB", "Lower end of the 95 % interval of spending."),
    Column("high", "RMB", "Upper end of the 95 % interval of spending."),
    Column("rate", "RMB per household and month", "Spending by household and month."),
    Column("missed", "share", "How far spending is from that of all players in the same state of the platform; -1 where nothing is spent."),
)


def spending_table(
    outcomes: pd.DataFrame,
    members: pd.DataFrame,
    players: Sequence[str],
    funds: pd.Series,
    scenario: Scenario,
    parameter_sets: Members | None = None,
) -> pd.DataFrame:
    """What each coalition is given and spends.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run: ``design`` and the outcome ``SPENT``.
    members : pandas.DataFrame
        Indexed by design: who takes part, and ``platform``.
    players : sequence of str
        The players.
    funds : pandas.Series
        Indexed by design: what is given, RMB per household and month.
    scenario : Scenario
        Says how many households there are, by the weights of their villages, and how many months.
    parameter_sets : Members, optional
        Parameter sets of an ensemble, to which the seeds in ascending order belong in turn.

    Returns
    -------
    pandas.DataFrame
        A row per coalition and state of the platform, with the columns of ``COLUMNS``.
    """
    import pandas as pd

    size = scenario.months * sum(for_all(place.count * place.households, place.weight) for place in places_of(scenario))
    rows = []
    for design, runs in outcomes.sort_values("seed").groupby("design"):
        who = [name for name in players if members.at[design, name]]
        spent = runs[SPENT.name].to_numpy(dtype=float)
        sets = parameter_sets
        found = mean_interval(spent) if sets is None else weighted_interval(sets.means(spent), sets.weights)
        rows.append((ON if members.at[design, PLATFORM] else OFF, "+".join(who), funds[design], *found, found.estimate / size))
    table = pd.DataFrame(rows, columns=[column.name for column in COLUMNS[:-1]])
    whole = table[table["players"] == "+".join(players)].set_index("platform")["spending"]
    return table.assign(missed=table["spending"] / table["platform"].map(whole.where(whole > 0)) - 1.0)


def sentences(table: pd.DataFrame) -> Iterator[str]:
    """Say whether coalitions that are given the same money spend the same, and by how much the others miss it."""
    given = table[table["funds"] > 0].dropna(subset=["missed"])
    if given.empty:
        yield "No coalition was given any money that it spent."
        return
    sizes = table["players"].str.count(r"\+")
    whole = table[sizes == sizes.max()]
    rates = dict(zip(whole["platform"], whole["rate"], strict=True))
    spent = [f"{number(rates[state])} {words}" for state, words in STATES.items() if state in rates]
    by_size = given.sort_values("missed", kind="stable")
    low, high = by_size.iloc[0], by_size.iloc[-1]
    near = int((given["missed"].abs() <= NEAR).sum())
    without = int((table["funds"] == 0).sum())
    yield f"All together are given {number(float(whole['funds'].iloc[0]))} RMB per household and month and spend {listing(spent)}."
    yield f"Of {counted(len(given), 'coalition')} with money, {near} spend as much as all do in the same state, within 5 %."
    above = f", furthest above {_named(high)} ({change(high['missed'])})." if high["missed"] > 0 else "; none spends more."
    yield f"Furthest below is {_named(low)} ({change(low['missed'])}){above}"
    if without:
        yield f"{counted(without, 'coalition')} {'has' if without == 1 else 'have'} no payer and no money."


def _named(row: pd.Series) -> str:
    return f"{row['players'].replace('+', ' and ')} with the platform {row['platform']}"
