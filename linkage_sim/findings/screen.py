"""Sentences and tables on a terminal: no word, no number and no path is ever split or cut, however narrow it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from .words import wrapped

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

BETWEEN, EDGE = 2, 1
"""Letters between columns, and before the first and after the last one."""
HANGING = "    "


@dataclass(frozen=True)
class Words:
    """Sentences, for a console.

    Attributes
    ----------
    text : str
        What is said.
    style : str
        How it looks.
    indent : str
        What stands before the first line.
    hanging : str
        What stands before each further line.
    """

    text: str
    style: str = ""
    indent: str = ""
    hanging: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        yield whole(Text(wrapped(self.text, options.max_width, self.indent, self.hanging), style=self.style))


def whole(text: Text) -> Text:
    """Let lines be as long as they are."""
    text.no_wrap, text.overflow = True, "ignore"
    return text


@dataclass(frozen=True)
class Grid:
    """A table, for a console.

    Where it is too narrow for one line a row, texts go over several lines; then intervals stand below their numbers; and where not
    even the longest words find a place side by side, a row's cells stand one below the other.

    Attributes
    ----------
    title : str
        Its caption.
    headings : sequence of str
        Heads of the columns.
    rows : sequence of sequences of str
        What stands in the cells.
    numeric : sequence of bool
        By column: whether it holds numbers, which stand to the right and are not broken.
    note : str
        How to read it.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]
    note: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        if self.title:
            yield Words(self.title, style="italic")
        room = options.max_width - 2 * EDGE - BETWEEN * (len(self.headings) - 1)
        for broken in (False, True):
            widths = self._widths(room, broken)
            if widths is not None:
                yield self._table(widths, broken)
                break
        else:
            yield from self._stacked()
        if self.note:
            yield Words(f"{self.note}\n", style="dim italic")

    def _widths(self, room: int, broken: bool) -> list[int] | None:
        """Widths of the columns: the widest give way first, none below its longest word; None if that is too much."""
        cells = self._columns(broken)
        least = [max(_longest(cell, numeric) for cell in column) for column, numeric in zip(cells, self.numeric, strict=True)]
        least = [max(width, _longest(heading, False)) for width, heading in zip(least, self.headings, strict=True)]
        if sum(least) > room:
            return None
        widths = [max(map(_longest_line, (*column, heading))) for column, heading in zip(cells, self.headings, strict=True)]
        while sum(widths) > room:
            widest = max((i for i in range(len(widths)) if widths[i] > least[i]), key=lambda i: widths[i])
            widths[widest] -= 1
        return widths

    def _columns(self, broken: bool) -> list[list[str]]:
        """Cells by column; empty columns have one empty cell."""
        columns = [[row[place] for row in self.rows] or [""] for place in range(len(self.headings))]
        return [[_below(cell) if broken and numeric else cell for cell in column]
                for column, numeric in zip(columns, self.numeric, strict=True)]  # fmt: skip

    def _table(self, widths: Sequence[int], broken: bool) -> Table:
        made = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
        for heading, numeric, width in zip(self.headings, self.numeric, widths, strict=True):
            made.add_column(Text(heading), justify="right" if numeric else "left", width=width, no_wrap=False)
        for row in self.rows:
            made.add_row(*(Text(_below(cell) if broken and numeric else cell) for cell, numeric in zip(row, self.numeric, strict=True)))
        return made

    def _stacked(self) -> Iterator[RenderableType]:
        yield Text()
        for row in self.rows:
            yield Words(row[0] or self.headings[0], style="bold", hanging=HANGING)
            for heading, cell in zip(self.headings[1:], row[1:], strict=True):
                if cell:
                    yield Words(f"{heading}: {cell}", indent="  ", hanging=HANGING)
        yield Text()


def _below(cell: str) -> str:
    """A number with its interval below it."""
    return cell.replace(" (", "\n(", 1)


def _longest(cell: str, numeric: bool) -> int:
    """Letters of what is not to be broken: of the longest line of a number, of the longest word of a text."""
    return max(map(len, cell.split("\n") if numeric else cell.split()), default=0)


def _longest_line(cell: str) -> int:
    return max(map(len, cell.split("\n")))
