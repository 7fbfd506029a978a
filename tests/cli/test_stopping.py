"""An interrupt is never lost, wherever it comes."""

from __future__ import annotations

import signal
import sys

import pytest

from linkage_sim.cli.progress import Bar
from linkage_sim.cli.stopping import interruptible, stop_on_termination


class Late:
    """Is interrupted while it is thrown away, where Python prints an exception and goes on."""

    def __init__(self, number: signal.Signals) -> None:
        self.number = number

    def __del__(self) -> None:
        signal.raise_signal(self.number)


@pytest.fixture
def told(monkeypatch) -> list[sys.UnraisableHookArgs]:
    """What Python tells of exceptions that it drops."""
    told: list[sys.UnraisableHookArgs] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    return told


@pytest.mark.parametrize(("number", "ends"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)])
def test_an_interrupt_that_python_drops_ends_the_work_at_the_next_tick_without_a_traceback(number, ends, told) -> None:
    before = signal.getsignal(signal.SIGTERM)
    try:
        with interruptible(), Bar(2, "runs") as bar:
            stop_on_termination()
            bar.tick(1)
            Late(number)
            with pytest.raises(ends):
                bar.tick(1)
            assert bar.done == 1
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == []


class Broken:
    """Breaks while it is thrown away."""

    def __del__(self) -> None:
        raise ValueError("broken")


def test_what_else_python_drops_is_told_as_ever(told) -> None:
    with interruptible():
        Broken()
    Broken()
    assert [dropped.exc_type for dropped in told] == [ValueError, ValueError]


def test_an_interrupt_of_one_command_is_nothing_to_the_next() -> None:
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    with interruptible(), Bar(1, "runs") as bar:
        bar.tick(1)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
