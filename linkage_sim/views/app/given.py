"""What the browser or a link says, read strictly: whole numbers of plain digits, words of a list, and nothing else."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from ...errors import LinkageError

LONGEST = 4000
MOST = 200
"""Characters and parameters of a link; longer ones are none of this page's."""
LONGEST_NUMBER = 60
_DIGITS = re.compile(r"[0-9]{1,12}")
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")


def pairs(query: str) -> list[tuple[str, str]]:
    """Take a link's query apart.

    Raises
    ------
    LinkageError
        If it is longer than any that this page has made.
    """
    text = query.lstrip("?")
    if len(text) > LONGEST:
        raise LinkageError(f"The link is longer than {LONGEST} characters.")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST)
    except ValueError:
        raise LinkageError(f"The link has more than {MOST} parameters.") from None


def whole(name: str, given: object, low: int, high: int) -> int:
    """Read a whole number.

    Raises
    ------
    LinkageError
        If it is none, or not in the range.
    """
    text = str(given).strip() if isinstance(given, (int, str)) and not isinstance(given, bool) else ""
    number = int(text) if _DIGITS.fullmatch(text) else -1
    if not low <= number <= high:
        raise LinkageError(f"The {name} '{str(given)[:60]}' is no whole number from {low} to {high}.")
    return number


def word(name: str, given: object, known: Iterable[str]) -> str:
    """Read a word of a list.

    Raises
    ------
    LinkageError
        If it is none of them.
    """
    text = str(given)
    if text not in known:
        raise LinkageError(f"The {name} '{text[:60]}' is none that this page offers.")
    return text


def number(given: object) -> float | None:
    """Read a number; None where it is none, or not finite."""
    text = str(given).strip() if isinstance(given, (int, float, str)) and not isinstance(given, bool) else ""
    found = float(text) if len(text) <= LONGEST_NUMBER and _NUMBER.fullmatch(text) else math.inf
    return found if math.isfinite(found) else None
