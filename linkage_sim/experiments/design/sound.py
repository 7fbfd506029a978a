"""What of an experiment file is sound in itself, so that the rest is checked though something in it is wrong."""

from __future__ import annotations

from ...scenario.problems import Path, Problem, RefusalError, without
from ...scenario.reading import Document
from ...scenario.shaping import validated
from .declared import ExperimentData

BLOCKS = ("factors", "outcomes")
"""Of entries that stand each by itself: where one is wrong, the others are checked all the same."""


def sound(document: Document) -> tuple[ExperimentData, tuple[Problem, ...]]:
    """The content of a file, and what is wrong in single values, which are left out.

    Raises
    ------
    LinkageError
        Where what is left is no experiment: so far as that, all that is wrong in single values is told.
    """
    try:
        return validated(document.value, document.marks, ExperimentData), ()
    except RefusalError as error:
        told = error.problems
        if any(one.path[:1] not in [(block,) for block in BLOCKS] for one in told):
            raise
        for length in (None, 2):  # the values alone, or else the entries that they stand in
            paths: list[Path] = [one.path[:length] for one in told]
            try:
                return validated(without(document.value, paths), document.marks, ExperimentData), told
            except RefusalError:
                continue
        raise
