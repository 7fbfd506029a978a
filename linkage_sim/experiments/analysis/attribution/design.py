"""The runs that an attribution needs: every coalition of players, with and without the platform, on common seeds."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ....errors import LinkageError
from ....measures.columns import ACTORS
from ....scenario import Scenario
from ....scenario.problems import nearest
from ...design.experiment import Experiment, value_at
from ...design.outcomes import Outcome, usual
from .coalitions import MAX_PLAYERS
from .contributions import PLATFORM

if TYPE_CHECKING:
    import pandas as pd

SWITCH = "platform.on"
ACTOR_PLAYERS: Mapping[str, Mapping[str, Any]] = {actor: {f"actors.{actor}.active": False} for actor in ACTORS}
"""The five subjects, and what removes each of them."""

Removals = Mapping[str, Mapping[str, Any]]
Settings = Mapping[str, Any]


class Player(NamedTuple):
    """One player: the factors that are its presence, each with its path and the values that it has without and with the player."""

    name: str
    factors: Mapping[str, tuple[str, Any, Any]]


class Plan(NamedTuple):
    """The runs of an attribution, and how to read them."""

    experiment: Experiment
    members: pd.DataFrame
    players: tuple[str, ...]
    title: str


def plan(
    scenario: str | os.PathLike[str] | Scenario,
    replicates: int = 30,
    seed: int = 1,
    outcomes: Sequence[str] | Mapping[str, Outcome] | None = None,
    platform: Sequence[bool] = (True, False),
    removals: Removals | None = None,
    months: int | None = None,
    settings: Settings = MappingProxyType({}),
) -> Plan:
    """Lay out the runs; the parameters are those of :func:`~.attribution.attribute`.

    Raises
    ------
    LinkageError
        When players, outcomes, settings or the number of seeds make no attribution possible.
    """
    if replicates < 2:
        raise LinkageError("replicates: an attribution needs at least 2 seeds, for one says nothing of chance.")
    measured = chosen(outcomes)
    base = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    changed = base.with_overrides(settings) if settings else base
    states = tuple(dict.fromkeys(map(bool, platform)))
    _refuse_number(ACTOR_PLAYERS if removals is None else removals, states)
    players = [_player(name, removal, changed) for name, removal in (ACTOR_PLAYERS if removals is None else removals).items()]
    switch = Player(PLATFORM, {PLATFORM: (SWITCH, False, True)})
    _refuse_odd([*players, switch], settings)
    content = {
        "schema": 1,
        "name": f"attribute-{base.name}",
        "title": f"What each player contributed: {base.title}",
        "question": "Who contributed how much, how much is linkage, and what does the platform add?",
        "scenario": base.name if isinstance(scenario, Scenario) else os.fspath(scenario),
        "set": dict(settings) | ({SWITCH: states[0]} if len(states) == 1 else {}),
        "replicates": replicates,
        "seed": seed,
        "outcomes": _readings(measured),
    } | ({"months": months} if months else {})
    varied = [*players, switch] if len(states) == 2 else players
    known = {base.name: scenario} if isinstance(scenario, Scenario) else {}
    experiment = Experiment.from_dict(content | _layout(varied), known)
    return Plan(experiment, _members(experiment, players, states[0]), tuple(one.name for one in players), base.title)


def chosen(outcomes: Sequence[str] | Mapping[str, Outcome] | None) -> dict[str, Outcome]:
    """The outcomes that are asked for: the usual ones, some of them by name, or others as they are given."""
    if isinstance(outcomes, Mapping):
        return dict(outcomes)
    known = usual()
    for name in outcomes or ():
        if name not in known:
            guess = nearest(name, known)
            remedy = f"write {guess}" if guess else f"use one of {', '.join(known)}"
            raise LinkageError(f"outcome: '{name}' is not a known outcome; {remedy}.")
    return usual(tuple(dict.fromkeys(outcomes or ())))


def _readings(outcomes: Mapping[str, Outcome]) -> dict[str, dict[str, Any]]:
    """Outcomes as an experiment file holds them."""
    plain = {name: asdict(outcome) | {"better": outcome.better or "neither"} for name, outcome in outcomes.items()}
    return {name: {key: value for key, value in fields.items() if key != "name" and value != ""} for name, fields in plain.items()}


def _player(name: str, removal: Mapping[str, Any], scenario: Scenario) -> Player:
    """A player with the values that the scenario has where its removal sets others; an actor that is present does its duty."""
    scenario.with_overrides(removal)  # refuses unknown paths and impossible values
    factors = {}
    for number, (path, without) in enumerate(removal.items()):
        present = True if path in ACTOR_PLAYERS.get(name, ()) else value_at(scenario, path)
        if without == present:
            raise LinkageError(
                f"players: {name} would be removed by {path} = {without!r}, but that is its value anyway; give another value."
            )
        factors[name if len(removal) == 1 else f"{name} {number + 1}"] = (path, without, present)
    if not factors:
        raise LinkageError(f"players: {name} has nothing that removes it; give at least one path with a value.")
    return Player(name, factors)


def _members(experiment: Experiment, players: Sequence[Player], on: bool) -> pd.DataFrame:
    """Who takes part at each design point: a column per player, and ``platform``; indexed by design."""
    import pandas as pd

    rows = {
        point.design: {one.name: all(point.levels[name] == values[2] for name, values in one.factors.items()) for one in players}
        | {PLATFORM: bool(point.levels.get(PLATFORM, on))}
        for point in experiment.points
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _layout(players: Sequence[Player]) -> dict[str, Any]:
    """A grid where each player is one factor; else the list of all coalitions."""
    factors = {
        name: {"path": path, "values": [without, present]} for one in players for name, (path, without, present) in one.factors.items()
    }
    if all(len(one.factors) == 1 for one in players):
        return {"factors": factors, "design": {"kind": "grid"}}
    points = []
    for present in product((False, True), repeat=len(players)):
        who = zip(players, present, strict=True)
        points.append({name: values[2 if here else 1] for one, here in who for name, values in one.factors.items()})
    return {"factors": factors, "design": {"kind": "list"}, "points": points}


def _refuse_number(removals: Removals, platform: Sequence[bool]) -> None:
    """Refuse too few players, or too many."""
    if not removals or PLATFORM in removals or not platform:
        raise LinkageError("players: name at least one, none of them 'platform', and at least one state of the platform.")
    if len(removals) > MAX_PLAYERS:
        raise LinkageError(f"players: {len(removals)} of them have {2 ** len(removals):,} coalitions; give at most {MAX_PLAYERS}.")


def _refuse_odd(players: Sequence[Player], settings: Settings) -> None:
    """Refuse players that cannot be told apart, and settings that the design itself varies."""
    owner: dict[str, str] = {}
    for one in players:
        for path, *_ in one.factors.values():
            if path in owner:
                raise LinkageError(f"players: {owner[path]} and {one.name} are both removed by {path}; give each a path of its own.")
            if path in settings:
                raise LinkageError(f"{path}: is switched by the attribution itself, so that it cannot be set; leave it out.")
            owner[path] = one.name
