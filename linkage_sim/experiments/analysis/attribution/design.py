"""The runs that an attribution needs: every coalition of players, with and without the platform, on common seeds."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ....errors import LinkageError
from ....scenario import Scenario
from ....scenario.problems import nearest
from ...design.experiment import Experiment
from ...design.outcomes import Outcome, known_outcomes, usual
from .coalitions import MAX_PLAYERS
from .contributions import PLATFORM
from .funds import OWN, paths_set, refuse_unfit
from .points import ACTOR_PLAYERS, PLATFORM_PLAYER, SWITCH, Coalition, Player, Removals, coalitions, everybody, player
from .spending import SPENT

if TYPE_CHECKING:
    import pandas as pd

Settings = Mapping[str, Any]


class Plan(NamedTuple):
    """The runs of an attribution, and how to read them."""

    experiment: Experiment
    members: pd.DataFrame
    players: tuple[str, ...]
    title: str
    measured: Mapping[str, Outcome]
    funds: pd.Series
    """From outside before any publicity, RMB per household and month; indexed by design."""


def plan(
    scenario: str | os.PathLike[str] | Scenario,
    replicates: int = 30,
    seed: int = 1,
    outcomes: Sequence[str] | Mapping[str, Outcome] | None = None,
    platform: Sequence[bool] = (True, False),
    removals: Removals | None = None,
    months: int | None = None,
    settings: Settings = MappingProxyType({}),
    funds: str = OWN,
) -> Plan:
    """Lay out the runs; the parameters are those of :func:`~.attribution.attribute`.

    Raises
    ------
    LinkageError
        When players, outcomes, settings, funds or the number of seeds make no attribution possible.
    """
    if replicates < 2:
        raise LinkageError("replicates: an attribution needs at least 2 seeds, for one says nothing of chance.")
    base = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    measured = chosen(outcomes, nation=base.nation is not None)
    common = dict(settings) | ({"months": months} if months else {})
    changed = base.with_overrides(common) if common else base
    states = tuple(dict.fromkeys(map(bool, platform)))
    named = ACTOR_PLAYERS if removals is None else removals
    _refuse_number(named, states)
    players = [player(name, removal, changed) for name, removal in named.items()]
    everyone = everybody(changed, players)
    refuse_unfit(everyone, funds)
    _refuse_odd([*players, PLATFORM_PLAYER], settings, paths_set(everyone, funds))
    content = {
        "schema": 1,
        "name": f"attribute-{base.name}",
        "title": f"What each player contributed: {base.title}",
        "question": "Who contributed how much, how much is linkage, and what does the platform add?",
        "scenario": base.name if isinstance(scenario, Scenario) else os.fspath(scenario),
        "set": dict(settings) | ({SWITCH: states[0]} if len(states) == 1 else {}),
        "replicates": replicates,
        "seed": seed,
        "outcomes": readings(measured | {SPENT.name: SPENT}),
    } | ({"months": months} if months else {})
    varied = [*players, PLATFORM_PLAYER] if len(states) == 2 else players
    known = {base.name: scenario} if isinstance(scenario, Scenario) else {}
    every = list(coalitions(varied, everyone, funds))
    experiment = Experiment.from_dict(content | _layout(varied, every), known)
    members, money = _members(every, players, states[0])
    return Plan(experiment, members, tuple(one.name for one in players), base.title, measured, money)


def course(experiment: Experiment) -> dict[str, int]:
    """Design points of nobody and of everybody, and of everybody without the platform where that is varied too.

    Money that equal funds give each point is a factor that has its path for a name, and no player.
    """
    ends = {name: (one.values[0], one.values[-1]) for name, one in experiment.factors.items() if name != one.path}
    present = {point.design: {name for name, (_, on) in ends.items() if point.levels[name] == on} for point in experiment.points}
    wanted = {"nobody": {PLATFORM}, "everybody, without the platform": {*ends} - {PLATFORM}, "everybody": {*ends}}
    if PLATFORM not in ends:
        wanted = {"nobody": set(), "everybody": {*ends}}
    return {words: next(design for design, found in present.items() if found == members) for words, members in wanted.items()}


def chosen(outcomes: Sequence[str] | Mapping[str, Outcome] | None, nation: bool = False) -> dict[str, Outcome]:
    """The outcomes that are asked for: the usual ones, of a country where it is one, some by name, or others as they are given."""
    if isinstance(outcomes, Mapping):
        return dict(outcomes)
    known = known_outcomes()
    for name in outcomes or ():
        if name not in known:
            guess = nearest(name, known)
            remedy = f"write {guess}" if guess else f"use one of {', '.join(known)}"
            raise LinkageError(f"outcome: '{name}' is not a known outcome; {remedy}.")
    return usual(tuple(dict.fromkeys(outcomes or ())), nation)


def readings(outcomes: Mapping[str, Outcome]) -> dict[str, dict[str, Any]]:
    """Outcomes as an experiment file holds them."""
    plain = {name: asdict(outcome) | {"better": outcome.better or "neither"} for name, outcome in outcomes.items()}
    return {name: {key: value for key, value in fields.items() if key != "name" and value != ""} for name, fields in plain.items()}


def _members(every: Sequence[Coalition], players: Sequence[Player], on: bool) -> tuple[pd.DataFrame, pd.Series]:
    """Who takes part at each design point, a column per player and ``platform``, and the coalition's funds; both indexed by design."""
    import pandas as pd

    with_platform = PLATFORM in {name for one in every for name in one.present}
    rows = [
        {name: name in one.present for name in (known.name for known in players)}
        | {PLATFORM: PLATFORM in one.present if with_platform else on}
        for one in every
    ]
    return pd.DataFrame(rows), pd.Series([one.funds for one in every], name="funds")


def _layout(players: Sequence[Player], every: Sequence[Coalition]) -> dict[str, Any]:
    """A grid where each player is one factor and nothing else changes; else the list of all coalitions."""
    factors = {
        name: {"path": path, "values": [without, present]} for one in players for name, (path, without, present) in one.factors.items()
    }
    if all(len(one.factors) == 1 for one in players) and not any(one.money for one in every):
        return {"factors": factors, "design": {"kind": "grid"}}
    return {"factors": factors, "design": {"kind": "list"}, "points": [{**one.levels, **one.money} for one in every]}


def _refuse_number(removals: Removals, platform: Sequence[bool]) -> None:
    """Refuse too few players, or too many."""
    if not removals or PLATFORM in removals or not platform:
        raise LinkageError("players: name at least one, none of them 'platform', and at least one state of the platform.")
    if len(removals) > MAX_PLAYERS:
        raise LinkageError(f"players: {len(removals)} of them have {2 ** len(removals):,} coalitions; give at most {MAX_PLAYERS}.")


def _refuse_odd(players: Sequence[Player], settings: Settings, shared: set[str]) -> None:
    """Refuse players that cannot be told apart, and settings that the design itself varies, as equal funds do with the money."""
    owner: dict[str, str] = {}
    for one in players:
        for path, *_ in one.factors.values():
            if path in owner:
                raise LinkageError(f"players: {owner[path]} and {one.name} are both removed by {path}; give each a path of its own.")
            if path in settings:
                raise LinkageError(f"{path}: is switched by the attribution itself, so that it cannot be set; leave it out.")
            if path in shared:
                raise LinkageError(
                    f"players: {one.name} is removed by {path}, which equal funds set themselves; remove it by another path."
                )
            owner[path] = one.name
