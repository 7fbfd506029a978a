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
    provinces = of_provinces(content["quantities"])
    if provinces:
        facts.append(("Table", f"[{kept_as(data.name)}]({kept_as(data.name)}), with each province; its SHA-256 is {content['hash']}"))
    whole = [row(one) for one in content["quantities"] if not one["province"]]
    drawn = [f"Drawn anew for each run:\n\n{table(UNKNOWN, unknown(data))}"] if unknown(data) else []
    return "\n".join([table(("", ""), facts), table(HEAD, whole), *provinces, *drawn])


def kept_as(name: str) -> str:
    """Return the file beside the page that has each province."""
    return f"forecasts_{name}.csv"


def of_provinces(quantities: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the provinces at the last time of each quantity, with medians and 90 % intervals; nothing where none were read."""
    last = {one["name"]: one["when"] for one in quantities}
    told = {(one["province"], one["name"]): one for one in quantities if one["province"] and one["when"] == last[one["name"]]}
    names = list(dict.fromkeys(name for _, name in told))
    places = list(dict.fromkeys(province for province, _ in told))
    lines = [(place, *(f"{amount(told[place, n]['median'])} ({interval(told[place, n])})" for n in names)) for place in places]
    heads = ("Province", *(f"{name}, {last[name].replace('..', ' to ')}" for name in names))
    return ["By province, the last year: median and 90 % interval.\n\n" + table(heads, lines)] if lines else []


def interval(one: Mapping[str, Any]) -> str:
    """Return a 90 % interval in words."""
    return f"{amount(one['low'])} to {amount(one['high'])}"


UNKNOWN = ("Scenario", "Fact", "From", "To", "What is known")


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
    if of_provinces(content["quantities"]):
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
