"""Write ``forecasts.md``: what the calibrated model says beyond its targets: ``python docs/forecast.py [NAME] [--from DIR] [--jobs N]``.

It runs ``linkage-sim forecast NAME``, or takes the folder that one has made, and fills what stands between ``<!-- forecast NAME -->`` and
``<!-- end NAME -->``. The rest of the page is written by hand and left alone. What is told of provinces is kept beside the page as a
table, ``forecasts_NAME.csv``, whose hash the page has.
"""

from __future__ import annotations

import argparse
import hashlib
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
from linkage_sim.experiments.ensemble.ensemble import Ensemble  # noqa: E402
from linkage_sim.experiments.forecasting.declared import USUAL, ForecastData, load  # noqa: E402
from linkage_sim.experiments.forecasting.forecast import forecast  # noqa: E402

PAGE = DOCS / "forecasts.md"


def marks(name: str) -> re.Pattern[str]:
    """Return what finds the generated part of a forecast."""
    return re.compile(rf"(<!-- forecast {name} -->\n)(.*?)(<!-- end {name} -->)", re.DOTALL)


def part(content: Mapping[str, Any], data: ForecastData) -> str:
    """Return what is generated: facts of the runs, the forecasts, and what was drawn for not being known."""
    runs = content["members"] * content["replicates"]
    facts = [
        ("Runs", f"{runs} of each scenario: {content['members']} draws of the ensemble, {content['replicates']} of each draw"),
        ("Seeds", f"{content['seed']} to {content['seed'] + runs - 1}"),
        ("Ensemble", content["ensemble"]),
        ("Model", f"{content['model']}, rules of version {content['model_version']}"),
    ]
    rows, country = content["quantities"], any(one["province"] for one in content["quantities"])
    if country:
        facts.append(("Table", f"[{kept_as(data.name)}]({kept_as(data.name)}), with each province; its SHA-256 is {content['hash']}"))
    whole = by_year(rows) if country else by_time(rows)
    drawn = [f"Drawn anew for each run:\n\n{table(UNKNOWN, unknown(data))}"] if unknown(data) else []
    return "\n".join([table(("", ""), facts), whole, *drawn])


def kept_as(name: str) -> str:
    """Return the file beside the page that has each province."""
    return f"forecasts_{name}.csv"


def by_year(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return a line for each quantity of a country, read once a year; 50 % intervals and provinces stand in the table beside the page."""
    years = list(dict.fromkeys(one["when"][:4] for one in rows))
    of = {(called(one), one["when"][:4]): f"{amount(one['median'])} ({ends(one, 'low', 'high')})" for one in rows if not one["province"]}
    lines = [(name, *(of.get((name, year), "") for year in years)) for name in dict.fromkeys(name for name, _ in of)]
    return table(("Median (90 % interval)", *years), lines)


def by_time(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return a line for each quantity at each time; what it is stands in its first one."""
    lines, before = [], ""
    for one in rows:
        name = called(one)
        half, most = ends(one, "half_low", "half_high"), ends(one, "low", "high")
        lines.append(("" if name == before else name, when(one["when"]), amount(one["median"]), half, most))
        before = name
    return table(HEAD, lines)


def called(one: Mapping[str, Any]) -> str:
    """Return a quantity's name, where it is read, its meaning, and its unit where that says more."""
    unit = "" if one["unit"] in f"{one['name']} {one['meaning']}" else f" ({one['unit']})"
    return f"{one['name']}, `{one['scenario']}`: {one['meaning']}{unit}"


def when(text: str) -> str:
    """Return a month, a window of months, or a year."""
    first, _, last = text.partition("..")
    return first[:4] if (first[5:], last) == ("01", f"{first[:4]}-12") else text.replace("..", " to ")


def ends(one: Mapping[str, Any], low: str, high: str) -> str:
    """Return an interval in words."""
    return f"{amount(one[low])} to {amount(one[high])}"


UNKNOWN = ("Scenario", "Fact", "Range", "What is known")
HEAD = ("Quantity", "When", "Median", "50 % interval", "90 % interval")


def unknown(data: ForecastData) -> list[tuple[str, ...]]:
    """Return the facts that are not known, a line each."""
    return [
        (f"`{name}`", f"`{path}`", f"{number(fact.range[0])} to {number(fact.range[1])}", fact.why)
        for name, setting in data.scenarios.items()
        for path, fact in setting.uncertain.items()
    ]


def main(arguments: Sequence[str], page: Path = PAGE) -> int:
    """Run, or read, and write; return the exit code."""
    parser = argparse.ArgumentParser(prog="docs/forecast.py", description="Write what the calibrated model says beyond its targets.")
    parser.add_argument("name", nargs="?", default=USUAL, help=f"a bundled forecast; {USUAL} if not given")
    parser.add_argument("--from", dest="source", metavar="DIR", type=Path, help="take what 'linkage-sim forecast NAME --out DIR' has made")
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help="workers; 1 if not given")
    asked = parser.parse_args(list(arguments))
    try:
        data = load(asked.name)
        content, csv = read(asked.source, data) if asked.source else made(data, asked.jobs)
    except LinkageError as error:
        print(f"docs/forecast.py: {error}", file=sys.stderr)
        return error.exit_code
    text = page.read_text(encoding="utf-8")
    page.write_text(marks(data.name).sub(lambda found: f"{found[1]}\n{part(content, data)}\n{found[3]}", text), encoding="utf-8")
    print(f"docs/{page.name}: written.")
    if any(one["province"] for one in content["quantities"]):
        (page.parent / kept_as(data.name)).write_bytes(csv)
        print(f"docs/{kept_as(data.name)}: written.")
    return 0


def made(data: ForecastData, jobs: int) -> tuple[dict[str, Any], bytes]:
    """Run the forecast with its ensemble; return its content and its table."""
    found = forecast(data, jobs=jobs, engine="inprocess" if jobs == 1 else "processes")
    return json.loads(found.to_json()), found.to_csv().encode()


def read(folder: Path, data: ForecastData) -> tuple[dict[str, Any], bytes]:
    """Read what ``linkage-sim forecast`` has made of the whole of a bundled forecast with its ensemble."""
    path, table_of = folder / "forecasts.json", folder / "forecasts.csv"
    if not (path.is_file() and table_of.is_file()):
        raise LinkageError(f"{folder} holds no forecasts.json and .csv; make them with 'linkage-sim forecast {data.name} --out DIR'.")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    csv = table_of.read_bytes()
    if content["name"] != data.name:
        raise LinkageError(f"{folder} holds the forecast {content['name']}, not {data.name}; run 'linkage-sim forecast {data.name}'.")
    if content["ensemble"] != Ensemble.load(data.ensemble).hash:
        raise LinkageError(f"{folder} was not made with the shipped ensemble; run 'linkage-sim forecast {data.name}' again.")
    if content["settings"]:
        raise LinkageError(
            f"{folder} was made with --set {', '.join(content['settings'])}; run 'linkage-sim forecast {data.name}' without."
        )
    if content["hash"] != hashlib.sha256(csv).hexdigest():
        raise LinkageError(f"{table_of} was changed after it was made; run 'linkage-sim forecast {data.name}' again.")
    return content, csv


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
