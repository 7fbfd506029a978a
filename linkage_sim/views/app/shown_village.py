"""The middle of the page as data: the village's picture and the dial of the loop."""

from __future__ import annotations

from math import hypot, sqrt
from typing import Any

from ...findings.language import Words
from ...state.month import ACTORS, STAGES
from ..style import ACTOR_COLOURS
from .dial import dial
from .room import Room

MOST_STORES = 25  # from there on a household's dot does not grow
BRIGHT = ("community", "society")  # their colours take dark letters
SURROUNDINGS = ("policy", "economy", "society", "technology")
STATE_NAMES = ("other", "poor", "carded", "online")


def plan_shown(room: Room, words: Words) -> dict[str, Any]:
    """What stands still in the picture."""
    plan = room.run.plan
    where = dict(zip(plan.households, plan.places, strict=True))
    ties = "".join(f"M{where[a][0]:g} {where[a][1]:g}L{where[b][0]:g} {where[b][1]:g}" for a, b in plan.ties if a in where and b in where)
    note = words("village.drawn", drawn=len(plan.households), total=plan.total) if len(plan.households) < plan.total else ""
    return {
        "households": list(plan.households),
        "places": [list(place) for place in plan.places],
        "clans": [[clan.x, clan.y, clan.radius] for clan in plan.clans],
        "actors": [
            {"key": actor, "name": words(f"actors.{actor}.name"), "x": x, "y": y, "colour": ACTOR_COLOURS[actor], "bright": actor in BRIGHT}
            for actor, (x, y) in plan.actors.items()
        ],
        "ties": ties,
        "environment": [words(f"village.surroundings.{name}") for name in SURROUNDINGS],
        "environment_name": words("village.environment"),
        "note": note,
        "legend": [{"state": state, "name": words(f"states.{state}")} for state in (*reversed(STATE_NAMES), "away")],
        "size": words("states.size"),
        "served": words("states.served"),
        "dot": words("village.dot", number="{number}"),
    }


def picture_of(room: Room, words: Words) -> dict[str, Any]:
    """What the village looks like this month."""
    frame, plan = room.frame, room.run.plan
    where = dict(zip(plan.households, plan.places, strict=True))
    helped = {link.household for link in frame.links}
    off = {actor for actor in ACTORS if not getattr(getattr(room.run.model.scenario.actors, actor), "active", True)}
    return {
        "dots": [[dot.state, radius(plan.dot, dot.stores), int(dot.away), int(dot.household in helped)] for dot in frame.dots],
        "links": [[link.actor, _arc(plan.actors[link.actor], where[link.household]), link.units] for link in frame.links],
        "clans": [[round(online / max(total, 1), 3), words("village.clan", online=online, total=total)] for online, total in frame.clans],
        "served": {actor: words("village.served", count=count) if count else "" for actor, count in frame.served.items()},
        "off": sorted(off),
        "linked": frame.linked,
        "counts": {state: frame.counts[state] for state in (*STATE_NAMES, "away")},
        "picked": list(room.picked) if room.picked else [],
        "label": words("village.label", name=room.run.village_name, total=plan.total,
                       **{state: frame.counts[state] for state in ("online", "carded", "poor")}),
        "spots": [
            {"number": spot.number, "share": spot.online / max(spot.households, 1), "stage": spot.stage,
             "size": round(5 + 11 * min(sqrt(spot.stores / 1000), 1.0), 1), "on": spot.number == frame.village,
             "name": words("village.spot", name=spot.name, online=spot.online, households=spot.households, stores=spot.stores)}
            for spot in frame.spots
        ],
        "month": frame.month,
    }  # fmt: skip


def loop_of(room: Room, words: Words) -> dict[str, Any]:
    """The dial: the ring, and a card for each stage with what flowed in it."""
    flows = room.frame.flows
    cards = [{"key": stage, "name": words(f"loop.{stage}"), "rows": _rows(flows[stage], stage, words)} for stage in STAGES]
    return {"ring": dial(flows), "cards": cards, "title": words("loop.title"), "linked": room.frame.linked}


def _rows(acts: Any, stage: str, words: Words) -> list[dict[str, Any]]:
    """The three actors that did most."""
    most = sorted((actor for actor in ACTORS if acts[actor] >= 0.5), key=lambda actor: -acts[actor])[:3]
    return [{"colour": ACTOR_COLOURS[actor], "text": words(f"flows.{stage}.{actor}", count=round(acts[actor]))} for actor in most]


def radius(dot: float, stores: int) -> float:
    """Radius of a household's dot: its area grows with the stores."""
    return round(dot * sqrt(1.0 + min(stores, MOST_STORES) * 0.15), 2)


def _arc(begin: tuple[float, float], end: tuple[float, float]) -> str:
    """A bent line from an actor to a household."""
    (x0, y0), (x1, y1) = begin, end
    length = max(hypot(x1 - x0, y1 - y0), 1.0)
    bend = 0.12 * length
    x, y = (x0 + x1) / 2 - (y1 - y0) / length * bend, (y0 + y1) / 2 + (x1 - x0) / length * bend
    return f"M{x0:g} {y0:g}Q{x:.1f} {y:.1f} {x1:g} {y1:g}"
