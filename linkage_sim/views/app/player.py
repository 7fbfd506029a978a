"""Playing by itself: threads of the tab, one that plays months while the browser keeps up, one for what is made aside."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .tab import Tab

PAUSE = 0.03  # least seconds that a month leaves to the browser
BREATH = 0.003  # least seconds that a piece of work leaves to other threads
SELDOM = 0.2  # seconds between two looks at what is made aside
PATIENCE = 2.0  # seconds that the player waits for the browser to say that it has drawn a month


class Player:
    """Plays a tab's months in a thread of its own.

    Parameters
    ----------
    tab : Tab
        Whose months are played.
    changed : callable
        Is called after each month and each piece of work that is done aside.
    """

    def __init__(self, tab: Tab, changed: Callable[[], None]) -> None:
        self._tab, self._changed = tab, changed
        self._drawn = threading.Event()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}

    def wake(self) -> None:
        """Start what the tab asks for and does not run yet."""
        if self._tab.playing:
            self._start("play", self._play)
        if self._tab.working:
            self._start("work", self._work)

    def drawn(self) -> None:
        """The browser has drawn the latest month."""
        self._drawn.set()

    def stop(self) -> None:
        """Stop for good, and free the tab's models."""
        self._stopped.set()
        self._drawn.set()
        self._tab.close()

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
        while self._goes_on("play", lambda: self._tab.playing):
            begun = time.monotonic()
            self._drawn.clear()
            self._tab.act("step")
            if self._tab.problem:
                self._tab.pause()
            self._changed()
            self._drawn.wait(PATIENCE)
            left = self._tab.interval - (time.monotonic() - begun)
            self._stopped.wait(max(left, PAUSE))

    def _work(self) -> None:
        """Do what is done aside piece by piece; the page is told of it a few times a second."""
        shown = 0.0
        while self._goes_on("work", lambda: self._tab.working):
            try:
                self._tab.work()
            except Exception as error:  # a sentence on the page, and the page stays
                self._tab.give_up(error)
            if time.monotonic() - shown > SELDOM or not self._tab.working:
                self._changed()
                shown = time.monotonic()
            self._stopped.wait(BREATH)
