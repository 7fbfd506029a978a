"""What is told of one outcome of an attribution, in sentences made from the numbers; three numbers in a sentence at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....findings import certainty
from ....findings.numbers import NO_DIFFERENCE, POINTS, apart, is_share, percent, spoken, way
from ....findings.words import capital
from ...design.outcomes import Outcome
from ..statistics import Interval
from .contributions import ADDED
from .numbers import ALWAYS, WHEN, Estimate, Numbers, called, everybody, leader, main_platform

UNCLEAR = "is not clear"
LINKAGE = "what comes about only when they act together"
HINDER = "they replace or hinder each other"


def verdicts(found: Numbers, outcome: Outcome, players: Sequence[str]) -> Iterator[str]:
    """Say what all achieve and who contributed most, how much is linkage, and, where the platform was varied, what it adds.

    Parameters
    ----------
    found : mapping
        The outcome's estimates.
    outcome : Outcome
        The outcome.
    players : sequence of str
        The players.
    """
    platform = main_platform(found)
    total = found[platform, "total", "", ""]
    yield f"{_all(found, outcome, players, platform)}{_most(found, platform, total)}."
    yield _linkage(found[platform, "linkage", "", ""], total, outcome.unit)
    beside = beside_households(found, outcome)
    yield from [f"{capital(beside)}."] if beside else []
    if (ADDED, "total", "", "") in found:
        yield _platform(found, outcome, players)


def headline(found: Numbers, outcome: Outcome, players: Sequence[str]) -> str:
    """One line for the top of a figure."""
    platform = main_platform(found)
    total, link = found[platform, "total", "", ""], found[platform, "linkage", "", ""]
    label = capital(outcome.label)
    if not total.clear:
        return f"{label}: what {everybody(players)} change together {UNCLEAR}"
    first, second = leader(found, platform)
    if not found[platform, "share", first, ""].clear:
        most = "no single share is clear"
    elif second and not found[platform, "lead", first, second].clear:
        most = f"the {called(first)} and the {called(second)} contributed most"
    else:
        most = f"the {called(first)} contributed most"
    return f"{label}: {most}, {_headline_linkage(total, link)}"


def _headline_linkage(total: Estimate, link: Estimate) -> str:
    if not link.clear:
        return f"and how much is linkage {UNCLEAR}"
    if against(link, total):
        return "and together they achieve less than the sum of each alone"
    return f"and {percent(link.part)} is linkage" if link.part <= 1 else "and linkage is more than all of it"


def against(one: Estimate, total: Estimate) -> bool:
    """Whether a number goes clearly against the whole, as where players hinder each other."""
    return one.clear and total.clear and one.value * total.value < 0


def _all(found: Numbers, outcome: Outcome, players: Sequence[str], platform: str) -> str:
    """What all bring about together."""
    total = found[platform, "total", "", ""]
    first, last = apart(found[platform, "none", "", ""].value, found[platform, "all", "", ""].value, outcome.unit)
    name = f"the {outcome.label}" if outcome.label.startswith("share") else outcome.label
    if last == NO_DIFFERENCE:
        return f"{WHEN[platform]}, {everybody(players)} together make {certainty.NONE} to {name}"
    worse = total.clear and outcome.better is not None and (outcome.better == "more") != (total.value > 0)
    sure = f", {certainty.UNCLEAR}" if not total.clear else ", for the worse" if worse else ""
    unit = f" {outcome.unit}"
    last = last if unit.startswith(" RMB") else last.removesuffix(unit)
    return f"{WHEN[platform]}, {everybody(players)} together bring {name} from {first.removesuffix(unit)} to {last}{sure}"


def _most(found: Numbers, platform: str, total: Estimate) -> str:
    """The largest share, and whether it is ahead of the second."""
    first, second = leader(found, platform)
    share = found[platform, "share", first, ""]
    if not share.clear:
        return "; who contributed most is not clear"
    of_it = f" ({percent(share.part)})" if total.clear and 0 < share.part <= 1 else ""
    told = f"; the {called(first)} contributed most{of_it}"
    if not second:
        return told
    ahead = found[platform, "lead", first, second].clear
    return f"{told}, ahead of the {called(second)}" if ahead else f"{told}, though the lead over the {called(second)} {UNCLEAR}"


def _linkage(link: Estimate, total: Estimate, unit: str) -> str:
    """How much is linkage."""
    if link.nothing:
        return f"None of it is linkage, {LINKAGE}, in any run."
    if not link.clear:
        return f"Whether any of it is linkage, {LINKAGE}, {UNCLEAR}{ends(link, unit)}."
    if against(link, total):
        return f"Together they achieve less than the sum of what each achieves alone, by {sized(link, unit)}: {HINDER}."
    if not total.clear:
        return f"Linkage, {LINKAGE}, is {sized(link, unit)}."
    return (
        f"{percent(link.part)} of the difference is linkage: {LINKAGE}."
        if link.part <= 1
        else f"Linkage, {LINKAGE}, is more than all of the difference."
    )


def beside_households(found: Numbers, outcome: Outcome) -> str:
    """The linkage of the others while the households take part in any case; empty where they are no player.

    An interval around zero has the sign of the outcome itself; which side of zero is the better one is said.
    """
    unit = outcome.unit
    platform = main_platform(found)
    one = found.get((platform, "linkage_beside", ALWAYS, ""))
    if one is None:
        return ""
    told = f"with the {called(ALWAYS)} taking part anyway, the linkage of the others"
    if not one.clear:
        sides = {"more": "; above zero is an improvement", "less": "; below zero is an improvement"}
        return f"{told} is none in any run" if one.nothing else f"{told} {UNCLEAR}{ends(one, unit)}{sides.get(outcome.better or '', '')}"
    return f"{told} is {sized(one, unit)}{f': {HINDER}' if against(one, found[platform, 'total', '', '']) else ''}"


def _platform(found: Numbers, outcome: Outcome, players: Sequence[str]) -> str:
    """What the platform adds to the joint effect, and through whom."""
    added = found[ADDED, "total", "", ""]
    if not added.clear:
        size = f"{certainty.NONE} in any run" if added.nothing else certainty.UNCLEAR
        reach = "" if added.nothing else ends(added, outcome.unit)
        return f"The platform makes {size} to what {everybody(players)} achieve together{reach}."
    better = None if outcome.better is None else (outcome.better == "more") == (added.value > 0)
    through = _moved_most(found, players, added)
    most = f", most of it in the share of the {called(through)}" if through else ""
    return f"With the platform, it is {certainty.words(True, better)}: {sized(added, outcome.unit)}{most}."


def _moved_most(found: Numbers, players: Sequence[str], added: Estimate) -> str:
    """Whose share the platform moves most in the direction of all that it adds; nobody where that is not clear."""
    towards = 1 if added.value > 0 else -1
    player = max(players, key=lambda name: towards * found[ADDED, "share", name, ""].value)
    return player if added.clear and found[ADDED, "share", player, ""].clear and len(players) > 1 else ""


def sized(one: Estimate, unit: str) -> str:
    """A change and its interval: 12 persons fewer (interval 8 to 16)."""
    size, inside = spoken(Interval(one.value, one.low, one.high).upright, _named(unit))
    return f"{size} {way(one.value, unit)} ({'in every run' if one.same else f'interval {inside}'})"


def ends(one: Estimate, unit: str) -> str:
    """The interval alone, of what is not clear."""
    _, inside = spoken(one[:3], _named(unit))
    told = POINTS if is_share(unit) else unit if unit.startswith("RMB") else ""
    return f" (interval {inside} {told}".rstrip() + ")"


def _named(unit: str) -> str:
    """The unit, unless it is no more than a number."""
    return "" if unit.endswith("ratio") else unit
