"""Scenario values as records that compiled rules can read: ``p.open_rate``, ``g.cost``."""

from __future__ import annotations

import numpy as np

from linkage_sim.scenario.programmes import ELIGIBILITIES, MAX_PROGRAMMES, NEEDS, PROVIDERS, TRIGGERS, Effect, Programme
from linkage_sim.scenario.rooms import MATCHING_RULES
from linkage_sim.scenario.scenario import Scenario

from .exogenous import month_index
from .state import Array, records

_INTEGERS = ("exists", "payer", "scope", "need", "eligibility", "trigger", "start", "end")
_NUMBERS = ("active_share", "cost", "capacity", "handout", *Effect.model_fields)
PROGRAMME_TYPE = np.dtype([(name, np.int64) for name in _INTEGERS] + [(name, np.float64) for name in _NUMBERS])


def parameter_values(scenario: Scenario) -> dict[str, float]:
    """Return every behavioural parameter by its own name; ``active`` by its actor's ("community_active"), dates as months of the run."""
    data = scenario.data
    actors = {name: getattr(data.actors, name) for name in type(data.actors).model_fields}
    values: dict[str, float] = {}
    for actor, block in actors.items():
        for name, value in block:
            values[f"{actor}_active" if name == "active" else name] = float(value)
    first = month_index(data.start)
    for block in (data.population, data.platform, data.economy, data.measures):
        for name, value in block:
            if name == "start":
                values["platform_start"] = month_index(value) - first
            elif name == "register_start":
                values[name] = month_index(value) - first
            elif name == "matching":
                values[name] = MATCHING_RULES.index(value)
            else:
                values[name] = float(value)
    return values


def parameter_records(scenarios: list[Scenario]) -> Array:
    """Return a record of all behavioural parameters for each scenario."""
    values = [parameter_values(scenario) for scenario in scenarios]
    table = records(len(values), np.dtype([(name, np.float64) for name in values[0]]))
    for k, row in enumerate(values):
        table[k] = tuple(row.values())
    return table


def active_share(programme: Programme, scenario: Scenario) -> float:
    """Return how much of a programme's capacity is delivered: the share of its providers that do their duty, nothing without the payer."""
    on = [getattr(scenario.data.actors, provider).active for provider in programme.providers]
    return sum(on) / len(on) if on[0] else 0.0


def programme_records(scenarios: list[Scenario]) -> Array:
    """Return the catalogue of each scenario as records, in the order of the file; rows beyond the catalogue do not exist."""
    most = max(1, *(len(scenario.data.programmes) for scenario in scenarios), 1)
    table = records((len(scenarios), min(most, MAX_PROGRAMMES)), PROGRAMME_TYPE)
    for d, scenario in enumerate(scenarios):
        first = month_index(scenario.data.start)
        for k, programme in enumerate(scenario.data.programmes.values()):
            row = table[d, k]
            row["exists"] = 1
            row["payer"] = PROVIDERS.index(programme.providers[0])
            row["scope"] = 1 if programme.scope == "village" else 0
            row["need"] = NEEDS.index(programme.need)
            row["eligibility"] = ELIGIBILITIES.index(programme.eligibility)
            row["trigger"] = TRIGGERS.index(programme.trigger)
            row["start"] = month_index(programme.start) - first
            row["end"] = month_index(programme.end) - first
            row["active_share"] = active_share(programme, scenario)
            row["cost"] = programme.cost
            row["capacity"] = programme.capacity
            row["handout"] = float(programme.handout)
            for name in Effect.model_fields:
                row[name] = float(getattr(programme.effect, name))
    return table
