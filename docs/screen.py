"""Write ``screening.md``: which parameters move the village, around the shipped ensemble: ``python docs/screen.py [--points N]``."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

from generate import number, table  # noqa: E402

from linkage_sim.errors import LinkageError  # noqa: E402
from linkage_sim.experiments.calibration.screening import BEYOND_CHANCE, OUTCOMES, Screening, screen  # noqa: E402
from linkage_sim.experiments.ensemble.ensemble import Ensemble  # noqa: E402
from linkage_sim.model import MODEL_VERSION  # noqa: E402
from linkage_sim.scenario.behaviour import behaviour  # noqa: E402

VILLAGE = "junpu"
POINTS = 2000
PAGE = DOCS / "screening.md"
TEXT = """\
# What moves the village

A calibration can search a few dozen parameters, and the model has more. This page tells which of all behavioural parameters move what
the targets of Junpu read, around what the evidence allows: the calibrated ones are drawn with the members of the shipped ensemble, all
others over their declared priors, all at once. It is made by one command, `python docs/screen.py`, in about half a minute on one core;
`--points N` tries more or fewer parameter sets, and the same number gives the same page. What the calibration varies, and what it leaves
out though it matters, stands in [calibration.md](calibration.md#what-is-varied).

{facts}
What is read off each run, with the names used below:

{outcomes}
**How to read it.** The number beside an outcome is Spearman's rank correlation over the runs that reach scale (at least half of the
stores observed at the end of 2014). It is +1 or -1 where one always rises or falls with the other, and 0 where they have nothing to do with
each other. Beyond {least:.2f} in size it is beyond chance: of the {tried:,} that are looked at, chance alone takes less than one that far.
Mind:

- **Calibrated parameters** vary only as far as the posterior does; a small number may mean that the targets have pinned one down. And they
  vary together, by {members} members: what one of them does is seen in others that trade off or happen to go with it, and up to {own:.2f}
  the small number of members alone can be the reason.
- **All others** vary over their whole priors, further than they would after a calibration. A large number says that a parameter is worth
  evidence of its own, not that its declared value is wrong.
- **Runs that do not reach scale** are left out. What decides whether a village gets there shows here only in part.
- A rank correlation sees what rises or falls throughout. What matters only together with another parameter, or most in the middle of a
  range, can escape it; [sensitivity.md](sensitivity.md) has the designs for that.

## What moves something

{found} of {all} parameters do: the strongest first, each with the outcomes that it moves most, up to three of those beyond chance.

{moving}
## What moves nothing beyond chance

{rest} parameters, {calibrated} of them calibrated:

{idle}"""


def facts(ensemble: Ensemble, found: Screening) -> str:
    """Return what was run."""
    rows = [
        ("Runs", f"{found.runs:,}, each with parameters and a seed of its own"),
        ("Reach scale", f"{found.reached:,} ({found.reached / found.runs:.0%})".replace("%", " %")),
        ("Ensemble", f"`scenarios/ensembles/{ensemble.name}.yaml`, hash {ensemble.hash[:16]}; rules of version {MODEL_VERSION}"),
    ]
    if ensemble.outdated:
        rows.append(("**Mind**", f"since the calibration, {ensemble.outdated} changed"))
    return table(("", ""), rows)


def moving(ensemble: Ensemble, found: Screening) -> str:
    """Return the parameters that move something, the strongest first."""
    own, rows = set(ensemble.factors.values()), []
    for path, most in found.strongest().groupby("parameter", sort=False):
        told = [f"{called(one.outcome)} {one.correlation:+.2f}" for one in most.itertuples() if abs(one.correlation) > found.least]
        if told:
            rows.append((f"`{path}`", "yes" if path in own else "no", prior(str(path)), "; ".join(told)))
    return table(("Parameter", "Calibrated", "Prior", "Moves most"), rows)


def idle(found: Screening) -> str:
    """Return the parameters that move nothing, a line per block."""
    blocks: dict[str, list[str]] = {}
    for path in found.idle:
        block, _, name = path.rpartition(".")
        blocks.setdefault(block, []).append(f"`{name}`")
    return "".join(f"- `{block}`: {', '.join(names)}\n" for block, names in blocks.items())


def called(outcome: str) -> str:
    """Return an outcome's name for people."""
    return outcome.replace("_", " ")


def prior(path: str) -> str:
    """Return the declared range of a parameter."""
    ends = behaviour()[path].prior if path in behaviour() else None
    return " to ".join(number(end) for end in ends) if ends else ""


def page(ensemble: Ensemble, found: Screening) -> str:
    """Return the whole page."""
    every, still = len(found.influence), len(found.idle)
    return TEXT.format(
        facts=facts(ensemble, found),
        outcomes=table(("Outcome", "What it is"), [(called(name), text) for name, text in OUTCOMES.items()]),
        least=found.least,
        tried=found.influence.size,
        members=len(ensemble.weights),
        own=BEYOND_CHANCE * math.sqrt(float((ensemble.weights**2).sum())),
        found=every - still,
        all=every,
        moving=moving(ensemble, found),
        rest=still,
        calibrated=len(set(found.idle) & set(ensemble.factors.values())) or "none",
        idle=idle(found),
    )


def main(arguments: Sequence[str]) -> int:
    """Run and write; return the exit code."""
    parser = argparse.ArgumentParser(prog="docs/screen.py", description="Write which parameters move the village, around the ensemble.")
    parser.add_argument("--points", metavar="N", type=int, default=POINTS, help=f"parameter sets that are tried; {POINTS} if not given")
    asked = parser.parse_args(list(arguments))
    ensemble = Ensemble.load(VILLAGE)
    try:
        made = page(ensemble, screen(ensemble, asked.points))
    except LinkageError as error:
        print(f"docs/screen.py: {error}", file=sys.stderr)
        return error.exit_code
    PAGE.write_text(made, encoding="utf-8")
    print(f"docs/{PAGE.name}: written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
