"""What supports each number: the evidence base, the links to it, and what is merely assumed."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .bundled import EVIDENCE_FILE, bundled_folder
from .problems import Mark, fault, nearest
from .reading import Document, read_file

USES = ("target", "input", "prior", "pattern")
# What the model must reproduce or show by itself cannot be fed to it.
NEVER_FED = {"target": "a target that the model must reproduce", "pattern": "a pattern that the model must show by itself"}


@dataclass(frozen=True)
class Entry:
    """One entry of the evidence base.

    Attributes
    ----------
    id : str
        Name that links refer to.
    value : object
        The figure, a range, a table or a sentence.
    unit, date, source, note : str
        What is known of it; empty where nothing is.
    use : str
        ``target``, ``input``, ``prior`` or ``pattern``.
    grade : str
        How far it can be trusted; explained at the head of the file.
    """

    id: str
    value: Any
    use: str
    grade: str
    unit: str = ""
    date: str = ""
    source: str = ""
    note: str = ""


class Evidence(Mapping[str, Entry]):
    """The evidence base: entries by id."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __iter__(self) -> Any:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None) -> Evidence:
        """Load the bundled evidence base, or another file of the same form.

        Raises
        ------
        LinkageError
            If the file is not an evidence base; one sentence with file, line and remedy.
        """
        return _bundled() if path is None else _read(pathlib.Path(path))

    def suggestion(self, name: str) -> str:
        """Say which entry was probably meant by an unknown id."""
        guess = nearest(name, self)
        return f"write {guess}" if guess else f"use an id of {EVIDENCE_FILE}, or 'assumed: \"why\"'"


@lru_cache(maxsize=1)
def _bundled() -> Evidence:
    return _read(bundled_folder() / EVIDENCE_FILE)


def _read(path: pathlib.Path) -> Evidence:
    document = read_file(path)
    if not isinstance(document.value, dict):
        raise fault(document.marks[()], "holds no evidence", "write a list of entries under a heading")
    entries: dict[str, Entry] = {}
    for heading, items in document.value.items():
        if not isinstance(items, list):
            raise fault(
                document.marks[(heading,)], "is no list of entries", "write '- {id: ..., value: ..., use: ..., grade: ...}'", (heading,)
            )
        for number, item in enumerate(items):
            entry = _entry(item, document, (heading, number))
            if entry.id in entries:
                raise fault(document.marks[(heading, number)], f"repeats the id {entry.id}", "give it an id of its own", (heading, number))
            entries[entry.id] = entry
    return Evidence(entries)


def _entry(item: Any, document: Document, path: tuple[str | int, int]) -> Entry:
    mark: Mark = document.marks[path]
    allowed = ("id", "value", "unit", "date", "use", "grade", "source", "note")
    if not isinstance(item, dict):
        raise fault(mark, "is no entry", "write '{id: ..., value: ..., use: ..., grade: ...}'", path)
    item = _rejoined(item)
    for key in item:
        if key not in allowed:
            raise fault(mark, f"has the unknown key {key}", f"write {nearest(str(key), allowed) or ' or '.join(allowed)}", path)
    for key in ("id", "value", "use", "grade"):
        if key not in item:
            raise fault(mark, f"lacks {key}", "add it", path)
    if item["use"] not in USES:
        raise fault(mark, f"has the use {item['use']}", f"write one of {', '.join(USES)}", path)
    texts = {key: str(value) for key, value in item.items() if key != "value"}
    return Entry(value=item["value"], **texts)


def _rejoined(item: dict[Any, Any]) -> dict[Any, Any]:
    """Put texts together again that a comma without quotes broke up: ``{unit: RMB per year, all China}``."""
    whole: dict[Any, Any] = {}
    last = None
    for key, value in item.items():
        if value is None and isinstance(whole.get(last), str):
            whole[last] += f", {key}"
        else:
            whole[key], last = value, key
    return whole
