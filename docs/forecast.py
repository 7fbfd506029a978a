"""Write ``forecasts.md``: what the calibrated model says beyond its targets: ``python docs/forecast.py [--from DIR] [--jobs N]``.

It runs ``linkage-sim forecast``, or takes the folder that one has made, and fills what stands between ``<!-- forecast -->`` and
``<!-- end -->``. The rest of the page is written by hand and left alone.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

from generate import number, table  # noqa: E402
from validate import number as amount  # noqa: E402

from linkage_sim.errors import LinkageError  # noqa: E402
from linkage_sim.experiments.calibration.ensemble import Ensemble  # noqa: E402
from linkage_sim.experiments.forecasting.declared import ForecastData, load  # noqa: E402
from linkage_sim.experiments.forecasting.foretelling import forecast  # noqa: E402

PAGE = DOCS / "forecasts.md"
PART = re.compile(r"(<!-- forecast -->\n)(.*?)(<!-- end -->)", re.DOTALL)
VILLAGE = "junpu"


def part(content: Mapping[str, Any], data: ForecastData) -> str:
    """Return what is generated: facts of the runs, the forecasts, and what was drawn for not being known."""
    runs = content["members"] * content["replicates"]
    facts = [
        ("Runs", f"{runs} of each scenario: {content['members']} draws of the ensemble, {content['replicates']} of each draw"),
        ("Seeds", f"{content['seed']} to {content['seed'] + runs - 1}"),
        ("Ensemble", content["ensemble"]),
        ("Model", f"{content['model']}, rules of version {content['model_version']}"),
    ]
    return "\n".join([table(("", ""), facts), table(HEAD, [row(one) for one in content["quantities"]]), "Drawn anew for each run:\n",
                      table(("Scenario", "Fact", "From", "To", "What is known"), unknown(data))])  # fmt: skip


HEAD = ("Quantity", "In", "When", "Unit", "Median", "50 % interval", "90 % interval", "Meaning")


def row(one: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the line of a quantity at a time."""
    half, most = (f"{amount(one[low])} to {amount(one[high])}" for low, high in (("half_low", "half_high"), ("low", "high")))
    return (
        one["name"],
        f"`{one['scenario']}`",
        one["when"].replace("..", " to "),
        one["unit"],
        amount(one["median"]),
        half,
        most,
        one["meaning"],
    )


def unknown(data: ForecastData) -> list[tuple[str, ...]]:
    """Return the facts that are not known, a line each."""
    return [
        (f"`{name}`", f"`{path}`", number(fact.range[0]), number(fact.range[1]), fact.why)
        for name, setting in data.scenarios.items()
        for path, fact in setting.uncertain.items()
    ]


def main(arguments: Sequence[str], page: Path = PAGE) -> int:
    """Run, or read, and write; return the exit code."""
    parser = argparse.ArgumentParser(prog="docs/forecast.py", description="Write what the calibrated model says beyond its targets.")
    parser.add_argument("--from", dest="source", metavar="DIR", type=Path, help="take what 'linkage-sim forecast --out DIR' has made")
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help="workers; 1 if not given")
    asked = parser.parse_args(list(arguments))
    try:
        data = load()
        content = read(asked.source) if asked.source else json.loads(forecast(Ensemble.load(VILLAGE), data, jobs=asked.jobs).to_json())
    except LinkageError as error:
        print(f"docs/forecast.py: {error}", file=sys.stderr)
        return error.exit_code
    text = page.read_text(encoding="utf-8")
    page.write_text(PART.sub(lambda found: f"{found[1]}\n{part(content, data)}\n{found[3]}", text), encoding="utf-8")
    print(f"docs/{page.name}: written.")
    return 0


def read(folder: Path) -> dict[str, Any]:
    """Read what ``linkage-sim forecast`` has made of the shipped ensemble."""
    path = folder / "forecasts.json"
    if not path.is_file():
        raise LinkageError(f"{folder} holds no forecasts.json; make it with 'linkage-sim forecast --out DIR'.")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if content["ensemble"] != Ensemble.load(VILLAGE).hash:
        raise LinkageError(f"{folder} was not made with the shipped ensemble; run 'linkage-sim forecast' again.")
    return content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
