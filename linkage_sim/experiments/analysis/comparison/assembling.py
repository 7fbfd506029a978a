"""A comparison put together from the outcomes of runs, and kept in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .costs import COST, POOR, cost_table
from .finding import Comparison
from .noise import LUCK, noise_table
from .tables import effect_table, pair_table

if TYPE_CHECKING:
    import pandas as pd

    from ...design.outcomes import Outcome
    from .cases import Case


def pairs_of(cases: Sequence[Case], frames: Mapping[str, pd.DataFrame], names: Sequence[str]) -> pd.DataFrame:
    """Pairs of every reform with the baseline, which is the first of the cases."""
    return pair_table(frames[cases[0].label], {case.label: frames[case.label] for case in cases[1:]}, names)


def assembled(
    cases: Sequence[Case],
    frames: Mapping[str, pd.DataFrame],
    tests: Mapping[str, pd.DataFrame],
    outcomes: Mapping[str, Outcome],
    pilot: int = 0,
    **rest: Any,
) -> Comparison:
    """Put a comparison together.

    Parameters
    ----------
    cases : sequence of Case
        The baseline, then the reforms.
    frames : mapping of str to DataFrame
        Outcomes of their runs, by label.
    tests : mapping of str to DataFrame
        Outcomes of the runs that test for noise, by test; those that were left out are missing.
    outcomes : mapping of str to Outcome
        What is compared.
    pilot : int
        First pairs that decided on the number of pairs; 0 where that was fixed.
    **rest
        Stops, solutions and notes, as they are.
    """
    first, base = cases[0], frames[cases[0].label]
    pairs = pairs_of(cases, frames, list(dict.fromkeys([*outcomes, COST.name, POOR.name])))
    tested = {test: pair_table(base[base["seed"].isin(frame["seed"])], {test: frame}, list(outcomes)) for test, frame in tests.items()}
    noise = noise_table(tested, outcomes)
    luck = {str(row["outcome"]): float(row["luck"]) for row in noise[noise["test"] == LUCK].to_dict("records")}
    seeds = [int(base["seed"].min()), int(base["seed"].max())]
    facts = {"start": first.scenario.start, "months": first.scenario.months, "pairs": len(base), "seeds": seeds}
    effects, costs = effect_table(pairs, outcomes, luck, pilot), cost_table(pairs, pilot)
    return Comparison(first.label, outcomes, effects, costs, noise, pairs, facts, **rest)
