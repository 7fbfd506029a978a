"""Words around numbers: lists, counted things, beginnings of sentences."""

from __future__ import annotations

from collections.abc import Sequence

SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def listing(words: Sequence[str], last: str = "and") -> str:
    """Words as a list: a, b and c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))


def counted(count: int, one: str, many: str = "") -> str:
    """One point, 1,200 points."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def spelled(count: int) -> str:
    """A small number as a word."""
    return SPELLED[count] if count < len(SPELLED) else f"{count:,}"


def capital(text: str) -> str:
    """Begin a sentence; paths of parameters stay as they are."""
    return text if "." in text.partition(" ")[0].rstrip(".") else text[:1].upper() + text[1:]
