"""The attribution in three sentences, made from the numbers, which say so where a number cannot be told from zero."""

from __future__ import annotations

from collections.abc import Sequence

from ....findings.numbers import difference, is_share, level, percent
from ....findings.words import listing
from ...design.outcomes import Outcome
from .contributions import ADDED, OFF, ON, PLATFORM, PLAYER
from .numbers import WHEN, Estimate, Numbers, called, everybody, leader, main_platform, shown

UNCLEAR = "cannot be told from zero"
ALWAYS = "household"  # nothing of a shop happens without its household, so that its linkage with the others is told apart
WHOSE = (("total", "", "what all achieve together"), ("linkage", "", "the linkage"), ("linkage_beside", ALWAYS, "that of the helpers"))
"""Quantities whose spread between parameter sets is told: the quantity, the player, the words."""
_NAMED_BY_LABEL = ("persons", "households", "stores", "months")


def sentences(found: Numbers, outcome: Outcome, players: Sequence[str]) -> list[str]:
    """Say who contributed most, how much is linkage, and, where the platform was varied, what it adds.

    Parameters
    ----------
    found : mapping
        The outcome's estimates.
    outcome : Outcome
        The outcome.
    players : sequence of str
        The players.

    Returns
    -------
    list of str
        Three sentences, or two where the platform was not varied.
    """
    platform = main_platform(found)
    told = [_who(found, outcome, players, platform), _linkage(found, outcome.unit, platform)]
    return [*told, _platform(found, outcome.unit, players)] if (ADDED, "total", "", "") in found else told


def headline(found: Numbers, outcome: Outcome, players: Sequence[str]) -> str:
    """One line for the top of a figure."""
    platform = main_platform(found)
    total, link = found[platform, "total", "", ""], found[platform, "linkage", "", ""]
    label = outcome.label[0].upper() + outcome.label[1:]
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
        return f"and linkage {UNCLEAR}"
    if link.value * total.value < 0:
        return "and together they achieve less than the sum of each alone"
    return f"and {percent(link.part)} is linkage" if link.part <= 1 else "and linkage is more than all of it"


def note(found: Numbers) -> str:
    """Say how many intervals there are, how many would miss zero by chance, and how many hold when all are read together."""
    effects = [one for one in found.values() if one.p == one.p]
    clear, firm = sum(one.p < 0.05 for one in effects), sum(one.p_holm < 0.05 for one in effects)
    return (
        f"{len(effects)} intervals of 95 % are given for this outcome, each to be read by itself; were there no effect at all, about "
        f"{0.05 * len(effects):.0f} of them would still leave zero out. {clear} do, and {firm} still do when all are read together (Holm)."
    )


def _who(found: Numbers, outcome: Outcome, players: Sequence[str], platform: str) -> str:
    """Who contributed most to what all achieve together."""
    unit, total = outcome.unit, found[platform, "total", "", ""]
    share = found[platform, "share", leader(found, platform)[0], ""]
    ends = [level(found[platform, end, "", ""].value, unit) for end in ("none", "all")]
    name = f"the {outcome.label}" if outcome.label.startswith("share") else outcome.label
    told = f"{WHEN[platform]}, {everybody(players)} together bring {name} from {ends[0]} to {ends[1]}{_unit(outcome)}"
    worse = total.clear and outcome.better is not None and (outcome.better == "more") != (total.value > 0)
    told += (
        f", {shown(total, unit)}{', for the worse' if worse else ''}"
        if total.clear
        else f", a change of {shown(total, unit)} that {UNCLEAR}"
    )
    return f"{told}; {_most(found, unit, platform, total)}{_doubt(unit, total, share)}."


def _most(found: Numbers, unit: str, platform: str, total: Estimate) -> str:
    """The largest share, and whether it is ahead of the second."""
    first, second = leader(found, platform)
    share = found[platform, "share", first, ""]
    if not share.clear:
        return f"the largest single share, that of the {called(first)}, is {shown(share, unit)} and {UNCLEAR}"
    of_it = f", {percent(share.part)} of it" if total.clear and 0 < share.part <= 1 else ""
    told = f"the {called(first)} contributed most, {shown(share, unit)}{of_it}"
    if not second:
        return told
    ahead = found[platform, "lead", first, second].clear
    return told + (f", ahead of the {called(second)}" if ahead else f", though its lead over the {called(second)} {UNCLEAR}")


