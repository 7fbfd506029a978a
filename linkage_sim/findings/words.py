"""Words around numbers: lists, counted things, beginnings of sentences."""

from __future__ import annotations

from collections.abc import Sequence

SINGULAR = {
    "people": "person", "branches": "branch", "percentage points": "percentage point",
    **{
        f"{one}s": one
        for one in (
            "person", "household", "store", "village", "piece", "parcel", "firm", "month", "year", "run", "pair", "seed", "point", "unit",
            "shop", "shopkeeper", "group", "value", "parameter set",
        )
    },
}  # fmt: skip
"""Beginnings of units, and what they are of one alone."""
SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def listing(words: Sequence[str], last: str = "and") -> str:
    """Words as a list: a, b and c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))


def counted(count: int, one: str, many: str = "") -> str:
    """One point, 1,200 points."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def one_of(unit: str) -> str:
    """The unit of one alone: person of persons, person per village of persons per village; others as they are."""
    many = next((many for many in SINGULAR if unit == many or unit.startswith(f"{many} ")), "")
    return SINGULAR[many] + unit[len(many) :] if many else unit


def spelled(count: int) -> str:
    """A small number as a word."""
    return SPELLED[count] if count < len(SPELLED) else f"{count:,}"


def capital(text: str) -> str:
    """Begin a sentence; paths of parameters stay as they are."""
    return text if "." in text.partition(" ")[0].rstrip(".") else text[:1].upper() + text[1:]


def wrapped(text: str, width: int, indent: str = "", hanging: str = "") -> str:
    """Break lines between words alone; a word that is longer than a line, as a path may be, stands on one of its own, whole.

    Parameters
    ----------
    text : str
        Lines of words.
    width : int
        Letters of a line.
    indent, hanging : str
        What stands before a line, and before each line that it is broken into.
    """
    import textwrap

    fill = textwrap.TextWrapper(width, initial_indent=indent, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(fill.fill, text.split("\n")))
