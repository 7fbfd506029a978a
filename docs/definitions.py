"""What the model is made of, read from its sources without importing them: rules, constants and columns, parameters, scenario files.

Each has a mark that changes when it means something else: a comment, a docstring or a line break makes no difference.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

PACKAGE = "linkage_sim"
ROOMS = ("actors", "assistance", "economy", "measures", "nation", "population", "register", "state")
"""Rooms of the package that say what happens in a village; the other rooms carry it out, or look at it."""
PARAMETERS, FILES = "scenario", "scenarios"
PROSE = 1  # words beyond this, a text explains and changes nothing
_UNSAID = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}


class Definition(NamedTuple):
    """A rule, constant, column, parameter or file: its mark, and the names that it uses."""

    mark: str
    uses: frozenset[str] = frozenset()


def definitions(root: Path) -> dict[str, Definition]:
    """Return all definitions of a tree, by their place: ``actors.household.stores.open_store``, ``scenarios/junpu.yaml``."""
    package = root / PACKAGE
    found: dict[str, Definition] = {}
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package).with_suffix("")
        if place.parts[0] in (*ROOMS, PARAMETERS):
            text = path.read_text(encoding="utf-8")
            read = _parameters if place.parts[0] == PARAMETERS else _statements
            found.update((".".join((*place.parts, name)), one) for name, one in read(text))
    for path in sorted((root / FILES).rglob("*")):
        if path.suffix in (".yaml", ".csv"):
            found[path.relative_to(root).as_posix()] = Definition(_mark(_content(path)))
    return found


def sections(page: str, names: dict[str, frozenset[str]]) -> dict[str, list[str]]:
    """Return for each name the headings of a page below which it stands in code style, or else whatever uses it and stands there.

    Parameters
    ----------
    page : str
        A Markdown page.
    names : dict of str to frozenset of str
        Last parts of definitions, with the names that they use.
    """
    told: dict[str, list[str]] = defaultdict(list)
    heading, fenced = "", False
    for line in page.splitlines():
        fenced ^= line.startswith("```")
        heading = line.lstrip("# ") if line.startswith("#") and not fenced else heading
        for word in re.findall(r"\w+", line if fenced else " ".join(line.split("`")[1::2])):
            if heading not in told[word]:
                told[word].append(heading)
    return {name: _first_told(name, names, told) for name in names}


def _first_told(name: str, names: dict[str, frozenset[str]], told: dict[str, list[str]]) -> list[str]:
    """Go from a name to those that use it, until one of them is told of."""
    seen, these = {name}, {name}
    while these:
        headings = dict.fromkeys(heading for one in sorted(these) for heading in told.get(one, ()))
        if headings:
            return list(headings)
        these = {one for one, uses in names.items() if uses & these} - seen
        seen |= these
    return []


def _statements(text: str) -> Iterator[tuple[str, Definition]]:
    """Yield the functions, classes and constants of a module."""
    lines = text.splitlines(keepends=True)
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            yield node.name, _definition(node, "".join(lines[first - 1 : node.end_lineno]))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            source = "".join(lines[node.lineno - 1 : node.end_lineno])
            for name in (one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)):
                if not name.startswith("__"):
                    yield name, _definition(node, source)


def _parameters(text: str) -> Iterator[tuple[str, Definition]]:
    """Yield the parameters that a module declares: fields of classes whose value is a call."""
    lines = text.splitlines(keepends=True)
    for block in (node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)):
        for node in block.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(node.value, ast.Call):
                said = dedent("".join(lines[node.lineno - 1 : node.end_lineno]))
                yield f"{block.name}.{node.target.id}", Definition(_mark(" ".join(_tokens(said))))


def _definition(node: ast.AST, source: str) -> Definition:
    uses = {one.id if isinstance(one, ast.Name) else one.attr for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)}
    return Definition(_mark(" ".join(_tokens(source))), frozenset(uses))


def _tokens(source: str) -> Iterator[str]:
    """Yield what a piece of code says, without its line breaks, its comments and its prose; nor the comma before a closing bracket."""
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _UNSAID or (token.type == tokenize.STRING and len(token.string.split()) > PROSE):
            continue
        if before and not (before == "," and token.string in ")]}"):
            yield before
        before = token.string
    yield before


def _content(path: Path) -> str:
    """Return what a file says, without its comments where they have lines of their own."""
    return "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