def _linkage(found: Numbers, unit: str, platform: str) -> str:
    """How much they achieve together beyond the sum of what each achieves alone."""
    total, summed, link = (found[platform, quantity, "", ""] for quantity in ("total", "alone_sum", "linkage"))
    told = f"What each achieves alone adds up to {shown(summed, unit)}{'' if summed.clear else f', which {UNCLEAR}'}; the linkage, which is"
    told += f" what they achieve together beyond that sum, is {shown(link, unit)}"
    if not link.clear:
        told += f" and {UNCLEAR}"
    elif total.clear and link.value * total.value < 0:
        told += ": together they achieve less than that sum, for they replace or hinder each other"
    elif total.clear:
        told += f", {percent(link.part)} of the total" if link.part <= 1 else ", more than the total"
    beside = found.get((platform, "linkage_beside", ALWAYS, ""))
    if beside:
        told += f"; {beside_households(found, unit)}"
    return f"{told}{_doubt(unit, summed, link, *([beside] if beside else []))}."


def beside_households(found: Numbers, unit: str) -> str:
    """The linkage of the others while the households take part in any case; empty where they are no player."""
    one = found.get((main_platform(found), "linkage_beside", ALWAYS, ""))
    if one is None:
        return ""
    told = f"with the {called(ALWAYS)} taking part anyway, the linkage of the others is {shown(one, unit)}"
    if not one.clear:
        return f"{told}, which {UNCLEAR}"
    total = found[main_platform(found), "total", "", ""]
    return f"{told}: they replace or hinder each other" if total.clear and one.value * total.value < 0 else told


def _platform(found: Numbers, unit: str, players: Sequence[str]) -> str:
    """What the platform adds to the joint effect, through whom, and its share as a player."""
    off, on, added = (found[platform, "total", "", ""] for platform in (OFF, ON, ADDED))
    through, own = _moved_most(found, players, added), found[PLAYER, "share", PLATFORM, ""]
    ends = [difference(one.value, unit, sign=True, named=False) for one in (off, on)]
    told = f"The platform takes what {everybody(players)} achieve together from {ends[0]} to {ends[1]}"
    told += f", a difference of {shown(added, unit)}" + ("" if added.clear else f" that {UNCLEAR}")
    if through:
        told += f", the largest part of it in the share of the {called(through)}, {shown(found[ADDED, 'share', through, ''], unit)}"
    told += f"; counted as one player more, its share is {shown(own, unit)}{'' if own.clear else f', which {UNCLEAR}'}"
    return f"{told}{_doubt(unit, added, *([found[ADDED, 'share', through, '']] if through else []), own)}."


def _moved_most(found: Numbers, players: Sequence[str], added: Estimate) -> str:
    """Whose share the platform moves most in the direction of all that it adds; nobody where that is not clear."""
    towards = 1 if added.value > 0 else -1
    player = max(players, key=lambda name: towards * found[ADDED, "share", name, ""].value)
    return player if added.clear and found[ADDED, "share", player, ""].clear and len(players) > 1 else ""


def _doubt(unit: str, *told: Estimate) -> str:
    """Say which of a sentence's clear numbers are no longer clear once all intervals of the outcome are read together."""
    clear = [one for one in told if one.clear]
    weak = [difference(one.value, unit, sign=True, named=False) for one in clear if one.weak]
    if not weak:
        return ""
    which = "none of this is" if len(weak) == len(clear) > 1 else f"{listing(weak)} {'is' if len(weak) == 1 else 'are'} not"
    return f"; {which} firm when all intervals of this outcome are read together"


def _unit(outcome: Outcome) -> str:
    """The unit, where the label does not tell it already."""
    return "" if is_share(outcome.unit) or outcome.unit in _NAMED_BY_LABEL else f" {outcome.unit}"
