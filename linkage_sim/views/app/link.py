"""A link that reopens the same scenario, changes, seed, month and language; whatever it says is checked as if a hand had set it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from ...errors import LinkageError
from ...findings.language import LANGUAGES
from ...nation.places import places_of
from .address import EVERYWHERE, Address, read_address
from .alone import Alone
from .given import pairs, whole, word
from .lessons import lesson_of
from .levers import allowed, read_value
from .run import place_name
from .setting import LARGEST_SEED, Setting, offered

LARGEST = 10**9
"""Months beyond the last one are the last one, and villages beyond the last one are none: a link may be of an older file."""


@dataclass(frozen=True)
class Place:
    """Where a link leads: a setting, a month, a language, and a lesson or none; in a country, the place of it that is looked at."""

    setting: Setting
    month: int = 0
    language: str = "en"
    lesson: str = ""
    village: int | None = None
    at: Address = EVERYWHERE


def written(place: Place) -> str:
    """Write the query of a link, with its question mark."""
    told = [("scenario", place.setting.name), ("seed", str(place.setting.seed)), ("month", str(place.month)), ("lang", place.language)]
    alone = place.setting.alone
    told += [("at", alone.at.text), ("country", str(alone.seed))] if alone else [("at", place.at.text)] if place.at.text else []
    told += [("lesson", place.lesson)] if place.lesson else []
    told += [("village", str(place.village))] if place.village is not None else []
    told += [("set", f"{path}={_word(value)}") for path, value in place.setting.changes]
    return "?" + urlencode(told)


def opened(query: str, first: str) -> Place:
    """Read the query of a link.

    Parameters
    ----------
    query : str
        With or without its question mark; empty for the page itself.
    first : str
        Scenario that the page was started with.

    Raises
    ------
    LinkageError
        If it names a scenario that is not offered, or a value that cannot be set.
    """
    found = pairs(query)
    said = dict(found)
    setting = Setting(word("scenario", said.get("scenario", first), offered(first)))
    if "seed" in said:
        setting = setting.seeded(said["seed"])
    at = EVERYWHERE
    if setting.parent.nation is not None:
        at = read_address(said.get("at", ""), setting.parent.nation)
        setting = _alone(setting, at, said.get("country", 1))
    village = _village(said.get("village"), setting)
    for path, _, value in (text.partition("=") for key, text in found if key == "set"):
        setting = _set(setting, path, value, village or 0)
    language = said.get("lang", "en")
    lesson = said.get("lesson", "")
    month = min(whole("month", said.get("month", 0), 0, LARGEST), setting.scenario.months)
    return Place(setting, month, language if language in LANGUAGES else "en",
                 lesson if lesson_of(lesson) else "", village, at)  # fmt: skip


def _alone(setting: Setting, at: Address, seed: object) -> Setting:
    """The setting of a village of a country by itself; a country's own, where no village is named."""
    return replace(setting, alone=Alone(at, whole("seed", seed, 0, LARGEST_SEED))) if at.village else setting


def _set(setting: Setting, path: str, value: str, village: int) -> Setting:
    known = {} if setting.is_country else allowed(setting, place_name(setting.parent, village))
    if path not in known:
        raise LinkageError(f"The link sets '{path[:60]}', which is no lever of this page.")
    return setting.changed(path, read_value(path, known[path], value))


def _village(said: str | None, setting: Setting) -> int | None:
    """The village in view; the one with most founders where there is none of that number."""
    if setting.is_country:
        return None
    number = whole("village", said, 0, LARGEST) if said is not None else LARGEST
    return number if number < sum(place.count for place in places_of(setting.parent)) else None


def _word(value: object) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)
