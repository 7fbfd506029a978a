"""Scenario values as rows that rules can read: ``parameters.open_rate``, ``programme.cost``, ``environment.poverty_line``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from linkage_sim.extending import SLOTS, load_all
from linkage_sim.kernel.state import Array, Field, Row, Table, declare, empty
from linkage_sim.scenario.declare import Block, in_month
from linkage_sim.scenario.programmes import EFFECTS, ELIGIBILITIES, MAX_PROGRAMMES, NEEDS, PROVIDERS, TRIGGERS, Effect, Programme
from linkage_sim.scenario.rooms import MATCHING_RULES, EconomyRules, MeasureRules, PlatformRules, PopulationRules
from linkage_sim.scenario.scenario import Scenario
from linkage_sim.scenario.subjects import Actors

from .environment import month_index
from .household import NUMBERS_OF_STORES

_ROOMS: tuple[type[Block], ...] = (PopulationRules, PlatformRules, EconomyRules, MeasureRules)
_RENAMED = {"start": "platform_start", "on": "platform_on"}


def _described(block: type[Block], name: str, kind: type[np.generic] = np.float64, unit: str = "") -> Field:
    """Return the field of a scenario's value, with its unit and meaning."""
    declared = block.model_fields[name]
    extra: Any = declared.json_schema_extra
    known = extra.get("x-quantity", {}) if isinstance(extra, dict) else {}
    return Field(kind, unit or known.get("unit", "code"), declared.description or "")


def _parameter_fields() -> dict[str, Field]:
    """Return a field for every behavioural parameter by its own name; ``active`` by its actor's ("community_active")."""
    fields: dict[str, Field] = {}
    for actor, declared in Actors.model_fields.items():
        block: Any = declared.annotation
        for name in block.model_fields:
            fields[f"{actor}_active" if name == "active" else name] = _described(block, name)
    for room in _ROOMS:
        for name in room.model_fields:
            fields[_RENAMED.get(name, name)] = _described(
                room, name, unit="month of the run" if room.model_fields[name].annotation is str else ""
            )
    return fields


def _table_fields() -> dict[str, Field]:
    """Return tables by the number of stores, worked out once: many households have as many stores, and a power is dear."""
    shape = (NUMBERS_OF_STORES,)
    return {
        "joint_sizes": Field(np.float64, "first stores", "Joint size of so many stores.", shape),
        "growth_of_sales": Field(np.float64, "share of sales", "By how much a further store raises sales.", shape),
        "parts_of_last": Field(np.float64, "share of sales", "The last store's part of sales.", shape),
    }


if TYPE_CHECKING:

    class Parameters(Row):
        """All behavioural parameters of a scenario, by name."""

        joint_sizes: Array
        growth_of_sales: Array
        parts_of_last: Array

        def __getattr__(self, name: str) -> float:
            """Return a parameter."""

    class ProgrammeRow(Row):
        """One programme of a catalogue, as the scenario declares it; effects by their own names."""

        number: int
        payer: int
        need: int
        eligibility: int
        start: int
        end: int
        own: Array

        def __getattr__(self, name: str) -> float:
            """Return a field."""

        def __setattr__(self, name: str, value: Any) -> None:
            """Set a field."""

else:
    Parameters = declare("Parameters", "All behavioural parameters of a scenario, by name.", {**_parameter_fields(), **_table_fields()})
    ProgrammeRow = declare(
        "ProgrammeRow",
        "One programme of a catalogue, as the scenario declares it; effects by their own names.",
        {
            "number": Field(np.int64, "number", "Its place in the catalogue."),
            "exists": Field(np.int64, "0 or 1", "Whether the catalogue has a programme here."),
            "payer": Field(np.int64, "provider", "Who pays, by the order of scenario.programmes.PROVIDERS."),
            "for_village": Field(np.int64, "0 or 1", "Whether a unit goes to the whole village."),
            "need": Field(np.int64, "need", "What it addresses, by the order of scenario.programmes.NEEDS."),
            "eligibility": Field(np.int64, "code", "Who may have it, by the order of scenario.programmes.ELIGIBILITIES."),
            "trigger": Field(np.int64, "code", "What it waits for, by the order of scenario.programmes.TRIGGERS."),
            "start": Field(np.int64, "month of the run", "First month."),
            "end": Field(np.int64, "month of the run", "Last month."),
            "active_share": Field(np.float64, "share", "Part of its capacity that is delivered: its providers that do their duty."),
            "handout": Field(np.float64, "0 or 1", "Whether it is a pure hand-out."),
            "cost": _described(Programme, "cost"),
            "capacity": _described(Programme, "capacity"),
            **{name: _described(Effect, name) for name in EFFECTS},
            "own": Field(np.float64, "of the effect", "Amounts of extensions' effects, by slot.", (SLOTS,)),
        },
    )


