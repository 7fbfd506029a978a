"""From runs of every coalition to estimates: games by seed, the effects in them, means with intervals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ....errors import LinkageError
from ....state.month import Column
from ...design.outcomes import Outcome
from ..statistics import holm, mean_interval, p_value, weighted_interval, weighted_p_value
from . import coalitions

if TYPE_CHECKING:
    import pandas as pd

    from .coalitions import Game
    from .parameter_sets import Members

WHAT = "The attribution"
PLATFORM = "platform"
ON, OFF, ADDED, PLAYER = "on", "off", "added", "player"
LEVELS = ("none", "all")  # values of a coalition, not effects: whether they differ from zero is no question
OF_TOTAL = ("share", "alone", "alone_sum", "linkage")
ROUNDING = 1e-11  # of the largest value of a game: what a sum of so many terms may be off

COLUMNS: tuple[Column, ...] = (
    Column("outcome", "name", "Outcome that is attributed."),
    Column("unit", "words", "Unit of value, low and high."),
    Column("platform", "word", "on, off, added (on less off, run by run), or player (the platform counted as one player more)."),
    Column(
        "quantity",
        "word",
        "none, all: the outcome with no and with every player; total: all less none; share: Shapley value; alone: a player without any "
        "other, less none; needed: all less all but the player; alone_sum: sum of alone; linkage: total less alone_sum; linkage_beside: "
        "linkage of the others while player takes part in any case; interaction: Shapley interaction index of player and other; lead: "
        "share of player less that of other, the two largest.",
    ),
    Column("player", "name", "Player that the number belongs to; empty where it belongs to all."),
    Column("other", "name", "The other player of a pair; empty where there is no pair."),
    Column("value", "see unit", "Mean over the seeds; over an ensemble, the weighted mean over its parameter sets."),
    Column("low", "see unit", "Lower end of the 95 % interval (Student's t over the seeds, or over parameter sets with their seeds)."),
    Column("high", "see unit", "Upper end of the 95 % interval."),
    Column("part", "share of the total", "Value over total; missing where the total cannot be told from zero, and for other quantities."),
    Column("p", "probability", "Two-sided p of no effect, read by itself; missing for none and all."),
    Column("p_holm", "probability", "The same, adjusted by Holm's method for all intervals of the outcome."),
    Column("seeds", "number", "Seeds, each with one run of every coalition; over an ensemble, those of all its parameter sets."),
)


class Effect(NamedTuple):
    """A quantity of a game in every run."""

    platform: str
    quantity: str
    player: str
    other: str
    samples: Game


def read_games(
    outcomes: pd.DataFrame, members: pd.DataFrame, players: Sequence[str], name: str, wanted: Collection[int] | None = None
) -> dict[str, Game]:
    """Read the game of one outcome: a row per coalition, a column per seed, for each state of the platform that was run.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run: ``design``, ``seed`` and the outcome's column.
    members : pandas.DataFrame
        Indexed by design: who takes part, a column per player, and ``platform`` where that is varied.
    players : sequence of str
        The players' columns.
    name : str
        The outcome's column.
    wanted : collection of int, optional
        Coalitions that must be there; all if not given. Rows of others that were not run are not numbers.

    Raises
    ------
    LinkageError
        When a coalition was not run exactly once with every seed, or with one seed only.
    """
    keys = _coalitions(members, players).loc[outcomes["design"]].reset_index(drop=True)
    runs = keys.assign(seed=outcomes["seed"].to_numpy(), value=outcomes[name].to_numpy(dtype=float))
    counts = runs.groupby(["on", "coalition", "seed"]).size().unstack("seed", fill_value=0)
    every = range(1 << len(players))
    _refuse_gaps(counts, players, every if wanted is None else wanted)
    values = runs.set_index(["on", "coalition", "seed"])["value"].unstack("seed").sort_index()
    return {ON if on else OFF: values.loc[on].reindex(every).to_numpy() for on in sorted(counts.index.unique("on"), reverse=True)}


def effects(games: Mapping[str, Game], players: Sequence[str], members: Members | None = None) -> Iterator[Effect]:
    """Every quantity of the games; with both states of the platform also of their difference, and with the platform as a player."""
    for platform, game in games.items():
        yield from _of_game(platform, game, players)
        yield from _lead(platform, game, players, members)
    if len(games) == 2:
        for on, off in zip(_of_game(ON, games[ON], players), _of_game(OFF, games[OFF], players), strict=True):
            if on.quantity not in (*LEVELS, "needed"):
                yield on._replace(platform=ADDED, samples=on.samples - off.samples)
        for effect in _of_game(PLAYER, coalitions.joined(games[OFF], games[ON]), (*players, PLATFORM)):
            if effect.quantity in ("total", "share", "linkage"):  # its interactions with the platform are the added shares
                yield effect


def estimate(found: Sequence[Effect], outcome: Outcome, members: Members | None = None) -> pd.DataFrame:
    """Mean of each effect over the seeds, with Student's interval, p, and p adjusted for all intervals of the outcome.

    Parameters
    ----------
    found : sequence of Effect
        The effects, run by run.
    outcome : Outcome
        What they are of.
    members : Members, optional
        Parameter sets to which the runs belong: the mean is then weighted, and the interval is over the sets and their seeds together.

    Returns
    -------
    pandas.DataFrame
        A row per effect: outcome, unit, platform, quantity, player, other, value, low, high, part, p, p_holm, seeds.
    """
    import numpy as np
    import pandas as pd

    samples = rounded(found)
    frame = pd.DataFrame([effect[:4] for effect in found], columns=["platform", "quantity", "player", "other"])
    frame.insert(0, "outcome", outcome.name)
    frame.insert(1, "unit", outcome.unit)
    values = samples if members is None else members.means(samples)
    frame[["value", "low", "high"]] = [mean_interval(row) if members is None else weighted_interval(row, members.weights) for row in values]
    frame["part"] = _parts(frame)
    effect = ~frame["quantity"].isin(LEVELS)
    frame.loc[effect, "p"] = [
        p_value(row) if members is None else weighted_p_value(row, members.weights) for row in values[np.asarray(effect)]
    ]
    frame.loc[effect, "p_holm"] = holm(frame.loc[effect, "p"].to_list())
    return frame.assign(seeds=samples.shape[1])


def rounded(found: Sequence[Effect]) -> Game:
    """A row of samples per effect, with what only rounding has left taken for zero."""
    import numpy as np

    samples = np.array([effect.samples for effect in found])
    scale = max(float(np.abs(samples).max()), 1e-300)
    cleared: Game = np.where(np.abs(samples) <= ROUNDING * scale, 0.0, samples)
    return cleared


def _coalitions(members: pd.DataFrame, players: Sequence[str]) -> pd.DataFrame:
    """The number of each design's coalition, and whether the platform is on (where it is not varied: on)."""
    import numpy as np
    import pandas as pd

    here = members[list(players)].to_numpy().astype(bool)
    on = members[PLATFORM].to_numpy().astype(bool) if PLATFORM in members.columns else np.ones(len(members), dtype=bool)
    return pd.DataFrame({"on": on, "coalition": here @ (1 << np.arange(len(players)))}, index=members.index)


