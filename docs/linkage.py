"""Make the numbers and figures of ``linkage.md`` anew: ``python docs/linkage.py [--out DIR] [--jobs N] [--page-only]``.

Every number comes from a command that stands in the document. The folders are kept below ``--out`` (results/linkage); studies that stand
there are gone on with, and with another version of the model a new folder is named. A measured part stands between
``<!-- measured: NAME -->`` and ``<!-- end -->``; the rest of the document is written by hand and left alone. The page shows the studies
over the ensemble; ``linkage.csv`` beside it holds the numbers of all.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from linkage_sim.experiments.analysis.attribution.numbers import Estimate, Numbers, called, numbers  # noqa: E402
from linkage_sim.experiments.analysis.linkage.finding import OPPOSITE, PAYS, SHORT, UNCLEAR  # noqa: E402
from linkage_sim.experiments.analysis.statistics import Interval  # noqa: E402
from linkage_sim.experiments.design.outcomes import USUAL  # noqa: E402
from linkage_sim.experiments.ensemble.ensemble import Ensemble  # noqa: E402
from linkage_sim.experiments.tables import read_table  # noqa: E402
from linkage_sim.findings.answer import Answer  # noqa: E402
from linkage_sim.findings.numbers import change, estimated, number  # noqa: E402
from linkage_sim.state.month import ACTORS  # noqa: E402

PART = re.compile(r"(<!-- measured: ([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
PAGE = DOCS / "linkage.md"
TABLE = DOCS / "linkage.csv"
EDGE = ("--set", "places.junpu.founders=2", "--set", "places.junpu.broadband=0.3")
SCARCE = ("--set", "actors.government.public_funds=9")
ENSEMBLE = ("--ensemble", "junpu", "--members", "20", "--replicates", "5")
OUTCOMES = {one.name: one for one in USUAL if one.name in ("poor_people", "sales")}
OF = tuple(word for outcome in OUTCOMES for word in ("--outcome", outcome))
MAP = "where"
TIMES = "seconds.json"
NEAR = 0.05
"""Share by which spending may differ and still count as equal."""
MONEY = ("", "given", "spent with the platform", "spent without it", "coalitions within 5 % of that", "furthest above")
MAIN = {"ensemble": "Junpu", "edge-ensemble": "edge"}
"""Studies whose numbers the page shows."""
PAIRED = ("equal", "ensemble", "edge")
"""Studies whose strongest pairs are kept; the page shows all but the first."""
BETWEEN = "between sets"
VERDICTS = (PAYS, SHORT, UNCLEAR)
GRID = ("linkage", "where-linkage-pays", "--equal-funds")


class Study(NamedTuple):
    """A study of the document: its folder, what it is, and the words of its command."""

    name: str
    title: str
    words: tuple[str, ...]

    @property
    def is_map(self) -> bool:
        return self.words[0] == "linkage"


def _attribution(name: str, title: str, *words: str) -> Study:
    return Study(name, title, ("attribute", "junpu", *OF, *words))


STUDIES = (
    _attribution("own", "Junpu, own funds"),
    _attribution("equal", "Junpu", "--equal-funds"),
    _attribution("scaled", "Junpu, capacity in proportion", "--equal-funds", "--scale-capacity"),
    _attribution("scarce", "Junpu, a tenth of the public funds", "--equal-funds", *SCARCE),
    _attribution("scarce-scaled", "the same, capacity in proportion", "--equal-funds", "--scale-capacity", *SCARCE),
    _attribution("short", "Junpu, three years", "--equal-funds", "--months", "36"),
    _attribution("edge", "edge", "--equal-funds", *EDGE),
    _attribution("edge-scaled", "edge, capacity in proportion", "--equal-funds", "--scale-capacity", *EDGE),
    _attribution("ensemble", "Junpu, ensemble", "--equal-funds", *ENSEMBLE),
    _attribution("short-ensemble", "Junpu, three years, ensemble", "--equal-funds", "--months", "36", *ENSEMBLE),
    _attribution("edge-ensemble", "edge, ensemble", "--equal-funds", *EDGE, *ENSEMBLE),
    Study(MAP, "map", GRID),
    Study(f"{MAP}-ensemble", "map, ensemble", (*GRID, "--ensemble", "junpu", "--members", "20")),
)
CLAIMS: Mapping[str, tuple[str, str, str]] = {
    "all > sum of alone": ("on", "linkage", ""),
    "helpers need each other": ("on", "linkage_beside", "household"),
    "the same without platform": ("off", "linkage_beside", "household"),
    "the platform adds": ("added", "total", ""),
}
"""What the paper claims, each with the number that it would make positive."""
NUMBERS = {"all together": ("on", "total", ""), "each alone, summed": ("on", "alone_sum", "")} | dict(CLAIMS)
Known = Mapping[tuple[str, str, str, str], Mapping[str, str]]


class Row(NamedTuple):
    """A number of a study: a claim's, a player's share, or a pair's interaction, with its interval."""

    study: str
    outcome: str
    quantity: str
    of: str
    value: float
    low: float
    high: float
    held: float | str = ""


