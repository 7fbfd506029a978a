"""Write the generated parts of the documents from the code: ``python docs/generate.py``; with ``--check`` only compare.

A generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->`` in a Markdown file of this folder. The rest of the file
is written by hand and left alone.
"""

from __future__ import annotations

import inspect
import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    os.environ.setdefault("NUMBA_DISABLE_JIT", "1")  # only tables are read here: nothing needs to be compiled
DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

import typer  # noqa: E402
import yaml  # noqa: E402

import linkage_sim  # noqa: E402
from linkage_sim.actors.schedule import schedule  # noqa: E402
from linkage_sim.cli import app  # noqa: E402
from linkage_sim.cli.functions import function_of  # noqa: E402
from linkage_sim.experiments.summary import RUN_COLUMNS, TABLES  # noqa: E402
from linkage_sim.findings.registry import ANALYSES  # noqa: E402
from linkage_sim.scenario.bundled import bundled  # noqa: E402
from linkage_sim.scenario.evidence import Evidence  # noqa: E402
from linkage_sim.scenario.parameters import Parameter, parameters  # noqa: E402
from linkage_sim.scenario.programmes import EFFECTS, Effect, Programme  # noqa: E402
from linkage_sim.scenario.scenario import Scenario  # noqa: E402
from linkage_sim.state.ledger import FLOWS  # noqa: E402
from linkage_sim.state.month import COLUMNS, KEYS, Column  # noqa: E402

PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
REMEDY = "run 'python docs/generate.py'"
BLOCKS = {
    "months": "The run",
    "environment": "Environment",
    "population": "Population",
    "places": "Places",
    "nation": "Nation",
    "actors.household": "Household",
    "actors.community": "Community",
    "actors.government": "Government",
    "actors.market": "Market",
    "actors.society": "Society",
    "platform": "Platform",
    "programmes": "Programmes",
    "economy": "Economy",
    "measures": "Measures",
}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines) + "\n"


def number(value: object) -> str:
    """Return a value as people write it; a series as years with values."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {number(item)}" for key, item in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(number(item) for item in value)
    if isinstance(value, int | float):
        return _engineering(value) if abs(value) >= 1e6 else f"{value:.6g}"
    return "" if value is None else str(value)


def month_schedule() -> str:
    """Return the month's schedule, phase by phase."""
    phases = schedule()
    first: dict[str, int] = {}
    for k, phase in enumerate(phases, start=1):
        first.setdefault(phase.name, k)
    return table(("#", "Stage", "Actor", "Phase", "What happens"), [
        (k, phase.stage, phase.actor, f"`{phase.name}`", phase.text if first[phase.name] == k else f"as {first[phase.name]}")
        for k, phase in enumerate(phases, start=1)
    ])  # fmt: skip


def parameter_tables() -> str:
    """Return a table of parameters for each block of a scenario."""
    every = list(parameters())
    grouped = {block: [one for one in every if _block(one.path) == block] for block in BLOCKS}
    lost = [one.path for one in every if _block(one.path) not in BLOCKS]
    if lost:
        raise SystemExit(f"docs/generate.py: the parameter {lost[0]} is in no block that it knows; add its block to BLOCKS.")
    return "\n".join(f"## {BLOCKS[block]} (`{block}`)\n\n{_parameter_table(block, rows)}" for block, rows in grouped.items() if rows)


def programme_tables() -> str:
    """Return the catalogue of the scenario that all others extend, and what each different catalogue changes in it."""
    catalogues: dict[str, list[str]] = {}
    for name in sorted(bundled(), key=lambda name: (name != "base", name)):
        catalogues.setdefault(_changes(Scenario.load("base").programmes, Scenario.load(name).programmes), []).append(f"`{name}`")
    whole = _programme_table(Scenario.load("base").programmes)
    parts = (f"## {', '.join(names)}\n\n{told or whole}" for told, names in catalogues.items())
    return "\n".join(parts)


def effect_table() -> str:
    """Return the effects that a programme can have."""
    fields = [(name, Effect.model_fields[name]) for name in EFFECTS]
    return table(("Effect", "Unit", "Meaning"), [(f"`{name}`", _known(info)["unit"], info.description) for name, info in fields])


def programme_fields() -> str:
    """Return the fields of a programme."""
    fields = [(name, info) for name, info in Programme.model_fields.items() if name != "effect"]
    return table(("Field", "Default", "Meaning"), [
        (f"`{name}`", "required" if info.is_required() else number(info.default), info.description) for name, info in fields
    ])  # fmt: skip


