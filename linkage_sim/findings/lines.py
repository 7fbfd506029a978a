"""Labels of several lines in another language: told line by line or as a whole, and broken anew where they have to be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Protocol

LATIN_WIDTH = 0.6
"""Width of a Latin letter, of that of a Chinese one."""
NEVER_FIRST = "，。；：、！？）》”%"
"""Signs with which no line begins."""


class Tells(Protocol):
    """What translates a label."""

    def __call__(self, text: str) -> str:
        """Tell it in another language."""

    def knows(self, text: str) -> bool:
        """Whether there are words for it."""


def relined(text: str, translator: Tells) -> str:
    """Tell a label, whose lines stand for themselves, or are a sentence that was broken; formulas stay.

    A sentence is broken anew where its longest line would be longer than before.
    """
    if not text.strip() or "$" in text:
        return text
    lines = text.split("\n")
    if len(lines) == 1:
        plain = text.replace("_", " ")  # a parameter that has no title
        return translator(plain if plain != text and translator.knows(plain) else text)
    if all(map(translator.knows, lines)):
        return "\n".join(map(translator, lines))
    return "\n".join(broken(translator(" ".join(lines)), max(map(width, lines))))


def width(text: str) -> float:
    """About how wide a line is, in Chinese letters."""
    return sum(1.0 if _wide(letter) else LATIN_WIDTH for letter in text)


def broken(text: str, most: float) -> Iterator[str]:
    """Break a text into lines of much the same length, no wider than ``most``; numbers and Latin words stay whole."""
    text = " ".join(text.split())
    even, line = width(text) / -(-width(text) // most), ""
    for piece in _pieces(text):
        full = width(line) >= even or width(line + piece.rstrip()) > most
        if line and full and piece[0] not in NEVER_FIRST:
            yield line.strip()
            line = ""
        line += piece
    yield line.strip()


def _pieces(text: str) -> Iterator[str]:
    """What no line is broken within: a Chinese letter, or a word or number in Latin letters with the space after it."""
    piece = ""
    for letter in text:
        if piece and (_wide(letter) or piece.endswith(" ") or _wide(piece[-1])):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
