from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from linkage_sim.state.month import COLUMNS, KEYS

MONTHS, RUNS = 48, 6


@pytest.fixture(scope="session")
def monthly() -> pd.DataFrame:
    """A take-off that is easy to recognise, a little earlier in each run."""
    return pd.concat([_run(number) for number in range(RUNS)], ignore_index=True)


@pytest.fixture(scope="module")
def village() -> nx.Graph:
    """Three clans of ten households in rings, one tie between neighbours, some of them served."""
    graph = nx.Graph()
    graph.add_nodes_from(
        (("household", i), {"clan": i // 10, "stores": i % 4 if i < 10 else 0, "poor": i % 5 == 0, "registered": i % 10 == 0})
        for i in range(30)
    )
    graph.add_edges_from((_house(10 * clan + i), _house(10 * clan + (i + 1) % 10), {"kind": "kin"}) for clan in range(3) for i in range(10))
    graph.add_edge(_house(0), _house(10), kind="neighbour")
    graph.add_nodes_from(("community", "government", "market", "society"))
    graph.add_edges_from(("government", _house(i), {"kind": "assistance", "units": 2.0}) for i in range(7))
    return graph


def _house(i: int) -> tuple[str, int]:
    return ("household", i)


def _run(number: int) -> pd.DataFrame:
    step = np.arange(MONTHS)
    rise = 1 / (1 + np.exp(-(step - 24 + 2 * number) / 4))
    frame = pd.DataFrame({column.name: (1 + place % 7) * rise for place, column in enumerate(COLUMNS)})
    frame["month"] = pd.date_range("2012-01-01", periods=MONTHS, freq="MS")
    frame["households"], frame["stores"], frame["sales"] = 490.0, np.round(2000 * rise), 1e8 * rise
    frame["registered_households"], frame["poor_households"] = np.where(step < 12, 0.0, 60.0), 40.0
    for name in ("headcount", "poverty_gap", "mpi", "inclusion_error", "exclusion_error"):
        frame[name] = 0.3 - 0.2 * rise
    frame[["run", "design", "replicate", "seed"]] = [f"{number:016x}", 0, number, number + 1]
    return frame[[column.name for column in KEYS + COLUMNS]]
