"""Cooperative games, exactly: what each player adds, alone, together and beyond the sum, from the value of every coalition.

A coalition is a number whose bit ``i`` says whether player ``i`` takes part; a game is an array with a row for each coalition, in
the order of these numbers, and a column for each run. Everything is computed column by column, so that runs that share their random
numbers are compared with each other and with no others.
"""

from __future__ import annotations

from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Game = npt.NDArray[np.float64]

MAX_PLAYERS = 12  # 4,096 coalitions


def count_players(game: Game) -> int:
    """Number of players of a game with a row per coalition."""
    players = len(game).bit_length() - 1
    if len(game) != 1 << players:
        raise ValueError(f"a game has 2, 4, 8, ... coalitions, not {len(game)}")
    return players


def total(game: Game) -> Game:
    """What all players achieve together: v(all) - v(none)."""
    everything: Game = game[-1] - game[0]
    return everything


def alone(game: Game) -> Game:
    """What each player achieves with no other: v({i}) - v(none), a row per player."""
    singles: Game = game[[1 << player for player in range(count_players(game))]] - game[0]
    return singles


def needed(game: Game) -> Game:
    """What is lost when one player leaves all the others: v(all) - v(all but i), a row per player."""
    everybody = len(game) - 1
    lost: Game = game[-1] - game[[everybody ^ 1 << player for player in range(count_players(game))]]
    return lost


def linkage(game: Game) -> Game:
    """What all achieve together beyond the sum of what each achieves alone (below zero: together they achieve less)."""
    beyond: Game = total(game) - alone(game).sum(axis=0)
    return beyond


def linkage_beside(game: Game) -> Game:
    """The linkage of the others while one player takes part in any case, a row per player that does.

    Where nothing happens without some player, all of the effect is linkage with that player; this tells how much the others achieve
    together beyond the sum of what each of them achieves with that player alone.
    """
    import numpy as np

    return np.array([linkage(game[[one for one in range(len(game)) if one >> player & 1]]) for player in range(count_players(game))])


def shapley(game: Game) -> Game:
    """Shapley value of each player, a row per player: its contribution to those before it, averaged over all orders of arrival.

    Shapley (1953). The rows sum to :func:`total`; a player that never changes anything gets exactly zero.
    """
    import numpy as np

    players = count_players(game)
    shares = np.zeros((players, *game.shape[1:]))
    for player in range(players):
        for others in _coalitions(players, player):
            shares[player] += _weight(others, players, 1) * (game[others | 1 << player] - game[others])
    return shares


def interactions(game: Game) -> dict[tuple[int, int], Game]:
    """Shapley interaction index of each pair: how much more a player adds when the other takes part, averaged over coalitions.

    Grabisch and Roubens (1999). Above zero they need each other, below zero they replace each other; zero where the game is additive.
    """
    import numpy as np

    players = count_players(game)
    found = {}
    for one, two in combinations(range(players), 2):
        a, b = 1 << one, 1 << two
        found[one, two] = np.zeros(game.shape[1:])
        for others in _coalitions(players, one, two):
            with_two, without = game[others | a | b] - game[others | b], game[others | a] - game[others]
            found[one, two] += _weight(others, players, 2) * (with_two - without)
    return found


def joined(without: Game, with_it: Game) -> Game:
    """A game with one more player, the last one, from the games that are played without and with it."""
    import numpy as np

    return np.concatenate([without, with_it])


def _coalitions(players: int, *absent: int) -> list[int]:
    """All coalitions that have none of the named players."""
    barred = sum(1 << player for player in absent)
    return [coalition for coalition in range(1 << players) if not coalition & barred]


def _weight(others: int, players: int, joining: int) -> float:
    """Share of the orders of arrival in which exactly ``others`` come before ``joining`` players that arrive as one."""
    before = others.bit_count()
    after = players - before - joining
    return factorial(before) * factorial(after) / factorial(players - joining + 1)
