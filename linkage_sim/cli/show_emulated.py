"""What ``calibrate`` prints of a country: what the targets tell of each parameter, and how well the emulator knows the runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

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

    from .tables import console, table

    printer, data = console(), found.ensemble.data
    printer.print(
        Text(f"{data.title}: {len(data.members)} members from {data.runs} runs; the posterior is worth {found.effective:.0f} draws\n")
    )
    rows = [
        (
            row.factor,
            f"{row.prior_low:g} to {row.prior_high:g}",
            f"{row.median:.3g}",
            f"{row.low:.3g} to {row.high:.3g}",
            f"{row.width:.0%}",
        )
        for row in found.posterior.itertuples(index=False)
    ]
    printer.print(table("What the targets tell of each parameter", ("parameter", "prior", "median", "90 % interval", "width"), rows))
    told = [
        (
            row.label,
            f"{row.observed:,.0f}",
            f"{row.median:,.0f}",
            f"{row.low:,.0f} to {row.high:,.0f}",
            f"{row.noise:.0%}",
            f"{row.foretold:.0%}",
        )
        for row in found.targets.itertuples(index=False)
    ]
    headings = ("target", "observed", "emulated", "90 % of the mean", "chance of a run", "foretold")
    printer.print(table("The emulator at the posterior", headings, told))
    printer.print(Text(f"Ensemble: {out / 'ensemble.yaml'}" if out else "Nothing was kept; add --out DIR to keep the ensemble."))