def _refuse_gaps(counts: pd.DataFrame, players: Sequence[str], wanted: Collection[int]) -> None:
    """Refuse where a coalition that is wanted was not run exactly once with every seed."""
    if counts.shape[1] < 2:
        raise LinkageError(f"{WHAT} needs two seeds at least, for one says nothing of chance. Ask for more with --replicates.")
    for on in counts.index.unique("on"):
        here = counts.loc[on].reindex(sorted(wanted), fill_value=0)
        rows, columns = (here != 1).to_numpy().nonzero()
        if len(rows):
            who = " and ".join(name for place, name in enumerate(players) if int(here.index[rows[0]]) >> place & 1) or "nobody"
            where = (
                f"{who} with the platform {ON if on else OFF} has {here.iloc[rows[0], columns[0]]} runs of seed {here.columns[columns[0]]}"
            )
            raise LinkageError(f"{WHAT} needs one run of every coalition with every seed, and {where}. Run all of them on common seeds.")


def _of_game(platform: str, game: Game, players: Sequence[str]) -> Iterator[Effect]:
    yield Effect(platform, "none", "", "", game[0])
    yield Effect(platform, "all", "", "", game[-1])
    yield Effect(platform, "total", "", "", coalitions.total(game))
    for quantity, rows in (("share", coalitions.shapley(game)), ("alone", coalitions.alone(game)), ("needed", coalitions.needed(game))):
        yield from (Effect(platform, quantity, player, "", samples) for player, samples in zip(players, rows, strict=True))
    yield Effect(platform, "alone_sum", "", "", coalitions.alone(game).sum(axis=0))
    yield Effect(platform, "linkage", "", "", coalitions.linkage(game))
    beside = coalitions.linkage_beside(game) if len(players) > 2 else ()
    yield from (Effect(platform, "linkage_beside", player, "", samples) for player, samples in zip(players, beside, strict=False))
    for (one, two), samples in coalitions.interactions(game).items():
        yield Effect(platform, "interaction", players[one], players[two], samples)


def _lead(platform: str, game: Game, players: Sequence[str], members: Members | None) -> Iterator[Effect]:
    """The largest share less the second, run by run; the largest is the one that goes furthest in the direction of the total."""
    import numpy as np

    if len(players) < 2:
        return
    shares = coalitions.shapley(game)
    means, whole = (
        (shares.mean(axis=1), coalitions.total(game).mean())
        if members is None
        else (members.weighted(shares), members.weighted(coalitions.total(game)))
    )
    first, second = np.argsort(means if whole < 0 else -means, kind="stable")[:2]
    yield Effect(platform, "lead", players[first], players[second], shares[first] - shares[second])


def _parts(frame: pd.DataFrame) -> pd.Series:
    """Value over the total of the same state of the platform; missing where that total cannot be told from zero."""
    totals = frame[frame["quantity"] == "total"].set_index("platform")
    clear = totals["value"].where((totals["low"] > 0) | (totals["high"] < 0))
    return (frame["value"] / frame["platform"].map(clear)).where(frame["quantity"].isin(OF_TOTAL)) + 0.0  # no minus before a zero