class Made(NamedTuple):
    """Results of all studies."""

    folder: Path
    seconds: Mapping[str, float]
    known: Known = MappingProxyType({})

    def attribution(self, study: Study, outcome: str) -> Numbers:
        table = read_table(self.folder / study.name / "attribution.parquet")
        return numbers(table[table["outcome"] == outcome])

    def told(self, study: Study) -> Any:
        name = "linkage.json" if study.is_map else "attribution.json"
        return json.loads((self.folder / study.name / name).read_text(encoding="utf-8"))


def attributions() -> list[Study]:
    return [study for study in STUDIES if not study.is_map]


def better(one: Estimate, outcome: str) -> Interval:
    """An estimate with the sign of an improvement."""
    if OUTCOMES[outcome].better == "less":
        return Interval(-one.value + 0.0, -one.high + 0.0, -one.low + 0.0)
    return Interval(one.value, one.low, one.high)


def words(one: Interval, unit: str) -> str:
    """An estimate with its interval, with one unit for both."""
    estimate, ends = estimated(one, unit)
    return f"{estimate.removesuffix(f' {unit}').removesuffix(f' {unit[:-1]}')} ({ends})"  # of one person, too


def answer(one: Interval) -> str:
    """Whether a claim holds: its number is above zero."""
    return "**yes**" if one.low > 0 else "**no**" if one.high < 0 else "unclear"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rows)) + "\n"


# ---------------------------------------------------------------- the numbers, all of them beside the page


def gathered(made: Made) -> list[Row]:
    """Every number of every attribution, an improvement positive."""
    rows = []
    for study, outcome in product(attributions(), OUTCOMES):
        found = made.attribution(study, outcome)
        told = {(name, ""): found[(*key, "")] for name, key in NUMBERS.items()}
        told |= {("share", called(who)): found["player", "share", who, ""] for who in (*ACTORS, "platform")}
        if study.name in PAIRED:
            told |= pairs(found)
        rows += [Row(study.name, outcome, *about, *better(one, outcome)) for about, one in told.items()]
        if "--ensemble" in study.words:
            rows += spread(study.name, outcome, read_table(made.folder / study.name / "attribution_spread.parquet"))
    return rows


def pairs(found: Numbers) -> dict[tuple[str, str], Estimate]:
    """The four strongest interactions of those that are clear, with the platform."""
    clear = {
        ("interaction", f"{called(who)} and {called(other)}"): one
        for (platform, quantity, who, other), one in found.items()
        if platform == "on" and quantity == "interaction" and one.clear
    }
    return dict(sorted(clear.items(), key=lambda pair: -abs(pair[1].value))[:4])


def spread(study: str, outcome: str, found: Any) -> Iterator[Row]:
    """How much each claim differs between parameter sets: median, the 5 % and the 95 % quantile, the share in which it holds."""
    less = OUTCOMES[outcome].better == "less"
    for claim, (platform, quantity, player) in CLAIMS.items():
        keys = {"outcome": outcome, "platform": platform, "quantity": quantity, "player": player}
        row = found[(found[list(keys)] == list(keys.values())).all(axis=1)].iloc[0]
        ends = (-row["high"], -row["low"]) if less else (row["low"], row["high"])
        held = 1.0 - row["above"] if less else row["above"]
        yield Row(study, outcome, claim, BETWEEN, -row["median"] if less else row["median"], *ends, held)


