"""Excerpts for the search where a page is opened from a folder: there, a browser lets no page read another one.

The texts of all pages are written as a script that the search page loads; ``static/offline.js`` gives them to the search.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docutils import nodes

FILE = "_static/texts.js"


def collect(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Keep the text of a page, and let the search page load all texts."""
    if doctree is not None:
        shown = (text.astext() for text in doctree.findall(nodes.Text) if not isinstance(text.parent, nodes.comment | nodes.raw))
        texts(app)[page] = " ".join(" ".join(shown).split())
    elif page == "search":
        app.add_js_file(Path(FILE).name)


def write(app: Any, error: Exception | None) -> None:
    """Write the texts."""
    if error is None:
        content = json.dumps(texts(app), ensure_ascii=False, sort_keys=True)
        (Path(app.outdir) / FILE).write_text(f"const PAGE_TEXTS = {content};\n", encoding="utf-8")


def texts(app: Any) -> dict[str, str]:
    """Texts by the name of the page, as far as they are collected."""
    known: dict[str, str] = app.__dict__.setdefault("page_texts", {})
    return known
