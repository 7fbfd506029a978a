"""Who is let in to the page: browsers that were given its own address, each with the cookie that the page gave, and not too many."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

import pytest

from linkage_sim.views.app.guard import Guard
from linkage_sim.views.app.room import Room
from linkage_sim.views.app.view import view_of

OWN = {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:8765", "cookie": "solara-session-id=abc"}


def sent(
    headers: dict[str, str],
    kind: str = "websocket",
    method: str = "GET",
    host: str = "127.0.0.1",
    room: bool = True,
    query: bytes = b"session_id=x",
    key: str = "",
) -> list[Any]:
    """What is sent back; a single word where what is guarded was asked."""
    told: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        told.append("let in")

    async def send(message: Any) -> None:
        told.append(message)

    asked: list[set[str]] = []
    scope = {"type": kind, "path": "/jupyter/api/kernels/k1/channels", "method": method, "query_string": query}
    scope["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
    guard = Guard(inner, 8765, host, lambda tabs: asked.append(tabs) or room, key)  # type: ignore[func-returns-value]
    asyncio.run(guard(scope, None, send))  # type: ignore[arg-type]
    assert asked in ([], [{"k1"}])
    return told


def test_a_socket_without_a_session_is_closed():
    assert sent(OWN) == ["let in"]
    assert sent(OWN, query=b"")[0]["type"] == "websocket.close"
    assert sent(OWN, query=b"session_id=")[0]["type"] == "websocket.close"


@pytest.mark.parametrize("name", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "LOCALHOST:8765"])
def test_the_page_is_served_under_the_names_of_this_machine(name: str) -> None:
    assert sent({"host": name}, "http") == ["let in"]
    assert sent({**OWN, "host": name, "origin": f"http://{name.lower()}"}) == ["let in"]


@pytest.mark.parametrize("name", ["evil.example:8765", "evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8765.evil.example", ""])
def test_the_page_is_served_under_no_other_name(name: str) -> None:
    answer = sent({"host": name}, "http")
    assert answer[0]["status"] == 403
    assert b"own address" in answer[1]["body"]
    assert sent({**OWN, "host": name, "origin": f"http://{name}"})[0]["type"] == "websocket.close"


def test_a_request_that_names_two_hosts_or_none_is_refused() -> None:
    assert sent({"host": "127.0.0.1:8765", "Host": "127.0.0.1:8765"}, "http")[0]["status"] == 403
    assert sent({}, "http")[0]["status"] == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:8000", "http://localhost:8765", "https://127.0.0.1:8765", "null"]
)
def test_the_socket_opens_to_its_own_page_only(origin: str) -> None:
    assert sent({**OWN, "origin": origin})[0] == {
        "type": "websocket.close",
        "code": 1008,
        "reason": "This page is open to itself only, not to other pages.",
    }
    assert sent({"host": OWN["host"], "origin": origin}, "http", "POST")[0]["status"] == 403


@pytest.mark.parametrize("missing", ["origin", "cookie", "host"])
def test_the_socket_opens_to_nobody_who_does_not_say_who_he_is(missing: str) -> None:
    assert sent(OWN) == ["let in"]
    assert sent({name: value for name, value in OWN.items() if name != missing})[0]["type"] == "websocket.close"


def test_there_is_room_for_so_many_tabs_only() -> None:
    assert "too many tabs" in sent(OWN, room=False)[0]["reason"]
    assert sent({"host": OWN["host"]}, "http", room=False) == ["let in"]


def test_the_name_that_was_asked_for_is_served_as_well() -> None:
    assert sent({"host": "class.example:8765"}, "http", host="class.example") == ["let in"]
    assert sent({"host": "[fe80::1]:8765"}, "http", host="fe80::1") == ["let in"]
    assert sent({"host": "other.example:8765"}, "http", host="class.example")[0]["status"] == 403


CAST = {"host": "class.example:8765", "origin": "http://class.example:8765", "cookie": "solara-session-id=abc"}


def test_a_page_that_is_cast_opens_to_its_whole_link_only() -> None:
    def cast(headers: dict[str, str], kind: str = "http", query: bytes = b"", method: str = "GET") -> list[Any]:
        return sent(headers, kind, method, host="0.0.0.0", query=query, key="S3cret")

    host = {"host": CAST["host"]}
    for query in (b"", b"key=", b"key=other", b"key=s3cret"):
        assert cast(host, query=query)[0]["status"] == 403
    started, _ = cast(host, query=b"key=S3cret&month=7")
    headers = dict(started["headers"])
    assert (started["status"], headers[b"location"]) == (303, b"/jupyter/api/kernels/k1/channels?month=7")
    assert b"HttpOnly" in headers[b"set-cookie"]
    given = headers[b"set-cookie"].partition(b";")[0].decode()
    assert cast(host | {"cookie": given}) == ["let in"]
    assert cast(host | {"cookie": given.lower()})[0]["status"] == 403
    session = b"session_id=x"
    assert cast(CAST | {"cookie": f"{CAST['cookie']}; {given}"}, "websocket", session) == ["let in"]
    assert cast(CAST, "websocket", session)[0]["type"] == "websocket.close"
    assert cast(CAST, "websocket", session + b"&key=S3cret")[0]["type"] == "websocket.close"
    assert cast(host, query=b"key=S3cret", method="POST")[0]["status"] == 403
    evil = {"host": CAST["host"], "origin": "http://evil.example", "cookie": f"{CAST['cookie']}; {given}"}
    assert cast(evil, "websocket", session)[0]["type"] == "websocket.close"


@pytest.mark.slow
def test_who_has_the_printed_link_is_let_in_and_nobody_else() -> None:
    words = [sys.executable, "-m", "linkage_sim", "ui", "base", "--no-browser", "--port", "0", "--host", "0.0.0.0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port, key = re.search(r":(\d+)/\?key=(\S{16,}) to everybody", process.stdout.readline()).groups()  # type: ignore[union-attr]
            page = f"http://127.0.0.1:{port}/"
            direct = [urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()]
            browser = urllib.request.build_opener(*direct)
            with browser.open(f"{page}?key={key}&month=2", timeout=300) as answer:
                assert answer.url == f"{page}?month=2"
            with browser.open(page, timeout=300) as answer:
                assert b"linkage_sim" in answer.read()
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.build_opener(direct[0]).open(page, timeout=300)
        finally:
            process.terminate()


def test_a_link_leads_to_no_other_machine() -> None:
    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    for path, place in (
        ("//evil.example/", b"/evil.example/"),
        ("/\\evil.example", b"/%5Cevil.example"),
        ("/a\r\nb: c", b"/a%0D%0Ab%3A%20c"),
    ):
        scope = {"type": "http", "path": path, "method": "GET", "query_string": b"key=k", "headers": [(b"host", b"a:1")]}
        asyncio.run(Guard(None, 1, "0.0.0.0", lambda _: True, "k")(scope, None, send))  # type: ignore[arg-type]
        assert dict(told[-2]["headers"])[b"location"] == place


def test_a_page_of_ones_own_scenario_shows_nowhere_where_the_file_lies(tmp_path: Any) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("schema: 1\nname: own\ntitle: My village\nextends: base\nmonths: 3\n")
    room = Room(str(own))
    assert str(tmp_path) not in repr(view_of(room))
    assert "scenario=own.yaml" in view_of(room).head["save"]["query"]
    again = Room(str(own), view_of(room).head["save"]["query"])
    assert (again.problem, again.setting) == ("", room.setting)


def test_a_link_with_a_number_that_is_none_is_told_and_the_page_opens() -> None:
    room = Room("base", "?month=%C2%B2")
    assert "The month '²' is no whole number" in room.problem
    assert room.frame.month == 0
