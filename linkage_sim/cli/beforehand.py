"""What runs of a country take, said before they begin."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from .screen import say

if TYPE_CHECKING:
    from linkage_sim.scenario import Scenario

ASKED_FROM = 600.0
"""Seconds from which a person is asked."""


def say_beforehand(scenarios: Sequence[Scenario], runs_each: int, workers: int, yes: bool, resume: bool = False) -> None:
    """Say on stderr what runs of countries will take; where a person looks on and it is long, ask.

    Parameters
    ----------
    scenarios : sequence of Scenario
        What is run; those that are no country take seconds and are passed over.
    runs_each : int
        Runs of each.
    workers : int
        Runs that are made side by side.
    yes : bool
        Whether to begin without asking.
    resume : bool
        Whether some of the runs may be there already.
    """
    from linkage_sim.experiments.study.expected import expected

    for scenario in scenarios:
        told = expected(scenario, runs_each, workers)
        if told is None:
            continue
        say(f"{told.sentence}{' Less what is there already.' if resume else ''}", sys.stderr)
        if told.total > ASKED_FROM and not yes and sys.stdin.isatty() and sys.stderr.isatty():
            typer.confirm("Begin?", abort=True, err=True)
