"""The panel under the curves as data: what happened, a story, what if, the class, the lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from typing import Any

from ...experiments.analysis.statistics import Interval
from ...findings.language import Words
from .actor import actor_story
from .changes import change_shown
from .chronicle import Event
from .frame import calendar_of
from .ghost import Crowd
from .household import household_story, programme_title
from .room import TABS, Room
from .run import place_name
from .saving import ranges
from .shown_curves import SHARES, difference_writer, writer

COMPARED = ("stores", "online_households", "headcount", "spending")
TOLD_OF_CLASS = ("stores", "online_households", "headcount")


def panel_of(room: Room, words: Words) -> dict[str, Any]:
    """The tab that is open, and the names of all."""
    make = {"events": _events, "story": _story, "whatif": _whatif, "crowd": _crowd, "lesson": _lesson}[room.tab]
    tabs = [tab for tab in TABS if tab != "lesson" or room.lesson is not None]
    titles = {"lesson": "lessons.title"}
    return {
        "tab": room.tab,
        "tabs": [{"key": tab, "name": words(titles.get(tab, f"{tab}.title"))} for tab in tabs],
        **make(room, words),
    }


def event_sentence(event: Event, room: Room, words: Words) -> str:
    """Put an event into words."""
    facts = dict(event.facts)
    if event.kind.endswith("_came"):
        facts["ordinal"] = words.ordinal(int(facts["count"]))
    if event.kind == "stage":
        facts["stage"] = words(f"stages.{facts['stage']}")
    if event.kind == "asked":
        facts["programme"] = programme_title(room.run, facts["programme"], words)
    if event.kind == "festival":
        facts["sales"] = words.amount(facts["sales"])
    return words(f"events.{event.kind}", **facts)


def _events(room: Room, words: Words) -> dict[str, Any]:
    """Last year's events, the latest first, one line a month."""
    months: dict[int, list[str]] = {}
    for event in sorted(room.frame.events, key=lambda event: (-event.month, -event.weight)):
        months.setdefault(event.month, []).append(event_sentence(event, room, words))
    none = words("events.quiet" if room.frame.month else "events.none")
    start = room.setting.scenario.start
    lines = [{"when": words.month(*calendar_of(start, month)), "what": words("story.joined").join(told)} for month, told in months.items()]
    return {"events": lines, "none": none}


def _story(room: Room, words: Words) -> dict[str, Any]:
    if room.picked is None:
        return {"story": None, "none": words("story.none")}
    kind, key = room.picked
    story = household_story(room.run, key, words) if kind == "household" else actor_story(room.run, key, words)
    names = ("needs", "no_needs", "waiting", "pieces", "help", "no_help", "deeds", "no_deeds")
    titles = {name: words(f"story.{name}") for name in names}
    if kind == "actor":
        titles |= {"help": words("story.programmes"), "deeds": words("story.acts")}
    return {
        "story": asdict(story)
        | {"kind": kind, "missing": [piece.missing for piece in story.pieces], "scarce": [piece.scarce for piece in story.pieces]},
        "titles": titles,
    }


def _whatif(room: Room, words: Words) -> dict[str, Any]:
    """The ghost, what differs, and by how much at this month."""
    names = {key: words(f"whatif.{key}") for key in ("keep", "drop", "swap", "none", "ghost", "now", "differs", "measure", "difference")}
    if room.beside.ghost is None:
        return {"ghost": False, "words": names}
    ghost, month = room.beside.ghost, room.frame.month
    rows = [_compared(column, room, words) for column in COMPARED] if 0 < month <= len(ghost.series["stores"]) else []
    return {"ghost": True, "words": names, "differs": _differs(room, words), "rows": rows}


def _differs(room: Room, words: Words) -> list[dict[str, str]]:
    """Every path in which the two settings differ, with both values in words."""
    assert room.beside.ghost is not None
    mine, other = room.setting, room.beside.ghost.setting
    place = place_name(mine.parent, room.run.village)
    rows = []
    if mine.name != other.name:
        titles = (words.known(f"scenarios.{one.name}", one.parent.title) for one in (mine, other))
        rows.append(dict(zip(("now", "ghost"), titles, strict=True)))
    if mine.seed != other.seed:
        rows += [{"now": f"{words('controls.seed')} {mine.seed}", "ghost": f"{words('controls.seed')} {other.seed}"}]
    for path in sorted({path for path, _ in mine.changes} ^ {path for path, _ in other.changes} | _moved(room)):
        rows.append({"now": change_shown(path, mine, place, words), "ghost": change_shown(path, other, place, words)})
    return rows or [{"now": words("whatif.same"), "ghost": words("whatif.same")}]


def _moved(room: Room) -> set[str]:
    """Paths that both settings change, to different values."""
    assert room.beside.ghost is not None
    mine, other = dict(room.setting.changes), dict(room.beside.ghost.setting.changes)
    return {path for path in mine.keys() & other.keys() if mine[path] != other[path]}


