"""The 34 provincial-level units of China on a grid of tiles, and a measure of them at a few moments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..errors import LinkageError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("province", "province_zh", "tile_x", "tile_y")
NOT_SIMULATED = (("Macao", "澳门", 6, 8), ("Hong Kong", "香港", 7, 8), ("Taiwan", "台湾", 8, 7))
"""Units that belong on every map and that no scenario simulates, with their places."""
CODES = {
    "beijing": "BJ", "tianjin": "TJ", "hebei": "HE", "shanxi": "SX", "innermongolia": "NM", "liaoning": "LN", "jilin": "JL",
    "heilongjiang": "HL", "shanghai": "SH", "jiangsu": "JS", "zhejiang": "ZJ", "anhui": "AH", "fujian": "FJ", "jiangxi": "JX",
    "shandong": "SD", "henan": "HA", "hubei": "HB", "hunan": "HN", "guangdong": "GD", "guangxi": "GX", "hainan": "HI",
    "chongqing": "CQ", "sichuan": "SC", "guizhou": "GZ", "yunnan": "YN", "xizang": "XZ", "shaanxi": "SN", "gansu": "GS",
    "qinghai": "QH", "ningxia": "NX", "xinjiang": "XJ", "macao": "MO", "hongkong": "HK", "taiwan": "TW",
}  # fmt: skip
"""Letters of GB/T 2260 and ISO 3166-2, for tiles that are too small for a name."""


class Measure(NamedTuple):
    """How a column is read at a moment.

    Attributes
    ----------
    label, unit : str
        What it is, and in what it is counted.
    flow : bool
        Whether it is summed over the year until the moment; else it is what the moment's month tells.
    adds_up : bool
        Whether the provinces' values may be summed.
    """

    label: str
    unit: str
    flow: bool = False
    adds_up: bool = False


MEASURES = {
    "taobao_villages": Measure("Taobao villages", "", adds_up=True),
    "poor_people": Measure("Poor people", "persons", adds_up=True),
    "exits": Measure("Exits from the register", "households in the year", flow=True, adds_up=True),
}


class Moment(NamedTuple):
    """A measure of all provinces at a moment, over the runs.

    Attributes
    ----------
    first, last : Timestamp
        First and last month that were read.
    runs : int
        How many.
    table : DataFrame
        A row per province: province, median, low, high (the interval that holds half of the runs).
    total : tuple of float
        Median, low and high of the provinces' sum.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    runs: int
    table: pd.DataFrame
    total: tuple[float, float, float]


def key_of(name: str) -> str:
    """The name of a province as tables of results write it: "Inner Mongolia" and "InnerMongolia" are innermongolia."""
    return "".join(letter for letter in name.lower() if letter.isalpha())


def units(tiles: pd.DataFrame) -> pd.DataFrame:
    """All 34 units with their places, those that are not simulated at the end.

    Parameters
    ----------
    tiles : DataFrame
        A row per simulated province: province, province_zh, tile_x, tile_y.

    Returns
    -------
    DataFrame
        Indexed by the name in results: the columns of ``tiles``, code, simulated.

    Raises
    ------
    LinkageError
        Where a column or a province is missing or unknown, or two units share a tile.
    """
    import pandas as pd

    missing = [column for column in COLUMNS if column not in tiles]
    if missing:
        raise LinkageError(f"The table of tiles lacks the columns {', '.join(missing)}. It needs {', '.join(COLUMNS)}.")
    others = pd.DataFrame(NOT_SIMULATED, columns=list(COLUMNS))
    found = pd.concat([tiles[list(COLUMNS)].assign(simulated=True), others.assign(simulated=False)], ignore_index=True)
    found.index = pd.Index([key_of(name) for name in found["province"]])
    _refuse_gaps(found)
    return found.assign(province=[_spaced(name) for name in found["province"]], code=[CODES[key] for key in found.index])


def _refuse_gaps(found: pd.DataFrame) -> None:
    """A map that leaves a province out, or hides it below another, is worse than none."""
    wrong = sorted((set(CODES) ^ set(found.index)) | set(found.index[found.index.duplicated()]))
    if wrong:
        raise LinkageError(f"The table of tiles must name each province of a map once; missing, unknown or twice: {', '.join(wrong)}.")
    shared = found[found.duplicated(["tile_x", "tile_y"], keep=False)]
    if len(shared):
        raise LinkageError(f"{', '.join(shared['province'])} share a tile. Give each province a place of its own in tile_x and tile_y.")


def _spaced(name: str) -> str:
    """InnerMongolia as Inner Mongolia."""
    return "".join(f" {letter}" if letter.isupper() and i and name[i - 1] != " " else letter for i, letter in enumerate(name))


def at_moment(frame: pd.DataFrame, measure: str, when: int | str, flow: bool) -> Moment:
    """Read a measure at a moment: its median over the runs, and the interval that holds half of them.

    Parameters
    ----------
    frame : DataFrame
        A row per run, month and province.
    measure : str
        One of its columns.
    when : int or str
        A year, read in the last of its months that the runs have, or a month "YYYY-MM".
    flow : bool
        Whether the months of the year until the moment are summed.

    Raises
    ------
    LinkageError
        Where there is no such column, or no such month.
    """
    import pandas as pd

    lacking = [column for column in ("run", "month", "province", measure) if column not in frame]
    if lacking:
        raise LinkageError(f"The table of provinces has no column {', '.join(lacking)}; it has {', '.join(map(str, frame.columns))}.")
    months = pd.to_datetime(frame["month"])
    last = _last_month(months, when)
    first = max(pd.Timestamp(last.year, 1, 1), months.min()) if flow else last
    rows = frame[(months >= first) & (months <= last)]
    by_run = rows.groupby(["run", "province"], sort=True)[measure].sum(min_count=1)
    levels = by_run.groupby("province").quantile(np.array([0.5, 0.25, 0.75])).unstack()
    levels.columns = ["median", "low", "high"]
    median, low, high = by_run.groupby("run").sum().quantile([0.5, 0.25, 0.75])
    return Moment(first, last, rows["run"].nunique(), levels.reset_index(), (median, low, high))


def _last_month(months: pd.Series[pd.Timestamp], when: int | str) -> pd.Timestamp:
    """The month that is meant."""
    meant = months[months.dt.strftime("%Y-%m" if isinstance(when, str) else "%Y") == str(when)]
    if not len(meant):
        raise LinkageError(f"The runs have no month in {when}: they go from {months.min():%Y-%m} to {months.max():%Y-%m}.")
    return meant.max()


def in_common(moments: Sequence[Moment]) -> pd.DataFrame:
    """The tables of several moments as one, each row with its months."""
    import pandas as pd

    parts = [moment.table.assign(first_month=moment.first, last_month=moment.last, runs=moment.runs) for moment in moments]
    return pd.concat(parts, ignore_index=True)
