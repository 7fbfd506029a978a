"""Throughput, overhead and memory of sweeps, engine by engine (``python benchmarks/sweeps.py``).

Each line is measured in a process of its own, in turn, several rounds, beside the bare model: the same runs in one model after the
other, nothing kept. An engine's steady throughput is counted from its first finished batch to its last run; its overhead per run is the
time that all its workers had, less the bare model's, divided by the runs.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
START, END = "<!-- sweeps -->", "<!-- end sweeps -->"
ROUNDS, RUNS, MANY = 3, 2000, 100_000
SIDE_BY_SIDE = 50
ENGINES = ("inprocess", "processes", "dask")


def experiment(replicates: int, months: int = 60) -> Any:
    """Junpu with the platform on and off."""
    from linkage_sim.experiments.design.experiment import Experiment

    factors = {"platform": {"path": "platform.on", "values": [True, False]}}
    content = {"name": "speed", "title": "Speed", "scenario": "junpu", "months": months, "factors": factors, "replicates": replicates}
    return Experiment.from_dict(content)


def bare(runs: int) -> dict[str, float]:
    """Time of a run where nothing is planned, sent or kept."""
    from linkage_sim import LinkageModel

    points = [experiment(1).scenario_at(point) for point in experiment(1).points]
    each = [points[k % 2] for k in range(SIDE_BY_SIDE)]
    LinkageModel(each[0], scenarios=each, seeds=range(SIDE_BY_SIDE)).run()
    began = time.perf_counter()
    for first in range(0, runs, SIDE_BY_SIDE):
        LinkageModel(each[0], scenarios=each, seeds=range(first, first + SIDE_BY_SIDE)).run()
    return {"ms": (time.perf_counter() - began) / runs * 1000}


def engine(name: str, runs: int, months: int = 60) -> dict[str, float]:
    """Throughput of a sweep on an engine, and the memory of its processes."""
    from linkage_sim.experiments.engines.processes import cores
    from linkage_sim.experiments.study.sweeping import sweep

    moments: list[tuple[float, int]] = []
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        sweep(
            experiment(runs // 2, months),
            Path(folder) / "s",
            engine=name,
            yes=True,
            tick=lambda more: moments.append((time.perf_counter(), more)),
        )
        size = sum(path.stat().st_size for path in Path(folder, "s").glob("*.parquet"))
    whole = time.perf_counter() - began
    steady = sum(more for _, more in moments[1:]) / (moments[-1][0] - moments[0][0])
    return {
        "per_second": steady,
        "whole_per_second": runs / whole,
        "workers": 1 if name == "inprocess" else cores(),
        "own_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "child_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "bytes_per_run": size / runs,
    }


def call(*arguments: object) -> dict[str, float]:
    """Measure a line in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run([sys.executable, __file__, *map(str, arguments)], capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{arguments} failed:\n{done.stderr}")
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def spread(values: list[float], digits: int = 0) -> str:
    """Give the median of some values with their range."""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def report() -> list[str]:
    """Measure all lines in turn and give them as Markdown."""
    models, engines = [], {name: [] for name in ENGINES}
    for turn in range(ROUNDS):
        models.append(call("bare", RUNS))
        for name in ENGINES:
            engines[name].append(call("engine", name, RUNS))
            print(f"round {turn + 1}: {name}: {engines[name][-1]['per_second']:.0f} runs a second", flush=True)
    rows = ["| engine | workers | runs a second, steady | with start and tables | overhead per run, ms |", "|---|---|---|---|---|"]
    for name, lines in engines.items():
        workers = lines[0]["workers"]
        over = [1000 * workers / line["per_second"] - model["ms"] for line, model in zip(lines, models, strict=True)]
        whole = spread([line["whole_per_second"] for line in lines])
        rows.append(f"| {name} | {workers:.0f} | {spread([line['per_second'] for line in lines])} | {whole} | {spread(over, 2)} |")
    many = call("engine", "processes", MANY, 6)
    return [
        *rows,
        "",
        f"The bare model: {spread([model['ms'] for model in models], 2)} ms a run of 60 months. "
        f"{RUNS:,} runs of Junpu on each engine, {ROUNDS} rounds.",
        f"{MANY:,} runs of 6 months with processes: {many['own_mib']:,.0f} MiB at the peak of the sweeping process, "
        f"{many['child_mib']:,.0f} MiB of its largest worker. "
        f"A run of 60 months takes {engines['processes'][0]['bytes_per_run']:,.0f} bytes on the disk.",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}.",
    ]


def main() -> None:
    """Measure, print, and write the table into the README of this folder."""
    lines = report()
    print("\n".join(lines))
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    readme.write_text(f"{before}{START}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        what, *words = sys.argv[1:]
        measured = bare(int(words[0])) if what == "bare" else engine(words[0], *map(int, words[1:]))
        print(json.dumps(measured))
    else:
        main()
