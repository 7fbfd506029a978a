"""Patterns of linkage, counted every month: one-to-one, one-to-many, many-to-many (paper, VI.B)."""

from __future__ import annotations

import numpy as np

from linkage_sim.population.compiled import rule, whole

from .observe import AT

_ONE, _MANY, _MUTUAL = AT["links_one_to_one"], AT["links_one_to_many"], AT["links_many_to_many"]
_PROVIDERS = 4


@rule
def providers_of(received: int, programmes) -> int:  # type: ignore[no-untyped-def]
    """Return the providers that helped a household this month, as bits, from the programmes that it received."""
    bits = 0
    for k in range(len(programmes)):
        if (received >> k) & 1:
            bits |= 1 << programmes[k].payer
    return bits


@rule
def count_patterns(h, programmes, row):  # type: ignore[no-untyped-def]
    """Count the month's links between providers and households by the pattern that they are part of."""
    served = np.zeros(_PROVIDERS, np.int64)
    alone = np.zeros(_PROVIDERS, np.int64)
    for i in range(len(h.cash)):
        if h.received[i] == 0:
            continue
        bits = providers_of(whole(h.received[i]), programmes)
        for provider in range(_PROVIDERS):
            if (bits >> provider) & 1:
                served[provider] += 1
                if bits == 1 << provider:
                    alone[provider] += 1
    for provider in range(_PROVIDERS):
        row[_MUTUAL] += served[provider] - alone[provider]
        if served[provider] == 1:
            row[_ONE] += alone[provider]
        else:
            row[_MANY] += alone[provider]
