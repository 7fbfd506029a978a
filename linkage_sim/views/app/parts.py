"""The parts of the page that the browser draws: each a Vue template with its data as JSON, and one event by which it asks for an act.

The data go as text, for Solara looks into every number of a list or dict that it is given, twice for each month.
"""

# ruff: noqa: N802 - components are named like the classes that they stand for

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Act = Callable[[dict[str, Any]], None]


@solara.component_vue("vue/head.vue", vuetify=False)
def Head(head_json: str, saved_json: str, event_act: Act) -> None:
    """Title, month, stage, lessons, saving, language, keys."""


@solara.component_vue("vue/transport.vue", vuetify=False)
def Transport(transport_json: str, event_act: Act) -> None:
    """Play, step, reset, speed."""


@solara.component_vue("vue/controls.vue", vuetify=False)
def Controls(controls_json: str, event_act: Act) -> None:
    """Scenario, seed, switches, levers."""


@solara.component_vue("vue/village.vue", vuetify=False)
def Village(plan_json: str, picture_json: str, event_act: Act, event_drawn: Callable[[Any], None]) -> None:
    """The village; it says when it has drawn a month."""


@solara.component_vue("vue/loop.vue", vuetify=False)
def Loop(loop_json: str) -> None:
    """The dial of the four stages."""


@solara.component_vue("vue/curves.vue", vuetify=False)
def Curves(curves_json: str, event_act: Act) -> None:
    """The charts."""


@solara.component_vue("vue/panel.vue", vuetify=False)
def Panel(panel_json: str, event_act: Act) -> None:
    """Events, story, what if, class, lesson."""


@solara.component_vue("vue/map.vue", vuetify=False)
def Map(map_json: str, event_act: Act, event_drawn: Callable[[Any], None]) -> None:
    """A country, a province or a county; it says when it has drawn a month."""


@solara.component_vue("vue/places.vue", vuetify=False)
def Places(places_json: str, event_act: Act) -> None:
    """The places below the one that is looked at, by rank."""
