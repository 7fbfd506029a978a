"""The one kind of error that users see, a sentence with the place and the remedy; and the one kind of warning."""

from __future__ import annotations

LONGEST = 600
"""Characters of a refusal; what is longer is cut in its middle, so that place and remedy stay."""


def printable(text: str) -> str:
    """Write control characters, marks of writing direction and the like as escapes: on a terminal, they could hide or change a line."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode() for char in text)


def told(text: str) -> str:
    """Make a sentence fit to be told: printable, and of a length that is read."""
    clean = printable(text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]} ... {text[-LONGEST:]}")
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST * 2 // 3]} ... {clean[5 - LONGEST // 3 :]}"


class LinkageError(Exception):
    """Something the user can mend.

    Parameters
    ----------
    message : str
        One plain sentence: where, what is wrong, what to do; made printable, and cut where it is too long to be read.
    exit_code : int
        1 when the work failed, 2 when the input is bad.
    """

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(told(message))
        self.exit_code = exit_code


class Extrapolated(UserWarning):
    """A run goes beyond the years of its exogenous series, as it was asked to."""
