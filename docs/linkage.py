"""Make the numbers and figures of ``linkage.md`` anew: ``python docs/linkage.py [--out DIR] [--jobs N] [--page-only]``.

Every number comes from a command that stands in the document. The folders are kept below ``--out`` (results/linkage); studies that stand
there are gone on with, and with another version of the model a new folder is named. A measured part stands between
``<!-- measured: NAME -->`` and ``<!-- end -->``; the rest of the document is written by hand and left alone.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from linkage_sim.experiments.analysis.attribution.numbers import Estimate, Numbers, called, numbers  # noqa: E402
from linkage_sim.experiments.analysis.statistics import Interval  # noqa: E402
from linkage_sim.experiments.design.outcomes import USUAL  # noqa: E402
from linkage_sim.experiments.ensemble.ensemble import Ensemble  # noqa: E402
from linkage_sim.experiments.tables import read_table  # noqa: E402
from linkage_sim.findings.answer import Answer  # noqa: E402
from linkage_sim.findings.numbers import change, estimated, number  # noqa: E402
from linkage_sim.findings.render import markdown_table  # noqa: E402
from linkage_sim.state.month import ACTORS  # noqa: E402

PART = re.compile(r"(<!-- measured: ([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
PAGE = DOCS / "linkage.md"
EDGE = ("--set", "places.junpu.founders=2", "--set", "places.junpu.broadband=0.3")
SCARCE = ("--set", "actors.government.public_funds=9")
ENSEMBLE = ("--ensemble", "junpu", "--members", "20", "--replicates", "5")
OUTCOMES = {one.name: one for one in USUAL if one.name in ("poor_people", "sales")}
MAP = "where"
TIMES = "seconds.json"
NEAR = 0.05
"""Share by which spending may differ and still count as equal."""
MONEY = ("", "given", "spent with the platform", "spent without it", "coalitions that spend as much, within 5 %", "furthest above")
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
    outcomes = tuple(word for outcome in OUTCOMES for word in ("--outcome", outcome))
    return Study(name, title, ("attribute", "junpu", *words, *outcomes))


STUDIES = (
    _attribution("own", "Junpu, own funds"),
    _attribution("equal", "Junpu, equal funds", "--equal-funds"),
    _attribution("scaled", "Junpu, equal funds, capacity in proportion", "--equal-funds", "--scale-capacity"),
    _attribution("scarce", "Junpu with a tenth of the public funds, equal funds", "--equal-funds", *SCARCE),
    _attribution("scarce-scaled", "the same, capacity in proportion", "--equal-funds", "--scale-capacity", *SCARCE),
    _attribution("short", "Junpu after three years, equal funds", "--equal-funds", "--months", "36"),
    _attribution("edge", "at the edge, equal funds", "--equal-funds", *EDGE),
    _attribution("edge-scaled", "at the edge, equal funds, capacity in proportion", "--equal-funds", "--scale-capacity", *EDGE),
    _attribution("ensemble", "Junpu over the ensemble, equal funds", "--equal-funds", *ENSEMBLE),
    _attribution("short-ensemble", "Junpu after three years over the ensemble, equal funds", "--equal-funds", "--months", "36", *ENSEMBLE),
    _attribution("edge-ensemble", "at the edge over the ensemble, equal funds", "--equal-funds", *EDGE, *ENSEMBLE),
    Study(MAP, "the map, at the scenario's own values", GRID),
    Study(f"{MAP}-ensemble", "the map, over the ensemble", (*GRID, "--ensemble", "junpu", "--members", "20")),
)
CLAIMS: Mapping[str, tuple[str, str, str]] = {
    "all > sum of alone": ("on", "linkage", ""),
    "helpers need each other": ("on", "linkage_beside", "household"),
    "the same without platform": ("off", "linkage_beside", "household"),
    "the platform adds": ("added", "total", ""),
}
"""What the paper claims, each with the number that it would make positive."""


class Made(NamedTuple):
    """Results of all studies."""

    folder: Path
    seconds: Mapping[str, float]

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
    return f"{estimate.removesuffix(f' {unit}')} ({ends})"


def answer(one: Interval) -> str:
    """Whether a claim holds: its number is above zero."""
    return "**yes**" if one.low > 0 else "**no, the opposite**" if one.high < 0 else "not told from zero"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rows)) + "\n"


def commands(made: Made) -> str:
    """The commands of all studies, with how long each took."""
    took = {name: f": {seconds:.0f} s" for name, seconds in made.seconds.items()}
    lines = [f"linkage-sim {' '.join(one.words)} --out {one.name}   # {one.title}{took.get(one.name, '')}" for one in STUDIES]
    return "```\n" + "\n".join(lines) + "\n```\n"


def ensemble(made: Made) -> str:
    """What the studies over the ensemble were made of; a test holds it to the ensemble that is shipped."""
    used = Ensemble.load(made.folder / "ensemble" / "ensemble.yaml")
    return f"{len(used.weights)} members stand for the ensemble: hash {used.hash[:16]}, rules of version {used.data.model_version}.\n"


def claims(made: Made) -> str:
    """Whether each claim holds in each study, by outcome."""
    parts = []
    for name, outcome in OUTCOMES.items():
        rows = []
        for study in attributions():
            found = made.attribution(study, name)
            rows.append([study.title, *(answer(better(found[(*key, "")], name)) for key in CLAIMS.values())])
        parts.append(f"{outcome.label[0].upper()}{outcome.label[1:]}:\n\n" + table(["", *CLAIMS], rows))
    return "\n".join(parts)


def effects(made: Made) -> str:
    """The numbers behind the claims."""
    keys = {"all together": ("on", "total", ""), "each alone, summed": ("on", "alone_sum", "")} | dict(CLAIMS)
    parts = []
    for name, outcome in OUTCOMES.items():
        rows = []
        for study in attributions():
            found = made.attribution(study, name)
            rows.append([study.title, *(words(better(found[(*key, "")], name), outcome.unit) for key in keys.values())])
        unit = outcome.unit if outcome.better == "more" else f"{outcome.unit} fewer"
        parts.append(f"{outcome.label[0].upper()}{outcome.label[1:]}, {unit}:\n\n" + table(["", *keys], rows))
    return "\n".join(parts)


def shares(made: Made) -> str:
    """Shapley shares of the actors, and of the platform as a sixth player."""
    parts = []
    for name, outcome in OUTCOMES.items():
        rows = []
        for study in attributions():
            found = made.attribution(study, name)
            rows.append([study.title, *(words(better(found["player", "share", who, ""], name), "") for who in (*ACTORS, "platform"))])
        head = ["", *(called(actor) for actor in ACTORS), "platform"]
        parts.append(f"{outcome.label[0].upper()}{outcome.label[1:]}, {outcome.unit}, an improvement positive:\n\n" + table(head, rows))
    return "\n".join(parts)


def interactions(made: Made) -> str:
    """Pairs whose interaction is clear, in the studies at equal funds, the strongest first."""
    rows = []
    for study in (one for one in STUDIES if one.name in ("equal", "edge", "ensemble")):
        for name, outcome in OUTCOMES.items():
            found = made.attribution(study, name)
            pairs = {
                (who, other): better(one, name)
                for (platform, quantity, who, other), one in found.items()
                if platform == "on" and quantity == "interaction" and one.clear
            }
            strongest = sorted(pairs, key=lambda pair: -abs(pairs[pair].estimate))[:4]
            about = (study.title, f"{outcome.label} ({outcome.unit})")
            rows += [[*about, f"{called(a)} and {called(b)}", words(pairs[a, b], outcome.unit)] for a, b in strongest]
    return table(["", "outcome", "pair", "interaction"], rows)


def money(made: Made) -> str:
    """What was given and what was spent, RMB per household and month."""
    return table(MONEY, [[study.title, *spent(made.told(study)["coalitions"])] for study in attributions()])


def spent(coalitions: Sequence[Mapping[str, Any]]) -> list[str]:
    """What all together are given and spend, how many coalitions spend as much, and which spends most beyond it."""
    longest = max(one["players"].count("+") for one in coalitions)
    whole = {one["platform"]: one for one in coalitions if one["players"].count("+") == longest}
    given = [one for one in coalitions if one["funds"] > 0 and one["missed"] is not None]
    near, most = sum(abs(one["missed"]) <= NEAR for one in given), max(given, key=lambda one: one["missed"])
    named = f"{most['players'].replace('+', ' and ')}, platform {most['platform']} ({change(most['missed'])})"
    rates = [number(whole[state]["rate"]) for state in ("on", "off")]
    return [number(whole["on"]["funds"]), *rates, f"{near} of {len(given)}", named if most["missed"] > 0 else "none"]


def between(made: Made) -> str:
    """How much the answer differs between parameter sets, an improvement positive."""
    rows = []
    for study in (one for one in attributions() if "--ensemble" in one.words):
        spread = read_table(made.folder / study.name / "attribution_spread.parquet")
        for name, outcome in OUTCOMES.items():
            for claim, (platform, quantity, player) in CLAIMS.items():
                keys = {"outcome": name, "platform": platform, "quantity": quantity, "player": player}
                row = spread[(spread[list(keys)] == list(keys.values())).all(axis=1)].iloc[0]
                less = outcome.better == "less"
                middle = -row["median"] if less else row["median"]
                ends = (-row["high"], -row["low"]) if less else (row["low"], row["high"])
                held = 1.0 - row["above"] if less else row["above"]
                rows.append([study.title, outcome.label, claim, words(Interval(middle, *ends), outcome.unit), f"{100 * held:.0f} %"])
    return table(["", "outcome", "claim", "median (5 % to 95 % quantile of the sets)", "holds in, of the posterior"], rows)


def where(made: Made) -> str:
    """In how many settings linkage and platform pay, where they are best and worst, and the blocks in which they pay or do not."""
    parts = []
    for study in (one for one in STUDIES if one.is_map):
        told = made.told(study)
        known = {one.name: one for one in Answer.read(told["finding"]).tables}
        parts.append(f"{study.title[0].upper()}{study.title[1:]}:\n\n{markdown_table(known['counts'])}\n")
        parts += [f"{known[name].title}:\n\n{markdown_table(known[name])}\n" for name in ("ends", "reach")]
        parts.append("".join(f"- {line}\n" for sentences in told["sentences"].values() for line in blocks(sentences)))
    return "\n".join(parts)


def blocks(sentences: Sequence[str]) -> list[str]:
    """Sentences on blocks of settings, each with the one that says what is so there; the others repeat the table."""
    told: list[str] = []
    for line, following in zip(sentences, [*sentences[1:], ""], strict=True):
        if "everywhere" in following and "everywhere" not in line:
            told.append(line)
        elif "everywhere" in line:
            told[-1] = f"{told[-1]} {line}"
    return told


PARTS: dict[str, Callable[[Made], str]] = {
    "ensemble": ensemble,
    "commands": commands,
    "claims": claims,
    "effects": effects,
    "shares": shares,
    "interactions": interactions,
    "money": money,
    "between": between,
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
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
    print(f"docs/linkage.md and docs/figures/linkage_*: written, from {folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
