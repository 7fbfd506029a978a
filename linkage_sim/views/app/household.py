"""The story of one household: its state, its card, its needs, who helped, what it decided, and what keeps it from opening a shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ...actors.household.contagion import kin_elsewhere, take_up, ties_online
from ...actors.household.stores import can_have_line, pays_off, sees_it_done, supply
from ...economy.market import opening_chance, soft_piece
from ...findings.language import Words
from ...scenario.programmes import NEEDS, PROVIDERS
from ...state.household import CARD, CARD_EVER, FOUNDER, Household
from ...state.parameters import Parameters
from ...state.village import Village
from ...state.world import programmes_of
from .frame import calendar_of, environment_now
from .run import Run

MOST_HELP, MOST_DEEDS = 6, 9
ENOUGH = 0.5
"""A piece that is less than half full is told as missing."""
HARD = frozenset({"aware", "connected", "hands", "capital"})
"""Pieces that are there or not; less than all of one counts as missing."""
LACKED = {"aware": "information", "connected": "broadband", "ships": "logistics", "supplies": "goods"}
"""Needs that are the lack of a piece."""


@dataclass(frozen=True)
class Piece:
    """One piece of a shop: how full it is, from 0 to 1, and whether it is the household's own or the village's."""

    key: str
    level: float
    label: str
    note: str = ""
    lacking: bool = False
    """Whether the household voices a lack of it."""

    @property
    def scarce(self) -> bool:
        """Whether it is told as there in part: enough for some shops, and less than the household asks for."""
        return self.lacking and not self.missing

    @property
    def missing(self) -> bool:
        """Whether it is told as missing."""
        return self.level < ENOUGH


@dataclass(frozen=True)
class Story:
    """What is told of a household or an actor.

    Attributes
    ----------
    title : str
        Who it is.
    mood : str
        State that its colour comes from: other, poor, carded, online, or an actor.
    lines : tuple of str
        Sentences.
    needs : tuple of (str, bool)
        What it lacks, and whether it waits for help with it.
    pieces : tuple of Piece
        Pieces of a shop, for a household without one.
    verdict : str
        What the pieces come to.
    help : tuple of str
        Who helped, the latest first.
    deeds : tuple of str
        What it did, the latest first.
    """

    title: str
    mood: str
    lines: tuple[str, ...]
    needs: tuple[tuple[str, bool], ...] = ()
    pieces: tuple[Piece, ...] = ()
    verdict: str = ""
    help: tuple[str, ...] = ()
    deeds: tuple[str, ...] = field(default=())


def household_story(run: Run, number: int, words: Words) -> Story:
    """Tell the story of a household of the shown village, by its number there."""
    row = run.memory.first + number
    view = run.model.households[row]
    state = run_state(run, number)
    found = tuple(_pieces(run, view, number, words))
    pieces = () if view.stores else found
    return Story(
        words("story.household", number=number + 1, size=view.size, workers=view.workers, away=view.away),
        state,
        (_trade(run, view, words), _money(run, view, words), *_card(run, number, view, words)),
        tuple((_need(need, found, words), bool(view.voiced >> k & 1)) for k, need in _needs(view)),
        pieces,
        _verdict(run, view, pieces, words),
        tuple(_help(run, number, words)),
        tuple(_deeds(run, number, words)),
    )


def _need(need: str, pieces: Sequence[Piece], words: Words) -> str:
    """Name of a need; what the household has in part is said to be lacking in part."""
    name = words(f"needs.{need}")
    return words("story.in_part", need=name) if any(piece.scarce and LACKED[piece.key] == need for piece in pieces) else name


def run_state(run: Run, number: int) -> str:
    """State that a household is coloured by."""
    view = run.model.households[run.memory.first + number]
    if view.stores:
        return "online"
    if view.registered:
        return "carded"
    return "poor" if view.income < _line(run) else "other"


def _line(run: Run) -> float:
    return environment_now(run.model, run.village).poverty_line


def place_of(run: Run) -> tuple[Village, Parameters]:
    """The village in view, and the parameters under which it runs."""
    village = run.model.villages[run.village]
    return village, run.model.world.parameters[village.variant]


def _needs(view: Household) -> list[tuple[int, str]]:
    return [(k, need) for k, need in enumerate(NEEDS) if view.need >> k & 1]


def _trade(run: Run, view: Household, words: Words) -> str:
    if view.stores:
        return words("story.stores" if view.stores > 1 else "story.store", stores=view.stores, sales=words.amount(view.sales))
    if view.workers and view.away == view.workers:
        return words("story.all_away")
    key = "story.gave_up" if view.losing else "story.no_store_online_kin"
    return words(key, count=view.online_kin + view.online_neighbours)


def _money(run: Run, view: Household, words: Words) -> str:
    line = _line(run)
    key = "story.income_below" if view.income < line else "story.income_above"
    sentence = words(key, income=round(view.income), line=round(line), cash=round(view.cash))
    return sentence + (words("story.debt", debt=round(view.debt)) if view.debt >= 1 else "")


def _card(run: Run, number: int, view: Household, words: Words) -> list[str]:
    """The card and its history, and whether it is right."""
    history = run.model.archive.history(run.memory.first + number)
    told = [_dated(run, event.month, words("deeds.carded" if event.entered else "deeds.uncarded"), words) for event in history]
    poor = view.income < _line(run)
    if view.card & CARD:
        lines = [words("story.card_since", when=_when(run, history[-1].month, words))] if history else [words("story.card")]
        return lines + ([] if poor else [words("story.card_wrong")])
    if view.card & CARD_EVER:
        return [words("story.card_before", history=words("listing.comma").join(told))]
    return [words("story.poor_without_card")] if poor and _register_begun(run) else [words("story.no_card")]


def _register_begun(run: Run) -> bool:
    return run.month > run.model.world.parameters[0].register_start


def _pieces(run: Run, view: Household, number: int, words: Words) -> list[Piece]:
    """All that must hold together before a first store is opened (see ``actors.household.stores``)."""
    village, parameters = place_of(run)
    acting = view.motivation * (1.0 - parameters.dependence_drag * min(view.dependence / 24.0, 1.0))
    slope, capital = parameters.piece_slope, parameters.startup_capital
    enough = parameters.worth_while * environment_now(run.model, run.village).migrant_wage
    pays = pays_off(village.profit_household, village.stores, enough)
    seen, note, example = _sees(view, number, village, parameters)

    def told(key: str, level: float, note: str = "note", /, **facts: Any) -> Piece:
        full = min(level, 0.49) if key in HARD and level < 1.0 else level
        lacking = key in LACKED and bool(view.need >> NEEDS.index(LACKED[key]) & 1)
        return Piece(key, full, words(f"pieces.{key}.name"), words(f"pieces.{key}.{note}", **facts), lacking)

    return [
        told("aware", float(view.aware)),
        told("believes", soft_piece(acting, parameters.belief_midpoint, slope), level=words.percent(acting)),
        told("knows", soft_piece(view.skill, parameters.know_midpoint, slope), level=words.percent(view.skill)),
        told("capital", view.cash / capital if view.cash < capital else 1.0, cash=round(view.cash), capital=round(capital)),
        told("connected", float(can_have_line(view, number, village))),
        told("hands", float(view.workers - view.away >= 1), hands=view.workers - view.away),
        told("ships", village.shipping),
        told("supplies", supply(village)),
        told("sees", seen, note, count=example),
        told("pays", pays),
    ]


def _sees(view: Household, number: int, village: Village, parameters: Parameters) -> tuple[float, str, int]:
    """How far it sees people like itself keep a shop: the level, the key of its note, and how many of its kin and neighbours do."""
    ties = ties_online(view) + kin_elsewhere(number, village)
    if view.flags & FOUNDER:
        return 1.0, "founder", ties
    level = sees_it_done(view, ties, village, parameters)
    if level >= ENOUGH > take_up(ties, parameters.informants, parameters.below_threshold):
        return level, "work", ties  # where the others' shops need hands
    if ties == 0:
        return level, "village" if village.share > 0 else "elsewhere" if village.nearby > 0 else "nobody", ties
    return level, "enough" if level >= ENOUGH else "one" if ties == 1 else "few", ties


def _verdict(run: Run, view: Household, pieces: tuple[Piece, ...], words: Words) -> str:
    if not pieces:
        return ""
    missing = [piece.label for piece in pieces if piece.missing]
    if missing:
        return words("story.missing", pieces=words.listing(missing))
    level = {piece.key: piece.level for piece in pieces}
    _, parameters = place_of(run)
    rate = parameters.open_rate * (parameters.second_chance if view.losing else 1.0)
    pays = level["sees"] * level["pays"]
    chance = opening_chance(rate, level["believes"], level["knows"], level["ships"], level["supplies"], pays)
    scarce = [piece.label for piece in pieces if piece.scarce]
    if scarce:
        return words("story.chance_in_part", pieces=words.listing(scarce), chance=words.percent(chance))
    return words("story.chance", chance=words.percent(chance))


def _help(run: Run, number: int, words: Words) -> list[str]:
    names = list(run.model.scenario.programmes)
    programmes = programmes_of(run.model.villages[run.village], run.model.world)
    told = []
    for month, k in run.memory.helped(number)[:MOST_HELP]:
        title = programme_title(run, names[k], words)
        provider = words(f"actors.{PROVIDERS[programmes[k].payer]}.name")
        told.append(words("story.helped", when=_when(run, month, words), programme=title, provider=provider))
    return told


def programme_title(run: Run, name: str, words: Words) -> str:
    """Title of a programme in a language; that of the scenario where the catalogue does not know it."""
    return words.known(f"programmes.{name}", run.model.scenario.programmes[name].title)


def _deeds(run: Run, number: int, words: Words) -> list[str]:
    deeds = run.memory.deeds(number)[-MOST_DEEDS:]
    return [_dated(run, deed.month, words(f"deeds.{deed.kind}", number=deed.number, count=deed.change), words) for deed in reversed(deeds)]


def _dated(run: Run, month: int, sentence: str, words: Words) -> str:
    return words("story.dated", when=_when(run, month, words), what=sentence)


def _when(run: Run, month: int, words: Words) -> str:
    return words.month(*calendar_of(run.model.scenario.start, month))
