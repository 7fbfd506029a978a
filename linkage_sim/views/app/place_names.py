"""Names of a country's places in the language of the page."""

from __future__ import annotations

from functools import cache

import pandas as pd

from ...findings.language import Words
from ...scenario.csv_tables import table_path
from ..provinces import units
from .address import Address


def name_of(at: Address, words: Words) -> str:
    """Name of a place, in the language's letters: "Guangdong 017-0123"."""
    if not at.province:
        return words("country.whole")
    unit = tiles().loc[at.province]
    province = unit["province_zh"] if words.language == "zh" else unit["province"]
    numbers = at.name[len(at.province) + 1 :]
    return f"{province} {numbers}".strip()


@cache
def tiles() -> pd.DataFrame:
    """All 34 provinces with their names and tiles."""
    return units(pd.read_csv(table_path("provinces.csv")))
