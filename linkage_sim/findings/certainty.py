"""How sure a difference is, in words that are defined here once."""

from __future__ import annotations

CLEARLY, UNCLEAR, NONE = "clearly", "no clear difference", "no difference"
LEVEL = 0.05
"""Chance of a false alarm."""
BY_ITSELF = (
    "A difference is called clear when its 95 % interval leaves out zero. Any other is called no clear difference. All intervals are 95 % "
    "intervals."
)
"""Where each is read by itself, and the headline says how many hold together."""
MEANING = (
    "A difference is called clear when its 95 % interval leaves out zero, and when that still holds once all differences are read together "
    "(Holm). Any other is called no clear difference. All intervals are 95 % intervals, each for itself."
)
OF_REFORMS = f"{MEANING} The difference that a reform makes must also be as large as these runs can detect (80 % power)."


def together(p_holm: float) -> bool:
    """Whether a difference is told from zero when all are read together; what was not tested is taken as it is."""
    return not p_holm >= LEVEL


def words(clear: bool, better: bool | None = None) -> str:
    """The verdict on a difference, with its direction where there is a good and a bad one."""
    if not clear:
        return UNCLEAR
    return f"{CLEARLY} {'different' if better is None else 'better' if better else 'worse'}"
