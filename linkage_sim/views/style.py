"""One look for every figure: colours that colour-blind readers can tell apart, sizes for print, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ..errors import LinkageError
from ..experiments.tables import spreadsheet

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The palette of Okabe and Ito.
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
GREY, PALE = "#6F6F6F", "#D9D9D9"
ACTOR_COLOURS = {"household": GREEN, "community": ORANGE, "government": BLUE, "market": VERMILLION, "society": PURPLE}

LATIN = "DejaVu Sans"  # comes with matplotlib
CHINESE_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC",
                 "Hiragino Sans GB", "SimHei", "Heiti SC", "STHeiti", "Heiti TC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
                 "Noto Sans CJK JP", "Source Han Sans", "Noto Serif CJK SC", "Noto Serif CJK JP", "SimSun", "Songti SC",
                 "Arial Unicode MS")  # fmt: skip
"""Fonts with Chinese letters, the best first; of a collection of fonts matplotlib knows the first, which may be the Japanese one."""

NARROW = ".narrow"
"""Ends the name of the file that holds the form for a narrow screen."""
UNDATED: dict[str, Any] = {"Date": None, "Creator": None}
"""Metadata of an SVG file."""
TITLE, NOTE = 11.0, 8.5
"""Points: letters of a figure's title and of the line below it where they fit; the artists bear it as their label, which nobody sees."""

RC: dict[str, Any] = {
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.6,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "axes.linewidth": 0.7,
    "lines.linewidth": 1.6,
    "figure.dpi": 100.0,
    "savefig.dpi": 200.0,
    "svg.fonttype": "none",
    "svg.hashsalt": "linkage_sim",
}


class Drawing(NamedTuple):
    """A figure with the numbers that it shows.

    Attributes
    ----------
    name : str
        Stem of its files.
    figure : Figure
        What is seen.
    data : mapping of str to DataFrame
        Its numbers: ``""`` for the main table, other keys are added to the file's name.
    narrow : callable, optional
        Draws the same once more for a screen as narrow as a phone's, see :mod:`.narrow`.
    """

    name: str
    figure: Figure
    data: Mapping[str, pd.DataFrame]
    narrow: Callable[[], Figure] | None = None


@contextmanager
def styled(language: str = "en") -> Iterator[None]:
    """Draw or save inside this block in the style of the package, with letters for a language; nothing of it stays behind."""
    import matplotlib

    fonts = {} if language == "en" else {"font.family": letters(language)}
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(cast(Any, RC | fonts))
        yield


def letters(language: str) -> list[str]:
    """Fonts that have the letters of a language."""
    return [LATIN] if language == "en" else [LATIN, chinese_font()]


def has_letters(language: str) -> bool:
    """Whether this machine can write a language."""
    try:
        letters(language)
    except LinkageError:
        return False
    return True


def chinese_font() -> str:
    """A font on this machine that has Chinese letters.

    Raises
    ------
    LinkageError
        Where there is none.
    """
    from matplotlib.font_manager import findSystemFonts, fontManager

    found = _first_known()
    if found is None:  # it may have been installed after matplotlib made its list
        known = {font.fname for font in fontManager.ttflist}
        for path in set(findSystemFonts()) - known:
            with suppress(OSError, RuntimeError):  # a file that is no font
                fontManager.addfont(path)
        found = _first_known()
    if found is None:
        raise LinkageError("No font with Chinese letters was found. To have figures in Chinese, install one, such as Noto Sans CJK SC.")
    return found


def _first_known() -> str | None:
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in there), None)


