"""An answer as the terminal, a page and a document show it, once for all analyses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .numbers import POINTS, is_share, minus

if TYPE_CHECKING:
    from jinja2 import Environment
    from rich.console import RenderableType

    from .finding import Answer, Column, Table

TEMPLATES = Path(__file__).parent / "templates"
SURE = "How sure is this?"


def terminal(answer: Answer, whole: bool = False) -> Iterator[RenderableType]:
    """Show an answer in the terminal: question, verdicts, tables, how sure it is; details only where all is asked for."""
    from rich.text import Text

    yield Text(f"{answer.question}\n", style="bold")
    yield from (Text(verdict) for verdict in answer.verdicts)
    yield Text()
    yield from (grid(table) for table in answer.tables if whole or not table.aside)
    for heading, lines in ((SURE, answer.trust), ("Mind", answer.caveats)):
        if lines:
            yield Text(heading, style="bold")
            yield from (Text(f"- {line}") for line in lines)
            yield Text()
    if answer.provenance:
        yield Text(answer.provenance)


def grid(table: Table) -> RenderableType:
    """A table for the terminal; no word and no number is ever broken or cut."""
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    made = Grid(title=table.title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True,
                caption=table.note or None, caption_justify="left")  # fmt: skip
    for place, (column, heading) in enumerate(zip(table.shown, headings(table), strict=True)):
        longest = max(map(len, " ".join([heading, *(row[place] for row in table.cells())]).split()))
        made.add_column(Text(heading), justify="right" if column.numeric else "left", no_wrap=column.numeric, min_width=longest)
    for row in table.cells():
        made.add_row(*map(Text, row))
    return made


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
        heads = headings(table)
        marks = ["---:" if column.numeric else "---" for column in table.shown]
        lines = [heads, marks, *([cell.replace("|", "\\|") for cell in row] for row in table.cells())]
        parts += [f"*{table.title}*", "\n".join(f"| {' | '.join(line)} |" for line in lines), *([table.note] if table.note else [])]
    for heading, told in ((SURE, answer.trust), ("Mind", answer.caveats)):
        parts += [f"*{heading}*", "\n".join(f"- {line}" for line in told)] if told else []
    return "\n\n".join([*parts, *([answer.provenance] if answer.provenance else [])]) + "\n"
