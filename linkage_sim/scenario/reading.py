"""Strict YAML: YAML 1.2 scalars, no repeated keys, no aliases, and the line of every node kept.

PyYAML by itself follows YAML 1.1, which reads ``no`` as false, ``12:30`` as 750 and ``1e3`` as text, and lets a
repeated key win without a word. Only its parser is used here; what the words mean is decided in this module.
"""

from __future__ import annotations

import os
import pathlib
import re
import stat
from collections.abc import Sized
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml  # type: ignore[import-untyped,unused-ignore]

from linkage_sim.errors import LinkageError

from .problems import Mark, Marks, Path, fault, shortened

MAX_DEPTH = 50
MAX_DIGITS = 20
"""Digits of a whole number; none that a file may hold is as long, and longer ones are slow to read."""


class Limits(NamedTuple):
    """How large a file may be: its bytes, its values, and the entries of one list or block."""

    size: int
    values: int
    entries: int


WRITTEN = Limits(size=2_000_000, values=50_000, entries=5_000)
"""What a person writes, a hundred times over."""
MADE = Limits(size=200_000_000, values=5_000_000, entries=500_000)
"""What a study writes for itself: its points may be many."""

NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
INT = re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")
FLOAT = re.compile(r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")

# libyaml's parser where PyYAML was built with it: ten times faster, the same events.
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A file's content as plain values, and where each of them was written."""

    value: Any
    marks: Marks = field(default_factory=dict)


def read_file(path: str | os.PathLike[str], limits: Limits = WRITTEN) -> Document:
    """Read a YAML file.

    Parameters
    ----------
    path : str or path
        The file; error messages name it so.
    limits : Limits
        How large it may be.

    Raises
    ------
    LinkageError
        If the file cannot be read or is not strict YAML; one sentence with file, line and remedy.
    """
    name = os.fspath(path)
    return read_text(text_of(content_of(path, limits.size), name), name, limits)


def exists(path: pathlib.Path) -> bool:
    """Whether there is anything at a path; at one that cannot be asked for, there is nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, a folder without permission
        return False


def is_file(path: pathlib.Path) -> bool:
    """Whether there is a file at a path; at one that cannot be asked for, there is none."""
    return exists(path) and path.is_file()


def content_of(path: str | os.PathLike[str], size: int) -> bytes:
    """Read the bytes of a file, if it is one: pipes and devices never end, and what is too large is not read at all.

    Raises
    ------
    LinkageError
        If there is no such file, or it is larger than ``size`` bytes.
    """
    mark = Mark(os.fspath(path))
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # opening a pipe would wait for its writer
        with open(handle, "rb") as file:  # noqa: PTH123
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise fault(mark, "is no regular file", "name a file that holds text")
            content = file.read(size + 1)
    except FileNotFoundError:
        raise fault(mark, "does not exist", "check the path") from None
    except (OSError, ValueError) as error:
        if os.path.isdir(path):  # noqa: PTH112 - a name that is too long is no folder, and no error here; told apart by the error on POSIX, but not on Windows
            raise fault(mark, "is a folder", "name a file in it") from None
        reason = error.strerror if isinstance(error, OSError) else error
        raise fault(mark, f"cannot be read ({reason})", "check the path and its permissions") from None
    if len(content) > size:
        raise fault(mark, f"is larger than {size:,} bytes", "check that it is the file that is meant")
    return content


def text_of(content: bytes, name: str) -> str:
    """Decode a file's bytes; where they are not text, line and column are told."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise fault(Mark(name, line), f"is not a text file in UTF-8 (byte {column} of the line)", "save it as UTF-8") from None


def read_text(text: str, name: str, limits: Limits = WRITTEN) -> Document:
    """Read YAML from a string; ``name`` stands for the file in error messages."""
    try:
        return _Builder(text, name, limits).document()
    except yaml.MarkedYAMLError as error:
        raise _syntax_fault(error, text, name) from None
    except yaml.reader.ReaderError as error:
        character = f"holds a character that YAML does not allow ({error.reason})"
        raise fault(Mark(name, _line_at(text, error.position)), character, "remove it") from None


def scalar(text: str) -> str | int | float | bool | None:
    """Read a plain scalar by the core schema of YAML 1.2."""
    if NULL.match(text):
        return None
    if BOOL.match(text):
        return text.lower() == "true"
    if INT.match(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan")) if FLOAT.match(text) else text


class _Builder:
    """Builds values from the parser's events; refuses what strict files do without."""

    def __init__(self, text: str, name: str, limits: Limits) -> None:
        self.parser = _Parser(text)
        self.name = name
        self.limits = limits
        self.count = 0
        self.marks: Marks = {}

    def document(self) -> Document:
        """Read the only document of the file."""
        self.parser.get_event()
        if self.parser.check_event(yaml.StreamEndEvent):
            return Document(None, {(): Mark(self.name, 1)})
        self.parser.get_event()
        value = self.node(())
        self.parser.get_event()
        if not self.parser.check_event(yaml.StreamEndEvent):
            raise self.fault(self.parser.peek_event(), "begins a second document", "keep one document in a file")
        return Document(value, self.marks)

    def node(self, path: Path) -> Any:
        """Read one node and all below it."""
        event = self.parser.get_event()
        self.refuse_extras(event, path)
        self.count += 1
        if self.count > self.limits.values:
            raise self.fault(event, f"is the end of {self.limits.values:,} values, the most that a file may hold", "make it shorter")
        self.marks[path] = self.mark(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        return self.sequence(path) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(path)

    def scalar(self, event: Any, path: Path) -> Any:
        """Read a scalar: quoted ones are text, plain ones what YAML 1.2 says."""
        if event.style:
            return event.value
        if len(event.value) > MAX_DIGITS and INT.match(event.value) and len(event.value.lstrip("+-").lstrip("0")) > MAX_DIGITS:
            raise self.fault(event, "is a number with too many digits", "write it shorter", path)
        return scalar(event.value)

    def sequence(self, path: Path) -> list[Any]:
        """Read a list."""
        items: list[Any] = []
        while not self.parser.check_event(yaml.SequenceEndEvent):
            self.refuse_many(items, path)
            items.append(self.node((*path, len(items))))
        self.parser.get_event()
        return items

    def mapping(self, path: Path) -> dict[str | int, Any]:
        """Read a block of keys, each given once."""
        values: dict[str | int, Any] = {}
        while not self.parser.check_event(yaml.MappingEndEvent):
            self.refuse_many(values, path)
            key, event = self.key(path)
            if key in values:
                earlier = self.marks[(*path, key)].line
                raise self.fault(event, f"is given twice (first in line {earlier})", "keep one of them", (*path, key))
            self.marks[(*path, key)] = self.mark(event)
            values[key] = self.node((*path, key))
            self.marks[(*path, key)] = self.mark(event)
        self.parser.get_event()
        return values

    def key(self, path: Path) -> tuple[str | int, Any]:
        """Read a key: a name, or a whole number such as a year."""
        event = self.parser.get_event()
        self.refuse_extras(event, path)
        key = self.scalar(event, path) if isinstance(event, yaml.ScalarEvent) else None
        if isinstance(key, bool) or not isinstance(key, (str, int)):
            raise self.fault(event, "has a key that is neither a name nor a year", "write a name before the colon", path)
        return key, event

    def refuse_many(self, entries: Sized, path: Path) -> None:
        """Refuse a list or block that is longer than anyone writes."""
        if len(entries) >= self.limits.entries:
            event = self.parser.peek_event()
            raise self.fault(event, f"has more than {self.limits.entries:,} entries", "make it shorter", path)

    def refuse_extras(self, event: Any, path: Path) -> None:
        """Refuse anchors, aliases, tags and bottomless nesting: a scenario needs none, and each can hide a mistake."""
        if isinstance(event, yaml.AliasEvent):
            raise self.fault(event, f"uses the alias *{event.anchor}", "write the value out", path)
        if getattr(event, "anchor", None):
            raise self.fault(event, f"uses the anchor &{event.anchor}", "write the value out where it is needed", path)
        if getattr(event, "tag", None):
            raise self.fault(event, f"uses the tag {shortened(event.tag)}", "remove the tag", path)
        if len(path) > MAX_DEPTH:
            raise self.fault(event, f"is nested more than {MAX_DEPTH} deep", "check the brackets", path[:3])

    def mark(self, event: Any) -> Mark:
        return Mark(self.name, event.start_mark.line + 1)

    def fault(self, event: Any, what: str, remedy: str, path: Path = ()) -> LinkageError:
        return fault(self.mark(event), what, remedy, path)


def _syntax_fault(error: Any, text: str, name: str) -> LinkageError:
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    place = Mark(name, mark.line + 1 if mark else None)
    if "\t" in line[: len(line) - len(line.lstrip())] or "\\t" in str(error.problem):
        return fault(place, "is indented with a tab, which YAML does not allow", "indent with spaces")
    reason = shortened(" ".join(str(part) for part in (error.problem, error.context) if part), 120)
    return fault(place, f"is not valid YAML ({reason})", "check indentation, colons, quotes and brackets near that line")


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
