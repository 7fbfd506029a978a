"""The stored baseline: every recorded number of one small fixed run, exactly.

``python tests/baseline.py`` says whether the numbers are still the same. ``python tests/baseline.py refresh --reason "..."``
accepts changed ones, and appends the reason to CHANGELOG.md under the tag *changes numbers*.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "tests" / "model" / "baseline.json"
CHANGELOG = ROOT / "CHANGELOG.md"
SEED = 7
LOOSE = 1e-6
"""Relative difference allowed where the processor or a library is another one."""

SCENARIO: dict[str, Any] = {
    "months": 24,
    "places.junpu.households": 60,
    "places.junpu.founders": 3,
    "platform.start": "2012-06",
    "platform.register_start": "2012-03",
    "platform.look_back_start": "2012-08",
    "platform.look_back_end": "2012-11",
    "platform.update_start": "2013-02",
    "actors.government.notice_stores": 5,
    "actors.government.notice_delay": 1,
}
SHOWN = 8


def tag() -> str:
    """Return what last digits may depend on: processor, libraries, and whether rules are compiled."""
    import llvmlite.binding as llvm
    import numba
    import numpy as np

    from linkage_sim.kernel.stages import COMPILED

    features = hashlib.sha256(llvm.get_host_cpu_features().flatten().encode()).hexdigest()[:8]
    parts = (sys.platform, platform.machine(), llvm.get_host_cpu_name(), features, f"numba-{numba.__version__}", f"numpy-{np.__version__}")
    return " ".join((*parts, "compiled" if COMPILED else "plain"))


def current() -> dict[str, list[float]]:
    """Run the fixed scenario; return every recorded column over its months."""
    from linkage_sim.model import LinkageModel
    from linkage_sim.scenario import Scenario
    from linkage_sim.state.month import COLUMNS

    model = LinkageModel(Scenario.load("junpu").with_overrides(SCENARIO), seed=SEED).run()
    return {column.name: model.record.series(column.name).tolist() for column in COLUMNS}


def stored() -> tuple[str, dict[str, list[float]]] | None:
    """Return the tag and the numbers that are stored; None where there are none yet."""
    if not STORED.is_file():
        return None
    content = json.loads(STORED.read_text(encoding="utf-8"))
    return content["tag"], {name: [float.fromhex(number) for number in column] for name, column in content["columns"].items()}


def agree(old: float, new: float, exact: bool) -> bool:
    """Return whether two numbers are the same, to the last digit or loosely."""
    return old == new or (not exact and abs(old - new) <= LOOSE * max(abs(old), abs(new)))


def differences(old: dict[str, list[float]], new: dict[str, list[float]], exact: bool) -> list[str]:
    """Return a line for every column that is not what it was: the first month in which it differs."""
    lines = [f"{name}: only in {'the baseline' if name in old else 'the run'}" for name in sorted(old.keys() ^ new.keys())]
    for name in old.keys() & new.keys():
        if len(old[name]) != len(new[name]):
            lines.append(f"{name}: {len(old[name])} months before, {len(new[name])} now")
            continue
        months = [month for month, pair in enumerate(zip(old[name], new[name], strict=True)) if not agree(*pair, exact)]
        if months:
            at = months[0]
            lines.append(f"{name}: {old[name][at]!r} before, {new[name][at]!r} now, in month {at}; {len(months)} months differ")
    return sorted(lines)


def compare() -> list[str] | None:
    """Return how the run differs from the stored baseline; None where there is none yet."""
    known = stored()
    if known is None:
        return None
    return differences(known[1], current(), exact=known[0] == tag())


def store(columns: dict[str, list[float]]) -> None:
    """Write the baseline."""
    content = {"tag": tag(), "columns": {name: [float(number).hex() for number in column] for name, column in columns.items()}}
    STORED.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def with_entry(changelog: str, entry: str) -> str:
    """Return the changelog with an entry at the end of the section "Changed" of what is not released yet."""
    lines = changelog.splitlines()
    first = lines.index("## [Unreleased]")
    last = next((k for k in range(first + 1, len(lines)) if lines[k].startswith("## ")), len(lines))
    section = next((k for k in range(first, last) if lines[k] == "### Changed"), None)
    if section is None:
        end = _after_text(lines, first, last)
        lines[end:end] = ["", "### Changed", "", entry]
    else:
        stop = next((k for k in range(section + 1, last) if lines[k].startswith("### ")), last)
        end = _after_text(lines, section, stop)
        lines[end:end] = [entry] if end > section + 1 else ["", entry]
    return "\n".join(lines) + "\n"


def _after_text(lines: list[str], first: int, last: int) -> int:
    """Return the place right after the last line of a section that is not empty."""
    return max(k for k in range(first, last) if lines[k].strip()) + 1


def refresh(reason: str) -> int:
    """Accept the run's numbers as the baseline, and say why in the changelog where they have changed."""
    known, columns = stored(), current()
    changed = [] if known is None else differences(known[1], columns, exact=known[0] == tag())
    if known is not None and not changed and known[0] == tag():
        print("The numbers are the baseline's already: nothing to refresh.")
        return 0
    store(columns)
    if changed:
        names = ", ".join(f"`{line.split(':')[0]}`" for line in changed[:SHOWN])
        more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
        entry = f"- *changes numbers*: {reason.strip().rstrip('.')}. In the baseline move {names}{more}."
        CHANGELOG.write_text(with_entry(CHANGELOG.read_text(encoding="utf-8"), entry), encoding="utf-8")
    print(f"Stored {STORED.relative_to(ROOT)}: {len(changed)} columns changed.")
    return 0


def check() -> int:
    """Say whether the run still gives the baseline's numbers."""
    found = compare()
    if found is None:
        print('No baseline yet: make baseline REASON="..." stores one.', file=sys.stderr)
    elif found:
        print(f"{len(found)} columns differ from the baseline:", *found, sep="\n  ", file=sys.stderr)
    else:
        print("The numbers are those of the baseline.")
    return 0 if found == [] else 1


def main(arguments: list[str] | None = None) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb")
    verbs.add_parser("check", help="say whether the numbers are still the same (the default)")
    accept = verbs.add_parser("refresh", help="accept changed numbers")
    accept.add_argument("--reason", required=True, help="why they change, a sentence for CHANGELOG.md")
    options = parser.parse_args(arguments)
    if options.verb == "refresh":
        if not options.reason.strip():
            parser.error("a change of numbers has a reason: --reason must not be empty")
        return refresh(options.reason)
    return check()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
