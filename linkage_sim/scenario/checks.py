"""What no single field can tell: checks across the fields of a scenario."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

from .country import country
from .places import LEAST, MOST, YEARLY, Place
from .problems import Mark, Marks, Problem, RefusalError, mark_of, refusal, shown, unheard, without
from .programmes import Effect
from .reach import covered, moderate
from .root import ScenarioData
from .shaping import MONTH, YEARS, validated

NAME = re.compile(r"[A-Za-z][\w-]{0,99}\Z")
MAX_PLACES = 5000
MAX_NAME, MAX_TITLE = 100, 300
# Households are addressed by 32-bit numbers.
MAX_HOUSEHOLDS = 2**31 - 1
VILLAGE_EFFECTS = {"broadband", "roads", "station", "goods", "brand", "tourism"}
SHARES = ("rural_internet", "network")


def check(data: ScenarioData, marks: Marks) -> None:
    """Refuse a scenario whose parts contradict each other.

    Raises
    ------
    LinkageError
        One sentence on the first problem, and how many more there are.
    """
    problems = [problem for rule in RULES for problem in rule(data)]
    if problems:
        _refuse(marks, problems)


def _refuse(marks: Marks, problems: list[Problem]) -> NoReturn:
    """Tell the problem in the file that was asked for: what it inherits need not be wrong in itself."""
    own = marks.get(())
    raise refusal(marks, [_told_here(problem, own, mark_of(marks, problem.path)) for problem in problems] if own else problems)


def _told_here(problem: Problem, own: Mark, mark: Mark | None) -> Problem:
    if mark is None or mark.file == own.file:
        return problem
    return problem._replace(remedy=f"{problem.advice()} in {own.file}, which extends that file")


def title(data: ScenarioData) -> Iterator[Problem]:
    """Name and title are one line, for tables and figures show them as such."""
    if len(data.name) > MAX_NAME:
        yield Problem(("name",), f"has {len(data.name)} letters, but must have at most {MAX_NAME}", "write a shorter name")
    if len(data.title) > MAX_TITLE:
        yield Problem(("title",), f"has {len(data.title)} letters, but must have at most {MAX_TITLE}", "write a short line")
    if not data.title.strip() or not data.title.isprintable():
        yield Problem(("title",), f"is {shown(data.title)}, but must be one line of text", "write a short line")


def start_month(data: ScenarioData) -> Iterator[Problem]:
    """The run begins in a year of which the series could know; far from it, dates cannot be kept."""
    if int(data.start[:4]) not in YEARS:
        yield Problem(("start",), f"is {data.start}, in no year from {YEARS[0]} to {YEARS[-1]}", "write for example 2014-01")


def platform_months(data: ScenarioData) -> Iterator[Problem]:
    """The platform and the register begin in a month of the run or later."""
    for name, month in (("start", data.platform.start), ("register_start", data.platform.register_start)):
        if not MONTH.match(month):
            yield Problem(("platform", name), f"is {shown(month)}, but must be a month written YYYY-MM", "write for example 2014-01")
        elif month < data.start:
            yield Problem(("platform", name), f"is {month}, before the scenario's start {data.start}", f"write {data.start} or later")


def register_months(data: ScenarioData) -> Iterator[Problem]:
    """The dates of the look-back and of the autumn check are months; they may lie before the run: then they are over, or have begun."""
    for name in ("look_back_start", "look_back_end", "update_start"):
        month = getattr(data.platform, name)
        if not MONTH.match(month):
            yield Problem(("platform", name), f"is {shown(month)}, but must be a month written YYYY-MM", "write for example 2016-06")
    start, end = data.platform.look_back_start, data.platform.look_back_end
    if MONTH.match(start) and MONTH.match(end) and end < start:
        yield Problem(("platform", "look_back_end"), f"is {end}, before the look-back's start {start}", f"write {start} or later")


def programme_months(data: ScenarioData) -> Iterator[Problem]:
    """A programme ends after it starts, and not before the run."""
    for name, programme in data.programmes.items():
        path = ("programmes", name, "end")
        if programme.end < programme.start:
            yield Problem(path, f"is {programme.end}, before the programme's start {programme.start}", f"write {programme.start} or later")
        elif programme.end < data.start:
            yield Problem(
                path, f"is {programme.end}, before the scenario's start {data.start}", "write a later month or set the programme to null"
            )


def programme_contents(data: ScenarioData) -> Iterator[Problem]:
    """A programme can be named in a path, pays out no more than it costs, and lists each provider once."""
    for name, programme in data.programmes.items():
        if not NAME.match(name):
            yield Problem(("programmes", name), "is no name for a programme", "use letters, digits, - and _, beginning with a letter")
        if programme.effect.cash > programme.cost:
            what = f"is {programme.effect.cash:g} RMB, more than the unit's cost of {programme.cost:g} RMB, which includes what is paid out"
            yield Problem(("programmes", name, "effect", "cash"), what, "raise the cost or pay out less")
        foreign = VILLAGE_EFFECTS if programme.scope == "household" else set(Effect.model_fields) - VILLAGE_EFFECTS
        for effect in sorted(name for name in foreign if getattr(programme.effect, name)):
            what = f"has no meaning in a programme for a {programme.scope}"
            yield Problem(("programmes", name, "effect", effect), what, "change the programme's scope or leave the effect out")
        if len(set(programme.providers)) < len(programme.providers):
            yield Problem(("programmes", name, "providers"), "names a provider twice", "name each once")


def series(data: ScenarioData) -> Iterator[Problem]:
    """The exogenous series have years, and positive numbers that no rule breaks at; a share stays a share."""
    for name in YEARLY:
        values: dict[int, float] = getattr(data.environment, name)
        path = ("environment", name)
        if not values:
            yield Problem(path, "has no year", "give at least one year and its number")
        for year, value in values.items():
            if year not in YEARS:
                yield Problem((*path, year), f"is no year from {YEARS[0]} to {YEARS[-1]}", "write a year such as 2014")
            most = 1.0 if name in SHARES else MOST
            if not LEAST <= value <= most:
                wanted = "a share above 0 and not above 1" if name in SHARES else f"a number above 0, from {LEAST:g} to {MOST:g}"
                yield Problem((*path, year), f"is {value:g}, but must be {wanted}", "choose a value in that range")


def season(data: ScenarioData) -> Iterator[Problem]:
    """The season has a positive number for each calendar month."""
    path = ("environment", "season")
    if len(data.environment.season) != 12:
        yield Problem(path, f"has {len(data.environment.season)} entries, but must have 12, January first", "give one for each month")
    for number, value in enumerate(data.environment.season):
        if not LEAST <= value <= MOST:
            wanted = f"a number above 0, from {LEAST:g} to {MOST:g}"
            yield Problem((*path, number), f"is {value:g}, but must be {wanted}", "choose a small positive number")


def somewhere(data: ScenarioData) -> Iterator[Problem]:
    """A scenario has villages: places of its own, or those of a nation."""
    if data.places and data.nation:
        yield Problem(("nation",), "stands beside places of the scenario's own", "keep one of them: a nation brings its own villages")
    if data.places or data.nation:
        return
    if "places" in data.model_fields_set:
        yield Problem(("places",), "has 0 entries, but must have at least 1 entry", "add one, or name a nation")
    else:
        yield Problem((), "lacks places (the villages)", "add places, or a nation")


def place_names(data: ScenarioData) -> Iterator[Problem]:
    """Places are not too many, can be told apart, and be named in a path."""
    if len(data.places) > MAX_PLACES:
        yield Problem(("places",), f"has {len(data.places)} entries, but must have at most {MAX_PLACES}", "use count for villages alike")
    seen: dict[str, int] = {}
    for number, place in enumerate(data.places):
        if not NAME.match(place.name):
            yield Problem(
                ("places", number, "name"),
                f"is {shown(place.name)}, which is no name",
                "use letters, digits, - and _, beginning with a letter",
            )
        if place.name in seen:
            what = f"is '{place.name}', the name of place number {seen[place.name] + 1} as well"
            yield Problem(("places", number, "name"), what, "give each place a name of its own, or use count")
        seen.setdefault(place.name, number)
    yield from _numbered_names(data)


def _numbered_names(data: ScenarioData) -> Iterator[Problem]:
    """No village has the name that another one gets by its number: names are the addresses of their draws."""
    counts = {place.name: place.count for place in data.places if place.count > 1}
    for number, place in enumerate(data.places):
        base, _, digits = place.name.rpartition("-")
        if place.count == 1 and base in counts and digits.isdigit() and 1 <= int(digits) <= counts[base]:
            what = f"is '{place.name}', the name of village {int(digits)} of the {counts[base]} called '{base}'"
            yield Problem(("places", number, "name"), what, "give it another name")


def place_sizes(data: ScenarioData) -> Iterator[Problem]:
    """Founders are households of the village, some village counts, and all households together can be addressed."""
    for number, place in enumerate(data.places):
        if place.founders > place.households:
            what = f"is {place.founders}, more than the village's {place.households} households"
            yield Problem(("places", number, "founders"), what, f"choose at most {place.households}")
    if data.places and not any(place.weight for place in data.places):
        yield Problem(
            ("places", 0, "weight"), "is 0, as in every other place, so that nothing would be counted", "choose 1 or more in one of them"
        )
    total = sum(place.count * place.households for place in data.places)
    if total > MAX_HOUSEHOLDS:
        yield Problem(("places",), f"hold {total} households together, more than {MAX_HOUSEHOLDS}", "choose a smaller count")


def towns(data: ScenarioData) -> Iterator[Problem]:
    """Villages can be dealt out over towns only where towns are named."""
    if data.places and all(_dealt_out(place) for place in data.places):
        yield Problem(("places", 0, "town"), "is '*', but no other place names a town", "name a town in one of the places")


def _dealt_out(place: Place) -> bool:
    return place.town == "*"


RULES: tuple[Callable[[ScenarioData], Iterator[Problem]], ...] = (
    title,
    start_month,
    platform_months,
    register_months,
    programme_months,
    programme_contents,
    series,
    covered,
    moderate,
    season,
    somewhere,
    country,
    place_names,
    place_sizes,
    towns,
)

BY_THEMSELVES = (title, start_month, platform_months, register_months, programme_contents, series, season, place_names)
"""Rules that can be asked though another value is wrong."""


def further(content: Any, marks: Marks, told: Sequence[Problem]) -> list[Problem]:
    """What else is wrong with a scenario of which single values were refused, as far as what is left of it can tell."""
    if any(problem.path[:1] in ((), ("start",)) for problem in told):
        return []  # months are held against the start
    try:
        data = validated(without(content, [problem.path for problem in told]), marks, ScenarioData)
    except RefusalError:
        return []
    return unheard((problem for rule in BY_THEMSELVES for problem in rule(data)), told)
