"""Words of maps in English and Chinese, and the letters for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LinkageError
from ..scenario.reading import read_file
from .style import styled

if TYPE_CHECKING:
    from .provinces import Moment

CHINESE_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "Heiti SC",
                 "WenQuan Micro Hei", "WenQuan Zen Hei", "Noto Sans CJK JP", "Arial Unicode MS")  # fmt: skip
LATIN = "DejaVu Sans"  # comes with matplotlib
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
    fonts = [LATIN, chinese_font()] if language == "zh" else [LATIN]
    with styled():
        matplotlib.rcParams["font.family"] = fonts
        yield dict(read_file(WORDS).value[language])


def chinese_font() -> str:
    """A font on this machine that has Chinese letters."""
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    found = next((name for name in CHINESE_FONTS if name in there), None)
    if found is None:
        raise LinkageError("No font with Chinese letters was found. Install Noto Sans CJK SC, or draw the map in English.")
    return found


def moment_words(moment: Moment, words: dict[str, str]) -> str:
    """The month, or the months that were summed."""
    return words["month" if moment.first == moment.last else "months"].format(first=moment.first, last=moment.last)
