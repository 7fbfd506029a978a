"""What a sweep shows at a glance: its outcome by the levels of each factor, and the best and the worst point month by month."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...experiments.analysis.statistics import mean_interval
from ...experiments.analysis.words import SILENT_UNITS
from ...experiments.answers.levels import Varied, means, point_words, spans, varied
from ...experiments.answers.of_sweep import ends, pilot
from ...findings.numbers import is_share, tick
from ...findings.words import capital
from ..bands import UNITS, from_zero, number_axis, quantiles
from ..narrow import stackable
from ..style import BLUE, GREY, VERMILLION, Drawing, panels, styled, time_axis, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from ...experiments.design.outcomes import Outcome
    from ...experiments.study.study import Study

NAMES = ("levels", "months")
"""Of the figures."""
MOST_PANELS = 6
FEW = 6  # levels that each have a tick
LETTERS = 30  # of all words below a panel
LEGEND = 105  # letters in a line of the legend
WIDTH, TOP, ROW, BELOW, LINE = 7.4, 0.72, 2.05, 0.45, 0.17  # inches
NOTE = "Mean over all points of a level"
KNOWN = ", with the 95 % interval of its difference from the mean of all points, paired by seed"


def study_drawings(study: Study, names: Sequence[str] = NAMES) -> Iterator[Drawing]:
    """Draw a study, the figures of these names; nothing where no run has succeeded."""
    outcome = next(iter(study.experiment.outcomes.values()))
    found = ends(study.outcomes, outcome)
    if found is None:
        return
    ranked = [one for one, _ in spans(found.means, varied(study))]
    if ranked and "levels" in names:
        yield _levels(study, outcome, ranked[:MOST_PANELS])
    if "months" in names and found.first != found.last and (study.folder / "monthly.parquet").is_file():
        yield _months(study, outcome, found.first, found.last)


@stackable
def _levels(study: Study, outcome: Outcome, shown: Sequence[Varied]) -> Drawing:
    """A panel for each factor, with the outcome's mean at each level."""
    import pandas as pd

    columns = min(3, len(shown))
    lines = math.ceil(len(shown) / columns)
    height = TOP + BELOW + ROW * lines
    frames = [_means(study, outcome, one) for one in shown]
    with styled():
        figure, axes = panels(WIDTH, height, lines, columns, left=0.1, right=0.985, top=1 - TOP / height, bottom=BELOW / height,
                              wspace=0.16, hspace=0.5)  # fmt: skip
        low, high = min(frame["low"].min() for frame in frames), max(frame["high"].max() for frame in frames)
        size = min(9.5, 300 / max(len(one.factor.label) for one in shown))  # alike in all panels
        for k, (axis, one, frame) in enumerate(zip(axes, shown, frames, strict=False)):
            _panel(axis, one, frame, size)
            _outcome_axis(axis, outcome, low, high)
            axis.tick_params(labelleft=k % columns == 0)
        for axis in axes[len(shown) :]:
            axis.set_visible(False)
        axes[0].set_ylabel("" if is_share(outcome.unit) else outcome.unit)
        known = any((frame["high"] > frame["low"]).any() for frame in frames)
        title(figure, f"{capital(outcome.label)} by what was varied", NOTE + (KNOWN if known else ""))
    return Drawing("levels", figure, {"": pd.concat(frames, ignore_index=True)})


def _means(study: Study, outcome: Outcome, one: Varied) -> pd.DataFrame:
    """Mean of each level, and how well its difference from the mean of all points is known.

    A seed moves all points alike; taken against the mean of all points, that drops out. Only seeds at which every point has a run count.
    """
    import pandas as pd

    of_points, runs = (
        means(study.outcomes, outcome.name),
        study.outcomes.pivot(index="seed", columns="design", values=outcome.name).dropna(),
    )
    rows = []
    for level in one.levels:
        mean = float(of_points.reindex(level.designs).mean())
        away = (runs[list(level.designs)].mean(axis=1) - runs.mean(axis=1)).to_numpy(dtype=float)
        half = mean_interval(away, pilot(study)).half_width if len(away) > 1 else 0.0
        rows.append((one.factor.name, level.words, level.place, mean, mean - half, mean + half, len(away)))
    return pd.DataFrame(rows, columns=["factor", "level", "place", "mean", "low", "high", "seeds"]).dropna()


