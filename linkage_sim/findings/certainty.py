"""How sure a difference is, in words that are defined here once."""

from __future__ import annotations

CLEARLY, UNCLEAR, NONE = "clearly", "no clear difference", "no difference"
MEANING = (
    "A difference is called clear when its 95 % interval leaves out zero. Any other is called no clear difference. All intervals are 95 % "
    "intervals."
)
OF_REFORMS = f"{MEANING} The difference that a reform makes must also be as large as these runs can detect (80 % power)."


def words(clear: bool, better: bool | None = None) -> str:
    """The verdict on a difference, with its direction where there is a good and a bad one."""
    if not clear:
        return UNCLEAR
    return f"{CLEARLY} {'different' if better is None else 'better' if better else 'worse'}"