def write_numbers(rows: Iterable[Row], path: Path) -> None:
    """Write the numbers as CSV, to six digits."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(Row._fields)
        lines.writerows([f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row] for row in rows)


def read_numbers(path: Path) -> Known:
    """The numbers of the CSV file, by study, outcome, quantity and whose it is."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["study"], row["outcome"], row["quantity"], row["of"]): row for row in csv.DictReader(file)}


def interval(row: Mapping[str, str]) -> Interval:
    return Interval(float(row["value"]), float(row["low"]), float(row["high"]))


# ---------------------------------------------------------------- the page


def commands(made: Made) -> str:
    """What each study is called with, and how long it took."""
    rows = []
    for one in attributions():
        options, took = " ".join(one.words[2 + len(OF) :]), made.seconds.get(one.name)
        rows.append([one.title, f"`{options}`" if options else "", "" if took is None else f"{took:.0f}"])
    maps = "\n".join(f"linkage-sim {' '.join(one.words)} --out {one.name}" for one in STUDIES if one.is_map)
    return table(("study", "options", "seconds"), rows) + f"\n```\n{maps}\n```\n"


def ensemble(made: Made) -> str:
    """What the studies over the ensemble were made of; a test holds it to the ensemble that is shipped."""
    used = Ensemble.load(made.folder / "ensemble" / "ensemble.yaml")
    return f"{len(used.weights)} members stand for the ensemble: hash {used.hash[:16]}, rules of version {used.data.model_version}.\n"


def claims(made: Made) -> str:
    """Whether each claim holds in each study, on poverty and on sales."""
    rows = [
        [study.title, *(" / ".join(answer(interval(made.known[study.name, name, claim, ""])) for name in OUTCOMES) for claim in CLAIMS)]
        for study in attributions()
    ]
    return table(("poverty / sales", *CLAIMS), rows)


def effects(made: Made) -> str:
    """The numbers behind the claims, over the ensemble, with the part of the posterior in which each is above zero."""
    rows = []
    for (name, outcome), number_of in product(OUTCOMES.items(), NUMBERS):
        row = [f"{outcome.label}: {number_of}"]
        for study in MAIN:
            held = made.known.get((study, name, number_of, BETWEEN))
            row += [
                words(interval(made.known[study, name, number_of, ""]), outcome.unit),
                f"{100 * float(held['held']):.0f} %" if held else "",
            ]
        rows.append(row)
    return table(("", *(cell for title in MAIN.values() for cell in (title, "holds in"))), rows)


def shares(made: Made) -> str:
    """Shapley shares of the actors, and of the platform as a sixth player, over the ensemble."""
    columns = list(product(MAIN, OUTCOMES))
    rows = [
        [who, *(words(interval(made.known[study, name, "share", who]), "") for study, name in columns)]
        for who in (*(called(actor) for actor in ACTORS), "platform")
    ]
    return table(("", *(f"{MAIN[study]}: {OUTCOMES[name].label}" for study, name in columns)), rows)


def interactions(made: Made) -> str:
    """The strongest of the pairs whose interaction is clear."""
    rows = []
    for study, (name, outcome) in product(PAIRED[1:], OUTCOMES.items()):
        told = [f"{key[3]} {number(float(row['value']))}" for key, row in made.known.items() if key[:3] == (study, name, "interaction")]
        rows.append([next(one.title for one in STUDIES if one.name == study), f"{outcome.label}, {outcome.unit}", "; ".join(told[:3])])
    return table(("", "outcome", "strongest interactions"), rows)


def money(made: Made) -> str:
    """What was given and what was spent, RMB per household and month."""
    return table(MONEY, [[study.title, *spent(made.told(study)["coalitions"])] for study in attributions()])


def spent(coalitions: Sequence[Mapping[str, Any]]) -> list[str]:
    """What all together are given and spend, how many coalitions spend as much, and how far the dearest goes beyond it."""
    longest = max(one["players"].count("+") for one in coalitions)
    whole = {one["platform"]: one for one in coalitions if one["players"].count("+") == longest}
    missed = [one["missed"] for one in coalitions if one["funds"] > 0 and one["missed"] is not None]
    near, most = sum(abs(one) <= NEAR for one in missed), max(missed)
    rates = [number(whole[state]["rate"]) for state in ("on", "off")]
    return [number(whole["on"]["funds"]), *rates, f"{near} of {len(missed)}", change(most) if most > 0 else "none"]


