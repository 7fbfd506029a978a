"""Playing by itself: a thread of the tab that plays months while the browser keeps up, and adds the class's runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .room import Room

PAUSE = 0.03  # least seconds that a month leaves to the browser
PATIENCE = 2.0  # seconds that the player waits for the browser to say that it has drawn a month


class Player:
    """Plays a room's months in a thread of its own.

    Parameters
    ----------
    room : Room
        Whose months are played.
    changed : callable
        Is called after each month and each batch of the class's runs.
    """

    def __init__(self, room: Room, changed: Callable[[], None]) -> None:
        self._room, self._changed = room, changed
        self._drawn = threading.Event()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}

    def wake(self) -> None:
        """Start what the room asks for and does not run yet."""
        if self._room.playing:
            self._start("play", self._play)
        if self._room.beside.growing:
            self._start("grow", self._grow)

    def drawn(self) -> None:
        """The browser has drawn the latest month."""
        self._drawn.set()

    def stop(self) -> None:
        """Stop for good, and free the room's model."""
        self._stopped.set()
        self._drawn.set()
        self._room.close()

    @property
    def busy(self) -> bool:
        """Whether a thread is at work."""
        return bool(self._threads)

    def _goes_on(self, name: str, wanted: Callable[[], bool]) -> bool:
        """Whether work goes on; if not, it is struck from the list in the same breath, so that nobody counts on it."""
        with self._lock:
            if wanted() and not self._stopped.is_set():
                return True
            self._threads.pop(name, None)
            return False

    def _start(self, name: str, work: Callable[[], None]) -> None:
        with self._lock:
            if not self._stopped.is_set() and name not in self._threads:
                self._threads[name] = threading.Thread(target=work, name=f"linkage_sim {name}", daemon=True)
                self._threads[name].start()

    def _play(self) -> None:
        """Play month after month; wait for the browser, so that nothing piles up however slow it is."""
        while self._goes_on("play", lambda: self._room.playing):
            begun = time.monotonic()
            self._drawn.clear()
            self._room.act("step")
            if self._room.problem:
                self._room.playing = False
            self._changed()
            self._drawn.wait(PATIENCE)
            left = self._room.interval - (time.monotonic() - begun)
            self._stopped.wait(max(left, PAUSE))

    def _grow(self) -> None:
        """Add the class's runs batch by batch."""
        while self._goes_on("grow", lambda: self._room.beside.growing > 0):
            try:
                self._room.grow()
            except Exception as error:  # a sentence on the page, and the page stays
                self._room.beside.growing, self._room.problem = 0, str(error)
            self._changed()
            self._stopped.wait(PAUSE)
