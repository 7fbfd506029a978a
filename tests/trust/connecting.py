"""Strangers knock at the page: under other names, from other pages, without a cookie, and in crowds that leave without a word."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

OPENED, SERVED = 101, 200
UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
MOST_OPEN = 250
"""Connections that are left open without a word, at one time."""
GROWTH = 250.0
"""MB by which a crowd may make the page grow: the forty tabs that it keeps."""


class Knock(NamedTuple):
    """How somebody comes to the page, and whether the page may answer."""

    name: str
    host: str
    origin: str = ""
    cookie: str = ""
    socket: bool = True
    welcome: bool = False


OWN, COOKIE = "127.0.0.1:{port}", "solara-session-id=abc"
KNOCKS = (
    Knock("the page itself", OWN, socket=False, welcome=True),
    Knock("a name that leads here", "evil.example:{port}", socket=False),
    Knock("a name that leads here, at the socket", "evil.example:{port}", "http://evil.example:{port}", COOKIE),
    Knock("a page of another name", OWN, "http://evil.example", COOKIE),
    Knock("a page at another port", OWN, "http://127.0.0.1:1", COOKIE),
    Knock("a script that does not say who it is", OWN, "", COOKIE),
    Knock("nobody whom the page knows", OWN, f"http://{OWN}"),
    Knock("one of a crowd of tabs", OWN, f"http://{OWN}", COOKIE, welcome=True),
)


@contextmanager
def page() -> Iterator[tuple[int, int]]:
    """Serve the page in a process of its own; give its port and its number."""
    words = [sys.executable, "-m", "linkage_sim", "ui", "base", "--no-browser", "--port", "0"]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:  # not a pipe: one that nobody empties would stop the page
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=complaints, text=True)
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r":(\d+)/", said)
            assert found is not None, f"the page did not open: {said}{_all_of(complaints)}"
            yield int(found[1]), process.pid
            assert process.poll() is None, "the page went down"
            assert "Traceback" not in _all_of(complaints), f"the page complains of its visitors: {_all_of(complaints)[-2000:]}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _all_of(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def knock(port: int, one: Knock, number: int) -> tuple[int, socket.socket]:
    """Come to the page in one way; return the status that it answers, and the connection, which is left open."""
    path = f"/jupyter/api/kernels/{number:032x}/channels?session_id=abc" if one.socket else "/"
    words = {"Host": one.host, "Origin": one.origin, "Cookie": one.cookie}
    headers = "".join(f"{name}: {value.format(port=port)}\r\n" for name, value in words.items() if value)
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(f"GET {path} HTTP/1.1\r\n{headers}{UPGRADE if one.socket else ''}\r\n".encode())
    answer = connection.recv(64).split()
    return int(answer[1]) if len(answer) > 1 else 0, connection


def megabytes(process: int) -> float:
    """Memory that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def knocks(count: int, seed: int = 1, until: float = float("inf")) -> dict[str, float]:
    """Come to the page so often; return how many were answered, how many refused, and by how many MB it grew.

    Raises
    ------
    AssertionError
        Where a stranger is answered, the page itself is not, or a crowd makes it grow.
    """
    draw, let_in, refused = random.Random(seed), 0, 0
    left_open: deque[socket.socket] = deque(maxlen=MOST_OPEN)  # the oldest is closed as a new one comes
    with page() as (port, process):
        before = megabytes(process)
        for number in range(count):
            if time.monotonic() > until:
                break
            one = KNOCKS[number % len(KNOCKS)]
            status, connection = knock(port, one, number)
            answered = status in (OPENED, SERVED)
            assert one.welcome or not answered, f"{one.name} was answered with {status}"
            assert one.socket or answered == one.welcome, f"{one.name} was answered with {status}"
            let_in, refused = let_in + answered, refused + (not answered)
            if draw.random() < 0.5:
                connection.close()
            else:
                left_open.append(connection)
        grown = megabytes(process) - before
    assert grown < GROWTH, f"{count} connections made the page grow by {grown:.0f} MB"
    return {"let_in": let_in, "refused": refused, "grown": grown}
