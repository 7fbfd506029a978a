"""Who may speak with the page: browsers that were given its address, with its key where it is cast, and no more than a classroom has."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
COOKIES = ("solara-session-id", "solara-session-id-lax")
READING = ("GET", "HEAD")
EVERYWHERE = ("0.0.0.0", "::")
"""Addresses that stand for all that this machine has."""
KEY = "key"
"""What a link calls the key of a page that is cast."""
POLICY = 1008
"""What a socket is closed with that breaks a rule."""
TEXT = [(b"content-type", b"text/plain; charset=utf-8")]


class Guard:
    """Stands before the web application, and lets nobody in who came by another name or from another page.

    A page of another name that resolves to this machine would otherwise be served, and could read all that is shown; so could a script
    that opens the socket from a page of its own. Both are told apart by what a browser says of itself and a script cannot change.
    A page that is cast to a network has a key besides: who opens its link gets the key as a cookie, and nobody else is let in.

    Parameters
    ----------
    inner : ASGI application
        What is guarded.
    port : int
        Port at which it is served.
    host : str
        Name or address that it is served at, beside those of this machine itself; one of ``EVERYWHERE`` for whatever name this machine has.
    room : callable
        Whether there is room for the tabs of these numbers, beside those that are kept though their connection broke.
    key : str
        What whoever comes must have; empty where only this machine can come.
    """

    def __init__(self, inner: Application, port: int, host: str, room: Callable[[set[str]], bool], key: str = "") -> None:
        self._inner = inner
        self._open: Counter[str] = Counter()
        self._room = room
        self._key, self._cookie = key, f"linkage-sim-{port}"
        self._anywhere = bool(key) and host in EVERYWHERE
        self._hosts = frozenset(told for name in {*LOOPBACK, bracketed(host)} for told in _with_port(name.lower(), port))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or open a socket, or refuse it."""
        refusal = self.refusal(scope) if scope["type"] in ("http", "websocket") else ""
        if not refusal and scope["type"] == "http" and self._key and _asked(scope, KEY):
            await self._hand_over(scope, send)
        elif not refusal:
            await self._let_in(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY, "reason": refusal})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": TEXT})
            await send({"type": "http.response.body", "body": f"{refusal}\n".encode()})

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; a socket counts from before it is opened until it is closed."""
        kernel = _kernel(scope) if scope["type"] == "websocket" else ""
        self._open[kernel] += 1
        try:
            await self._inner(scope, receive, send)
        finally:
            self._open -= Counter([kernel])

    async def _hand_over(self, scope: Scope, send: Send) -> None:
        """Give the key as a cookie to who came by the link, and send him on to the page, whose address does not show it."""
        rest = [(name, value) for name, value in parse_qsl(_query(scope), keep_blank_values=True) if name != KEY]
        place = f"/{quote(str(scope['path']).lstrip('/'))}{'?' if rest else ''}{urlencode(rest)}"  # of this page, whatever was asked for
        cookie = f"{self._cookie}={self._key}; Path=/; HttpOnly; SameSite=Strict"
        headers = [(b"location", place.encode()), (b"set-cookie", cookie.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _has_key(self, scope: Scope) -> bool:
        """Whether somebody has the key: by the link, or by the cookie that the link has given."""
        by_link = _asked(scope, KEY) if scope["type"] == "http" and scope.get("method") in READING else []
        given = [*by_link, *_cookies(_all(scope, b"cookie", exact=True), self._cookie)]
        return any(hmac.compare_digest(one.encode(), self._key.encode()) for one in given)

    def refusal(self, scope: Scope) -> str:
        """Why a request is refused; empty where it is not."""
        host, origins = _only(scope, b"host"), _all(scope, b"origin")
        if host not in self._hosts and not (self._anywhere and host):
            return "This page is served under its own address only."
        if self._key and not self._has_key(scope):
            return "This page is open to those only who came by its whole link, as the command that serves it has printed it."
        changes = scope["type"] == "websocket" or scope.get("method") not in READING
        if (origins or scope["type"] == "websocket") and changes and origins != [f"http://{host}"]:
            return "This page is open to itself only, not to other pages."
        if scope["type"] == "websocket" and not (any(_cookies(_all(scope, b"cookie"), *COOKIES)) and _asked(scope, "session_id")):
            return "Open the page before its socket."
        if scope["type"] == "websocket" and not self._room({*self._open, _kernel(scope)} - {""}):
            return "There are too many tabs. Close some of them."
        return ""


def bracketed(host: str) -> str:
    """An address as it stands in an address line: one of IPv6 in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _with_port(name: str, port: int) -> Iterable[str]:
    return (f"{name}:{port}", name) if port == 80 else (f"{name}:{port}",)


def _all(scope: Scope, name: bytes, exact: bool = False) -> list[str]:
    found = [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]
    return found if exact else [value.lower() for value in found]


def _only(scope: Scope, name: bytes) -> str:
    found = _all(scope, name)
    return found[0] if len(found) == 1 else ""


def _cookies(headers: Iterable[str], *names: str) -> list[str]:
    """What the cookies of these names hold."""
    found = []
    for header in headers:
        try:
            found += [morsel.value for name, morsel in SimpleCookie(header).items() if name in names and morsel.value]
        except CookieError:
            continue
    return found


def _query(scope: Scope) -> str:
    return str(scope.get("query_string", b"").decode("latin-1"))


def _asked(scope: Scope, name: str) -> list[str]:
    """What an address says of a name: of the key of a page that is cast, of the session of a socket's tab."""
    return parse_qs(_query(scope)).get(name, [])


def _kernel(scope: Scope) -> str:
    """Number of the tab that a socket belongs to: the last but one part of its path."""
    parts = str(scope.get("path", "")).rsplit("/", 2)
    return parts[1] if len(parts) == 3 else ""
