"""Strict YAML: YAML 1.2 scalars, no repeated keys, no aliases, and the line of every node kept.

PyYAML by itself follows YAML 1.1, which reads ``no`` as false, ``12:30`` as 750 and ``1e3`` as text, and lets a
repeated key win without a word. Only its parser is used here; what the words mean is decided in this module.
"""

from __future__ import annotations

import os
import pathlib
import re
from dataclasses import dataclass, field
from typing import Any

import yaml  # type: ignore[import-untyped,unused-ignore]

from linkage_sim.errors import LinkageError

from .problems import Mark, Marks, Path, fault, shortened

MAX_DEPTH = 50
MAX_DIGITS = 400

NULL = re.compile(r"(?:~|null|Null|NULL|)$")
BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)$")
INT = re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$")
FLOAT = re.compile(r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$")

# libyaml's parser where PyYAML was built with it: ten times faster, the same events.
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A file's content as plain values, and where each of them was written."""

    value: Any
    marks: Marks = field(default_factory=dict)


def read_file(path: str | os.PathLike[str]) -> Document:
    """Read a YAML file.

    Raises
    ------
    LinkageError
        If the file cannot be read or is not strict YAML; one sentence with file, line and remedy.
    """
    name = os.fspath(path)
    try:
        text = pathlib.Path(path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise fault(Mark(name), "does not exist", "check the path") from None
    except IsADirectoryError:
        raise fault(Mark(name), "is a folder", "name a file in it") from None
    except UnicodeDecodeError:
        raise fault(Mark(name), "is not a text file in UTF-8", "save it as UTF-8") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise fault(Mark(name), f"cannot be read ({reason})", "check the path and its permissions") from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Document:
    """Read YAML from a string; ``name`` stands for the file in error messages."""
    try:
        return _Builder(text, name).document()
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

    def __init__(self, text: str, name: str) -> None:
        self.parser = _Parser(text)
        self.name = name
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
        self.marks[path] = self.mark(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        return self.sequence(path) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(path)

    def scalar(self, event: Any, path: Path) -> Any:
        """Read a scalar: quoted ones are text, plain ones what YAML 1.2 says."""
        if event.style:
            return event.value
        if len(event.value) > MAX_DIGITS and INT.match(event.value):
            raise self.fault(event, "is a number with too many digits", "write it shorter", path)
        return scalar(event.value)

    def sequence(self, path: Path) -> list[Any]:
        """Read a list."""
        items: list[Any] = []
        while not self.parser.check_event(yaml.SequenceEndEvent):
            items.append(self.node((*path, len(items))))
        self.parser.get_event()
        return items

    def mapping(self, path: Path) -> dict[str | int, Any]:
        """Read a block of keys, each given once."""
        values: dict[str | int, Any] = {}
        while not self.parser.check_event(yaml.MappingEndEvent):
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
