"""The head of the page as data: what a village's room and a country's map have in common."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, Protocol

from ...findings.language import LANGUAGES, Words
from .address import Address
from .lessons import LESSONS
from .link import Place, written
from .place_names import name_of
from .saving import Saved

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


class Seen(Protocol):
    """What a tab looks at, a village's room or a country's map, as far as the head shows it."""

    language: str
    problem: str
    saved: Saved | None
    saves: int

    @property
    def place(self) -> Place:
        """Where a link to this moment leads."""


def head_of(seen: Seen, words: Words, files: Sequence[str]) -> Props:
    """What stands in every head.

    Parameters
    ----------
    seen : Seen
        What is shown.
    words : Words
        Of the page's language.
    files : sequence of str
        What can be saved.
    """
    return {
        "language": seen.language,
        "title": words("page.title"),
        "problem": seen.problem,
        "dismiss": words("page.dismiss"),
        "help": _help(words),
        "languages": [{"key": key, "name": name, "on": key == seen.language} for key, name in LANGUAGES.items()],
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
            "query": written(seen.place),
        },
        "up": words("country.up"),
    }


def trail_of(at: Address, words: Words) -> list[Props]:
    """The way down to a place; the last of it is where one is."""
    trail = at.trail
    names = [name_of(place, words) for place in trail[:2]] + [f"{place.name.rpartition('-')[2]}" for place in trail[2:]]
    return [{"to": place.text, "name": name, "here": place == at} for place, name in zip(trail, names, strict=True)]


def saved_of(seen: Seen) -> Props:
    """The file for the browser to keep; by its number it knows whether it has it."""
    saved = seen.saved
    if saved is None:
        return {"number": 0}
    return {"number": seen.saves, "name": saved.name, "kind": saved.kind, "content": b64encode(saved.content).decode()}


def _help(words: Words) -> Props:
    """What stands in the help: terms with their marks, and the keys."""
    terms = [{"key": key, "name": words(f"help.terms.{key}.name"), "text": words(f"help.terms.{key}.text")} for key in TERMS]
    keys = [{"key": key, "text": words(f"help.keys.{name}")} for name, key in KEYS.items()]
    return {"title": words("help.title"), "terms": terms, "keys_title": words("help.keys_title"), "keys": keys}
