"""A country's provinces month by month, for the reader to go through with a slider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...scenario.csv_tables import table_path
from ..provinces import MEASURES, Measure, units
from ..shades import ABSENT, NOTHING, shades

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ("taobao_villages", "stores", "poor_people", "registered_households", "exits")
"""What the map shows."""
KNOWN = MEASURES | {"stores": Measure("Online stores", "stores"), "registered_households": Measure("Households with a card", "households")}
"""How each is read."""
STEPS = 24
"""Colours of a scale, from pale to dark."""


def atlas(provinces: pd.DataFrame) -> dict[str, Any]:
    """Return what the map's script reads: places, months, and for each measure its numbers, colours and limits.

    Parameters
    ----------
    provinces : DataFrame
        A row per run, province and month; over several runs medians are shown. Exits are those of the twelve months before.
    """
    import pandas as pd

    tiles = units(pd.read_csv(table_path("provinces.csv")))
    months = sorted(provinces["month"].unique())
    placed = [
        {
            "key": key,
            "name": row["province"],
            "code": row["code"],
            "x": int(row["tile_x"]),
            "y": int(row["tile_y"]),
            "on": bool(row["simulated"]),
        }
        for key, row in tiles.iterrows()
    ]
    return {
        "months": [pd.Timestamp(month).strftime("%Y-%m") for month in months],
        "tiles": placed,
        "runs": int(provinces["run"].nunique()),
        "absent": ABSENT,
        "nothing": NOTHING,
        "measures": [_measure(provinces, name) for name in SHOWN],
    }


def _measure(provinces: pd.DataFrame, name: str) -> dict[str, Any]:
    """Return one measure: the median over the runs by province and month, and colours from its smallest to its largest amount."""
    import numpy as np

    wide = provinces.pivot_table(index=["run", "month"], columns="province", values=name, sort=True)
    known = KNOWN[name]
    if known.flow:
        wide = wide.groupby(level="run").rolling(12, min_periods=1).sum().droplevel(0)
    middle = wide.groupby(level="month").median()
    some = middle.to_numpy()[middle.to_numpy() > 0]
    low, high = (float(some.min()), float(some.max())) if len(some) else (1.0, 1.0)
    scale = shades([low, high])
    at = np.geomspace(low, high, STEPS) if scale.logarithmic else np.linspace(low, high, STEPS)
    return {
        "name": name, "label": known.label, "unit": known.unit, "logarithmic": scale.logarithmic, "low": low, "high": high,
        "colours": [scale.of(float(value)) for value in at],
        "values": {province: [round(float(value)) for value in middle[province]] for province in middle.columns},
    }  # fmt: skip
