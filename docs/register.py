"""Make the figure and the table of ``register.md`` anew: ``python docs/register.py``, some seconds."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from linkage_sim import LinkageModel, Scenario  # noqa: E402
from linkage_sim.views.register import ERRORS, register  # noqa: E402
from linkage_sim.views.style import save  # noqa: E402

PART = re.compile(r"(<!-- measured: errors -->\n)(.*?)(<!-- end -->)", re.DOTALL)
CASES = {"with look-back": {}, "without": {"actors.government.look_back": False}, "by hand": {"platform.on": False}}
SEEDS = 40
LENGTH = {"start": "2012-01", "months": 84}
SHOWN = ("2014-01", "2014-12", "2015-07", "2016-06", "2016-12", "2017-12", "2018-12")


def runs(changes: dict[str, object]) -> pd.DataFrame:
    """Run the base village; return a row per run and month from 2014 on."""
    scenario = Scenario.load("base").with_overrides({**LENGTH, **changes})
    monthly = LinkageModel(scenario, seeds=range(1, SEEDS + 1)).run().record.monthly
    return monthly.assign(run=monthly["seed"], month=pd.to_datetime(monthly["month"])).query("month >= '2014-01-01'")


def table(cases: dict[str, pd.DataFrame]) -> str:
    """Return the mean errors of each case as a Markdown table, with the spread over runs."""
    lines = ["| | " + " | ".join(SHOWN) + " |", "| --- |" + " --- |" * len(SHOWN)]
    for column, _, _ in ERRORS:
        for case, monthly in cases.items():
            at = monthly.assign(month=monthly["month"].dt.strftime("%Y-%m")).groupby("month")[column]
            cells = [f"{100 * at.mean()[month]:.1f} % ({100 * at.std()[month]:.1f})" for month in SHOWN]
            lines.append(f"| {column.replace('_', ' ')}, {case} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Draw and write."""
    cases = {name: runs(changes) for name, changes in CASES.items()}
    platform = Scenario.load("base").platform
    save(register(cases, "The register of an ordinary village", (platform.look_back_start, platform.look_back_end)), DOCS / "figures")
    page = DOCS / "register.md"
    page.write_text(
        PART.sub(lambda found: found[1] + "\n" + table(cases) + "\n" + found[3], page.read_text(encoding="utf-8")), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
