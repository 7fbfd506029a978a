"""The noise floor: what a comparison shows where there is nothing to be found.

Three tests go with every comparison.

- The *null reform* is the baseline once more: some of its runs, each alone and in reversed order. It must differ by exactly nothing;
  anything else would mean that runs depend on the company that they are calculated in, and that no difference could be trusted.
- The *placebo reform* changes a parameter that cannot matter, and passes through all that a reform passes through. It must differ by
  exactly nothing as well.
- *Luck* is the baseline with its villages renamed. A village's name is the address of its draws, so that nothing but luck differs. Its
  difference is no error; it shows how large a difference two sets of so many runs have by luck alone, and is what a comparison
  without common draws would have to beat.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ....errors import LinkageError
from ...design.outcomes import Outcome, measure
from ..statistics import mean_interval

if TYPE_CHECKING:
    import pandas as pd

    from ....scenario import Scenario

NULL, PLACEBO, LUCK = "null", "placebo", "luck"
PLACEBO_PATH = "measures.stage_memory"
"""It says how long ago help still counts for a village's stage; the stage is recorded, and nothing in the model reads it."""
PLACEBO_READERS = frozenset({"stage"})
"""Recorded columns that do depend on the placebo."""
NULL_RUNS = 5
COLUMNS = ("test", "outcome", "title", "unit", "pairs", "difference", "low", "high", "largest", "luck", "exact")
RENAMED = "by-luck"


def placebo_scenario(baseline: Scenario) -> Scenario:
    """Give the baseline with the placebo's parameter moved by a half."""
    memory = baseline.measures.stage_memory
    return baseline.with_overrides({PLACEBO_PATH: memory * 1.5 if memory <= 40.0 else memory / 1.5})


def luck_scenario(baseline: Scenario) -> Scenario:
    """Give the baseline with all its villages renamed; links to evidence go by the old names and are left out.

    A nation, whose villages have their names by their addresses, gets another geography of the same provinces.
    """
    from ....scenario import Scenario

    if baseline.nation is not None:
        return baseline.with_overrides({"nation.geography": (baseline.nation.geography + 1) % 2**32})
    content = baseline.resolved()
    places = [{**place, "name": f"{place['name']}-{RENAMED}"} for place in content["places"]]
    return Scenario.from_dict({**content, "places": places, "evidence": {}})


def null_seeds(seeds: Sequence[int], scenario: Scenario | None = None) -> list[int]:
    """Which runs are made again: the last, the first and some between, in reversed order; of a country, whose runs are dear, one."""
    count = min(NULL_RUNS if scenario is None or scenario.nation is None else 1, len(seeds))
    places = {round(k * (len(seeds) - 1) / max(count - 1, 1)) for k in range(count)}
    return [seeds[place] for place in sorted(places, reverse=True)]


def run_again(scenario: Scenario, outcomes: Mapping[str, Outcome], seeds: Iterable[int]) -> pd.DataFrame:
    """Run a scenario in this process, each seed alone.

    Returns
    -------
    pandas.DataFrame
        Columns replicate, seed and every outcome, a row per seed in the order given.
    """
    import pandas as pd

    from ....model import LinkageModel

    rows = []
    for place, seed in enumerate(seeds):
        record = LinkageModel(scenario, seed=seed).run().record
        values = measure(list(outcomes.values()), record.runs, scenario.start)[0]
        rows.append({"replicate": place, "seed": seed, **dict(zip(outcomes, values.tolist(), strict=True))})
    return pd.DataFrame(rows)


def noise_table(tests: Mapping[str, pd.DataFrame], outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """Table of all tests.

    Parameters
    ----------
    tests : mapping of str to DataFrame
        Pairs of the baseline with ``NULL``, ``PLACEBO`` and ``LUCK``, as made by
        :func:`linkage_sim.experiments.analysis.comparison.tables.pair_table`; those that were left out are missing.
    outcomes : mapping of str to Outcome
        What to look at.
    """
    import pandas as pd

    rows = [row for test in (NULL, PLACEBO) if test in tests for row in exact_rows(test, tests[test], outcomes)]
    rows += luck_rows(tests[LUCK], outcomes) if LUCK in tests else []
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"luck": float, "exact": object})


def exact_rows(test: str, pairs: pd.DataFrame, outcomes: Mapping[str, Outcome]) -> list[dict[str, Any]]:
    """Rows of a test that must find exactly nothing.

    Parameters
    ----------
    test : str
        ``NULL`` or ``PLACEBO``; for the latter, outcomes that do depend on it are left out.
    pairs : pandas.DataFrame
        As made by :func:`linkage_sim.experiments.analysis.comparison.tables.pair_table`.
    outcomes : mapping of str to Outcome
        What to look at.

    Returns
    -------
    list of dict
        test, outcome, title, unit, pairs, difference (mean), low and high (none), ``largest`` paired difference, ``exact``.
    """
    passed_over = PLACEBO_READERS if test == PLACEBO else frozenset()
    return [
        {**_head(test, outcomes[str(name)], len(group)), "difference": group["difference"].mean(), "low": math.nan, "high": math.nan,
         "largest": group["difference"].abs().max(), "luck": math.nan, "exact": bool((group["difference"] == 0.0).all())}
        for name, group in pairs.groupby("outcome", sort=False)
        if name in outcomes and outcomes[str(name)].column not in passed_over
    ]  # fmt: skip


def luck_rows(pairs: pd.DataFrame, outcomes: Mapping[str, Outcome]) -> list[dict[str, Any]]:
    """Rows on luck: its difference with a 95 % interval, and half the length of that: how far luck moves a mean difference, ``luck``."""
    rows = []
    for name, group in pairs.groupby("outcome", sort=False):
        if name in outcomes:
            change = group["difference"].to_numpy(float)
            mean = mean_interval(change)
            ends = {"difference": mean.estimate, "low": mean.low, "high": mean.high, "largest": abs(change).max()}
            rows.append({**_head(LUCK, outcomes[str(name)], len(change)), **ends, "luck": mean.half_width, "exact": None})
    return rows


def _head(test: str, outcome: Outcome, pairs: int) -> dict[str, Any]:
    return {"test": test, "outcome": outcome.name, "title": outcome.label, "unit": outcome.unit, "pairs": pairs}


def demand_outcomes(outcomes: Mapping[str, Outcome]) -> None:
    """Refuse to compare by nothing but what the placebo changes."""
    if all(outcome.column in PLACEBO_READERS for outcome in outcomes.values()):
        raise LinkageError(f"Only the stage is compared, and the placebo ({PLACEBO_PATH}) changes it; compare another outcome beside it.")
