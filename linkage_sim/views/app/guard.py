"""Who may speak with the page: browsers that were given its own address, and no more of them than a classroom has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
COOKIES = ("solara-session-id", "solara-session-id-lax")
READING = ("GET", "HEAD")
POLICY = 1008
"""What a socket is closed with that breaks a rule."""
TEXT = [(b"content-type", b"text/plain; charset=utf-8")]


class Guard:
    """Stands before the web application, and lets nobody in who came by another name or from another page.

    A page of another name that resolves to this machine would otherwise be served, and could read all that is shown; so could a script
    that opens the socket from a page of its own. Both are told apart by what a browser says of itself and a script cannot change.

    Parameters
    ----------
    inner : ASGI application
        What is guarded.
    port : int
        Port at which it is served.
    host : str
        Name or address that it is served at, beside those of this machine itself.
    room : callable
        Whether there is room for the tabs of these numbers, beside those that are kept though their connection broke.
    """

    def __init__(self, inner: Application, port: int, host: str, room: Callable[[set[str]], bool]) -> None:
        self._inner = inner
        self._open: Counter[str] = Counter()
        self._room = room
        self._hosts = frozenset(told for name in {*LOOPBACK, bracketed(host)} for told in _with_port(name.lower(), port))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or open a socket, or refuse it."""
        refusal = self.refusal(scope) if scope["type"] in ("http", "websocket") else ""
        if not refusal:
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

    def refusal(self, scope: Scope) -> str:
        """Why a request is refused; empty where it is not."""
        host, origins = _only(scope, b"host"), _all(scope, b"origin")
        if host not in self._hosts:
            return "This page is served under its own address only."
        changes = scope["type"] == "websocket" or scope.get("method") not in READING
        if (origins or scope["type"] == "websocket") and changes and origins != [f"http://{host}"]:
            return "This page is open to itself only, not to other pages."
        if scope["type"] == "websocket" and not (_cookies(_all(scope, b"cookie")).intersection(COOKIES) and _session(scope)):
            return "Open the page before its socket."
        if scope["type"] == "websocket" and not self._room({*self._open, _kernel(scope)} - {""}):
            return "There are too many tabs. Close some of them."
        return ""


def bracketed(host: str) -> str:
    """An address as it stands in an address line: one of IPv6 in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _with_port(name: str, port: int) -> Iterable[str]:
    return (f"{name}:{port}", name) if port == 80 else (f"{name}:{port}",)


def _all(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key.lower() == name]


def _only(scope: Scope, name: bytes) -> str:
    found = _all(scope, name)
    return found[0] if len(found) == 1 else ""


def _cookies(headers: Iterable[str]) -> set[str]:
    """Names of cookies that hold something."""
    found: set[str] = set()
    for header in headers:
        try:
            found.update(name for name, morsel in SimpleCookie(header).items() if morsel.value)
        except CookieError:
            continue
    return found


def _session(scope: Scope) -> list[str]:
    """What a socket says of the session of its tab, without which nobody could serve it."""
    return parse_qs(scope.get("query_string", b"").decode("latin-1")).get("session_id", [])


def _kernel(scope: Scope) -> str:
    """Number of the tab that a socket belongs to: the last but one part of its path."""
    parts = str(scope.get("path", "")).rsplit("/", 2)
    return parts[1] if len(parts) == 3 else ""
