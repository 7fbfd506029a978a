"""What is told of an attribution: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ....findings import certainty
from ....findings.finding import Answer, Column, Table
from ....findings.numbers import NO_DIFFERENCE, apart, percent, unit_words
from ....findings.words import capital, listing, spelled
from ...design.outcomes import Outcome
from . import members, spending
from .contributions import ADDED, OFF, ON, PLATFORM, PLAYER
from .numbers import ALWAYS, WHEN, Estimate, Numbers, called, everybody, leader, main_platform, numbers, shown

if TYPE_CHECKING:
    from .attributing import Attribution

UNCLEAR = "is not clear"
LINKAGE = "what they achieve together beyond the sum of what each achieves alone"
STATES = {ON: "with the platform", OFF: "without the platform", ADDED: "difference"}
WHOLE = {"none": "nobody", "all": "everybody", "total": "all together", "alone_sum": "each alone, summed", "linkage": "linkage"}
DETAILS = {"alone": "{who} alone", "needed": "{who} taken away", "interaction": "{who} and {other} together"}


def answer(found: Attribution) -> Answer:
    """Tell an attribution."""
    players = found.players
    who = "each actor" if len(players) > 1 else f"the {called(players[0])}"
    told = {name: list(verdicts(numbers(found.of(name)), outcome, players)) for name, outcome in found.outcomes.items()}
    return Answer(
        "attribute",
        f"What does {who} contribute, and how much of the effect is linkage?",
        [line for lines in told.values() for line in lines],
        [table for name in found.outcomes for table in _tables(found, name)],
        list(_trust(found)),
        [] if found.coalitions is None else [spending.sentence(found.coalitions)],
        f"{found.title}: {len(players)} players, {found.over}, all coalitions.",
    )


def verdicts(found: Numbers, outcome: Outcome, players: Sequence[str]) -> Iterator[str]:
    """Say what all achieve, who contributed most, how much is linkage, and, where the platform was varied, what it adds.

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
    yield _all(found, outcome, players, platform)
    yield _most(found, platform, total)
    yield _linkage(found[platform, "linkage", "", ""], total, outcome.unit)
    beside = beside_households(found, outcome.unit)
    yield from [f"{capital(beside)}."] if beside else []
    if (ADDED, "total", "", "") in found:
        yield _platform(found, outcome.unit, players)


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
    if link.value * total.value < 0:
        return "and together they achieve less than the sum of each alone"
    return f"and {percent(link.part)} is linkage" if link.part <= 1 else "and linkage is more than all of it"


def note(found: Numbers) -> str:
    """Say how many intervals there are, and how many leave zero out, each by itself and all read together."""
    effects = [one for one in found.values() if one.p == one.p]
    clear, firm = sum(one.p < 0.05 for one in effects), sum(one.p_holm < 0.05 for one in effects)
    return f"Of {len(effects)} intervals, {clear} leave out zero, each read by itself; {firm} still do when all are read together (Holm)."


def _all(found: Numbers, outcome: Outcome, players: Sequence[str], platform: str) -> str:
    """What all bring about together."""
    total = found[platform, "total", "", ""]
    first, last = apart(found[platform, "none", "", ""].value, found[platform, "all", "", ""].value, outcome.unit)
    name = f"the {outcome.label}" if outcome.label.startswith("share") else outcome.label
    if last == NO_DIFFERENCE:
        return f"{WHEN[platform]}, {everybody(players)} together make {certainty.NONE} to {name}."
    worse = total.clear and outcome.better is not None and (outcome.better == "more") != (total.value > 0)
    sure = f", {certainty.UNCLEAR}" if not total.clear else ", for the worse" if worse else ""
    first = first.removesuffix(f" {outcome.unit}")
    last = last.removesuffix(f" {outcome.unit}") if outcome.unit in ("persons", "households", "stores", "months") else last
    return f"{WHEN[platform]}, {everybody(players)} together bring {name} from {first} to {last}{sure}."


def _most(found: Numbers, platform: str, total: Estimate) -> str:
    """The largest share, and whether it is ahead of the second."""
    first, second = leader(found, platform)
    share = found[platform, "share", first, ""]
    if not share.clear:
        return "Who contributed most is not clear: no single share is."
    of_it = f": {percent(share.part)} of the difference" if total.clear and 0 < share.part <= 1 else ""
    told = f"The {called(first)} contributed most{of_it}"
    if not second:
        return f"{told}."
    ahead = found[platform, "lead", first, second].clear
    return f"{told}, ahead of the {called(second)}." if ahead else f"{told}, though the lead over the {called(second)} {UNCLEAR}."


