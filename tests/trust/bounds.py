"""Every scenario at and near the bounds of what may be set in it: what is accepted runs, stays finite, and has no negative stock."""

from __future__ import annotations

import math
import random
import time
from functools import cache
from typing import Any

import numpy as np

from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario, shape
from linkage_sim.scenario.bundled import bundled
from linkage_sim.scenario.places import LEAST, MOST
from linkage_sim.state.month import COLUMNS

MONTHS = 24
SIZES = {"months", "count", "weight", "households", "founders", "geography", "thin", "per_stratum", "least_households", "most_households"}
"""How much is simulated, which is fixed here."""
RECORDED = [column.name for column in COLUMNS]
SHARES = [column.name for column in COLUMNS if column.unit.startswith("share") or column.unit in ("index", "adjusted headcount ratio")]
SIGNED = ["net_margin", "income_shop"]
"""A loss makes these negative."""
STOCKS = ("cash", "debt", "income", "sales", "stores", "quality", "workers", "away")
MANY = 40
"""Numbers that are changed at most, of some two hundred."""


@cache
def small(name: str) -> Scenario:
    """A bundled scenario with few small villages; of the country, those of one province."""
    scenario = Scenario.load(name)
    changes: dict[str, Any] = {"months": MONTHS}
    if scenario.data.nation:
        changes |= {"nation.only": ["hainan"], "nation.thin": 20, "nation.per_stratum": 1}
    for number, place in enumerate(scenario.data.places):
        changes |= {f"places.{number}.households": 30, f"places.{number}.founders": min(place.founders, 3)}
        changes[f"places.{number}.count"] = min(place.count, 2)
    return scenario.with_overrides(changes)


@cache
def numbers(name: str) -> dict[str, shape.Node]:
    """Numbers of a scenario that have bounds, by their paths; of a programme's effects those that it has."""
    found = {}
    for path, node, value in shape.leaves(shape.ROOT, small(name).resolved()):
        if "effect" in path and not value:
            continue
        keys = (*path, min(value)) if isinstance(value, dict) and node.dated else path
        if node.kind in ("number", "integer") and path[-1] not in SIZES and None not in shape.bounds(node):
            found[".".join(map(str, keys))] = node
    return found


def vector(name: str, draw: random.Random) -> dict[str, Any]:
    """Draw some numbers of a scenario anew: most of them at their bounds or near; and a series or two at another level."""
    known = numbers(name)
    chosen = draw.sample(sorted(known), draw.randrange(MANY + 1))
    changed = {path: near(known[path], draw) for path in chosen}
    for key, programme in small(name).data.programmes.items():  # a unit's cost includes what is paid out
        cost, cash = f"programmes.{key}.cost", f"programmes.{key}.effect.cash"
        changed[cost] = max(changed.get(cost, programme.cost), changed.get(cash, programme.effect.cash))
    environment = small(name).data.environment
    for series in draw.sample(["poverty_line", "rural_income", "migrant_wage", "online_retail", "courier_price"], draw.randrange(3)):
        times = 10.0 ** draw.choice([-12, -3, 3, 12])
        values = {year: min(max(value * times, LEAST), MOST) for year, value in getattr(environment, series).items()}
        changed[f"environment.{series}"] = values
    return changed


def near(node: shape.Node, draw: random.Random) -> float:
    """A value at one of the bounds, next to it, or anywhere between, also on a logarithmic scale."""
    low, high = (float(bound) for bound in shape.bounds(node) if bound is not None)
    if node.kind == "integer":
        return draw.choice([int(low), int(high), draw.randint(int(low), int(high))])
    tiny = [10.0**power for power in (-300, -9, -3, 3, 9) if low < 10.0**power < high]
    ends = [low, high, math.nextafter(low, high), math.nextafter(high, low), draw.uniform(low, high)]
    return draw.choice([*ends, *tiny])


def check(model: LinkageModel) -> None:
    """Hold what a run recorded, and what there is at its end, to what numbers can be."""
    table = model.record.monthly[RECORDED]
    wild = table.columns[~np.isfinite(table.to_numpy()).all(axis=0)]
    assert wild.empty, f"not finite: {list(wild)}"
    least, most = table.drop(columns=SIGNED).min(), table[SHARES].max()
    assert least.min() >= 0, f"below nothing: {least[least < 0].to_dict()}"
    assert most.max() <= 1 + 1e-9, f"above the whole: {most[most > 1].to_dict()}"
    for held in (model.world.households, model.world.tenants, model.world.villages):
        wild = [name for name in held.kind.fields if not np.isfinite(held.array[name]).all()]
        assert not wild, f"not finite at the end: {wild}"
    for held in (model.world.households, model.world.tenants):
        below = {name: held.array[name].min() for name in STOCKS if len(held) and held.array[name].min() < 0}
        assert not below, f"below nothing at the end: {below}"
    assert model.world.villages.couriers.min() >= 0, "couriers below nothing"


def play(name: str, draw: random.Random) -> None:
    """Run a scenario at a random vector of its numbers.

    Raises
    ------
    AssertionError
        With the vector, where a number is none that can be.
    """
    changed, seed = vector(name, draw), draw.randrange(2**32)
    try:
        check(LinkageModel(small(name).with_overrides(changed), seed=seed).run())
    except AssertionError as error:
        raise AssertionError(f"{name} with {changed} and seed {seed}: {error}") from error


def play_all(count: int, seed: int = 1, until: float = float("inf")) -> int:
    """Run all scenarios at so many vectors each; return how many vectors were run."""
    draw, done = random.Random(seed), 0
    for _ in range(count):
        for name in sorted(bundled()):
            if time.monotonic() > until:
                return done
            play(name, draw)
            done += 1
    return done
