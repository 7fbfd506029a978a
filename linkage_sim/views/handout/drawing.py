"""How the classroom page draws its curves, its dial and its dots, as numbers for the handout's script, which draws the same."""

from __future__ import annotations

from typing import Any

from ...findings.language import LANGUAGES, words_of
from ...scenario import Scenario
from ...scenario.evidence import Evidence
from ..app import curves, dial, shown_curves
from ..app.shown_village import BRIGHT, MOST_STORES
from ..style import ACTOR_COLOURS, BLACK, GREY
from ..targets import targets_for


def drawing() -> dict[str, Any]:
    """Sizes, colours and limits of all drawings."""
    return {
        "colours": ACTOR_COLOURS,
        "bright": BRIGHT,
        "mostStores": MOST_STORES,
        "charts": shown_curves.CHARTS,
        "least": shown_curves.LEAST,
        "shares": shown_curves.SHARES,
        "ofTheRegister": shown_curves.OF_THE_REGISTER,
        "counted": shown_curves.COUNTED,
        "few": shown_curves.FEW,
        "chart": {
            "width": curves.WIDTH,
            "years": curves.YEARS,
            "tall": curves.TALL,
            "low": curves.LOW,
            "left": curves.LEFT,
            "right": curves.RIGHT,
            "top": curves.TOP,
            "bottom": curves.BOTTOM,
            "colours": curves.COLOURS,
            "inks": curves.INKS,
            "grey": GREY,
            "black": BLACK,
        },
        "dial": {"size": dial.SIZE, "inner": dial.INNER, "outer": dial.OUTER, "full": dial.FULL, "begins": dial.BEGINS},
    }


def evidence(scenario: Scenario) -> list[dict[str, Any]]:
    """Evidence points of a scenario's village that lie within the run, labelled in every language."""
    targets = targets_for(scenario.name, Evidence.load())
    found = []
    for column in curves.COLOURS:
        told = [
            curves.points_of(targets, column, scenario.start, scenario.months, shown_curves.writer(column, words_of(language)))
            for language in LANGUAGES
        ]
        for points in zip(*told, strict=True):
            label = dict(zip(LANGUAGES, (point.label for point in points), strict=True))
            one = points[0]
            found.append({"column": column, "start": one.start, "end": one.end, "value": one.value, "low": one.low, "label": label})
    return found