def _linkage(link: Estimate, total: Estimate, unit: str) -> str:
    """How much is linkage."""
    if not link.clear:
        return f"Whether there is linkage, {LINKAGE}, {UNCLEAR}: {shown(link, unit)}."
    if total.clear and link.value * total.value < 0:
        return (
            f"Together they achieve less than the sum of what each achieves alone, {shown(link, unit)}: they replace or hinder each other."
        )
    if not total.clear:
        return f"Linkage, {LINKAGE}, is {shown(link, unit)}."
    return (
        f"{percent(link.part)} of the difference is linkage: {LINKAGE}."
        if link.part <= 1
        else f"Linkage, {LINKAGE}, is more than all of it."
    )


def beside_households(found: Numbers, unit: str) -> str:
    """The linkage of the others while the households take part in any case; empty where they are no player."""
    one = found.get((main_platform(found), "linkage_beside", ALWAYS, ""))
    if one is None:
        return ""
    told = f"with the {called(ALWAYS)} taking part anyway, the linkage of the others is {shown(one, unit)}"
    if not one.clear:
        return f"{told}, {certainty.UNCLEAR}"
    total = found[main_platform(found), "total", "", ""]
    return f"{told}: they replace or hinder each other" if total.clear and one.value * total.value < 0 else told


def _platform(found: Numbers, unit: str, players: Sequence[str]) -> str:
    """What the platform adds to the joint effect, and through whom."""
    added = found[ADDED, "total", "", ""]
    if not added.clear:
        return f"Whether the platform adds to it {UNCLEAR}: {shown(added, unit)}."
    through = _moved_most(found, players, added)
    most = f", most of it in the share of the {called(through)}" if through else ""
    return f"The platform adds {shown(added, unit)} to what {everybody(players)} achieve together{most}."


def _moved_most(found: Numbers, players: Sequence[str], added: Estimate) -> str:
    """Whose share the platform moves most in the direction of all that it adds; nobody where that is not clear."""
    towards = 1 if added.value > 0 else -1
    player = max(players, key=lambda name: towards * found[ADDED, "share", name, ""].value)
    return player if added.clear and found[ADDED, "share", player, ""].clear and len(players) > 1 else ""


def _tables(found: Attribution, name: str) -> Iterator[Table]:
    """Shares, whole and linkage with the platform's states side by side; what each achieves alone, and pairs, aside."""
    outcome, values = found.outcomes[name], numbers(found.of(name))
    states = [state for state in STATES if (state, "total", "", "") in values]
    columns = [Column("who", "contribution of"), *(
        Column(state, STATES[state], "difference", outcome.unit, low=f"{state}_low", high=f"{state}_high") for state in states
    )]  # fmt: skip
    keys = [(capital(called(player)), "share", player, "") for player in found.players]
    keys += [(f"all {spelled(len(found.players))} together", "total", "", "")]
    keys += [(WHOLE[quantity], quantity, "", "") for quantity in ("alone_sum", "linkage")]
    title = f"{capital(outcome.label)}, {unit_words(outcome.unit)}"
    yield Table(name, title, columns, [_row(values, states, *key) for key in keys], "Shares add up to what all achieve together (Shapley).")
    details = [(words.format(who=called(player), other=called(other)), quantity, player, other)
               for quantity, words in DETAILS.items()
               for player, other in dict.fromkeys(key[2:] for key in values if key[1] == quantity)]  # fmt: skip
    own = (
        [{"who": "platform as one player more", **_ends(ON, values[PLAYER, "share", PLATFORM, ""])}]
        if ON in states and ADDED in states
        else []
    )
    yield Table(
        f"{name}_details",
        f"{title}: alone, needed, in pairs",
        columns,
        [*(_row(values, states, *key) for key in details), *own],
        aside=True,
    )


def _row(values: Numbers, states: Sequence[str], who: str, quantity: str, player: str, other: str) -> dict[str, Any]:
    row: dict[str, Any] = {"who": who}
    for state in states:
        one = values.get((state, quantity, player, other))
        row |= {} if one is None else _ends(state, one)
    return row


def _ends(state: str, one: Estimate) -> dict[str, float]:
    return {state: one.value, f"{state}_low": one.low, f"{state}_high": one.high}


def _trust(found: Attribution) -> Iterator[str]:
    """What the words mean, how many intervals hold, and how much parameter sets differ."""
    yield certainty.MEANING
    for name, outcome in found.outcomes.items():
        values = numbers(found.of(name))
        weak = sorted({WHOLE.get(key[1], called(key[2])) for key, one in values.items() if one.weak and key[1] in ("share", *WHOLE)})
        yield f"{capital(outcome.label)}. {note(values)}"
        if weak:
            yield f"{capital(outcome.label)}. Not clear any more when all are read together: {listing(weak)}."
        if found.spread is not None:
            rows = found.spread[found.spread["outcome"] == name]
            yield f"{capital(outcome.label)}. {members.sentence(rows, outcome, main_platform(values))}"
