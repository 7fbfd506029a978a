"""What a compiled stage depends on changes its fingerprint, wherever a rule may take it from; what it does not depend on leaves it."""

from __future__ import annotations

from types import ModuleType

import pytest

from linkage_sim.kernel.fingerprint import fingerprint, reached

RATES = """
from linkage_sim.kernel.rules import rule

RATE = 1.5


@rule
def grow(number: float) -> float:
    return number * 2.0
"""
MODULE = '''
"""A world of stalls."""

from enum import IntEnum

import numpy as np

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.stages import stage
from linkage_sim.kernel.state import Row, Table, Tables, f64, table, u8

GAIN = 2.0
LIMITS = (0.25, 0.5)
WEIGHTS = np.array([1.0, 2.0])


class Part(IntEnum):
    FIRST = 1


class Stall(Row):
    """A stall."""

    cash: float = f64("RMB", "Cash.")
    kept: int = u8("months", "Months.")


class Market(Tables):
    """A market."""

    stalls: Table[Stall] = table(Stall, "Stalls.")


@rule
def deepest(number: float) -> float:
    return number + 1.0


@rule
def below(number: float, times: float = 3.0) -> float:
    """Say it with a default."""
    return deepest(number) * times


@rule
def picked(number: float) -> float:
    return number - 1.0


PICKED = (picked, below)


def bound_to(share: float):
    @rule
    def held_back(number: float) -> float:
        return number * share

    return held_back


held_back = bound_to(0.5)


@rule
def earn(stall: Stall) -> None:
    stall.cash += below(GAIN) + LIMITS[1] + WEIGHTS[1] + held_back(stall.cash)
    stall.cash += rates.RATE + rates.grow(stall.cash) + firm.rates.RATE
    stall.kept += Part.FIRST
    stall.cash += PICKED[0](stall.cash)


@stage
def month(market: Market, first: int, last: int) -> None:
    """Play a month."""
    for j in range(first, last):
        earn(market.stalls[j])


@rule
def unused(number: float) -> float:
    return number
'''


def module(name: str, source: str, path: str, **names: ModuleType) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update(names)
    exec(compile(source, path, "exec"), made.__dict__)
    return made


def mark(source: str = MODULE, rates: str = RATES, far: str = RATES, path: str = "/one/stalls.py") -> str:
    """Return the fingerprint of the stage as these sources have it."""
    firm = ModuleType("firm")
    firm.rates = module("firm.rates", far, path)  # type: ignore[attr-defined]
    made = module("stalls", source, path, rates=module("rates", rates, path), firm=firm)
    return fingerprint(made.month.rule, made.Market)


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return number + 1.0", "return number + 1.5"),
        ("return number + 1.0", "return 1.0 + number"),
        ("return number + 1.0", "return number + 1"),
        ("deepest(number) * times", "deepest(number) / times"),
        ("range(first, last)", "range(first, last - 1)"),
        ("GAIN = 2.0", "GAIN = 2.5"),
        ("GAIN = 2.0", "GAIN = 2"),
        ("LIMITS = (0.25, 0.5)", "LIMITS = (0.25, 0.75)"),
        ("WEIGHTS = np.array([1.0, 2.0])", "WEIGHTS = np.array([1.0, 2.5])"),
        ("WEIGHTS = np.array([1.0, 2.0])", "WEIGHTS = np.array([1.0, 2.0], np.float32)"),
        ("bound_to(0.5)", "bound_to(0.75)"),
        ("    kept: int = u8", "    kept: int = f64"),
        ('    kept: int = u8("months", "Months.")\n', '    kept: int = u8("months", "Months.")\n    rent: int = u8("RMB", "Rent.")\n'),
        ('= table(Stall, "Stalls.")\n', '= table(Stall, "Stalls.")\n    others: Table[Stall] = table(Stall, "Others.")\n'),
        ("times: float = 3.0", "times: float = 4.0"),
        ("FIRST = 1", "FIRST = 2"),
        ("return number - 1.0", "return number - 2.0"),
        ("PICKED = (picked, below)", "PICKED = (below, picked)"),
    ],
)
def test_what_a_rule_or_its_world_is_made_of_changes_the_mark(old, new) -> None:
    assert mark(changed(MODULE, old, new)) != mark()


@pytest.mark.parametrize(
    ("where", "old", "new"),
    [("rates", "RATE = 1.5", "RATE = 2.5"), ("rates", "number * 2.0", "number * 3.0"), ("far", "RATE = 1.5", "RATE = 2.5")],
    ids=["a constant", "a rule", "a constant of a module in a package"],
)
def test_what_a_rule_takes_from_another_module_changes_the_mark(where, old, new) -> None:
    assert mark(**{where: changed(RATES, old, new)}) != mark()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@rule\ndef deepest", "# a comment\n\n\n@rule\ndef deepest"),
        ("    return deepest(number) * times", "    # a comment\n    return deepest(number) * times  # and another"),
        ("return number\n", "return number + 1.0\n"),
        ('"""A world of stalls."""', '"""A world of many stalls,\n\nand of lines.\n"""'),
        ('f64("RMB", "Cash.")', 'f64("RMB", "Cash at hand.")'),
        ('    """A stall."""', '    """A stall that sells."""'),
    ],
)
def test_what_a_stage_does_not_depend_on_leaves_the_mark(old, new) -> None:
    assert mark(changed(MODULE, old, new)) == mark()


def test_sources_at_another_path_have_the_same_mark() -> None:
    assert mark(path="/another/checkout/stalls.py") == mark()
    assert mark() == mark()


def test_all_rules_are_reached_wherever_they_are_named() -> None:
    firm = ModuleType("firm")
    firm.rates = module("firm.rates", RATES, "")  # type: ignore[attr-defined]
    made = module("stalls", MODULE, "", rates=module("rates", RATES, ""), firm=firm)
    names = {one.function.__name__ for one in reached(made.month.rule)}
    assert names == {"month", "earn", "below", "deepest", "held_back", "grow", "picked"}
