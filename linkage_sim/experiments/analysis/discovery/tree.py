"""A small tree of rules (CART: Breiman and others 1984), pruned by cross-validation, and told in words."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from ....findings.numbers import percent
from ....findings.words import counted
from ...extras import need
from ..words import kept_words, limit_words
from .cases import Cases

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Array = npt.NDArray[np.float64]

DEPTH = 3
LEAST_SHARE, LEAST_POINTS = 0.05, 10
FOLDS = 5
SEED = 1


class Line(NamedTuple):
    """A line of the tree.

    Attributes
    ----------
    depth : int
        0 for the first split.
    words : str
        What is demanded: "founders at least 6".
    share : float
        Share of the runs there that are of interest.
    points : int
        Points there.
    leaf : bool
        Whether nothing is split further.
    """

    depth: int
    words: str
    share: float
    points: int
    leaf: bool


class Tree(NamedTuple):
    """A tree of rules.

    Attributes
    ----------
    lines : tuple of Line
        From the first split downwards; none where no split foretells points that were left out.
    skill : float
        Part of the variance between points that the tree foretells at points left out of it; at most 1.
    runs : int
        Runs of each point.
    """

    lines: tuple[Line, ...]
    skill: float
    runs: int

    @property
    def text(self) -> str:
        """The tree as indented text."""
        return "\n".join(f"{'  ' * line.depth}{line.words}{self._end(line)}" for line in self.lines)

    def _end(self, line: Line) -> str:
        return f": {percent(line.share)} of {counted(line.points * self.runs, 'run')}" if line.leaf else ""


def grow(cases: Cases) -> Tree:
    """Grow a tree of at most three levels, and prune it to the smallest whose error is within one standard error of the least.

    Parameters
    ----------
    cases : Cases
        Points of which some runs are of interest and some not.
    """
    import numpy as np

    need("Scenario discovery", "sklearn")
    columns, table = _numeric(cases)
    strengths = np.unique(np.clip(_model(cases).cost_complexity_pruning_path(table, cases.share).ccp_alphas, 0.0, None))
    errors = np.array([_errors(cases, table, float(strength)) for strength in strengths])
    means, spreads = errors.mean(axis=1), errors.std(axis=1, ddof=1) / sqrt(FOLDS)
    best = int(means.argmin())
    chosen = int(np.flatnonzero(means <= means[best] + spreads[best]).max())
    variance = float(cases.share.var())
    made = _model(cases, float(strengths[chosen])).fit(table, cases.share)
    lines = tuple(_lines(made.tree_, 0, 0, columns, cases))
    return Tree(lines, 1.0 - float(means[chosen]) / variance if lines else 0.0, cases.runs)


def _model(cases: Cases, strength: float = 0.0) -> Any:
    """A regression tree on shares: its splits are those of Gini's index, and it needs no two classes in each fold."""
    from sklearn.tree import DecisionTreeRegressor

    least = max(LEAST_POINTS, round(LEAST_SHARE * len(cases)))
    return DecisionTreeRegressor(max_depth=DEPTH, min_samples_leaf=least, random_state=SEED, ccp_alpha=strength)


def _errors(cases: Cases, table: Array, strength: float) -> list[float]:
    """Mean squared error in each fold, of points that were left out."""
    from sklearn.model_selection import KFold

    found = []
    for known, left in KFold(FOLDS, shuffle=True, random_state=SEED).split(table):
        made = _model(cases.only(known), strength).fit(table[known], cases.share[known])
        found.append(float(((made.predict(table[left]) - cases.share[left]) ** 2).mean()))
    return found


def _numeric(cases: Cases) -> tuple[list[tuple[str, int | None]], Array]:
    """Columns of numbers: a factor as it is, a switch as one column, values without order as a column each."""
    import numpy as np

    columns: list[tuple[str, int | None]] = []
    for name in cases.frame.columns:
        codes = range(len(cases.codes[name])) if name in cases.codes else ()
        columns += [(name, code) for code in (codes[1:] if len(codes) == 2 else codes)] or [(name, None)]
    values = [cases.frame[name] == code if code is not None else cases.frame[name] for name, code in columns]
    return columns, np.column_stack([np.asarray(one, dtype=float) for one in values])


def _lines(
    tree: Any, node: int, depth: int, columns: list[tuple[str, int | None]], cases: Cases
) -> Iterator[Line]:  # fmt: skip
    """Walk down the tree, the side above a threshold first."""
    if tree.children_left[node] < 0:
        return
    name, code = columns[int(tree.feature[node])]
    threshold = float(tree.threshold[node])
    for child, above in ((int(tree.children_right[node]), True), (int(tree.children_left[node]), False)):
        words = _words(name, code, threshold, above, cases)
        leaf = bool(tree.children_left[child] < 0)
        yield Line(depth, words, float(tree.value[child].item()), int(tree.n_node_samples[child]), leaf)
        yield from _lines(tree, child, depth + 1, columns, cases)


def _words(name: str, code: int | None, threshold: float, above: bool, cases: Cases) -> str:
    factor = cases.factors[name]
    if code is None:
        return limit_words(factor, threshold if above else -inf, inf if above else threshold, cases.whole(name))
    kept = [value for k, value in enumerate(cases.codes[name]) if (k == code) == above]
    return kept_words(factor, kept)


def as_table(tree: Tree) -> pd.DataFrame:
    """The lines of a tree as a table."""
    import pandas as pd

    return pd.DataFrame(tree.lines, columns=list(Line._fields))
