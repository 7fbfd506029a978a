"""Hold the shipped ensemble against evidence, patterns and controls, and write into the documents what came out.

One command: ``python docs/validate.py``.

It runs ``linkage-sim reproduce --controls`` for all scenarios that the ensemble was calibrated to, copies the figures of the first into
``docs/figures``, and fills what stands between
``<!-- validated: NAME -->`` and ``<!-- end -->`` in Markdown files of this folder. The rest of a file is written by hand and left alone.
With ``--from DIR`` it takes the runs that stand in a folder, with ``--check`` it only tells whether the documents are about the shipped
ensemble.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

from generate import table  # noqa: E402

from linkage_sim.errors import LinkageError  # noqa: E402
from linkage_sim.experiments.calibration.identified import chance_correlation, effective_size, identified, ridges  # noqa: E402
from linkage_sim.experiments.ensemble.ensemble import Ensemble  # noqa: E402
from linkage_sim.experiments.validation.controls import ControlRow  # noqa: E402
from linkage_sim.experiments.validation.fit import TargetRow  # noqa: E402
from linkage_sim.experiments.validation.reproduction import PatternRow  # noqa: E402
from linkage_sim.findings.numbers import number, percent  # noqa: E402
from linkage_sim.views.calibration import posterior as draw_posterior  # noqa: E402
from linkage_sim.views.style import save  # noqa: E402
from linkage_sim.views.validation import amount, called, counterpart  # noqa: E402

VILLAGE = "junpu"
PART = re.compile(r"(<!-- validated: ([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
STAMP = "<!-- of the ensemble {} -->"
REMEDY = "run 'python docs/validate.py'"
FIGURES = {
    "course.png": "validation_course.png",
    "patterns.png": "validation_patterns.png",
    "controls.png": "validation_controls.png",
    "fit.png": "calibration_fit.png",
}
POSTERIOR = "calibration_posterior.png"
TOLD = {"yes": "identified", "partly": "partly", "edge": "**at an end**", "no": "no"}
Row = TypeVar("Row", TargetRow, PatternRow, ControlRow)


class Validation(NamedTuple):
    """What came out: the ensemble, the facts of its runs, and the rows of all tables."""

    ensemble: Ensemble
    runs: int
    model_version: str
    targets: list[TargetRow]
    patterns: list[PatternRow]
    controls: list[ControlRow]


# ---------------------------------------------------------------- parts


def facts(found: Validation) -> str:
    """Return what the ensemble is and what it was held against."""
    data, members = found.ensemble.data, len(found.ensemble.weights)
    seeds = f"{found.runs // members // len(found.ensemble.hashes)} fresh seeds of each set in {', '.join(found.ensemble.hashes)}"
    arms = f"{max(row.runs for row in found.controls)} runs of each version of the village for the controls"
    rows = [
        ("Parameter sets", f"{members}, of {data.tried:,} that were tried in {data.waves} waves ({data.runs:,} runs)"),
        ("Tolerance", f"{data.tolerance:.2f}: the largest distance from the evidence among them"),
        ("Search", f"`{data.experiment}`, seed {data.seed}, begun on {data.made}, rules of version {data.model_version}"),
        ("Held against the evidence", f"{found.runs} runs, {seeds}, and {arms}; "
                                      f"rules of version {found.model_version}"),
        ("File", f"`scenarios/ensembles/{found.ensemble.name}.yaml`, hash {found.ensemble.hash[:16]}"),
    ]  # fmt: skip
    if found.ensemble.outdated:
        rows.append(("**Mind**", f"since the calibration, {found.ensemble.outdated} changed"))
    return table(("", ""), rows)


def verdict(found: Validation) -> str:
    """Return the sentence that says how much holds, and what does not."""
    kinds = {"targets": found.targets, "patterns": found.patterns, "controls": found.controls}
    counts = [f"{sum(row.holds for row in rows)} of {len(rows)} {kind}" for kind, rows in kinds.items()]
    failing = [f"of the {kind} {_listed(missed)}" for kind, rows in kinds.items() if (missed := [row for row in rows if not row.holds])]
    rest = f"These do not: {'; '.join(failing)}." if failing else "Nothing fails."
    return f"**{counts[0]}, {counts[1]} and {counts[2]} hold.** {rest}\n"


def fit(found: Validation) -> str:
    """Return the targets."""
    head = ("Target", "Evidence", "Observed", "Median", "50 % interval", "90 % interval", "Inside", "Holds")
    return table(head, [
        (row.label, f"`{row.id}`", row.observed(number), number(row.median), f"{number(row.half_low)} to {number(row.half_high)}",
         f"{number(row.low)} to {number(row.high)}", yes(row.inside), yes(row.holds)) for row in found.targets
    ])  # fmt: skip


def patterns(found: Validation) -> str:
    """Return the patterns."""
    head = ("Pattern", "In", "Evidence", "Runs", "Share", "Asked", "Holds")
    return table(head, [
        (row.label, row.scenario, f"`{row.evidence}`" if "." in row.evidence and " " not in row.evidence else row.evidence, row.runs,
         percent(row.share, row.must) + ("" if row.told > 0.995 else f", of the {percent(row.told)} that can tell"), percent(row.must),
         yes(row.holds)) for row in found.patterns
    ])  # fmt: skip


def controls(found: Validation) -> str:
    """Return the negative controls."""
    head = ("Control", "In", "Claim", "Share", "Asked", "Figure", "There", "Counterpart", "Holds")
    return table(head, [
        (row.name, row.scenario, row.claim, percent(row.share, row.must), percent(row.must),
         called(row.figure), amount(row.figure, row.median), f"{amount(row.figure, row.other)} ({counterpart(row.name)})", yes(row.holds))
        for row in found.controls
    ])  # fmt: skip


def posterior(ensemble: Ensemble) -> str:
    """Return prior against posterior."""
    frame = identified(ensemble)
    head = ("Parameter", "Prior", "Posterior median", "90 % interval", "Width", "KS", "Told")
    rows = [
        (f"`{row.factor}`", f"{digits(row.prior_low)} to {digits(row.prior_high)}", digits(row.median),
         f"{digits(row.low)} to {digits(row.high)}", f"{row.width:.2f}", f"{row.ks:.2f}", TOLD[row.told])
        for row in frame.itertuples(index=False)
    ]  # fmt: skip
    return f"{table(head, rows)}\nChance alone takes `KS` beyond {frame['noise'].iloc[0]:.2f} once in a hundred times.\n"


def trade_offs(ensemble: Ensemble) -> str:
    """Return the pairs of parameters that trade off."""
    rows = [(f"`{row.one}`", f"`{row.other}`", f"{row.correlation:+.2f}") for row in ridges(ensemble).itertuples(index=False)]
    found = table(("One", "Other", "Correlation"), rows) if rows else "No pair does.\n"
    size, least = effective_size(ensemble), chance_correlation(ensemble)
    chance = f"chance alone takes none of the pairs beyond {least:.2f} in 19 of 20 such ensembles"
    return f"{found}\nThe members tell as much as {size:.0f} of equal weight; {chance}.\n"


OF_RUNS: Mapping[str, Callable[[Validation], str]] = {
    "facts": facts, "verdict": verdict, "fit": fit, "patterns": patterns, "controls": controls,
}  # fmt: skip
OF_ENSEMBLE: Mapping[str, Callable[[Ensemble], str]] = {"posterior": posterior, "trade-offs": trade_offs}


# ---------------------------------------------------------------- documents


def renewed(text: str, found: Validation) -> str:
    """Return a document with its validated parts made anew."""

    def fill(part: re.Match[str]) -> str:
        return f"{part[1]}{STAMP.format(found.ensemble.hash[:16])}\n\n{_content(part[2], found)}\n{part[4]}"

    return PART.sub(fill, text)


def stale(ensemble: Ensemble, folder: Path = DOCS) -> list[str]:
    """Return the parts of documents that are about another ensemble, as FILE: PART."""
    parts = [(path, part) for path in sorted(folder.glob("*.md")) for part in PART.finditer(path.read_text(encoding="utf-8"))]
    return [f"{path.name}: {part[2]}" for path, part in parts if not _in_step(part, ensemble)]


def write(source: Path, ensemble: Ensemble, folder: Path = DOCS) -> list[str]:
    """Fill the documents and copy the figures from a folder of ``reproduce``; return the files that changed.

    Nothing is written before all of it has been read and made.
    """
    found = read(source, ensemble)
    texts = {path: renewed(path.read_text(encoding="utf-8"), found).encode() for path in sorted(folder.glob("*.md"))}
    with tempfile.TemporaryDirectory() as drawn:
        save(draw_posterior(ensemble), Path(drawn))
        pictures = {name: source / VILLAGE / "figures" / own for own, name in FIGURES.items()} | {POSTERIOR: Path(drawn) / "posterior.png"}
        made = texts | {folder / "figures" / name: picture.read_bytes() for name, picture in pictures.items()}
    changed = {path: content for path, content in made.items() if not path.is_file() or path.read_bytes() != content}
    (folder / "figures").mkdir(exist_ok=True)
    for path, content in changed.items():
        path.write_bytes(content)
    return [path.relative_to(folder).as_posix() for path in changed]


def read(source: Path, ensemble: Ensemble) -> Validation:
    """Read a folder that ``reproduce --controls --out`` has made of the shipped ensemble."""
    path = source / "reproduce.json"
    if not path.is_file():
        raise LinkageError(f"{source} holds no reproduce.json; make it with 'linkage-sim reproduce --controls --out DIR'.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        _refuse_unfit(source, content, ensemble)
        held = content["scenarios"].values()
        runs, version = sum(one["runs"] for one in held), content["model_version"]
        targets, shown = ([row for one in held for row in one[key]] for key in ("targets", "patterns"))
        judged = [row for one in held for row in one["controls"]["controls"]]
        rows = _rows(TargetRow, targets), _rows(PatternRow, shown), _rows(ControlRow, judged)
        return Validation(ensemble, runs, version, *rows)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LinkageError(f"{path} is not what 'linkage-sim reproduce' writes; make it anew.") from error


def main(arguments: Sequence[str], folder: Path = DOCS) -> int:
    """Run and write, or with ``--check`` only compare; return the exit code."""
    asked = _parsed(arguments)
    ensemble = Ensemble.load(VILLAGE)
    if asked.check:
        late = stale(ensemble, folder)
        if late:
            print(f"docs/validate.py: {', '.join(late)}: not of the shipped ensemble; {REMEDY}.", file=sys.stderr)
        return 1 if late else 0
    if asked.source is not None:
        return _tell(write(asked.source, ensemble, folder))
    with tempfile.TemporaryDirectory(prefix="linkage_sim-") as temporary:
        out = asked.out or Path(temporary) / "reproduction"
        _run(out, list(ensemble.hashes), asked.jobs)
        return _tell(write(out, ensemble, folder))


# ---------------------------------------------------------------- details


def digits(value: float) -> str:
    """Return a parameter's value with three digits and no exponent."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def yes(holds: bool) -> str:
    """Return yes, or a no that is seen."""
    return "yes" if holds else "**no**"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"docs/validate.py: {message}; give nothing, or see --help.", file=sys.stderr)
        raise SystemExit(2)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog="docs/validate.py", description="Write what came out of the validation into the documents.")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--from", dest="source", metavar="DIR", type=Path, help="take the runs that stand there; run nothing")
    choice.add_argument("--out", metavar="DIR", type=Path, help="keep the runs there; they are not kept if not given")
    choice.add_argument("--check", action="store_true", help="only tell whether the documents are about the shipped ensemble")
    parser.add_argument("--jobs", metavar="N", type=int, help="workers; all cores if not given")
    return parser.parse_args(list(arguments))


