"""An answer as the terminal, a page and a document show it, once for all analyses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .numbers import POINTS, is_share, minus

if TYPE_CHECKING:
    from jinja2 import Environment
    from rich.console import RenderableType

    from .answer import Answer, Column, Table

TEMPLATES = Path(__file__).parent / "templates"
SURE = "How sure is this?"


def terminal(answer: Answer, whole: bool = False) -> Iterator[RenderableType]:
    """Show an answer in the terminal: question, verdicts, tables, how sure it is; details only where all is asked for."""
    from .screen import Grid, Words

    yield Words(f"{answer.question}\n", style="bold")
    yield from map(Words, answer.verdicts)
    yield Words("")
    for table in answer.tables:
        if whole or not table.aside:
            yield Grid(table.title, headings(table), table.cells(), [column.numeric for column in table.shown], table.note)
    for heading, lines in ((SURE, answer.trust), ("Mind", answer.caveats)):
        if lines:
            yield Words(heading, style="bold")
            yield from (Words(line, indent="- ", hanging="  ") for line in lines)
            yield Words("")
    if answer.provenance:
        yield Words(answer.provenance)


def headings(table: Table) -> list[str]:
    """Heads of the columns that are shown, with units."""
    return [f"{column.heading} ({note})" if (note := unit_note(column)) else column.heading for column in table.shown]


def unit_note(column: Column) -> str:
    """The unit that a column's numbers are in."""
    if not is_share(column.unit):
        return column.unit
    return POINTS if column.form == "difference" else ""


def html(answer: Answer) -> str:
    """An answer as a section of a page, also for notebooks."""
    return environment().get_template("finding.html.j2").render(answer=answer)


def environment(*more: Path) -> Environment:
    """Templates of findings, and others beside them."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader([TEMPLATES, *more]), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=kept_together,
    )  # fmt: skip
    made.globals.update(unit_note=unit_note, SURE=SURE)
    return made


def kept_together(value: object) -> object:
    """Keep a number and its per cent sign on one line, and write minus signs; what is markup already stays as it is."""
    return minus(value.replace(" %", "\N{NO-BREAK SPACE}%")) if type(value) is str else value


def markdown(answer: Answer) -> str:
    """An answer as a part of a document."""
    parts = [f"**{answer.question}**", *answer.verdicts]
    for table in answer.tables:
        parts += [f"*{table.title}*", markdown_table(table), *([table.note] if table.note else [])]
    for heading, told in ((SURE, answer.trust), ("Mind", answer.caveats)):
        parts += [f"*{heading}*", "\n".join(f"- {line}" for line in told)] if told else []
    return "\n\n".join([*parts, *([answer.provenance] if answer.provenance else [])]) + "\n"


def markdown_table(table: Table) -> str:
    """A table as a part of a document, without its title."""
    marks = ["---:" if column.numeric else "---" for column in table.shown]
    lines = [headings(table), marks, *([cell.replace("|", "\\|") for cell in row] for row in table.cells())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
