"""Runs that belong to the parameter sets of an ensemble: their means, and how much the answer differs between sets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ....findings.numbers import POINTS, about, is_count, is_share, percent
from ....state.month import Column
from ...design.outcomes import Outcome
from ...ensemble.weighted import INTERVAL, quantiles, share
from .numbers import ALWAYS
from .parameter_sets import Members

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from .contributions import Effect

    Floats = npt.NDArray[np.float64]

WHOSE = (
    ("total", "", "what all achieve together"),
    ("linkage", "", "the linkage"),
    ("linkage_beside", ALWAYS, "the linkage of the helpers"),
)
"""Quantities whose spread between parameter sets is told: the quantity, the player, the words."""
SPREAD_COLUMNS: tuple[Column, ...] = (
    Column("outcome", "name", "Outcome that is attributed."),
    Column("platform", "word", "As in attribution.parquet, like quantity, player and other."),
    Column("quantity", "word", "What differs between parameter sets."),
    Column("player", "name", "Player that the number belongs to."),
    Column("other", "name", "The other player of a pair."),
    Column("median", "unit of the outcome", "Weighted median of the sets' means over their seeds."),
    Column("low", "unit of the outcome", "Weighted 5 % quantile of these means."),
    Column("high", "unit of the outcome", "Weighted 95 % quantile."),
    Column("above", "share", "Weight of the sets whose mean is above zero."),
    Column("between", "unit of the outcome", "Standard deviation between sets, less what the chance of the seeds adds to it."),
)
MEMBER_COLUMNS: tuple[Column, ...] = (
    *SPREAD_COLUMNS[:5],
    Column("member", "number", "Parameter set, in the order of ensemble.yaml, from 0."),
    Column("weight", "share", "Its weight."),
    Column("value", "unit of the outcome", "Its mean over its seeds."),
)


def spread(found: Sequence[Effect], samples: Floats, outcome: Outcome, members: Members) -> pd.DataFrame:
    """How much each effect differs between parameter sets, with the columns of ``SPREAD_COLUMNS``."""
    import pandas as pd

    means, chance = members.means(samples), _chance(samples, members)
    rows = []
    for effect, row, noise in zip(found, means, chance, strict=True):
        low, median, high = quantiles(row, members.weights, (INTERVAL[0], 0.5, INTERVAL[1]))
        rows.append(
            (outcome.name, *effect[:4], median, low, high, share((row > 0) * 1.0, members.weights)[0], _between(row, noise, members))
        )
    return pd.DataFrame(rows, columns=[column.name for column in SPREAD_COLUMNS])


def each(found: Sequence[Effect], samples: Floats, outcome: Outcome, members: Members) -> pd.DataFrame:
    """The mean of each effect in each set: a row per effect and set."""
    import pandas as pd

    means = members.means(samples)
    rows = [
        (outcome.name, *effect[:4], number, float(weight), float(value))
        for effect, row in zip(found, means, strict=True)
        for number, (weight, value) in enumerate(zip(members.weights, row, strict=True))
    ]
    return pd.DataFrame(rows, columns=[column.name for column in MEMBER_COLUMNS])


def sentences(rows: pd.DataFrame, outcome: Outcome, platform: str) -> Iterator[str]:
    """Say how much the total and the linkage differ between parameter sets.

    Parameters
    ----------
    rows : pandas.DataFrame
        The outcome's rows of the spread.
    outcome : Outcome
        The outcome.
    platform : str
        State of the platform.
    """
    for quantity, who, name in WHOSE:
        row = rows[(rows["platform"] == platform) & (rows["quantity"] == quantity) & (rows["player"] == who)]
        if not row.empty:
            one = row.iloc[0]
            ends = (math.floor(one["low"]), math.ceil(one["high"])) if is_count(outcome.unit) else (one["low"], one["high"])
            low, high = (about(end, outcome.unit, sign=True, named=False) for end in ends)
            unit = f" {POINTS}" if is_share(outcome.unit) else ""
            yield (
                f"Between parameter sets, {name} goes from {low} to {high}{unit} in nine tenths of the posterior; it is above zero in "
                f"{percent(one['above'])} of it."
            )


def _chance(samples: Floats, members: Members) -> Floats:
    """Variance of a set's mean that comes from its seeds alone, weighted over the sets."""
    import numpy as np

    if members.seeds < 2:
        return np.zeros(len(samples))
    inside = samples.reshape(len(samples), len(members.weights), members.seeds).var(axis=-1, ddof=1) / members.seeds
    return np.asarray(inside @ members.weights / members.weights.sum())


def _between(row: Floats, chance: float, members: Members) -> float:
    """Standard deviation between sets without what the seeds add."""
    import numpy as np

    shares = members.weights / members.weights.sum()
    unseen = 1.0 - float(shares @ shares)
    around = float(shares @ (row - shares @ row) ** 2) / unseen if unseen > 0 else float("nan")
    return float(np.sqrt(max(around - chance, 0.0)))