def _run(out: Path, villages: list[str], jobs: int | None) -> None:
    """Run ``reproduce``; that something does not hold (exit code 1) is what the documents are to tell."""
    words = ["reproduce", *villages, "--controls", "--out", str(out.resolve())]
    done = subprocess.run(
        [sys.executable, "-m", "linkage_sim", *words, *(["--jobs", str(jobs)] if jobs is not None else [])], cwd=DOCS.parent, check=False
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.returncode)  # it has said why


def _tell(changed: list[str]) -> int:
    for name in changed:
        print(f"docs/{name}: written.")
    return 0


def _refuse_unfit(source: Path, content: dict[str, Any], ensemble: Ensemble) -> None:
    """Refuse runs of another ensemble, runs without controls, and lost figures."""
    if content.get("ensemble") != ensemble.hash:
        raise LinkageError(f"{source} was not made with the shipped ensemble; {REMEDY} without --from.")
    if not all("controls" in one for one in content["scenarios"].values()):
        raise LinkageError(f"{source} holds no negative controls; run 'linkage-sim reproduce' with --controls.")
    lost = [name for name in FIGURES if not (source / VILLAGE / "figures" / name).is_file()]
    if lost:
        raise LinkageError(f"{source} has no {VILLAGE}/figures/{lost[0]}; run 'linkage-sim reproduce' there with --resume.")