class Change(NamedTuple):
    """A parameter of a variant that has another value from the beginning of a month on."""

    variant: int
    name: str
    value: float


def parameter_values(scenario: Scenario) -> dict[str, float]:
    """Return every behavioural parameter by its name, as it is in the first month; dates as months of the run."""
    data = scenario.data
    values: dict[str, float] = {}
    for actor in type(data.actors).model_fields:
        for name, value in getattr(data.actors, actor):
            values[f"{actor}_active" if name == "active" else name] = float(in_month(value, data.start))
    first = month_index(data.start)
    for block in (data.population, data.platform, data.economy, data.measures):
        for name, value in block:
            if name == "matching":
                value = MATCHING_RULES.index(value)
            elif isinstance(value, str):
                value = month_index(value) - first
            values[_RENAMED.get(name, name)] = float(in_month(value, data.start))
    return values


def changes_by_month(scenarios: list[Scenario]) -> dict[int, list[Change]]:
    """Return what policy sets anew, by the month of the run in which it begins to hold."""
    found: dict[int, list[Change]] = {}
    for variant, scenario in enumerate(scenarios):
        data = scenario.data
        for block in (*(getattr(data.actors, actor) for actor in type(data.actors).model_fields), data.platform):
            for name, value in block:
                for month in value if isinstance(value, dict) else ():
                    at = month_index(month) - month_index(data.start)
                    found.setdefault(at, []).append(Change(variant, name, float(value[month])))
    return {at: changes for at, changes in found.items() if at > 0}


def _fill_tables(row: Parameters, rank: float) -> None:
    """Work out the tables by the number of stores: the k-th store of a household has the size k ** -rank."""
    sizes = np.arange(1, NUMBERS_OF_STORES + 1) ** -rank
    joint = np.cumsum(sizes)
    row.joint_sizes[1:] = joint[:-1]
    row.growth_of_sales[1:] = sizes[1:] / joint[:-1]
    row.parts_of_last[1:] = sizes[:-1] / joint[:-1]


def parameter_rows(scenarios: list[Scenario]) -> Table[Parameters]:
    """Return a row of all behavioural parameters for each scenario."""
    table = empty(Parameters, len(scenarios))
    for row, scenario in zip(table, scenarios, strict=True):
        for name, value in parameter_values(scenario).items():
            row.record[name] = value
        _fill_tables(row, scenario.data.economy.store_rank)
    return table


def active_share(programme: Programme, scenario: Scenario) -> float:
    """Return how much of a programme's capacity is delivered: the share of its providers that do their duty, nothing without the payer."""
    on = [getattr(scenario.data.actors, provider).active for provider in programme.providers]
    return sum(on) / len(on) if on[0] else 0.0


def programme_rows(scenarios: list[Scenario]) -> tuple[Table[ProgrammeRow], int]:
    """Return the catalogue of each scenario, one after the other in the order of the files, and how many rows each has.

    Rows beyond a scenario's catalogue do not exist.
    """
    most = min(max(1, *(len(scenario.data.programmes) for scenario in scenarios), 1), MAX_PROGRAMMES)
    table = empty(ProgrammeRow, len(scenarios) * most)
    for number, scenario in enumerate(scenarios):
        first = month_index(scenario.data.start)
        for k, programme in enumerate(scenario.data.programmes.values()):
            row = table[number * most + k]
            row.number = k
            row.exists = 1
            row.payer = PROVIDERS.index(programme.providers[0])
            row.for_village = programme.scope == "village"
            row.need = NEEDS.index(programme.need)
            row.eligibility = ELIGIBILITIES.index(programme.eligibility)
            row.trigger = TRIGGERS.index(programme.trigger)
            row.start = month_index(programme.start) - first
            row.end = month_index(programme.end) - first
            row.active_share = active_share(programme, scenario)
            row.cost = programme.cost
            row.capacity = programme.capacity
            row.handout = programme.handout
            for name in EFFECTS:
                row.record[name] = getattr(programme.effect, name)
            for extension in load_all(scenario.data.extensions):
                for name, own in extension.effects.items():
                    row.own[own.slot] = programme.effect.own.get(name, 0.0)
    return table, most
