"""A finding: what every analysis returns, a question with its answer, tables, and how sure it is."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..errors import LinkageError
from .answer import Answer
from .registry import ANALYSES, load
from .render import html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class Finding(ABC):
    """What an analysis returns: an answer that every renderer can tell (see :mod:`.render`), with the numbers behind it."""

    analysis: ClassVar[str]
    """Name of the analysis, under which it is registered."""

    @property
    @abstractmethod
    def answer(self) -> Answer:
        """What is told."""

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Whole tables for scripts, by the stem of their CSV file."""
        return {}

    @property
    def content(self) -> dict[str, Any]:
        """The numbers for scripts, as plain values."""
        return {}

    def to_json(self) -> str:
        """The numbers, and what is told of them below ``finding``, as JSON."""
        return as_json(self)

    def plot(self, language: str = "en") -> Figure:
        """Draw the main figure; with ``zh`` its words are Chinese."""
        return _drawn([self], language)

    def __repr__(self) -> str:
        return "\n".join((self.answer.question, *self.answer.verdicts))

    def _repr_html_(self) -> str:
        return html(self.answer)


Kind = TypeVar("Kind", bound=Finding)


class Findings(list[Kind]):
    """What an analysis returns that answers for several outcomes: a list, which shows itself as its findings do."""

    def plot(self, language: str = "en") -> Figure:
        """Draw the main figure of all of them; with ``zh`` its words are Chinese."""
        return _drawn(self, language)

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self)) or "[]"

    def _repr_html_(self) -> str:
        return "\n".join(one._repr_html_() for one in self)


def drawings(findings: Sequence[Finding]) -> Sequence[Any]:
    """Figures of what one analysis found, the main one first."""
    return load(ANALYSES[findings[0].analysis].figures)(findings) if findings else ()


def _drawn(findings: Sequence[Finding], language: str) -> Figure:
    """The main figure of findings of one analysis."""
    found = drawings(findings)
    if not found:
        raise LinkageError("There is nothing to be drawn: no figure shows anything of these findings.", exit_code=1)
    drawn: Figure = found[0].figure
    load("linkage_sim.views.style:speak")(drawn, language)
    return drawn


def as_json(found: Finding | Sequence[Finding]) -> str:
    """A finding, or a list of findings, as JSON: the numbers, and what is told of them below ``finding``."""
    several = [{**one.content, "finding": one.answer.content()} for one in ([found] if isinstance(found, Finding) else found)]
    return json.dumps(several[0] if isinstance(found, Finding) else several, indent=2, ensure_ascii=False, allow_nan=False)
