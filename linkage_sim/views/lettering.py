"""Words of maps in English and Chinese, and the letters for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LinkageError
from ..scenario.reading import read_file
from .style import letters, styled

if TYPE_CHECKING:
    from .provinces import Moment

LANGUAGES = ("en", "zh")
WORDS = Path(__file__).parent / "map_words.yaml"


@contextmanager
def lettered(language: str) -> Iterator[dict[str, str]]:
    """Draw inside this block in the style of the package, with letters for a language; gives its words.

    Raises
    ------
    LinkageError
        Where the language is unknown, or no font has its letters.
    """
    import matplotlib

    if language not in LANGUAGES:
        raise LinkageError(f"There are no maps in the language {language!r}. Choose one of {', '.join(LANGUAGES)}.")
    with styled(language):
        matplotlib.rcParams["font.family"] = letters(language)
        yield dict(read_file(WORDS).value[language])


def moment_words(moment: Moment, words: dict[str, str]) -> str:
    """The month, or the months that were summed."""
    return words["month" if moment.first == moment.last else "months"].format(first=moment.first, last=moment.last)
