"""The dial of the loop: four stages in a ring, each with what the five actors let flow through it this month."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, log1p, pi, sin

from ...state.month import ACTORS, STAGES
from ..style import ACTOR_COLOURS

SIZE, INNER, OUTER = 160.0, 30.0, 70.0
FULL = 1000.0  # acts at which a petal reaches the rim
# Each stage's quarter of the ring, clockwise from the top left, as it stands beside its card.
BEGINS = {"input": 0.75, "integration": 0.0, "implementation": 0.25, "feedback": 0.5}


def dial(flows: Mapping[str, Mapping[str, float]]) -> str:
    """Draw the ring as SVG: a petal per actor and stage, longer the more it did (logarithmic)."""
    parts = [_quarter(stage) for stage in STAGES]
    for stage in STAGES:
        for place, actor in enumerate(ACTORS):
            parts.append(_petal(stage, place, ACTOR_COLOURS[actor], flows[stage][actor]))
    parts += [_arrow(stage) for stage in STAGES]
    return f'<svg viewBox="0 0 {SIZE:g} {SIZE:g}" class="ring" aria-hidden="true">{"".join(parts)}</svg>'


def length_of(acts: float) -> float:
    """Length of a petal as a share of the ring's breadth."""
    return min(log1p(max(acts, 0.0)) / log1p(FULL), 1.0)


def _at(turn: float, radius: float) -> tuple[float, float]:
    angle = 2 * pi * turn
    return round(SIZE / 2 + radius * sin(angle), 2), round(SIZE / 2 - radius * cos(angle), 2)


def _wedge(begin: float, end: float, inner: float, outer: float) -> str:
    (a, b), (c, d) = _at(begin, outer), _at(end, outer)
    (e, f), (g, h) = _at(end, inner), _at(begin, inner)
    return f"M{a:g} {b:g}A{outer:g} {outer:g} 0 0 1 {c:g} {d:g}L{e:g} {f:g}A{inner:g} {inner:g} 0 0 0 {g:g} {h:g}Z"


def _quarter(stage: str) -> str:
    begin = BEGINS[stage]
    return f'<path d="{_wedge(begin + 0.008, begin + 0.242, INNER, OUTER)}" class="quarter"/>'


def _petal(stage: str, place: int, colour: str, acts: float) -> str:
    share = length_of(acts)
    if share <= 0.0:
        return ""
    begin = BEGINS[stage] + 0.014 + 0.2225 * place / len(ACTORS)
    outer = INNER + (OUTER - INNER) * share
    return f'<path d="{_wedge(begin + 0.003, begin + 0.2225 / len(ACTORS) - 0.003, INNER, outer)}" fill="{colour}"/>'


def _arrow(stage: str) -> str:
    """An arrow head from this stage to the next, on the rim."""
    end = BEGINS[stage] + 0.25
    (x, y), angle = _at(end, OUTER + 5.0), 360.0 * end
    return f'<path d="M-5 -4.5L5 0L-5 4.5Z" class="turn" transform="translate({x:g} {y:g}) rotate({angle:g})"/>'
