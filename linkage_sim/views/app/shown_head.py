"""The head of the page as data: what a village's room and a country's map have in common."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...findings.language import LANGUAGES, Words
from .country.address import Address
from .country.shown_map import name_of
from .lessons import LESSONS
from .link import written

if TYPE_CHECKING:
    from .country.atlas import Atlas
    from .room import Room

Props = dict[str, Any]
TERMS = ("play", "household", "card", "ghost", "class", "evidence", "seed")
KEYS = {
    "play": "space",
    "step": "→",
    "year": "Y",
    "reset": "R",
    "keep": "G",
    "language": "L",
    "lesson": "1 2 3 4 5",
    "arrows": "← → ↑ ↓",
    "help": "?",
}


def head_of(room: Room | Atlas, words: Words, files: Sequence[str]) -> Props:
    """What stands in every head.

    Parameters
    ----------
    room : Room or Atlas
        What is shown.
    words : Words
        Of the page's language.
    files : sequence of str
        What can be saved.
    """
    return {
        "language": room.language,
        "title": words("page.title"),
        "problem": room.problem,
        "dismiss": words("page.dismiss"),
        "help": _help(words),
        "languages": [{"key": key, "name": name, "on": key == room.language} for key, name in LANGUAGES.items()],
        "lessons": {
            "title": words("lessons.choose"),
            "leave": words("lessons.leave"),
            "items": [{"key": lesson.key, "name": words(f"lessons.{lesson.key}.name")} for lesson in LESSONS],
        },
        "save": {
            "title": words("save.title"),
            "items": [{"key": key, "name": words(f"save.{key}")} for key in files],
            "link": words("save.link"),
            "copy": words("save.copy"),
            "copied": words("save.copied"),
            "query": written(room.place),
        },
        "up": words("country.up"),
    }


def trail_of(at: Address, words: Words) -> list[Props]:
    """The way down to a place; the last of it is where one is."""
    trail = at.trail
    names = [name_of(place, words) for place in trail[:2]] + [f"{place.name.rpartition('-')[2]}" for place in trail[2:]]
    return [{"to": place.text, "name": name, "here": place == at} for place, name in zip(trail, names, strict=True)]


def saved_of(room: Room | Atlas) -> Props:
    """The file for the browser to keep; by its number it knows whether it has it."""
    saved = room.saved
    if saved is None:
        return {"number": 0}
    return {"number": room.saves, "name": saved.name, "kind": saved.kind, "content": b64encode(saved.content).decode()}


def _help(words: Words) -> Props:
    """What stands in the help: terms with their marks, and the keys."""
    terms = [{"key": key, "name": words(f"help.terms.{key}.name"), "text": words(f"help.terms.{key}.text")} for key in TERMS]
    keys = [{"key": key, "text": words(f"help.keys.{name}")} for name, key in KEYS.items()]
    return {"title": words("help.title"), "terms": terms, "keys_title": words("help.keys_title"), "keys": keys}
