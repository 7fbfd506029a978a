"""The page: what is told, set by templates, with style and script inside, so that nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ...findings.answer import Answer
from ...findings.render import environment
from ...findings.translation import Translator
from . import spoken
from .analyses import kind_of
from .content import Content, Figure

HERE = Path(__file__).parent
MARK = '<meta name="generator" content="linkage_sim report">'
"""By this a file is known that a report may take the place of."""
SCRIPTS = ("numbers", "data", "controls", "drawing", "plot", "points", "start")
"""Parts of a sweep's script in their order; they share one scope."""
ATLAS = ("atlas",)
"""That of a country's map."""
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def page(content: Content, translator: Translator) -> str:
    """Set a report's page.

    Parameters
    ----------
    content : Content
        What is told.
    translator : Translator
        Tells it in the language that is wanted.

    Returns
    -------
    str
        A whole HTML document. A content security policy in it keeps browsers from fetching anything and from running any script but the
        page's own.
    """
    script = _script(SCRIPTS if content.explorer else ATLAS) if content.explorer or content.atlas else ""
    data = embedded(spoken.explorer(content.explorer.data, translator)) if content.explorer else ""
    places = embedded(spoken.atlas(content.atlas, translator)) if content.atlas else ""
    return translator.page(environment(HERE / "templates").get_template("report.html.j2").render(
        report=content, analyses=_by_kind(content), sections=list(_sections(content)), mark=Markup(MARK), style=Markup(_text("style.css")),
        script=Markup(script), script_hash=hash_of(script), data=data, places=places,
    ))  # fmt: skip


def together(several: Sequence[tuple[str, Content]], translator: Translator) -> str:
    """Set one page of several folders, each with its name: all answers at a glance, then what each of them tells.

    What a script would filter and compare is in the reports of their own.
    """
    reports = [(name, replace(content, figures=tuple(_apart(one, place) for one in content.figures)))
               for place, (name, content) in enumerate(several, 1)]  # fmt: skip
    return translator.page(environment(HERE / "templates").get_template("several.html.j2").render(
        reports=reports, mark=Markup(MARK), style=Markup(_text("style.css"))
    ))  # fmt: skip


def _apart(figure: Figure, place: int) -> Figure:
    """A figure whose ids no figure of another folder has."""
    name = f"folder-{place}-{figure.name}"
    svg, narrow = (re.sub(rf'(["#]){re.escape(figure.name)}-', rf"\1{name}-", one) for one in (figure.svg, figure.narrow))
    return figure._replace(name=name, svg=svg, narrow=narrow)


def _sections(content: Content) -> Iterator[tuple[str, str]]:
    """Ids and titles of the sections that there are, for the table of contents."""
    yield "answer", "Answer"
    if content.figures[1:]:
        yield "figures", "More figures"
    if content.atlas:
        yield "map", "The map"
    if content.explorer:
        yield "explore", "Filter the points"
    yield from ((f"analysis-{number}", kind) for number, (kind, _) in enumerate(_by_kind(content), 1))
    if content.tables:
        yield "tables", "Tables"
    if content.changes:
        yield "scenario", "The scenario"
    if content.varied:
        yield "varied", "What varies"
    if content.coverage:
        yield "evidence", "Evidence"
    if content.runs:
        yield "runs", "Failed and missing runs"
    yield "provenance", "Where it comes from"


def _by_kind(content: Content) -> list[tuple[str, list[Answer]]]:
    """Analyses that belong together."""
    kinds = dict.fromkeys(map(kind_of, content.analyses))
    return [(kind, [one for one in content.analyses if kind_of(one) == kind]) for kind in kinds]


def _script(names: Sequence[str]) -> str:
    """The page's script: its parts in one function, so that none of its names is seen outside."""
    parts = [_text(f"script/{name}.js") for name in names]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def embedded(data: Any) -> Markup:
    """JSON that cannot end the element in which it stands."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup("".join(ESCAPES.get(letter, letter) for letter in text))


def hash_of(text: str) -> str:
    """Hash by which a browser knows a script or style as the page's own."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
