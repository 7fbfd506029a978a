"""The counties' money: what arrives from the world, and the month's flows that are booked."""

from __future__ import annotations

import numpy as np

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Array
from linkage_sim.state.ledger import WORLD, account_moves
from linkage_sim.state.weights import for_all
from linkage_sim.state.world import World

_MOVES = np.array([(flow, account) for flow, account, _ in account_moves()], dtype=np.int64)
_SIGNS = np.array([sign for _, _, sign in account_moves()], dtype=np.float64)


@rule
def receive(accounts: Array, account: int, amount: float) -> None:
    """Book money that comes from the world to one of a county's accounts, RMB."""
    accounts[account] += amount
    accounts[WORLD] -= amount


@rule
def close_books(world: World) -> None:
    """Move the counties' accounts by the month's flows of their villages, in the villages' order, each for all that it counts for."""
    for j in range(len(world.villages)):
        village = world.villages[j]
        flows = village.flows
        for m in range(len(_MOVES)):
            world.accounts[village.treasury, _MOVES[m, 1]] += for_all(_SIGNS[m] * flows[_MOVES[m, 0]], village.account_weight)
