"""The Solara page: a room or a map per tab, its view handed to the parts, the acts of the class handed back."""

# ruff: noqa: N802 - components are named like the classes that they stand for

from __future__ import annotations

from collections.abc import Callable
from json import dumps
from pathlib import Path
from typing import Any

import solara

from .country.atlas import Atlas
from .country.shown_atlas import AtlasView, atlas_view
from .parts import Controls, Curves, Head, Loop, Map, Panel, Places, Transport, Village
from .player import Player
from .setting import FIRST
from .tab import Tab
from .view import View, view_of

STYLE = Path(__file__).parent / "vue" / "page.css"
started_with: list[str] = [FIRST]
"""Scenario that the server was started with; it is set once, before the first tab opens."""


@solara.component
def Layout(children: Any = ()) -> None:
    """No frame around the page."""
    solara.Div(children=list(children))


@solara.component
def Page(query: str | None = None) -> None:
    """One tab: what it shows lives as long as the tab.

    Parameters
    ----------
    query : str, optional
        Query of the link that opened it; that of the browser unless given.
    """
    asked = solara.use_router().search if query is None else query
    tab = solara.use_memo(lambda: Tab(started_with[0], asked or ""), [])
    view, set_view = solara.use_state(solara.use_memo(lambda: _view_of(tab), []))
    player: Player = solara.use_memo(lambda: Player(tab, lambda: _show(tab, set_view)), [])

    def live() -> Callable[[], None]:
        player.wake()
        return player.stop

    solara.use_effect(live, [])

    def act(said: dict[str, Any]) -> None:
        tab.act(said.get("name", ""), said.get("data"))
        player.wake()
        _show(tab, set_view)

    solara.Style(STYLE)
    with solara.Div(classes=["ls-room"]):
        with solara.Div(classes=["ls-at-head"]):
            Head(head_json=dumps(view.head), saved_json=dumps(view.saved), event_act=act)
        with solara.Div(classes=["ls-left"]):
            Transport(transport_json=dumps(view.transport), event_act=act)
            with solara.Div():
                Controls(controls_json=dumps(view.controls), event_act=act)
        draw = _map if isinstance(view, AtlasView) else _village
        draw(view, act, lambda _: player.drawn())


def _view_of(tab: Tab) -> View | AtlasView:
    return atlas_view(tab.room, tab.first) if isinstance(tab.room, Atlas) else view_of(tab.room)


def _show(tab: Tab, set_view: Callable[[View | AtlasView], None]) -> None:
    """Make the view of the tab as it stands, and show it."""
    with tab.lock, tab.room.lock:
        if tab.closed:
            return
        view = _view_of(tab)
    set_view(view)


Act = Callable[[dict[str, Any]], None]
Drawn = Callable[[Any], None]


def _village(view: View, act: Act, drawn: Drawn) -> None:
    """The middle and the right side where a village is shown."""
    with solara.Div(classes=["ls-middle"]):
        with solara.Div():
            Village(plan_json=dumps(view.plan), picture_json=dumps(view.picture), event_act=act, event_drawn=drawn)
        Loop(loop_json=dumps(view.loop))
    with solara.Div(classes=["ls-right"]):
        Curves(curves_json=dumps(view.curves), event_act=act)
        with solara.Div():
            Panel(panel_json=dumps(view.panel), event_act=act)


def _map(view: AtlasView, act: Act, drawn: Drawn) -> None:
    """The middle and the right side where a country is shown."""
    with solara.Div(classes=["ls-middle"]), solara.Div():
        Map(map_json=dumps(view.map), event_act=act, event_drawn=drawn)
    with solara.Div(classes=["ls-right"]):
        Curves(curves_json=dumps(view.curves), event_act=act)
        with solara.Div():
            Places(places_json=dumps(view.places), event_act=act)
