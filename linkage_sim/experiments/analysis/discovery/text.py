"""A discovery in three sentences made from the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....findings.numbers import number, percent
from ....findings.words import capital, counted, listing
from .cases import Cases
from .condition import Condition

if TYPE_CHECKING:
    from .discovering import Discovery


def sentences(one: Discovery) -> list[str]:
    """Say how many runs are of interest, where they lie, and whether that holds on other points."""
    if one.nothing:
        return [one.nothing]
    return [_share(one.cases, one.condition), _box(one) if one.separates else _no_box(one), _elsewhere(one)]


def too_little(known: Cases, condition: Condition, fewest: int) -> str:
    """Why nothing can be told, if so."""
    start = _share(known, condition)
    if not len(known.factors):
        return f"{start} Nothing can be told of where, for no factor varies."
    if known.mean in (0.0, 1.0):
        which = "no run of interest" if known.mean == 0.0 else "no other run"
        return f"{start} Nothing can be told of where: there is {which} to compare with. Choose another limit, or wider ranges."
    few = round(min(float(known.share.sum()), float((1.0 - known.share).sum())))
    if few < fewest:
        side = "so few runs of interest" if known.share.sum() < len(known) / 2 else "so few other runs"
        points = f"as many as {counted(few, 'point')} would give"
        return (
            f"{start} Nothing can be told of where from {side} ({points}; at least {fewest} are needed). Use more points, or another limit."
        )
    return ""


def box_words(one: Discovery) -> str:
    """The box in words: "founders at least 6 and broadband share above 0.45"."""
    return listing(one.box["words"].tolist())


def _share(known: Cases, condition: Condition) -> str:
    runs = len(known) * known.runs
    at = f" at {counted(len(known), 'point')}" if known.runs > 1 else ""
    who = "None" if known.mean == 0.0 else "All" if known.mean == 1.0 else percent(known.mean)
    return f"{capital(who)} of {counted(runs, 'run')}{at} {'has' if known.mean == 0.0 else 'have'} {condition.words}."


def _box(one: Discovery) -> str:
    found = one.found
    assert found is not None
    told = f"{capital(box_words(one))}: {percent(found.density)} of such runs meet the condition, against {percent(one.cases.mean)} overall"
    return f"{told}; the box covers {percent(found.coverage)} of all that meet it."


def _no_box(one: Discovery) -> str:
    found, other = one.found, one.elsewhere
    if found is None or other is None or not found.box:
        return "No box tells them from the others better than all of the space does."
    best = f"the best ({box_words(one)}) has {percent(found.density)} of interest where it was made"
    there = f"at points left out such boxes have {percent(other.density)}, against {percent(one.cases.mean)} overall (p {number(other.p)})"
    return f"No box can be told from chance: {best}, but {there}."


def _elsewhere(one: Discovery) -> str:
    """What boxes and tree do at points that they were not made from."""
    other, tree = one.elsewhere, one.tree
    left = f"At points left out when boxes are made they hold {percent(other.density)} and cover {percent(other.coverage)}" if other else ""
    start = f"{left}; " if one.separates and left else ""
    if tree is None or not tree.lines:
        return capital(f"{start}no split of a tree foretells points that were left out of it.")
    ends = [line for line in tree.lines if line.leaf]
    high, low = max(line.share for line in ends), min(line.share for line in ends)
    grown = f"a tree of {counted(len(ends), 'leaf', 'leaves')} splits first at {tree.lines[0].words}"
    return capital(f"{start}{grown}, and has from {percent(low)} to {percent(high)} in its leaves.")