def where(made: Made) -> str:
    """In how many settings linkage and platform pay, on both maps, and the largest block in which they fall short over the ensemble."""
    maps = [made.told(study) for study in STUDIES if study.is_map]
    counts = [known.rows for one in maps for known in Answer.read(one["finding"]).tables if known.name == "counts"]
    told = product(maps[-1]["sentences"].values(), OPPOSITE.values())
    rows = [
        [own["outcome"], own["effect"], *(f"{own[word]} / {over[word]}" for word in VERDICTS), shortfall(lines, opposite)]
        for own, over, (lines, opposite) in zip(*counts, told, strict=True)
    ]
    return table(("own values / ensemble", "effect", *VERDICTS, "falls short everywhere with (ensemble)"), rows)


def shortfall(sentences: Sequence[str], opposite: str) -> str:
    """The settings of the sentence that tells in which block an effect falls short."""
    found = (re.search(rf"^It is {opposite} (?:everywhere with|at) (.+)\.$", line) for line in sentences)
    return next((one[1] for one in found if one), "")


PARTS: dict[str, Callable[[Made], str]] = {
    "ensemble": ensemble,
    "commands": commands,
    "claims": claims,
    "effects": effects,
    "shares": shares,
    "interactions": interactions,
    "money": money,
    "where": where,
}
FIGURES = {
    f"linkage_{name}{ending}": f"{MAP}{ending.replace('_', '-')}/figures/linkage_{name}"
    for ending in ("", "_ensemble")
    for name in ("poor_three_years", "poor_people", "sales")
} | {f"linkage_shares_{name}": f"equal/figures/attribution_{name}" for name in OUTCOMES}


def renewed(text: str, made: Made) -> str:
    """Return the document with its measured parts made anew."""

    def fill(found: re.Match[str]) -> str:
        return f"{found[1]}\n{PARTS[found[2]](made)}\n{found[4]}"

    return PART.sub(fill, text)


def run(study: Study, folder: Path, how: Sequence[str]) -> float:
    """Run a study, or go on with it; return the seconds that it took."""
    out = folder / study.name
    began = time.monotonic()
    resume = ["--resume"] if out.exists() else []
    subprocess.run(
        [sys.executable, "-m", "linkage_sim", *study.words, "--out", str(out), *resume, *how],
        check=True, cwd=DOCS.parent, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.monotonic() - began


def run_all(folder: Path, how: Sequence[str]) -> None:
    """Run what is missing of all studies, and keep how long each took."""
    times = folder / TIMES
    seconds: dict[str, float] = json.loads(times.read_text()) if times.exists() else {}
    for study in STUDIES:
        print(f"{study.name}: {study.title} ...", flush=True)
        new = not (folder / study.name).exists()
        took = run(study, folder, how)
        if new:
            seconds[study.name] = took
        times.write_text(json.dumps(seconds))


def main(arguments: Sequence[str]) -> int:
    """Run what is missing, and write figures and measured parts."""
    known = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known.add_argument("--out", type=Path, default=DOCS.parent / "results" / "linkage", help="folder for the studies")
    known.add_argument("--jobs", type=int, default=None, help="workers; all cores if not given")
    known.add_argument("--page-only", action="store_true", help="run nothing; write the page from the studies as they stand")
    given = known.parse_args(arguments)
    folder = given.out.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not given.page_only:
        run_all(folder, ["--jobs", str(given.jobs)] if given.jobs else [])
    for name, path in FIGURES.items():
        for ending in ("png", "svg", "csv"):
            shutil.copyfile(folder / f"{path}.{ending}", DOCS / "figures" / f"{name}.{ending}")
    made = Made(folder, json.loads((folder / TIMES).read_text()))
    write_numbers(gathered(made), TABLE)
    made = made._replace(known=read_numbers(TABLE))
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
    print(f"docs/linkage.md, docs/linkage.csv and docs/figures/linkage_*: written, from {folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
