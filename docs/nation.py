"""Write the measured parts of ``nation.md``: ``python docs/nation.py``, with the folders of what was measured.

``--posterior`` takes that of ``linkage-sim calibrate china``, ``--table-one`` that of ``linkage-sim reproduce china --controls``,
``--attribution`` that of ``linkage-sim attribute china``.
``--province`` holds a province played in full against its sample: every village of Guangdong for itself, once, and the province by the
villages awake and a sample of the others, twenty times, all with seeds of their own; runs that stand in the folder are taken.

What is measured stands between ``<!-- measured: NAME -->`` and ``<!-- end -->``; the rest of the page is written by hand and left alone.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

import numpy as np  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from generate import table  # noqa: E402
from validate import digits, yes  # noqa: E402

from linkage_sim.views.validation import called  # noqa: E402

if TYPE_CHECKING:
    import pandas as pd

PAGE = DOCS / "nation.md"
PART = re.compile(r"(<!-- measured: ([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
STAMP = "Ensemble {}."


class Scale(NamedTuple):
    """In what the numbers of a line are written: all of them in one unit, so that they can be compared."""

    unit: str
    times: float

    def __call__(self, value: float) -> str:
        """Return a number with four digits at most, or whole."""
        scaled = value / self.times
        return f"{scaled:,.0f}" if abs(scaled) >= 200 or scaled == int(scaled) else f"{scaled:.3g}" if scaled < 50 else f"{scaled:.1f}"

    def ends(self, low: float, high: float) -> str:
        """Return an interval in words."""
        return f"{self(low)} to {self(high)}"

    def called(self, label: str) -> str:
        """Return a label with the unit."""
        return f"{label}, {self.unit}" if self.unit else label


def scale(value: float) -> Scale:
    """Return the scale of a line by a number of it."""
    return Scale("millions", 1e6) if value >= 5e6 else Scale("thousands", 1e3) if value >= 5e4 else Scale("", 1.0)


# ---------------------------------------------------------------- the calibration


def posterior(found: Mapping[str, Any]) -> str:
    """Return prior and posterior of the national parameters."""
    rows = [
        (f"`{row['path']}`", f"{digits(row['prior_low'])} to {digits(row['prior_high'])}", digits(row["median"]),
         f"{digits(row['low'])} to {digits(row['high'])}", f"{row['width']:.2f}")
        for row in found["posterior"]
    ]  # fmt: skip
    return table(("Parameter", "Prior", "Median", "90 % interval", "Width, of the range's"), rows)


# ---------------------------------------------------------------- Table I and the controls


def targets(found: Mapping[str, Any], ensemble: str) -> str:
    """Return the country's targets, of how many runs, and of which ensemble."""
    lines = []
    for one in found["targets"]:
        of = scale(one["value"])
        half, most = of.ends(one["half_low"], one["half_high"]), of.ends(one["low"], one["high"])
        verdicts = yes(one["inside"]), yes(one["holds"])
        lines.append((of.called(one["label"]), of(one["value"]), one["date"], of(one["median"]), half, most, *verdicts))
    held = sum(one["holds"] for one in found["targets"])
    told = f"{found['runs']} runs of the whole country. {held} of {len(lines)} targets hold. {STAMP.format(ensemble[:16])}"
    return f"{told}\n\n{table(('', 'Observed', 'When', 'Median', '50 %', '90 %', 'Inside', 'Near enough'), lines)}"


def beside(found: Mapping[str, Any]) -> str:
    """Return what is shown beside the targets and not judged: a line for each quantity, a column for each time."""
    when = sorted({one["date"] for one in found["beside"]})
    of = {one["label"]: scale(one["median"]) for one in found["beside"]}
    told = {(one["label"], one["date"]): _beside(one, of[one["label"]]) for one in found["beside"]}
    lines = [(of[label].called(label), *(told.get((label, at), "") for at in when)) for label in of]
    return table(("Median (90 %); observed", *when), lines)


def _beside(one: Mapping[str, Any], of: Scale) -> str:
    """Return a median; where runs differ in it, with their interval and what was observed."""
    if not one["low"] < one["high"]:
        return of(one["median"])
    observed = "" if one["observed"] is None else f"; {of(one['observed'])}"
    return f"{of(one['median'])} ({of.ends(one['low'], one['high'])}){observed}"


def controls(found: Mapping[str, Any]) -> str:
    """Return the country's negative controls."""
    lines = []
    for one in found["controls"]["controls"]:
        of = scale(one["other"])
        share = f"{one['share']:.0%}".replace("%", " %")
        told = of.called(called(one["figure"]))
        lines.append((one["name"], one["claim"], one["runs"], share, told, of(one["median"]), of(one["other"]), yes(one["holds"])))
    return table(("Control", "Claim", "Runs", "Comes out in", "Figure", "There", "As it is", "Holds"), lines)


# ---------------------------------------------------------------- a province in full


PROVINCE, MONTHS, SEED, RUNS = "guangdong", 104, 101, 20
REPRESENTATIVE = "like-"
SUMS = {
    "taobao_villages": "Taobao villages",
    "stores": "stores",
    "online_households": "households with a store",
    "people_engaged": "people at work for stores",
    "migrants_away": "workers away",
    "poor_people": "poor people",
    "exits": "exits in the month",
    "sales": "sales in the month, RMB",
    "spending": "spending in the month, RMB",
}
"""Columns that add up over villages, and what they are called."""
WHEN = ("2009-12", "2012-12", "2014-12", "2016-08")


