"""The Solara page: a room per tab, its view handed to the parts, the acts of the class handed back."""

# ruff: noqa: N802 - components are named like the classes that they stand for

from __future__ import annotations

from collections.abc import Callable
from json import dumps
from pathlib import Path
from typing import Any

import solara

from .parts import Controls, Curves, Head, Loop, Panel, Transport, Village
from .player import Player
from .room import Room
from .setting import FIRST
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
    """One tab: its room lives as long as the tab.

    Parameters
    ----------
    query : str, optional
        Query of the link that opened it; that of the browser unless given.
    """
    asked = solara.use_router().search if query is None else query
    room = solara.use_memo(lambda: Room(started_with[0], asked or ""), [])
    view, set_view = solara.use_state(solara.use_memo(lambda: view_of(room), []))
    player = solara.use_memo(lambda: Player(room, lambda: _show(room, set_view)), [])
    solara.use_effect(lambda: player.stop, [])

    def act(said: dict[str, Any]) -> None:
        room.act(said.get("name", ""), said.get("data"))
        player.wake()
        _show(room, set_view)

    solara.Style(STYLE)
    _parts(view, act, lambda _: player.drawn())


def _show(room: Room, set_view: Callable[[View], None]) -> None:
    """Make the view of the room as it stands, and show it."""
    with room.lock:
        if room.closed:
            return
        view = view_of(room)
    set_view(view)


def _parts(view: View, act: Callable[[dict[str, Any]], None], drawn: Callable[[Any], None]) -> None:
    with solara.Div(classes=["ls-room"]):
        with solara.Div(classes=["ls-at-head"]):
            Head(head_json=dumps(view.head), saved_json=dumps(view.saved), event_act=act)
        with solara.Div(classes=["ls-left"]):
            Transport(transport_json=dumps(view.transport), event_act=act)
            with solara.Div():
                Controls(controls_json=dumps(view.controls), event_act=act)
        with solara.Div(classes=["ls-middle"]):
            with solara.Div():
                Village(plan_json=dumps(view.plan), picture_json=dumps(view.picture), event_act=act, event_drawn=drawn)
            Loop(loop_json=dumps(view.loop))
        with solara.Div(classes=["ls-right"]):
            Curves(curves_json=dumps(view.curves), event_act=act)
            with solara.Div():
                Panel(panel_json=dumps(view.panel), event_act=act)
