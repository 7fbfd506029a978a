"""Speed and memory, measured side by side in one run, beside plain Mesa (``make bench``).

Every line is measured in a process of its own, after the rules are compiled. Ratios are of lines measured one after the other, several
times in turn, so that they hold on a machine whose speed drifts; absolute times do not carry over to another machine.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import nation
from benchmarks.measuring import call, fill, table

HERE = Path(__file__).parent
ROUNDS = 3
# households, threads, months of a run, runs of which the best counts
SIZES = (
    (490, 1, 60, 20),
    (48_000, 1, 60, 1),
    (48_000, 2, 60, 1),
    (480_000, 1, 24, 1),
    (480_000, 2, 24, 1),
    (4_800_000, 1, 6, 1),
    (4_800_000, 2, 6, 1),
)
MESA = ((490, 60), (48_000, 6))
START, END = "<!-- measured -->", "<!-- end -->"


def spread(values: list[float], digits: int = 0) -> str:
    """Return the median of some values with their range."""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def measured() -> dict[str, list[dict[str, float]]]:
    """Measure every line in turn, several rounds."""
    results: dict[str, list[dict[str, float]]] = {}
    for turn in range(ROUNDS):
        for size in SIZES:
            if size[0] > 1_000_000 and turn > 0:
                continue
            results.setdefault(f"{size[0]}/{size[1]}", []).append(call("speed.py", *size))
            print(
                f"round {turn + 1}: {size[0]:,} households, {size[1]} thread(s): {results[f'{size[0]}/{size[1]}'][-1]['ns']:.1f} ns",
                flush=True,
            )
        for households, months in MESA:
            results.setdefault(f"mesa {households}", []).append(call("plain_speed.py", households, months))
            print(f"round {turn + 1}: plain Mesa, {households:,} households: {results[f'mesa {households}'][-1]['ns']:,.0f} ns", flush=True)
    return results


HEAD = (
    "households",
    "threads",
    "ns per household-month",
    "plain Mesa, ns",
    "times faster",
    "state, bytes per household",
    "at the peak",
    "whole process",
)


def line(results: dict[str, list[dict[str, float]]], households: int, threads: int) -> tuple[str, ...]:
    """Return the table's line of one size."""
    own = results[f"{households}/{threads}"]
    mesa = results.get(f"mesa {households}", []) if threads == 1 else []
    ratio = [theirs["ns"] / ours["ns"] for theirs, ours in zip(mesa, own, strict=False)]
    large = households > 100_000
    return (
        f"{households:,}",
        str(threads),
        spread([one["ns"] for one in own], 1),
        spread([one["ns"] for one in mesa]) if mesa else "",
        spread(ratio) if ratio else "",
        f"{own[0]['state_bytes']:.1f}",
        f"{own[0]['peak_bytes']:.0f}" if large else "",
        f"{own[0]['process_bytes']:.0f}" if large else "",
    )


def report(results: dict[str, list[dict[str, float]]]) -> list[str]:
    """Return the measurements as lines of Markdown."""
    faster = [one["ns"] / two["ns"] for one, two in zip(results["480000/1"], results["480000/2"], strict=True)]
    run = spread([one["ms_per_run"] for one in results["490/1"]], 1)
    return [
        *table([HEAD, *(line(results, households, threads) for households, threads, _, _ in SIZES)]),
        "",
        f"One Junpu run of 60 months after the rules are loaded: {run} ms.",
        f"Two threads at 480,000: {spread(faster, 2)} times faster than one.",
        f"Median (range) of {ROUNDS} rounds, one at 4.8 million.",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}.",
    ]


def main() -> None:
    """Measure, print, and write the tables into the README of this folder."""
    lines = report(measured())
    print("\n".join(lines))
    fill(HERE / "README.md", START, END, lines)
    nation.main()


if __name__ == "__main__":
    main()
