"""Hold a province played in full against its sample: ``python docs/province.py [--from DIR] [--jobs N]``.

It plays every village of Guangdong for itself, once, and the province by the villages awake and a sample of the others, twenty times, all
with seeds of their own. What came out stands in ``nation.md`` between ``<!-- province -->`` and ``<!-- end province -->``; the rest of that
page is written by hand and left alone. With ``--from DIR`` the runs of a folder are taken, where they stand already.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

import numpy as np  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from generate import table  # noqa: E402
from validate import number  # noqa: E402

if TYPE_CHECKING:
    import pandas as pd

PAGE = DOCS / "nation.md"
PART = re.compile(r"(<!-- province -->\n)(.*?)(<!-- end province -->)", re.DOTALL)
PROVINCE, MONTHS, SEED, RUNS = "guangdong", 104, 101, 20
REPRESENTATIVE = "like-"
SUMS = {
    "taobao_villages": "Taobao villages",
    "stores": "stores",
    "online_households": "households with a store",
    "people_engaged": "people at work for stores",
    "migrants_away": "workers away, thousands",
    "poor_people": "poor people, thousands",
    "exits": "exits in the month",
    "sales": "sales in the month, million RMB",
    "spending": "spending in the month, million RMB",
}
"""Columns that add up over villages, and what they are called."""
PARTS = {"migrants_away": 1e3, "poor_people": 1e3, "sales": 1e6, "spending": 1e6}
WHEN = ("2009-12", "2012-12", "2014-12", "2016-08")


class Row(NamedTuple):
    """A sum over the province: played in full, and the runs of the sample."""

    name: str
    month: str
    full: float
    sampled: Sequence[float]

    @property
    def interval(self) -> tuple[float, float]:
        """The 90 % interval of single runs of the sample."""
        low, high = np.quantile(self.sampled, [0.05, 0.95])
        return float(low), float(high)

    @property
    def inside(self) -> bool:
        """Whether what came out in full lies in the interval."""
        low, high = self.interval
        return low <= self.full <= high


def play(folder: Path, full: bool, jobs: int) -> None:
    """Play the province by the command that stands in the page, unless it stands there."""
    if folder.exists():
        return
    asked = ["--set", f"nation.only=[{PROVINCE}]", "--months", str(MONTHS), "--no-figures", "--out", str(folder)]
    asked += ["--set", "nation.full=true", "--villages", "--seed", "1"] if full else ["--seed", str(SEED), "--replicates", str(RUNS)]
    subprocess.run([sys.executable, "-m", "linkage_sim", "run", "china", *asked, "--jobs", "1" if full else str(jobs)], check=True)


def one_by_one(folder: Path) -> pd.DataFrame:
    """Return the sums over all villages that were played for themselves, each counted once, by month."""
    villages = pq.read_table(folder / "villages.parquet", columns=["village", "month", "households", *SUMS]).to_pandas()
    own = villages[~villages["village"].str.startswith(REPRESENTATIVE)]
    sums: pd.DataFrame = own.groupby(own["month"].astype(str).str[:7])[["households", *SUMS]].sum()
    return sums


def rows(full: pd.DataFrame, sampled: pd.DataFrame) -> list[Row]:
    """Return all sums at all times."""
    when = sampled["month"].astype(str).str[:7]
    return [
        Row(SUMS[name], month, full.at[month, name] / PARTS.get(name, 1.0), sampled[name][when == month].to_numpy() / PARTS.get(name, 1.0))
        for name in SUMS
        for month in WHEN
    ]


def part(found: Sequence[Row]) -> str:
    """Return the table of what is generated."""
    head = ("Sum over the province", "When", "In full", "Sample, median", "90 % of its runs", "Inside")
    lines = []
    for one in found:
        low, high = one.interval
        median = float(np.median(one.sampled))
        lines.append(
            (one.name, one.month, number(one.full), number(median), f"{number(low)} to {number(high)}", "yes" if one.inside else "**no**")
        )
    held = sum(one.inside for one in found)
    return f"{held} of {len(found)} sums lie inside; of a true model nine of ten would.\n\n" + table(head, lines)


def main() -> None:
    """Play what is not there, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, default=Path("results/province"))
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    for name in ("full", "sampled"):
        play(asked.folder / name, name == "full", asked.jobs)
    sampled = pq.read_table(asked.folder / "sampled" / "monthly.parquet").to_pandas()
    told = part(rows(one_by_one(asked.folder / "full"), sampled))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(PART.sub(lambda found: found[1] + told + found[3], page), encoding="utf-8")
    print(told)


if __name__ == "__main__":
    main()
