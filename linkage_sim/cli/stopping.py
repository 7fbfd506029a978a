"""Ctrl-C and a polite request to end, heeded also where Python drops an exception: in a finaliser, or in a library's callback.

Rules that are read back from the cache are handed over in such callbacks. An exception that is raised there is printed with its traceback
and forgotten, and the run would go on to its end.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked: list[int] = []


def heed() -> None:
    """End the work if that was asked for and has not happened; work that takes long calls this again and again.

    Raises
    ------
    KeyboardInterrupt
        After Ctrl-C.
    SystemExit
        After a polite request to end.
    """
    if _asked:
        _end(_asked[-1])


@contextmanager
def interruptible() -> Iterator[None]:
    """While a command runs, remember that it was asked to end; where another answers to Ctrl-C, nothing changes there."""
    told = sys.unraisablehook

    def pass_over(dropped: sys.UnraisableHookArgs) -> None:
        """What is remembered is heeded at the next tick, and nothing to frighten a person with."""
        if not (_asked and isinstance(dropped.exc_value, (KeyboardInterrupt, SystemExit))):
            told(dropped)

    sys.unraisablehook = pass_over
    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        sys.unraisablehook = told
        _asked.clear()
        if ours and signal.getsignal(signal.SIGINT) is _stop:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def stop_on_termination() -> None:
    """Let a polite request to end clean up as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    _asked.append(number)
    _end(number)


def _end(number: int) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)
