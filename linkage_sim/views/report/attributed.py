"""An attribution as the report tells it: outcome by outcome, with the platform's states side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...findings.numbers import unit_words
from ...findings.words import capital
from .content import Analysis, Table
from .records import Record, in_unit, record_table

STATES: Mapping[str, str] = {"on": "with the platform", "off": "without it", "added": "what it adds", "player": "platform as a player"}
WHOLE: Mapping[str, str] = {
    "none": "nobody", "all": "everybody", "total": "difference", "alone_sum": "each alone, summed", "linkage": "linkage",
}  # fmt: skip
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Shares": ("share",),
    "The whole, and linkage": tuple(WHOLE),
    "Alone, and needed": ("alone", "needed"),
    "Interactions of pairs": ("interaction",),
}
"""Tables, with the quantities that they hold; the last two are folded away."""
OPEN = 2


def is_attribution(content: Any) -> bool:
    """Whether something is what an attribution has written."""
    return isinstance(content, Mapping) and {"outcomes", "rows"} <= content.keys() and isinstance(content["outcomes"], Mapping)


def attributed(kind: str, content: Mapping[str, Any]) -> Iterator[Analysis]:
    """Tell each outcome: its sentences, and its rows in tables."""
    for name, told in content["outcomes"].items():
        rows = [row for row in content["rows"] if row.get("outcome") == name]
        notes = (str(told["note"]),) if told.get("note") else ()
        tables = tuple(_tables(rows, str(told.get("unit", ""))))
        yield Analysis(kind, capital(str(told.get("label", name))), tuple(told.get("sentences", ())), notes, tables)


def _tables(rows: Sequence[Record], unit: str) -> Iterator[Table]:
    for place, (title, quantities) in enumerate(GROUPS.items()):
        some = [in_unit(row, unit) for row in rows if row.get("quantity") in quantities]
        if some:
            yield record_table(f"{title}, {unit_words(unit)}", _by_platform(some), aside=place >= OPEN)


def _by_platform(rows: Sequence[Record]) -> list[Record]:
    """A record for each player, pair or quantity; a column for each state of the platform."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        who = " and ".join(str(row[key]) for key in ("player", "other") if row.get(key))
        what = "" if row["quantity"] in ("share", "interaction") else WHOLE.get(row["quantity"], row["quantity"])
        key = ", ".join(filter(None, (who, what)))
        state = STATES.get(row["platform"], str(row["platform"]))
        found.setdefault(key, {"of": key}).update({state: row["value"], f"{state}_low": row["low"], f"{state}_high": row["high"]})
    return list(found.values())