def monthly_columns() -> str:
    """Return the columns of ``monthly.parquet``."""
    return _column_table((*KEYS, *COLUMNS))


def run_columns() -> str:
    """Return the columns of ``runs.parquet``."""
    return _column_table(RUN_COLUMNS)


def cohort_columns() -> str:
    """Return the columns of ``cohorts.parquet``."""
    return _column_table(TABLES["cohorts"].columns)


def store_columns() -> str:
    """Return the columns of ``stores.parquet``."""
    return _column_table(TABLES["stores"].columns)


def county_columns() -> str:
    """Return the columns of ``counties.parquet``; those of ``provinces.parquet`` are the same without the county."""
    return _column_table(TABLES["counties"].columns)


def money_flows() -> str:
    """Return who pays whom."""
    return table(("Flow", "Payer", "Payee", "Meaning"), [
        (flow.name.lower().replace("_", " "), parties.payer, parties.payee, parties.meaning) for flow, parties in FLOWS.items()
    ])  # fmt: skip


def scenario_list() -> str:
    """Return the bundled scenarios, a line each."""
    return table(("Name", "What it is"), [(f"`{name}`", Scenario.load(name).title) for name in sorted(bundled())])


def analyses() -> str:
    """Return the registered analyses, which are commands and Python functions of one name."""
    return table(("Command, and function of `linkage_sim`", "What it tells"), [(f"`{one.name}`", one.summary) for one in ANALYSES.values()])


def functions() -> str:
    """Return the commands with the function that each calls."""
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    rows = []
    for name in known:
        function = function_of(name)
        told = inspect.getdoc(getattr(linkage_sim, function)).split("\n\n")[0]
        rows.append((f"`linkage-sim {name}`", f"`linkage_sim.{function}`", " ".join(told.split())))
    return table(("Command", "Function", "What it does"), rows)


def citation() -> str:
    """Return the software and the paper that it formalises, as BibTeX made from ``CITATION.cff``."""
    known = yaml.safe_load((DOCS.parent / "CITATION.cff").read_text(encoding="utf-8"))
    (paper,) = known["references"]
    software = _bibtex("software", "linkage_sim", known, version=known["version"], license=known["license"])
    return f"```bibtex\n{software}\n{_bibtex('misc', 'xiao_bai', paper, note=paper['notes'])}```\n"


PARTS: dict[str, Callable[[], str]] = {
    "schedule": month_schedule,
    "parameters": parameter_tables,
    "programmes": programme_tables,
    "effects": effect_table,
    "programme-fields": programme_fields,
    "columns": monthly_columns,
    "run-columns": run_columns,
    "cohort-columns": cohort_columns,
    "store-columns": store_columns,
    "county-columns": county_columns,
    "flows": money_flows,
    "scenarios": scenario_list,
    "analyses": analyses,
    "functions": functions,
    "citation": citation,
}


def renewed(text: str) -> str:
    """Return a document with its generated parts made anew."""

    def fill(found: re.Match[str]) -> str:
        name = found[2]
        if name not in PARTS:
            raise SystemExit(f"docs/generate.py: there is no generated part {name!r}; write one of {', '.join(PARTS)}.")
        return f"{found[1]}\n{PARTS[name]()}\n{found[4]}"

    return PART.sub(fill, text)


def stale(folder: Path = DOCS) -> list[Path]:
    """Return the documents whose generated parts differ from the code."""
    return [path for path in _documents(folder) if renewed(path.read_text(encoding="utf-8")) != path.read_text(encoding="utf-8")]


def write(folder: Path = DOCS) -> list[Path]:
    """Make the generated parts of all documents anew; return those that changed."""
    changed = stale(folder)
    for path in changed:
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
    return changed


def main(arguments: Sequence[str]) -> int:
    """Write, or with ``--check`` only compare; return the exit code."""
    if any(argument != "--check" for argument in arguments):
        print(f"docs/generate.py: {arguments[0]!r} is unknown; give nothing, or --check.", file=sys.stderr)
        return 2
    if not arguments:
        for path in write():
            print(f"docs/{path.name}: written.")
        return 0
    names = [f"docs/{path.name}" for path in stale()]
    if names:
        print(f"{', '.join(names)}: not up to date with the code; {REMEDY}.", file=sys.stderr)
    return 1 if names else 0