def _compared(column: str, room: Room, words: Words) -> dict[str, str]:
    assert room.beside.ghost is not None
    write, month = writer(column, words), room.frame.month
    now, ghost = room.frame.series[column][month - 1], room.beside.ghost.series[column][month - 1]
    sign = "+" if now > ghost else "\N{MINUS SIGN}" if now < ghost else "±"
    difference = f"{sign}{difference_writer(column, words)(abs(now - ghost))}"
    return {"name": words(f"curves.{column}"), "now": write(now), "ghost": write(ghost), "difference": difference}


def _crowd(room: Room, words: Words) -> dict[str, Any]:
    """The class's runs: how many, what they say together, and the effect of the change where there is a ghost."""
    names = {key: words(f"crowd.{key}") for key in ("none", "clear", "growing", "legend", "paired", "mean", "spread", "effect")}
    adds = [{"count": count, "name": words("crowd.add", count=count)} for count in (1, 10, 50)]
    shown = {"words": names, "adds": adds, "growing": bool(room.beside.growing), "rows": [], "runs": "", "when": "", "paired": False}
    crowd, ghosts = room.beside.crowd, room.beside.ghosts
    if crowd is None or not len(crowd):
        return shown
    month = room.frame.month or room.frame.months
    shown["runs"] = words("crowd.runs", count=len(crowd), seeds=_seeds(crowd.seeds, words))
    shown["when"] = words.month(*calendar_of(room.setting.scenario.start, month - 1))
    shown["paired"] = room.beside.ghost is not None and ghosts is not None and len(ghosts) > 1 and len(crowd) > 1
    shown["rows"] = [_together(crowd, ghosts if shown["paired"] else None, column, month, words) for column in TOLD_OF_CLASS]
    return shown


def _seeds(seeds: Sequence[int], words: Words) -> str:
    """Seeds in their order, those that follow each other as a range."""
    told = [str(first) if first == last else words("crowd.seeds", first=str(first), last=str(last)) for first, last in ranges(seeds)]
    return words("listing.comma").join(told)


def _together(crowd: Crowd, ghosts: Crowd | None, column: str, month: int, words: Words) -> dict[str, str]:
    """One measure over all runs of the class in a month."""
    write, band = writer(column, words), crowd.band(column)
    row = {
        "name": words(f"curves.{column}"),
        "mean": _mean(crowd.interval(column, month), column, words),
        "spread": words("crowd.between", low=write(band.lowest[month - 1]), high=write(band.highest[month - 1])),
        "effect": "",
    }
    if ghosts is not None:
        effect = crowd.difference(ghosts, column, month)
        row["effect"] = _effect(effect, column, words)
    return row


def _effect(effect: Interval, column: str, words: Words) -> str:
    """A mean difference with its sign, that of shares in points; where every run is the same with and without the change, that."""
    if effect.estimate == effect.half_width == 0.0:
        return words("crowd.unchanged")
    sign = "+" if effect.estimate > 0 else "\N{MINUS SIGN}" if effect.estimate < 0 else ""
    size, half = abs(effect.estimate), effect.half_width
    if column in SHARES:
        return sign + words.points(size, half if isfinite(half) else None)
    told = words("crowd.give_or_take", mean=words.amount(size), half=words.amount(half)) if isfinite(half) else words.amount(size)
    return sign + told


def _mean(interval: Interval, column: str, words: Words) -> str:
    """A mean with its interval, as far as the measure itself can go; the mean alone where a single run leaves it unknown."""
    write, mean = writer(column, words), interval.estimate
    if not isfinite(interval.half_width):
        return write(mean)
    low, high = max(interval.low, 0.0), min(interval.high, 1.0) if column in SHARES else interval.high
    return words("crowd.mean_between", mean=write(mean), low=write(low), high=write(high))


def _lesson(room: Room, words: Words) -> dict[str, Any]:
    """The sentence to read, the prediction to make, and what the run says once its month has come."""
    lesson = room.lesson
    if lesson is None:
        return {"lesson": None}
    key = f"lessons.{lesson.key}"
    answers = [words(f"{key}.answers.{k}") for k in range(lesson.answers)]
    when = words.month(*calendar_of(lesson.setting.parent.start, lesson.month - 1))
    told = lesson.measured(room.frame.series[lesson.column], room.beside.ghost)
    return {
        "lesson": {
            "name": words(f"{key}.name"),
            "read": words(f"{key}.read"),
            "question": words(f"{key}.question"),
            "answers": answers,
            "chosen": -1 if room.answer is None else room.answer,
            "result": _result(room, answers, told, words) if told else words("lessons.wait", when=when),
            "found": told[0] if told else -1,
            "think": words(f"{key}.think") if told else "",
            "think_title": words("lessons.think"),
        }
    }


def _result(room: Room, answers: list[str], told: tuple[int, float], words: Words) -> str:
    assert room.lesson is not None
    found, value = told
    column = room.lesson.column
    shown = words("lessons.ratio", value=f"{value:.2f}") if room.lesson.beside is not None else writer(column, words)(value)
    if room.answer is None:
        return words("lessons.unsaid", answer=answers[found], value=shown)
    return words("lessons.right" if room.answer == found else "lessons.wrong", answer=answers[found], value=shown)
