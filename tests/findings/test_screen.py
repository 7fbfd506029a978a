"""What stands on a terminal: at any width, no word and no number is split, and nothing is cut."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from linkage_sim.findings.screen import Grid, Words

HEADINGS = ("outcome", "baseline", "difference")
ROWS = (("poor people in the last year", "1,204", "-1.2 million (-3.1 to 0.7)"), ("multidimensional poverty", "0.0075", ""))
PATH = "/a/place/with-many-letters/that-is-longer/than-a-line/of-this-terminal"


def shown(part, width: int) -> str:
    printed = io.StringIO()
    Console(file=printed, width=width, highlight=False).print(part, crop=False)
    return printed.getvalue()


@pytest.mark.parametrize("width", [20, 30, 45, 60, 80, 200])
def test_at_any_width_all_of_a_table_is_there_and_its_words_are_whole(width):
    out = shown(Grid("Effects", HEADINGS, ROWS, (False, True, True), "How to read it."), width)
    assert max(map(len, out.splitlines())) <= width
    told = " ".join((*HEADINGS[1:], *(cell for row in ROWS for cell in row), "How to read it."))
    assert all(word in out.replace(":", " ").split() for word in told.split())


def test_numbers_stay_on_a_line_and_their_intervals_go_below_where_it_is_narrow():
    grid = Grid("", HEADINGS, ROWS, (False, True, True))
    wide, narrow, least = (shown(grid, width) for width in (80, 45, 25))
    assert "-1.2 million (-3.1 to 0.7)" in wide
    assert "-1.2 million \n" in narrow
    assert "(-3.1 to 0.7) \n" in narrow
    assert "  baseline: 1,204\n" in least


def test_a_path_is_not_split_and_a_list_hangs():
    out = shown(Words(f"Tables and figures: {PATH}", indent="- ", hanging="  "), 30)
    assert out == f"- Tables and figures:\n  {PATH}\n"