def _panel(axis: Axes, one: Varied, frame: pd.DataFrame, size: float) -> None:
    """Numbers at their places on a line, words side by side, below a name in letters of a size."""
    if one.ordered:
        axis.plot(frame["place"], frame["mean"], color=BLUE, lw=1.2, alpha=0.55, zorder=2)
    axis.vlines(frame["place"], frame["low"], frame["high"], color=BLUE, lw=1.6, zorder=3)
    axis.plot(frame["place"], frame["mean"], color=BLUE, marker="o", ms=4.5, ls="none", zorder=4)
    _factor_axis(axis, one, frame)
    unit = one.factor.unit if one.factor.unit not in SILENT_UNITS else ""
    axis.set_xlabel(unit, labelpad=1, fontsize=8, color=GREY)
    axis.set_title(capital(one.factor.label), fontsize=size)


def _factor_axis(axis: Axes, one: Varied, frame: pd.DataFrame) -> None:
    """Scale and ticks of a factor: its levels where these are few, round numbers where they are many."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

    if not one.ordered:
        words = [
            str(word) if len(str(word)) <= LETTERS // len(frame) else f"{str(word)[: LETTERS // len(frame)]}..." for word in frame["level"]
        ]
        axis.set_xticks(list(frame["place"]), words)
        axis.set_xlim(-0.6, len(one.levels) - 0.4)
        return
    if one.factor.scale == "log" and frame["place"].min() > 0:
        axis.set_xscale("log")
        axis.xaxis.set_minor_formatter(NullFormatter())
    elif len(frame) <= FEW and not one.binned:
        axis.set_xticks(list(frame["place"]))
    else:
        axis.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    axis.margins(x=0.12)


def _outcome_axis(axis: Axes, outcome: Outcome, low: float, high: float) -> None:
    """Limits that all panels share, with zero where it is near."""
    room = 0.06 * (high - low) or abs(high) * 0.1 or 1.0
    axis.set_ylim(0.0 if 0 <= low < high - low else low - room, high + room)
    number_axis(axis, outcome.unit)


@stackable
def _months(study: Study, outcome: Outcome, best: int, worst: int) -> Drawing:
    """The best and the worst point over time."""
    import pandas as pd

    words = ("best", "worst") if outcome.better else ("highest", "lowest")
    labels = {design: _label(study, word, design) for design, word in zip((best, worst), words, strict=True)}
    lines = sum(label.count("\n") + 1 for label in labels.values())
    height = 2.75 + LINE * lines
    frames = []
    with styled():
        figure, (axis,) = panels(WIDTH, height, 1, 1, left=0.1, right=0.985, top=1 - (0.58 + LINE * lines) / height, bottom=0.28 / height)
        for design, colour in ((best, BLUE), (worst, VERMILLION)):
            frame = quantiles(study.months_of(design, [outcome.column]), outcome.column)
            axis.fill_between(frame["month"], frame["p05"], frame["p95"], color=colour, alpha=0.2, lw=0)
            axis.plot(frame["month"], frame["median"], color=colour, label=labels[design])
            frames.append(frame.assign(design=design))
        time_axis(axis, pd.concat(frames)["month"])
        from_zero(axis, max(frame["p95"].max() for frame in frames))
        number_axis(axis, UNITS[outcome.column])
        axis.set_ylabel("" if is_share(UNITS[outcome.column]) else UNITS[outcome.column])
        figure.legend(
            loc="upper left", bbox_to_anchor=(0.0, 1 - 0.47 / height), frameon=False, fontsize=8.5, labelcolor=GREY, borderaxespad=0.2
        )
        note = "Median of the runs (line) and 5-95 % of them (band)" if study.replicates > 1 else "One run each"
        title(figure, f"{capital(outcome.column.replace('_', ' '))} month by month", note)
    return Drawing("months", figure, {"": pd.concat(frames, ignore_index=True)})


def _label(study: Study, word: str, design: int) -> str:
    return textwrap.fill(f"{word}: {point_words(study, design)}", LEGEND, max_lines=2, placeholder=" ...")
