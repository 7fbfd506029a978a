"""The national lines of ``make bench``: what a part of the country costs, and how cost grows with the villages awake.

``python -m benchmarks.nation`` measures these lines alone. Each is measured in a process of its own; ratios are to the first line.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.measuring import call, fill, table

START, END = "<!-- nation -->", "<!-- end nation -->"
ARRIVALS = (10, 50, 200, 800)
MONTHS = 120
HEAD = (
    "groups of founders",
    "villages played",
    "awake in the end",
    "households played",
    "s",
    "times the first line",
    "ms per village",
    "ns per household-month",
    "state, KB per village",
    "whole process, MB",
)


def line(one: dict[str, float], first: dict[str, float]) -> tuple[str, ...]:
    """Return the table's line of one measurement."""
    cost = one["drawing"] + one["seconds"]
    return (
        f"{one['arrivals']:.0f}",
        f"{one['villages']:,}",
        f"{one['awake']:,.0f}",
        f"{one['households']:,}",
        f"{cost:.1f}",
        f"{cost / (first['drawing'] + first['seconds']):.2f}",
        f"{cost / one['villages'] * 1e3:.1f}",
        f"{one['seconds'] / one['households'] / one['months'] * 1e9:.0f}",
        f"{one['state_bytes'] / one['villages'] / 1e3:.0f}",
        f"{one['process_bytes'] / 1e6:.0f}",
    )


def report() -> list[str]:
    """Measure all lines in turn; return them as Markdown."""
    found = []
    for arrivals in ARRIVALS:
        found.append(call("nation_speed.py", arrivals, MONTHS))
        print(f"jiangxi, {arrivals} groups a year per 1,000 villages: {found[-1]['seconds']:.1f} s", flush=True)
    fewer, more = found[0], found[-1]
    each = (more["seconds"] - fewer["seconds"]) / max(more["awake"] - fewer["awake"], 1.0) * 1e3
    return [
        *table([HEAD, *(line(one, found[0]) for one in found)]),
        "",
        f"Jiangxi, {MONTHS} months from 2008, five villages of each stratum, one thread, one run of each line, processor time. "
        f"From the first line to the last, {each:.0f} ms for each further village awake.",
    ]


def main() -> None:
    """Measure, print, and write the table into the README of this folder."""
    lines = report()
    print("\n".join(lines))
    fill(Path(__file__).parent / "README.md", START, END, lines)


if __name__ == "__main__":
    main()