def _rows(kind: type[Row], listed: list[dict[str, Any]]) -> list[Row]:
    """Read rows as the table writes them: null is what is not known, and whether a row holds follows from the rest."""
    names = [field.name for field in dataclasses.fields(kind)]
    return [kind(**{name: math.nan if row[name] is None else row[name] for name in names}) for row in listed]


def _content(name: str, found: Validation) -> str:
    if name in OF_ENSEMBLE:
        return OF_ENSEMBLE[name](found.ensemble)
    if name not in OF_RUNS:
        raise LinkageError(f"there is no validated part {name!r}; write one of {', '.join([*OF_RUNS, *OF_ENSEMBLE])}.")
    return OF_RUNS[name](found)


def _in_step(part: re.Match[str], ensemble: Ensemble) -> bool:
    """Whether a part carries the ensemble's hash; what is made of the ensemble alone must be the same to the letter."""
    stamp = STAMP.format(ensemble.hash[:16]) + "\n"
    return part[3] == f"{stamp}\n{OF_ENSEMBLE[part[2]](ensemble)}\n" if part[2] in OF_ENSEMBLE else part[3].startswith(stamp)


def _listed(rows: Sequence[TargetRow | PatternRow | ControlRow]) -> str:
    return ", ".join(f"*{row.name if isinstance(row, ControlRow) else row.label}*" for row in rows)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except LinkageError as error:
        print(f"docs/validate.py: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
