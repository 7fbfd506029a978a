"""What ``calibrate`` prints of a country: what the targets tell of each parameter, and how well the emulator knows the runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linkage_sim.experiments.calibration.emulated import Emulated


def print_emulated(found: Emulated, out: Path | None, as_json: bool) -> None:
    """Print the posterior, as text or as JSON."""
    if as_json:
        tables = {"posterior": found.posterior, "targets": found.targets}
        content = {name: json.loads(table.to_json(orient="records")) for name, table in tables.items()}
        print(json.dumps(content | {"effective": found.effective, "members": len(found.ensemble.weights)}, indent=2))
        return
    from rich.text import Text

    from linkage_sim.findings.numbers import given, level, number, percent

    from .tables import console, table

    posterior: Any = found.posterior
    targets: Any = found.targets
    printer, data = console(), found.ensemble.data
    printer.print(
        Text(f"{data.title}: {len(data.members)} members from {data.runs} runs; the posterior is worth {found.effective:.0f} draws\n")
    )
    rows = [
        (
            row.factor,
            f"{given(row.prior_low)} to {given(row.prior_high)}",
            number(row.median),
            f"{number(row.low)} to {number(row.high)}",
            percent(row.width),
        )
        for row in posterior.itertuples(index=False)
    ]
    printer.print(table("What the targets tell of each parameter", ("parameter", "prior", "median", "90 % interval", "width"), rows))
    told = [
        (
            row.label,
            level(row.observed, "villages"),
            level(row.median, "villages"),
            f"{level(row.low, 'villages')} to {level(row.high, 'villages')}",
            percent(row.noise),
            percent(row.foretold),
        )
        for row in targets.itertuples(index=False)
    ]
    headings = ("target", "observed", "emulated", "90 % of the mean", "chance of a run", "foretold")
    printer.print(table("The emulator at the posterior", headings, told))
    printer.print(Text(f"Ensemble: {out / 'ensemble.yaml'}" if out else "Nothing was kept; add --out DIR to keep the ensemble."))
