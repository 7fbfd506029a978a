"""Tables for the terminal. Where the output is no terminal, lines are as long as they need to be."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from linkage_sim.findings.numbers import given

if TYPE_CHECKING:
    from linkage_sim.scenario import Scenario
    from linkage_sim.scenario.support import Support

UNCUT = 100_000
WIDE = 120
"""Letters of a line from which a table of parameters splits none of their paths."""


def console() -> Console:
    """Give a console that never cuts what goes into a file or a pipe."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(width=UNCUT, highlight=False, no_color=True)


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Build a table; long cells are folded, never cut."""
    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*(Text(given(cell)) for cell in row))
    return made


def print_description(scenario: Scenario, schedule: Sequence[Any]) -> None:
    """Print all that ``describe`` tells of a scenario."""
    out = console()
    out.print(Text(f"{scenario.name}: {scenario.title}\nfrom {scenario.start} for {scenario.months} months; hash {scenario.hash[:12]}\n"))
    print_parameters(scenario.coverage())
    out.print(_programmes(scenario))
    if schedule:
        rows = [(phase.stage, phase.actor, phase.name, phase.text) for phase in schedule]
        out.print(table("A month's schedule", ("stage", "actor", "phase", "what happens"), rows))


def print_parameters(supports: Iterable[Support]) -> None:
    """Print parameters with what supports them: as a table where it has room, else one below the other, so that no path is split."""
    out = console()
    if out.width < WIDE:
        for support in supports:
            prior = f" (prior range {_prior(support.prior)})" if support.prior else ""
            unit = "" if isinstance(support.value, (bool, str)) else f" {support.unit}"
            out.print(Text(f"{support.path} = {given(support.value)}{unit}{prior}"))
            out.print(Padding(Text(given(support)), (0, 0, 0, 4)))
        return
    rows = [(support.path, support.value, support.unit, support, _prior(support.prior)) for support in supports]
    out.print(table("Parameters", ("path", "value", "unit", "evidence", "prior range"), rows))


def _prior(prior: tuple[float, float] | None) -> str:
    return f"{prior[0]:g} to {prior[1]:g}" if prior else ""


def _programmes(scenario: Scenario) -> Table:
    headings = ("programme", "title", "providers", "need", "for", "RMB per unit", "units per village and month", "effect")
    rows = [
        (
            name,
            programme.title,
            programme.providers,
            programme.need,
            f"{programme.eligibility} ({programme.scope}), {programme.trigger}",
            programme.cost,
            programme.capacity,
            {key: value for key, value in programme.effect.model_dump().items() if value},
        )
        for name, programme in scenario.programmes.items()
    ]
    return table("Programmes", headings, rows)