class Row(NamedTuple):
    """A sum over the province: played in full, and by the runs of the sample."""

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
    asked += ["--set", "nation.full=true", "--villages"] if full else ["--seed", str(SEED), "--replicates", str(RUNS), "--jobs", str(jobs)]
    subprocess.run([sys.executable, "-m", "linkage_sim", "run", "china", *asked], check=True)


def one_by_one(folder: Path) -> pd.DataFrame:
    """Return the sums over all villages that were played for themselves, each counted once, by month."""
    villages = pq.read_table(folder / "villages.parquet", columns=["village", "month", "households", *SUMS]).to_pandas()
    own = villages[~villages["village"].str.startswith(REPRESENTATIVE)]
    sums: pd.DataFrame = own.groupby(own["month"].astype(str).str[:7])[["households", *SUMS]].sum()
    return sums


def rows(full: pd.DataFrame, sampled: pd.DataFrame) -> list[Row]:
    """Return all sums at all times."""
    when = sampled["month"].astype(str).str[:7]
    return [Row(SUMS[name], at, float(full[name][at]), sampled[name][when == at].to_numpy()) for name in SUMS for at in WHEN]


def province(folder: Path, jobs: int) -> str:
    """Return a province in full against its sample."""
    for name in ("full", "sampled"):
        play(folder / name, name == "full", jobs)
    sampled = pq.read_table(folder / "sampled" / "monthly.parquet").to_pandas()
    found = rows(one_by_one(folder / "full"), sampled)
    inside = sum(one.inside for one in found)
    lines = [by_month([one for one in found if one.name == name]) for name in SUMS.values()]
    return f"{inside} of {len(found)} sums lie inside.\n\n" + table(("In full (90 % of the sample's runs)", *WHEN), lines)


def by_month(found: Sequence[Row]) -> tuple[str, ...]:
    """Return the line of a sum: in full, and the sample's interval; in bold what lies outside."""
    of = scale(found[-1].full)
    cells = (f"{of(one.full)} ({of.ends(*one.interval)})" for one in found)
    return of.called(found[0].name), *(cell if one.inside else f"**{cell}**" for cell, one in zip(cells, found, strict=True))


# ---------------------------------------------------------------- who contributed what


def attribution(found: Mapping[str, Any]) -> str:
    """Return each actor's share in the outcomes, with and without the platform, and what all of them bring together."""
    rows = [row for row in found["rows"] if row["quantity"] in ("share", "total") and row["platform"] in ("on", "off")]
    of = {(row["outcome"], row["platform"], row["player"] or "all"): row for row in rows}
    units = {name: scale(max(abs(of[name, "on", "all"]["value"]), 1.0)) for name in found["outcomes"]}
    heads = [
        f"{units[name].called(outcome['label'])}{how}"
        for name, outcome in found["outcomes"].items()
        for how in ("", ": without the platform")
    ]
    lines = []
    for who in (*found["players"], "all"):
        shown = [(units[name], of[name, platform, who]) for name in found["outcomes"] for platform in ("on", "off")]
        cells = [f"{unit(row['value'])} ({unit.ends(row['low'], row['high'])})" for unit, row in shown]
        lines.append((f"**{who}**" if who == "all" else who, *cells))
    seeds = f"{len(found['seeds'])} seeds, {len(found['seeds']) * 2 ** (len(found['players']) + 1)} runs."
    return f"{seeds}\n\n" + table(("Actor", *heads), lines)


# ---------------------------------------------------------------- the page


def parts(asked: argparse.Namespace) -> dict[str, str]:
    """Return the parts that are asked for."""
    made: dict[str, str] = {}
    if asked.posterior:
        made["posterior"] = posterior(json.loads((asked.posterior / "posterior.json").read_text(encoding="utf-8")))
    if asked.table_one:
        whole = json.loads((asked.table_one / "reproduce.json").read_text(encoding="utf-8"))
        found = whole["scenarios"]["china"]
        made |= {"targets": targets(found, whole["ensemble"]), "beside": beside(found), "controls": controls(found)}
    if asked.attribution:
        made["attribution"] = attribution(json.loads((asked.attribution / "attribution.json").read_text(encoding="utf-8")))
    if asked.province:
        made["province"] = province(asked.province, asked.jobs)
    return made


def main() -> None:
    """Write what is asked for into the page."""
    parser = argparse.ArgumentParser(prog="docs/nation.py", description="Write the measured parts of nation.md.")
    parser.add_argument("--posterior", type=Path, metavar="DIR", help="folder of 'linkage-sim calibrate china'")
    parser.add_argument("--table-one", type=Path, metavar="DIR", help="folder of 'linkage-sim reproduce china --controls'")
    parser.add_argument("--attribution", type=Path, metavar="DIR", help="folder of 'linkage-sim attribute china'")
    parser.add_argument("--province", type=Path, metavar="DIR", help="folder of the province's runs, made where they are missing")
    parser.add_argument("--jobs", type=int, default=2)
    made = parts(parser.parse_args())
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(PART.sub(lambda part: part[1] + made.get(part[2], part[3]) + part[4], page), encoding="utf-8")
    print("\n".join(made.values()))


if __name__ == "__main__":
    main()
