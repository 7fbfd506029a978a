"""The documents as pages of the site: the same Markdown, with links that hold there, and a table of contents beside it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from docs import tutorial

from . import ROOT

DOCS, README = ROOT / "docs", ROOT / "README.md"
HOME, TUTORIAL, NOTEBOOK = "index", "tutorial", "tutorial.ipynb"
CHAPTERS: Mapping[str, Sequence[str]] = {
    "Begin": ("install", "tutorial", "commands", "gallery/index", "ui", "handout", "glossary"),
    "Describe": ("villages", "settings", "programmes"),
    "Ask": ("experiments", "compare", "attribution", "linkage", "sensitivity", "register"),
    "Results": ("report", "results", "columns"),
    "The model": ("ODD", "parameters", "nation"),
    "How far it holds": ("calibration", "screening", "validation", "forecasts", "trust", "benchmarks"),
    "Extend": ("extending", "mesa", "cluster", "contributing"),
    "More": (),  # documents that no chapter names
    "Reference": ("commands/index", "api/index", "changelog", "citing", "website"),
}  # fmt: skip
ELSEWHERE = {
    "benchmarks": ROOT / "benchmarks" / "README.md",
    "changelog": ROOT / "CHANGELOG.md",
    "contributing": ROOT / "CONTRIBUTING.md",
}
"""Documents that are kept beside what they describe."""
MADE = ("gallery/index", "commands/index", "api/index")
"""Pages that are made while the site is built."""
FILES = "files"
"""Where files of the checkout lie that a document links to."""
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?(?=\))")
FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def documents() -> dict[str, Path]:
    """The documents by the name of their page."""
    return {**{path.stem: path for path in sorted(DOCS.glob("*.md"))}, **ELSEWHERE}


def chapters() -> dict[str, list[str]]:
    """What stands in the table of contents: every page but the first, once."""
    known = {*documents(), *MADE} - {HOME}
    named = {page for chapter in CHAPTERS.values() for page in chapter}
    found = {title: [page for page in chapter if page in known] for title, chapter in CHAPTERS.items()}
    found["More"] += sorted(known - named)
    return {title: chapter for title, chapter in found.items() if chapter}


def write(source: Path) -> None:
    """Write all documents; the first page begins as the README does, and the tutorial has its notebook beside it."""
    source.mkdir(parents=True)
    tutorial.main(["--notebook", str(source / NOTEBOOK)])
    for name, path in documents().items():
        text = linked(path.read_text(encoding="utf-8"), path, source)
        if name == HOME:
            text = _opening(source) + re.sub(r"^# ", "## ", text, count=1) + _contents()
        elif name == TUTORIAL:
            text = text.replace("\n", f"\n\n*This page [as a notebook]({NOTEBOOK}).*\n", 1)
        (source / f"{name}.md").write_text(text, encoding="utf-8")


def linked(text: str, path: Path, source: Path) -> str:
    """A document with links that hold in the site; files of the checkout that it links to are copied there.

    Of the README, the head is on the first page, and its sections are nowhere.
    """

    def held(found: re.Match[str]) -> str:
        target = Path(os.path.normpath(path.parent / found[1]))
        return f"{HOME}.md" if target == README else _place(target, source) + (found[2] or "")

    return "".join(part if part.startswith("```") else LINK.sub(held, part) for part in FENCE.split(text))


def _opening(source: Path) -> str:
    """What the model is: the README up to its first section."""
    return linked(README.read_text(encoding="utf-8").split("\n## ")[0], README, source) + "\n\n"


def _contents() -> str:
    trees = (["```{toctree}", ":hidden:", f":caption: {title}", "", *chapter, "```"] for title, chapter in chapters().items())
    return "".join("\n" + "\n".join(tree) + "\n" for tree in trees)


def _place(target: Path, source: Path) -> str:
    """Where something of the checkout lies in the site."""
    page = next((name for name, path in documents().items() if path == target), None)
    if page is not None:
        return f"{page}.md"
    inside = target.relative_to(DOCS) if target.is_relative_to(DOCS) else Path(FILES) / target.relative_to(ROOT)
    if target.is_file():
        (source / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(target, source / inside)
    return inside.as_posix()
