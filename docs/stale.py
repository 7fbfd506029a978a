"""Tell what a changed rule, parameter or scenario has made out of date, and the command that renews it: ``python docs/stale.py``.

What can be made anew in a moment is: the generated documents and the baseline's run are compared, and ensembles know what they were
calibrated to. For what takes hours, or a reader, ``stale.json`` holds what the model was made of when it was last brought up to date.
``python docs/stale.py done WORK`` notes that it has been done again. Ends with 1 where something is out of date.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path[:0] = [str(ROOT), str(DOCS)]

from definitions import FILES, definitions, sections  # noqa: E402

RECORD = "docs/stale.json"
SHOWN = 8


class Work(NamedTuple):
    """Something that is brought up to date by hand, or by hours of running: what it is, on what it depends, and how it is done."""

    what: str
    depends: Callable[[str], bool]
    remedy: str


def _of_rules(name: str) -> bool:
    return not name.startswith(f"{FILES}/")


def _of_the_village(name: str) -> bool:
    return _of_rules(name) and not name.startswith("nation.")


def _of_runs(name: str) -> bool:
    return not name.startswith(("nation.", f"{FILES}/nation/", f"{FILES}/china", f"{FILES}/ensembles/china", f"{FILES}/forecasts"))


def _anything(name: str) -> bool:
    return True


WORKS = {
    "version": Work("MODEL_VERSION, by which ensembles and result folders know other rules", _of_rules,
                    "if numbers change, raise it in linkage_sim/model.py"),
    "odd": Work("docs/ODD.md, its equations and parameters", _of_rules, "read these sections again"),
    "second-reading": Work("benchmarks/plain_mesa, written from docs/ODD.md alone", _of_the_village,
                           "change it after the ODD, then: python -m benchmarks.agreement"),
    "take-off": Work("docs/figures/emergence.png", _of_runs, "linkage-sim demo, and copy demo/junpu/figures/emergence.png"),
    "comparison": Work("docs/compare.md and its figure", _of_runs, "its commands, and copy comparison.png"),
    "register": Work("docs/register.md and its figure", _of_runs, "python docs/register.py"),
    "validation": Work("docs/validation.md, docs/calibration.md and their figures", _of_runs, "python docs/validate.py"),
    "screening": Work("docs/screening.md", _of_runs, "python docs/screen.py"),
    "linkage": Work("docs/linkage.md, its table and its figures", _of_runs, "python docs/linkage.py"),
    "nation": Work("docs/nation.md", _anything, "python docs/nation.py"),
    "forecasts": Work("docs/forecasts.md", _anything, "python docs/forecast.py, a new dated table: an old one stays as it was said"),
    "tutorial": Work("docs/tutorial.md", _of_runs, "python docs/tutorial.py"),
    "screenshots": Work("the pictures of docs/ui.md and docs/mesa.md", _of_runs, "python docs/screenshots.py"),
}  # fmt: skip


class Record:
    """What the model was made of when each piece of work was last done.

    The file holds the marks of all definitions as they were at the last note; for each work those in which its own time differs; and the
    works that are older than the record, of which nothing is known but that.
    """

    def __init__(self, root: Path) -> None:
        self.path, self.now = root / RECORD, {name: one.mark for name, one in definitions(root).items()}
        known = json.loads(self.path.read_text(encoding="utf-8")) if self.path.is_file() else {}
        self._marks: dict[str, str] = known.get("definitions", {})
        self._before: dict[str, dict[str, str | None]] = known.get("before", {})
        self.older: list[str] = known.get("older", [])

    def changed(self, work: str) -> list[str]:
        """Return the definitions that have changed, come or gone since a work was last done, and on which it depends."""
        return sorted(self._changes(work))

    def _changes(self, work: str) -> dict[str, str | None]:
        """Return what has changed since a work was done, with its marks of then."""
        then = {**self._marks, **self._before.get(work, {})}
        names = then.keys() | self.now.keys()
        return {name: then.get(name) for name in names if then.get(name) != self.now.get(name) and WORKS[work].depends(name)}

    def note(self, works: Sequence[str]) -> None:
        """Note that works are done, and keep what is known of the others."""
        self._before = {work: changes for work in WORKS if work not in works and (changes := self._changes(work))}
        self._marks = self.now
        self.older = [work for work in self.older if work not in works]
        content = {"older": self.older, "before": self._before, "definitions": self._marks}
        self.path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def to_do(root: Path = ROOT) -> list[str]:
    """Return a line for each piece of work that is out of date, with what makes it so."""
    record = Record(root)
    lines, first = [], {}
    for name, work in WORKS.items():
        changed = record.changed(name)
        since = "Older than this record" if name in record.older else ""
        if changed:
            same = first.setdefault(tuple(changed), name)
            since = f"Changed since: {_listed(changed) if same == name else f'as for {same}'}"
        if since:
            lines.append(f"{name}: {work.what}. {since}. Do: {work.remedy}; then: python docs/stale.py done {name}")
            lines += _read_again(root, changed) if name == "odd" else []
    return lines


def _read_again(root: Path, changed: Sequence[str]) -> list[str]:
    """Return the sections of the ODD that tell of what has changed."""
    names: dict[str, frozenset[str]] = {}
    for place, one in definitions(root).items():
        if _of_rules(place):
            last = place.rsplit(".", 1)[-1]
            names[last] = names.get(last, frozenset()) | one.uses
    told = sections((root / "docs/ODD.md").read_text(encoding="utf-8"), names)
    lasts = dict.fromkeys(place.rsplit(".", 1)[-1] for place in changed)
    return [f"  {last}: {'; '.join(told.get(last, [])) or 'no section names it'}" for last in lasts]


def generated() -> list[str]:
    """Return a line where a generated document differs from the code."""
    import generate

    names = [path.name for path in generate.stale()]
    return [f"generated: {_listed(names)}. Do: python docs/generate.py"] if names else []


def ensembles() -> list[str]:
    """Return a line for each bundled ensemble that was calibrated to something else than what there is now."""
    from linkage_sim.experiments.ensemble.ensemble import Ensemble

    lines = []
    for path in sorted((ROOT / FILES / "ensembles").glob("*.yaml")):
        ensemble = Ensemble.load(path)
        if ensemble.outdated:
            remedy = f"linkage-sim calibrate {' '.join(ensemble.hashes)} --out calibration, and go on as docs/calibration.md says"
            lines.append(f"ensemble {ensemble.name}: since its calibration changed {ensemble.outdated}. Do: {remedy}")
    return lines


def baseline() -> list[str]:
    """Return a line where the fixed run gives other numbers."""
    from tests import baseline as fixed

    found = fixed.compare()
    return [f'baseline: {len(found)} columns differ. Do: make baseline REASON="..."'] if found else []


CHECKS: tuple[Callable[[], list[str]], ...] = (to_do, generated, ensembles, baseline)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def main(arguments: Sequence[str]) -> int:
    """Tell what is out of date, or note what is done; return the exit code."""
    if not arguments:
        lines = [line for check in CHECKS for line in check()]
        print(*(lines or ["Everything is up to date."]), sep="\n")
        return int(bool(lines))
    unknown = [name for name in arguments[1:] if name not in WORKS]
    if arguments[0] != "done" or len(arguments) < 2 or unknown:
        print(f"docs/stale.py: give nothing, or: done WORK, with WORK one of {', '.join(WORKS)}.", file=sys.stderr)
        return 2
    Record(ROOT).note(arguments[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
