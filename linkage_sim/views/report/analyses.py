"""What analyses have put into a folder, as their findings are told."""

from __future__ import annotations

from collections.abc import Sequence

from ...findings.answer import Answer
from ...findings.registry import ANALYSES

MOST_LEADING = 6
"""Sentences that an answer may have."""


def kind_of(answer: Answer) -> str:
    """What a report calls the analysis."""
    return ANALYSES[answer.analysis].title


def leading(found: Sequence[Answer]) -> tuple[str, ...]:
    """Verdicts that stand for the whole: those of the first finding of each analysis."""
    told = {one.analysis: one.verdicts for one in reversed(found)}
    return tuple(verdict for verdicts in reversed(told.values()) for verdict in verdicts)[:MOST_LEADING]
