"""Tables of given values, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from linkage_sim.findings.numbers import given
from linkage_sim.findings.screen import Grid, Words
from linkage_sim.findings.words import counted

from .screen import console, show

if TYPE_CHECKING:
    from linkage_sim.experiments.description import Description
    from linkage_sim.scenario import Scenario
    from linkage_sim.scenario.support import Support

INDENT = "    "
WIDE = 120
"""Letters of a line from which parameters are a table."""


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]], numeric: Sequence[str] = ()) -> Grid:
    """Build a table of given values; numbers, in the columns that are named, stand to the right."""
    return Grid(title, headings, [[given(cell) for cell in row] for row in rows], [heading in numeric for heading in headings])


def print_description(found: Description) -> None:
    """Print all that ``describe`` tells of a scenario."""
    scenario = found.scenario
    run = f"from {scenario.start} for {counted(scenario.months, 'month')}; hash {scenario.hash[:12]}"
    show(Words(f"{scenario.name}: {scenario.title}\n{run}\n"))
    print_parameters(found.parameters)
    show(_programmes(scenario))
    rows = [(phase.stage, phase.actor, phase.name, phase.text) for phase in found.schedule]
    show(table("A month's schedule", ("stage", "actor", "phase", "what happens"), rows))


def print_parameters(supports: Iterable[Support]) -> None:
    """Print parameters with what supports them: as a table where it has room, else one below the other, so that no path is split."""
    if console().width < WIDE:
        for support in supports:
            prior = f" (prior range {_prior(support.prior)})" if support.prior else ""
            unit = "" if isinstance(support.value, (bool, str)) else f" {support.unit}"
            show(Words(f"{support.path} = {given(support.value)}{unit}{prior}"), Words(given(support), indent=INDENT, hanging=INDENT))
        return
    rows = [(support.path, support.value, support.unit, support, _prior(support.prior)) for support in supports]
    show(table("Parameters", ("path", "value", "unit", "evidence", "prior range"), rows))


def _prior(prior: tuple[float, float] | None) -> str:
    return f"{prior[0]:g} to {prior[1]:g}" if prior else ""


def _programmes(scenario: Scenario) -> Grid:
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
