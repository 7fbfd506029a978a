"""What analyses have put into a folder: their sentences, notes and tables, from the JSON that they wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

from ...errors import LinkageError
from ...experiments.stored import read_json
from ...findings.finding import Answer
from ...findings.registry import ANALYSES
from ...findings.words import capital
from .attributed import attributed, is_attribution
from .content import Analysis, Table
from .records import Record, heading, in_unit, record_table

KINDS: Mapping[str, str] = {
    "attribution": "Attribution",
    "discovery": "Discovery",
}
"""Stems of the files, in the order in which they are told."""
SHOWN: Mapping[str, tuple[str, ...]] = {
    "box": ("words", "quasi_p"),
}  # fmt: skip
"""Columns of known tables that a reader needs; the others are in the files."""
CALLED: Mapping[str, str] = {
    "effects": "Effects", "costs": "Costs", "noise": "Noise floor", "precision": "Precision", "budget_neutral": "Budget-neutral levels",
    "factors": "Factors", "pairs": "Pairs of factors", "box": "The box", "path": "The peeling path", "tree": "The tree",
}  # fmt: skip
ASIDE = frozenset(("noise", "path"))
"""Tables that are folded away."""
UNTOLD = frozenset(("percent_low", "percent_high"))
NAMES = ("words", "condition", "title", "label", "name")
MOST_LEADING = 6
"""Sentences that an answer may have: three on each of two reforms."""


def analyses(folder: Path) -> tuple[Analysis | Answer, ...]:
    """Read every analysis that a folder holds.

    Raises
    ------
    LinkageError
        If one cannot be read, or was made by an older version.
    """
    found: list[Analysis | Answer] = []
    for stem, path in stored(folder).items():
        content = _read(path)
        found += _analysis(KINDS[stem], content) if stem in KINDS else map(_answer, _mappings(content), repeat(path))
    return tuple(found)


def _answer(content: Mapping[str, Any], path: Path) -> Answer:
    if "finding" not in content:
        raise LinkageError(f"{path}: was made by an older version. Make the analysis again, or remove the file.")
    return Answer.read(content["finding"])


def kind_of(one: Analysis | Answer) -> str:
    """What a report calls the analysis."""
    return ANALYSES[one.analysis].title if isinstance(one, Answer) else one.kind


def stored(folder: Path) -> dict[str, Path]:
    """Files of the analyses, which lie in the folder or in one of their own below it."""
    stems = (*(one.stem for one in ANALYSES.values()), *KINDS)
    places = {stem: [folder / f"{stem}.json", folder / stem / f"{stem}.json"] for stem in stems}
    return {stem: path for stem, known in places.items() for path in known if path.is_file()}


def leading(found: Sequence[Analysis | Answer]) -> tuple[str, ...]:
    """Sentences that stand for the whole: those of the first analysis of each kind."""
    told = {kind_of(one): tuple(one.verdicts if isinstance(one, Answer) else one.sentences) for one in reversed(found)}
    return tuple(sentence for sentences in reversed(told.values()) for sentence in sentences)[:MOST_LEADING]


def _read(path: Path) -> Any:
    try:
        return read_json(path)
    except (OSError, ValueError) as error:
        raise LinkageError(f"{path}: cannot be read as JSON. Make the analysis again, or remove the file.") from error


def _analysis(kind: str, content: Any) -> Iterator[Analysis]:
    """The parts of a file: one for each outcome of an attribution, one for each entry of a list, or one."""
    if is_attribution(content):
        yield from attributed(kind, content)
        return
    entries = _mappings(content)
    several = len({str(entry.get("scenario", "")) for entry in entries}) > 1
    for entry in entries:
        yield from _entries(kind, entry, several)


def _entries(kind: str, entry: Mapping[str, Any], several: bool) -> Iterator[Analysis]:
    """An entry with sentences; or, where the sentences are further down, the entries there."""
    inner = [one for value in entry.values() for one in _mappings(value) if "sentences" in one]
    if "sentences" not in entry and inner:
        for one in inner:
            yield from _entries(kind, one, several)
        return
    name = _name(entry) + (f", in {entry['scenario']}" if several and entry.get("scenario") else "")
    yield Analysis(kind, capital(name), _texts(entry.get("sentences")), _notes(entry), tuple(_tables(entry)))


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]


def _name(entry: Mapping[str, Any]) -> str:
    """What an entry is about."""
    about = [entry[key] for key in NAMES if isinstance(entry.get(key), str) and entry[key]]
    outcome = entry.get("outcome")
    return str(about[0] if about else outcome.get("label", "") if isinstance(outcome, Mapping) else outcome or "")


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (value,) if isinstance(value, str) and value else ()


def _notes(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Notes that are not among the sentences already."""
    told = (*_texts(entry.get("notes")), *_texts(entry.get("note")))
    return tuple(one for one in dict.fromkeys(told) if one not in _texts(entry.get("sentences")))


def _tables(entry: Mapping[str, Any], before: str = "") -> Iterator[Table]:
    """Every list of records, those further down included."""
    outcome = entry.get("outcome")
    unit = str(outcome.get("unit", "")) if isinstance(outcome, Mapping) else ""
    for key, value in entry.items():
        title = f"{before}{CALLED.get(key, capital(heading(key)))}"
        if isinstance(value, Mapping):
            yield from _whole([value], title) if _is_table(value) else _tables(value, f"{title}: ")
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            yield from _whole(value, title) if all(map(_is_table, value)) else _listed(key, title, value, unit)


def _is_table(value: Mapping[str, Any]) -> bool:
    return {"columns", "rows"} <= value.keys()


def _whole(values: Sequence[Mapping[str, Any]], title: str) -> Iterator[Table]:
    """Tables that have their own titles, columns and rows; rows are lists, or records already."""
    for one in values:
        names = [str(column.get("name", "")) if isinstance(column, Mapping) else str(column) for column in one["columns"]]
        rows = [row if isinstance(row, Mapping) else dict(zip(names, row, strict=False)) for row in one["rows"]]
        if rows:
            yield record_table(str(one.get("title", title)), rows)


def _listed(key: str, title: str, values: Sequence[Mapping[str, Any]], unit: str) -> Iterator[Table]:
    """A list of records; effects are told reform by reform."""
    flat = [_flat(one, unit) for one in values]
    flat = [{**one, "with the reform": one.get("value")} for one in flat] if key == "effects" else flat
    reforms = list(dict.fromkeys(one.get("reform") for one in flat)) if key == "effects" else []
    if len(reforms) < 2:
        yield record_table(title, flat, SHOWN.get(key, ()), aside=key in ASIDE)
        return
    for reform in reforms:
        yield record_table(f"{title} of {reform}", [one for one in flat if one.get("reform") == reform], SHOWN[key])


def _flat(one: Mapping[str, Any], unit: str) -> Record:
    """What of a record fits into a row, in the unit in which it is told."""
    kept = {name: value for name, value in one.items() if not isinstance(value, (list, dict)) and name not in UNTOLD}
    return in_unit(kept, str(kept.get("unit", unit)) if "difference" in kept else unit)