def _documents(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.md"))


def _engineering(value: float) -> str:
    """Return a large number with an exponent of three, six, nine, ...: 30e6, as scenario files write it."""
    exponent = 3 * (int(math.log10(abs(value))) // 3)
    return f"{value / 10**exponent:.6g}e{exponent}"


def _bibtex(kind: str, key: str, known: Mapping[str, Any], **more: str) -> str:
    people = (f"{one['family-names']}, {one['given-names']}" if "family-names" in one else f"{{{one['name']}}}" for one in known["authors"])
    fields = {"author": " and ".join(people), "title": f"{{{known['title']}}}", **more}
    return f"@{kind}{{{key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items()) + "}\n"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ").strip()


def _known(info: Any) -> dict[str, Any]:
    return dict(info.json_schema_extra["x-quantity"])


def _block(path: str) -> str:
    parts = path.split(".")
    return ".".join(parts[:2]) if parts[0] == "actors" else parts[0]


def _parameter_table(block: str, rows: Sequence[Parameter]) -> str:
    head = ("Parameter", "Default", "Unit", "Bounds", "Prior", "Support", "Meaning")
    return table(
        head, [(f"`{_short(one, block)}`", _default(one), one.unit, _range(one), _prior(one), _support(one), one.text) for one in rows]
    )


def _short(one: Parameter, block: str) -> str:
    return one.path.removeprefix(block).lstrip(".") or one.path


def _default(one: Parameter) -> str:
    return "required" if one.default is None or repr(one.default) == "PydanticUndefined" else number(one.default)


def _range(one: Parameter) -> str:
    if one.choices:
        return ", ".join(one.choices)
    low, high = number(one.low), number(one.high)
    told = f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}" if high else ""
    told += f" (to {number(one.limit)})" if one.limit is not None else ""
    return f"{told}; by month, too" if one.dated else told


def _prior(one: Parameter) -> str:
    return " to ".join(number(bound) for bound in one.prior) if one.prior else ""


def _support(one: Parameter) -> str:
    if one.evidence:
        return f"`{one.evidence}` ({Evidence.load()[one.evidence].grade})"
    return f"assumed: {one.assumed}"


def _programme_table(programmes: Mapping[str, Programme]) -> str:
    head = ("Programme", "Title", "Theme", "Providers (first pays)", "Need", "Scope", "Cost, RMB per unit", "Units per village and month")
    rows = [(*_offer(name, one), one.eligibility, one.trigger, _dates(one), _effects(one)) for name, one in programmes.items()]
    return table((*head, "For whom", "Trigger", "From, to", "Effect of a unit"), rows)


def _changes(base: Mapping[str, Programme], own: Mapping[str, Programme]) -> str:
    """Return in what a catalogue differs from another one: what is taken off, what is changed, what is new."""
    left, new = [f"`{name}`" for name in base if name not in own], {name: own[name] for name in own if name not in base}
    changed: dict[str, list[str]] = {}
    for name in (name for name in own if name in base):
        for field in Programme.model_fields:
            if getattr(own[name], field) != getattr(base[name], field):
                changed.setdefault(f"{field} is {number(getattr(own[name], field))}", []).append(f"`{name}`")
    lines = [f"Not on offer: {', '.join(left)}."] if left else []
    for told, names in changed.items():
        lines.append(f"{told[0].upper()}{told[1:]}: {'all' if len(names) == len(own) else ', '.join(sorted(names))}.")
    text = "".join(f"- {line}\n" for line in lines)
    return text + (f"- New:\n\n{_programme_table(new)}" if new else "")


def _offer(name: str, one: Programme) -> tuple[str, ...]:
    """Return who offers what, and how much of it."""
    return (f"`{name}`", one.title, one.theme, ", ".join(one.providers), one.need, one.scope, number(one.cost), number(one.capacity))


def _dates(one: Programme) -> str:
    fields = Programme.model_fields
    first, last = ("" if value == fields[name].default else value for name, value in (("start", one.start), ("end", one.end)))
    return f"{first} to {last}".strip() if first or last else "always"


def _effects(one: Programme) -> str:
    found = [f"{name} {number(value)}" for name, value in one.effect if value]
    return ", ".join([*found, *(["pure hand-out"] if one.handout else [])])


def _column_table(columns: Sequence[Column]) -> str:
    return table(("Column", "Unit", "Meaning"), [(f"`{one.name}`", one.unit, one.meaning) for one in columns])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
