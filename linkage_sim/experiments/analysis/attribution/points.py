"""Coalitions as points of an experiment: who takes part, and with which money."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ....errors import LinkageError
from ....state.month import ACTORS
from ...design.experiment import value_at
from .contributions import PLATFORM
from .funds import OWN, brought, endowment, shared_out

if TYPE_CHECKING:
    from ....scenario import Scenario

SWITCH = "platform.on"
SWITCHES: Mapping[str, str] = MappingProxyType({f"actors.{actor}.active": actor for actor in ACTORS})
"""The actor that each switch removes."""

Removals = Mapping[str, Mapping[str, Any]]
ACTOR_PLAYERS: Removals = {actor: {path: False} for path, actor in SWITCHES.items()}
"""The five subjects, and what removes each of them."""


class Player(NamedTuple):
    """One player: the factors that are its presence, each with its path and the values that it has without and with the player."""

    name: str
    factors: Mapping[str, tuple[str, Any, Any]]


PLATFORM_PLAYER = Player(PLATFORM, {PLATFORM: (SWITCH, False, True)})


class Coalition(NamedTuple):
    """Who takes part, and what that changes in the scenario: by the names of factors, and by path for the money."""

    present: tuple[str, ...]
    levels: Mapping[str, Any]
    money: Mapping[str, Any]
    funds: float
    """From outside before any publicity, RMB per household and month."""


def player(name: str, removal: Mapping[str, Any], scenario: Scenario) -> Player:
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


def everybody(scenario: Scenario, players: Sequence[Player]) -> Scenario:
    """The scenario with all players."""
    return scenario.variant({path: present for one in players for path, _, present in one.factors.values()})


def coalitions(
    players: Sequence[Player], everyone: Scenario, rule: str = OWN, wanted: Collection[frozenset[str]] | None = None
) -> Iterator[Coalition]:
    """All coalitions of players, or those that are wanted, from nobody to all.

    Parameters
    ----------
    players : sequence of Player
        The players; the platform may be one.
    everyone : Scenario
        The scenario with all of them.
    rule : str
        What money a coalition has; see :mod:`.funds`.
    wanted : collection of frozenset of str, optional
        Coalitions by the names of their players, without the platform.
    """
    own = brought(everyone)
    for here in product((False, True), repeat=len(players)):
        who = list(zip(players, here, strict=True))
        present = tuple(one.name for one, there in who if there)
        if wanted is not None and frozenset(present) - {PLATFORM} not in wanted:
            continue
        levels = {name: values[2 if there else 1] for one, there in who for name, values in one.factors.items()}
        absent = {SWITCHES[path] for one, there in who if not there for path, *_ in one.factors.values() if path in SWITCHES}
        shares = shared_out(own, absent) if rule != OWN else {payer: money for payer, money in own.items() if payer not in absent}
        yield Coalition(present, levels, endowment(everyone, absent, rule), sum(shares.values()))
