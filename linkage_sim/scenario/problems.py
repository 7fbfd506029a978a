"""How a mistake in a file is told: one sentence with the place, what is wrong and the remedy."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from linkage_sim.errors import LinkageError, printable
from linkage_sim.errors import told as told_of

LONGEST_WORD = 200
MOST_WORDS = 5000
"""Longer words are compared with none, and a word with no more words: the search for a near one takes long."""

MOST_TOLD = 100
"""Problems of a file that are told one by one."""

Path = tuple[str | int, ...]


class Mark(NamedTuple):
    """Where a value was written: the file as the user named it, and the line (none if it is no file)."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}, line {self.line}"


Marks = dict[Path, Mark]


class Problem(NamedTuple):
    """One thing that is wrong, before it is known where it was written.

    A remedy that takes a search is a function: of many problems, the first alone is told.
    """

    path: Path
    what: str
    remedy: str | Callable[[], str]

    def advice(self) -> str:
        """What to do."""
        return self.remedy if isinstance(self.remedy, str) else self.remedy()


def dotted(path: Sequence[str | int]) -> str:
    """Write a path as users write it: ``actors.household.open_rate``."""
    return ".".join(str(part) for part in path)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that was probably meant."""
    if len(word) > LONGEST_WORD:
        return None
    close = difflib.get_close_matches(word, [one for one in islice(known, MOST_WORDS) if len(one) <= LONGEST_WORD], n=1, cutoff=0.65)
    return close[0] if close else None


def listing(words: Iterable[object]) -> str:
    """Join words as in a sentence."""
    names = [str(word) for word in words]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def shown(value: Any) -> str:
    """Name a value in a sentence, short and on one line."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'the text "{shortened(value)}"'
    if isinstance(value, dict):
        return "a block of keys"
    return "a list" if isinstance(value, (list, tuple)) else shortened(f"{value!r}")


def shortened(text: str, length: int = 60) -> str:
    """Cut a text to what fits a sentence; line breaks and control characters are escapes."""
    clean = printable(text[: length + 1])
    return clean if len(clean) <= length else clean[: length - 3] + "..."


def sentence(mark: Mark | None, path: Path, what: str, remedy: str) -> str:
    """Put place, path, fault and remedy into one sentence."""
    subject = f"{shortened(dotted(path), 120)} " if path else ""
    return f"{mark}: {subject}{what}; {remedy}." if mark else f"{subject}{what}; {remedy}."


def fault(mark: Mark | None, what: str, remedy: str, path: Path = ()) -> LinkageError:
    """Build the error for a single problem at a known place."""
    return LinkageError(sentence(mark, path, what, remedy))


def mark_of(marks: Marks, path: Path) -> Mark | None:
    """Find where a path was written, or else the block around it (a missing key has no line of its own)."""
    for length in range(len(path), -1, -1):
        if path[:length] in marks:
            return marks[path[:length]]
    return None


class RefusalError(LinkageError):
    """Several problems as one error, which tells the first in the file, and how many more there are.

    Parameters
    ----------
    marks : mapping
        Where each value was written.
    problems : sequence of Problem
        At least one, but where there is a first one.
    first : LinkageError, optional
        What stands in the way of all else, told already as a sentence.
    """

    def __init__(self, marks: Marks, problems: Sequence[Problem], first: LinkageError | None = None) -> None:
        self._marks = marks
        self.problems = tuple(problems)
        self._first = [str(first)] if first else []
        self._ordered = sorted(problems, key=lambda problem: _position(marks, problem))
        others = len(self._first) + len(problems) - 1
        more = f" (and {others} more {'problem' if others == 1 else 'problems'})" if others else ""
        super().__init__(f"{self._first[0].rstrip('.')}{more}." if first else self._sentence(self._ordered[0], more))

    def each(self) -> list[str]:
        """Give a sentence for each problem, of very many for the first of them."""
        told = [*self._first, *(told_of(self._sentence(problem)) for problem in self._ordered[:MOST_TOLD])]
        left = len(self._ordered) + len(self._first) - len(told)
        return [*told, f"... and {left} more problems."] if left else told

    def _sentence(self, problem: Problem, more: str = "") -> str:
        return sentence(mark_of(self._marks, problem.path), problem.path, problem.what, problem.advice() + more)


def refusal(marks: Marks, problems: Sequence[Problem]) -> RefusalError:
    """Build one error from several problems."""
    return RefusalError(marks, problems)


def without(content: Any, paths: Iterable[Path]) -> Any:
    """Content without what stands at some paths, so that the rest of it can be looked at."""
    gone = set(paths)

    def left(value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {key: left(item, (*path, key)) for key, item in value.items() if (*path, key) not in gone}
        if isinstance(value, (list, tuple)):
            return [left(item, (*path, number)) for number, item in enumerate(value)]
        return value

    return left(content, ())


def unheard(found: Iterable[Problem], told: Sequence[Problem]) -> list[Problem]:
    """Problems that lie neither at nor above nor below those that were told: these may come of what was left out."""
    places = Told(told)
    return [one for one in found if not places.meet(one.path)]


class Told:
    """Places of which something was told, of whatever number.

    Parameters
    ----------
    problems : iterable of Problem
        What was told.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._places = {problem.path for problem in problems}
        self._around = {place[:length] for place in self._places for length in range(len(place))}

    def meet(self, place: Path) -> bool:
        """Whether a place is one of them, or lies in or around one."""
        return place in self._around or any(place[:length] in self._places for length in range(len(place) + 1))


def _position(marks: Marks, problem: Problem) -> int:
    mark = mark_of(marks, problem.path)
    return mark.line or 0 if mark else 0