def panels(width: float, height: float, rows: int = 2, columns: int = 2, **space: float) -> tuple[Figure, list[Axes]]:
    """A figure with a grid of panels, sizes in inches; ``space`` as for ``subplots_adjust``. No window is ever opened."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, squeeze=False)
    figure.subplots_adjust(**space)
    return figure, list(axes.flat)


def save(drawing: Drawing, folder: Path, language: str = "en") -> None:
    """Save a drawing as PNG and SVG, and its data as CSV, with no date in them; ``language`` is that of its words, ``en`` or ``zh``.

    The form for a narrow screen, where there is one, is an SVG beside it, which a report shows there.
    """
    with styled(language):
        speak(drawing.figure, language)
        drawing.figure.savefig(folder / f"{drawing.name}.png", metadata={"Software": None})
        drawing.figure.savefig(folder / f"{drawing.name}.svg", metadata=UNDATED)
        if drawing.narrow is not None:
            narrow = drawing.narrow()
            speak(narrow, language)
            narrow.savefig(folder / f"{drawing.name}{NARROW}.svg", metadata=UNDATED)
    for ending, frame in drawing.data.items():
        name = f"{drawing.name}_{ending}.csv" if ending else f"{drawing.name}.csv"
        spreadsheet(frame).to_csv(folder / name, index=False, lineterminator="\n", date_format="%Y-%m-%d", float_format="%.10g")


def speak(figure: Figure, language: str) -> None:
    """Put a figure into a language, ``en`` or ``zh``; for the latter this machine must have Chinese letters."""
    if language != "en":
        from ..findings.translation import Translator
        from .translated import translate

        translate(figure, Translator(language), letters(language))


def title(figure: Figure, text: str, note: str) -> None:
    """Title of the whole figure and a line below it that says what the marks mean."""
    height = figure.get_figheight()
    size = min(TITLE, 100 * figure.get_figwidth() / max(len(text), 1))  # a long title is written smaller
    figure.text(0.012, 1 - 0.09 / height, text, ha="left", va="top", fontsize=size, fontweight="bold", label=f"{TITLE}")
    size = min(NOTE, 126 * figure.get_figwidth() / max(len(note), 1))
    figure.text(0.012, 1 - 0.33 / height, note, ha="left", va="top", fontsize=size, color=GREY, label=f"{NOTE}")


def time_axis(axis: Axes, months: pd.Series) -> None:
    """Years on the time axis, with months between them where the run is short."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=7)
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    if months.min() < months.max():
        axis.set_xlim(months.min(), months.max())


def label_ends(axis: Axes, labels: Sequence[tuple[float, str, str]], size: float = 8.5, gap: float = 1.25) -> None:
    """Write the names of lines at their right ends, moved apart where they would touch.

    Parameters
    ----------
    axis : Axes
        With its limits and scale set.
    labels : sequence of (value, text, colour)
        The lines' last values and names.
    size : float
        Size of the letters in points.
    gap : float
        Least distance of two labels in lines of text.
    """
    height = axis.bbox.height / axis.figure.dpi * 72
    place = axis.transScale + axis.transLimits
    wanted = [float(place.transform((0.0, value))[1]) for value, _, _ in labels]
    for (_, text, colour), y, end in zip(labels, spread(wanted, gap * size / height), wanted, strict=True):
        leader = {"arrowstyle": "-", "color": colour, "lw": 0.6, "relpos": (0, 0.5), "shrinkA": 0, "shrinkB": 1}
        words: dict[str, Any] = {"color": colour, "fontsize": size, "va": "center", "annotation_clip": False}
        axis.annotate(text, (1.0, end), (1.07, y), "axes fraction", "axes fraction", arrowprops=leader, **words)


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Move positions apart to at least ``gap``, each as little as needed, inside 0 to 1 where there is room.

    Neighbours that are too close form a block, which is centred on the mean of where its members want to be.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[list[int]] = []
    for i in order:
        blocks.append([i])
        while len(blocks) > 1 and _low(blocks[-1], wanted, gap) < _high(blocks[-2], wanted, gap) + gap:
            last = blocks.pop()
            blocks[-1] += last
    placed = [0.0] * len(wanted)
    for block in blocks:
        for rank, i in enumerate(block):
            placed[i] = _low(block, wanted, gap) + rank * gap
    return placed


def _low(block: list[int], wanted: Sequence[float], gap: float) -> float:
    """Lowest position of a block: centred on the mean wish, but inside 0 to 1."""
    middle = sum(wanted[i] for i in block) / len(block)
    span = (len(block) - 1) * gap
    return max(min(middle - span / 2, 1.0 - span), 0.0)


def _high(block: list[int], wanted: Sequence[float], gap: float) -> float:
    return _low(block, wanted, gap) + (len(block) - 1) * gap
