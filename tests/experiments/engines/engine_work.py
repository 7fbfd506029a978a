"""Work that the tests of engines give to workers; a module of its own, for other processes import it by its name."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linkage_sim.experiments.study.work import Batch, Part


class StubbornError(Exception):
    """An error that cannot be made again from its text, so that it cannot be sent to another process as it is."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


class Unsendable:
    """Something that cannot be sent to another process."""

    def __reduce__(self) -> Any:
        raise TypeError("this stays where it is")


def do(what: tuple[str, Any]) -> Any:
    """Do one of the following."""
    name, argument = what
    return globals()[name](argument)


def double(number: int) -> int:
    return 2 * number


def process(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def fail(message: str) -> None:
    raise ValueError(message)


def fail_stubbornly(_: Any) -> None:
    raise StubbornError("one", "two")


def leave(code: int) -> None:
    sys.exit(code)


def unsendable(_: Any) -> Unsendable:
    return Unsendable()


def reverse(data: bytes) -> bytes:
    return data[::-1]


def die(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(marker: str) -> str:
    """Kill this process the first time, with the marker as a memory."""
    if first_time(Path(marker)):
        die(0)
    return "alive"


def die_sending(what: tuple[str, float]) -> bytes:
    """Give something large back, and the first time kill this process some seconds later: while it is on its way, perhaps."""
    marker, seconds = what
    if first_time(Path(marker)):
        threading.Thread(target=die, args=(seconds,), daemon=True).start()
    return bytes(5_000_000)


def first_time(marker: Path) -> bool:
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def faulty(folder: str, batch: Batch) -> Part:
    """Do a batch of a study as workers do, but break where ``faults.json`` of the folder says so: seeds that fail, runs that kill."""
    from linkage_sim.experiments.study.work import calculate  # here, so that workers that do without begin sooner

    place = Path(folder)
    faults = json.loads((place / "faults.json").read_text())
    runs = {run.position for run in batch.runs}
    if faults.get("kill") in runs or (faults.get("kill once") in runs and first_time(place / "killed")):
        die(0)
    with _failing(faults.get("fail")):
        return calculate(batch)


@contextmanager
def _failing(seed: int | None) -> Iterator[None]:
    from linkage_sim.model import LinkageModel

    sound = LinkageModel.run

    def run(model: LinkageModel, *arguments: Any, **options: Any) -> LinkageModel:
        if seed in model.seeds:
            raise ArithmeticError("a fault that a test put in")
        return sound(model, *arguments, **options)

    LinkageModel.run = run
    try:
        yield
    finally:
        LinkageModel.run = sound
