"""The finding of a discovery: its numbers, and what is told of them: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ....findings.answer import Answer, Column, Table, plain, records
from ....findings.finding import Finding
from ....findings.numbers import chance, percent
from ....findings.words import capital, counted, listing
from ..condition import Condition
from .box import box_table
from .cases import Cases
from .prim import Found
from .tree import Tree, as_table

if TYPE_CHECKING:
    import pandas as pd

BOX = (
    Column("words", "demand"),
    Column("quasi_p", "p", "chance", meaning="Chance of so many of interest in the box, were the demand useless."),
)
TREE = (
    Column("branch", "branch"),
    Column("share", "meet the condition", "share", meaning="Share of the runs of the branch."),
    Column("points", "points", "count"),
)
PATH = (
    Column("step", "step", "count"),
    Column("coverage", "coverage", "share", meaning="Share of all that meet the condition."),
    Column("density", "density", "share", meaning="Share of the runs in the box that meet it."),
    Column("points", "points", "count"),
    Column("restricted", "factors", "count"),
)


ALPHA = 0.05


class Elsewhere(NamedTuple):
    """What boxes found on four fifths of the points do on the other fifth, all fifths together.

    Attributes
    ----------
    density, coverage : float
        As of a box.
    p : float
        Chance of so high a density, were boxes useless.
    """

    density: float
    coverage: float
    p: float

    @property
    def holds(self) -> bool:
        """Whether boxes are good for anything but the points that they were made from."""
        return self.p <= ALPHA


@dataclass(frozen=True, repr=False)
class Discovery(Finding):
    """Where runs of interest lie.

    Attributes
    ----------
    condition : Condition
        What makes a run interesting.
    scenario : str
        Whose runs.
    cases : Cases
        The points, with the share of their runs that are of interest.
    nothing : str
        Why nothing can be told, as a sentence; empty where something can.
    found : Found or None
        The box.
    elsewhere : Elsewhere or None
        How such boxes do on points that they were not made from.
    tree : Tree or None
        The tree.
    cautions : tuple of str
        Sentences on what makes the numbers less than they seem.
    heading : str
        What was simulated.
    """

    analysis: ClassVar[str] = "discover"
    condition: Condition
    scenario: str
    cases: Cases
    nothing: str = ""
    found: Found | None = None
    elsewhere: Elsewhere | None = None
    tree: Tree | None = None
    cautions: tuple[str, ...] = ()
    heading: str = ""

    @property
    def separates(self) -> bool:
        """Whether there is a box, and boxes hold on points that they were not made from."""
        return bool(self.found is not None and self.found.box and self.elsewhere is not None and self.elsewhere.holds)

    @property
    def box(self) -> pd.DataFrame:
        """The box, a row per factor, the firmest first: the columns of ``BOX_COLUMNS``."""
        return box_table(self.found, self.cases)

    @property
    def path(self) -> pd.DataFrame:
        """The peeling path."""
        import pandas as pd

        return self.found.path if self.found is not None else pd.DataFrame(columns=["step", "coverage", "density", "points", "restricted"])

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    @property
    def content(self) -> dict[str, Any]:
        """Everything, in plain values; what is missing is None."""
        box = self.found if self.separates else None
        made: dict[str, Any] = plain(
            {
                "condition": str(self.condition),
                "words": self.condition.words,
                "scenario": self.scenario,
                "points": len(self.cases),
                "runs_each": self.cases.runs,
                "share": self.cases.mean,
                "separates": self.separates,
                "sentences": list(self.answer.verdicts),
                "notes": [*self.answer.trust, *self.answer.caveats],
                "box": self.box.to_dict("records") if box else [],
                "coverage": box.coverage if box else None,
                "density": box.density if box else None,
                "points_in_box": box.points if box else None,
                "elsewhere": self.elsewhere._asdict() if self.elsewhere else None,
                "path": self.path.to_dict("records"),
                "tree": as_table(self.tree).to_dict("records") if self.tree else [],
                "tree_skill": self.tree.skill if self.tree else None,
            }
        )
        return made


def answer(one: Discovery) -> Answer:
    """Tell a discovery."""
    where = f" in {one.scenario}" if one.scenario else ""
    told = [one.nothing] if one.nothing else [*(_box(one) if one.separates else _no_box(one)), *_tree(one)]
    told += [] if one.nothing or one.separates else [_share(one.cases, one.condition)]
    size = f"{counted(len(one.cases), 'point')}, {counted(one.cases.runs, 'run')} each"
    return Answer("discover", f"Where do runs have {one.condition.words}{where}?", told, list(_tables(one)),
                  [] if one.nothing else list(_trust(one)), [] if one.nothing else one.cautions,
                  f"{one.heading}: {size}." if one.heading else f"{size}.")  # fmt: skip


def _tables(one: Discovery) -> Iterator[Table]:
    """The box, the tree, and the path on which the box was found."""
    if one.separates and one.found is not None:
        title = f"The conditions that go together (a box): {counted(one.found.points, 'point')} meet them all"
        yield Table("box", title, BOX, records(one.box))
    if one.tree is not None and one.tree.lines:
        rows = [
            {"branch": "\N{NO-BREAK SPACE}" * 2 * line.depth + line.words, "share": line.share, "points": line.points}
            for line in one.tree.lines
        ]
        yield Table("tree", "The same as yes-or-no questions (a tree)", TREE, rows)
    if one.found is not None:
        yield Table("path", "How the box was found: step by step less of the space", PATH, records(one.path), aside=True)


def _trust(one: Discovery) -> Iterator[str]:
    """What boxes and tree do at points that they were not made from."""
    if one.elsewhere is not None:
        density, coverage = percent(one.elsewhere.density), percent(one.elsewhere.coverage)
        found = f"{density} of runs in a box meet the condition, and it covers {coverage} of all that do (p {chance(one.elsewhere.p)})"
        yield f"At points that were left out when it was made, {found}."
    if one.tree is not None and one.tree.lines:
        yield f"The tree foretells {percent(one.tree.skill)} of the variance at points left out of it."


def too_little(known: Cases, condition: Condition, fewest: int) -> str:
    """Why nothing can be told, if so."""
    start = _share(known, condition)
    if not len(known.factors):
        return f"{start} Nothing can be told of where, for no factor varies."
    if known.mean in (0.0, 1.0):
        which = "no run of interest" if known.mean == 0.0 else "no other run"
        return f"{start} Nothing can be told of where: there is {which} to compare with. Choose another limit, or wider ranges."
    few = round(min(float(known.share.sum()), float((1.0 - known.share).sum())))
    if few < fewest:
        side = "so few runs of interest" if known.share.sum() < len(known) / 2 else "so few other runs"
        points = f"as many as {counted(few, 'point')} would give"
        return (
            f"{start} Nothing can be told of where from {side} ({points}; at least {fewest} are needed). Use more points, or another limit."
        )
    return ""


def box_words(one: Discovery) -> str:
    """The box in words: "founders at least 6 and broadband share above 0.45"."""
    return listing(one.box["words"].tolist())


def _share(known: Cases, condition: Condition) -> str:
    runs = len(known) * known.runs
    at = f" at {counted(len(known), 'point')}" if known.runs > 1 else ""
    who = "None" if known.mean == 0.0 else "All" if known.mean == 1.0 else percent(known.mean)
    return f"{capital(who)} of {counted(runs, 'run')}{at} {'has' if known.mean == 0.0 else 'have'} {condition.words}."


def _box(one: Discovery) -> list[str]:
    found = one.found
    assert found is not None
    told = f"{percent(found.density)} of runs have {one.condition.words} with {box_words(one)}."
    return [told, f"Of all runs, {percent(one.cases.mean)} do; the box covers {percent(found.coverage)} of these."]


def _no_box(one: Discovery) -> list[str]:
    if one.found is None or one.elsewhere is None or not one.found.box:
        return ["No box tells them from the others better than all of the space does."]
    there = f"at points left out, such boxes have {percent(one.elsewhere.density)} of interest against {percent(one.cases.mean)} overall"
    return [f"No box can be told from chance: {there}."]


def _tree(one: Discovery) -> list[str]:
    if one.tree is None or not one.tree.lines:
        return ["No tree of yes-or-no questions foretells points that were left out of it."]
    ends = [line for line in one.tree.lines if line.leaf]
    high, low = max(line.share for line in ends), min(line.share for line in ends)
    ways = f"its branches end between {percent(low)} and {percent(high)}"
    return [f"A tree of yes-or-no questions asks first for {one.tree.lines[0].words}; {ways}."]
