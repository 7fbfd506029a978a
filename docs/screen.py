"""Write ``screening.md``: which parameters move the village, around the shipped ensemble: ``python docs/screen.py [--points N]``."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

from generate import table  # noqa: E402

from linkage_sim.errors import LinkageError  # noqa: E402
from linkage_sim.experiments.calibration.screening import BEYOND_CHANCE, OUTCOMES, Screening, screen  # noqa: E402
from linkage_sim.experiments.ensemble.ensemble import Ensemble  # noqa: E402
from linkage_sim.model import MODEL_VERSION  # noqa: E402

VILLAGE = "junpu"
POINTS = 2000
PAGE = DOCS / "screening.md"
TEXT = """\
# What moves the village

Which of all behavioural parameters move what the targets of Junpu read? Calibrated parameters are drawn with the members of the shipped
ensemble, all others over their declared priors, all at once. `python docs/screen.py` makes the page in half a minute; `--points N` tries
more or fewer parameter sets. What the calibration varies and leaves out: [calibration.md](calibration.md#what-is-varied).

{facts}
{outcomes}

**How to read it.** The number beside an outcome is Spearman's rank correlation over the runs that reach scale (at least half of the
stores observed at the end of 2014). Beyond {least:.2f} in size it is beyond chance: of the {tried:,} that are looked at, chance takes
less than one that far.

- **Calibrated parameters** vary only as far as the posterior does: a small number may mean that the targets pin one down. They vary
  together, by {members} members: up to {own:.2f}, their small number alone can be the reason.
- **All others** vary over their whole priors. A large number says that a parameter is worth evidence of its own, not that its value is
  wrong.
- What decides whether a village reaches scale at all shows only in part, and so does what matters only together with another parameter or
  in the middle of a range: see [sensitivity.md](sensitivity.md).

## What moves something

{found} of {all} parameters do, the strongest first, each with up to three outcomes. Priors: [parameters.md](parameters.md).

{moving}
## What moves nothing beyond chance

{rest}: all other behavioural parameters. {calibrated} of them are calibrated: {idle}.
"""


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
            rows.append((f"`{path}`", "yes" if path in own else "no", "; ".join(told)))
    return table(("Parameter", "Calibrated", "Moves most"), rows)


def idle(ensemble: Ensemble, found: Screening) -> list[str]:
    """Return the calibrated parameters that move nothing, in the order of the parameters."""
    calibrated = set(ensemble.factors.values())
    return [f"`{path}`" for path in found.idle if path in calibrated]


def called(outcome: str) -> str:
    """Return an outcome's name for people."""
    return outcome.replace("_", " ")


def read_off() -> str:
    """Return what is read off each run, in one sentence; where a name and its meaning are the same, it stands once."""
    texts = {called(name): text.removesuffix(", end of 2014") for name, text in OUTCOMES.items()}
    told = (name if name == text else f"{name} ({text})" for name, text in texts.items())
    return f"Read off each run, at the end of 2014 if nothing else is said: {'; '.join(told)}."


def page(ensemble: Ensemble, found: Screening) -> str:
    """Return the whole page."""
    every, still, pinned = len(found.influence), len(found.idle), idle(ensemble, found)
    return TEXT.format(
        facts=facts(ensemble, found),
        outcomes=read_off(),
        least=found.least,
        tried=found.influence.size,
        members=len(ensemble.weights),
        own=BEYOND_CHANCE * math.sqrt(float((ensemble.weights**2).sum())),
        found=every - still,
        all=every,
        moving=moving(ensemble, found),
        rest=still,
        calibrated=len(pinned) or "None",
        idle=", ".join(pinned) or "-",
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
