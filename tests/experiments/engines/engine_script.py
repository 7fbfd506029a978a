"""A script that works on an engine until somebody stops it: ``python engine_script.py ENGINE``."""

from __future__ import annotations

import sys

import engine_work

from linkage_sim.experiments.engines import Task, open_engine

INTERRUPTED = 130


def work(name: str) -> None:
    with open_engine(name, engine_work.do, jobs=2) as engine:
        for number in range(4):
            engine.submit(Task(number, ("process", 0.1 if number == 0 else 300.0)))
        print("at work", engine.wait().task.number, flush=True)
        while engine.under_way:
            engine.wait()


if __name__ == "__main__":
    print("begins", flush=True)
    try:
        work(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
