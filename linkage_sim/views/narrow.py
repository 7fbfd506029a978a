"""Figures for a screen as narrow as a phone's: panels under each other, words in lines that fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

from .labels import wrapped
from .style import NOTE, TITLE, Drawing, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from matplotlib.text import Text

Parameters = ParamSpec("Parameters")
WIDTH, EDGE, GAP, FIRST = 3.6, 0.06, 0.14, 0.09  # inches: of the figure, beside all, between two panels, above the title
BOLD, PLAIN = 0.66, 0.56  # width of a letter, of its height
LEAST, LABEL = 1.3, 2.0  # inches: width of a panel, and of the words below it


def stackable(draw: Callable[Parameters, Drawing]) -> Callable[Parameters, Drawing]:
    """Let a figure of panels be drawn a second time, narrow, with its panels under each other."""

    @wraps(draw)
    def drawn(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Drawing:
        return draw(*args, **kwargs)._replace(narrow=lambda: stacked(draw(*args, **kwargs).figure))

    return drawn


def stacked(figure: Figure) -> Figure:
    """Put the panels of a figure under each other, each as high as it was, between what stood above and below them.

    Parameters
    ----------
    figure : Figure
        Is changed: it must not have been drawn for another purpose.
    """
    axes = [axis for axis in figure.axes if axis.get_visible()]
    heights = [axis.get_position().height * figure.get_figheight() for axis in axes]
    with styled():
        above, below = _around(figure)
        figure.set_size_inches(WIDTH, sum(heights) + len(axes) + 2.0)
        for axis in axes:
            axis.tick_params(labelleft=True)
            _entitle(axis)
            _wrap(axis.xaxis.label, LABEL)
        head, foot = ([_fitted(one, figure) for one in some] for some in (above, below))
        _settle(figure, _Panels(axes, heights, *_sides(figure, axes, heights)), head, foot)
    return figure


class _Panels(NamedTuple):
    """Panels with their heights, and where they begin and how wide they are, in inches."""

    axes: Sequence[Axes]
    heights: Sequence[float]
    left: float
    width: float


class _Part(NamedTuple):
    """Words or a key of the whole figure, and the room that they take, in inches."""

    artist: Text | Legend
    height: float

    def put(self, figure: Figure, top: float) -> None:
        """Put it below the upper edge of the figure."""
        y = 1 - top / figure.get_figheight()
        if hasattr(self.artist, "set_bbox_to_anchor"):
            self.artist.set_bbox_to_anchor((0.0, y), figure.transFigure)
        else:
            self.artist.set_position((EDGE / WIDTH, y))


def _around(figure: Figure) -> tuple[list[Text | Legend], list[Text | Legend]]:
    """Words and keys in the upper and in the lower half of a figure, each from top to bottom."""
    renderer = _renderer(figure)
    artists: list[Text | Legend] = [*figure.texts, *figure.legends]
    tops = [(artist.get_window_extent(renderer).y1, artist) for artist in artists]
    tops.sort(key=lambda one: -one[0])
    middle = figure.bbox.height / 2
    return [artist for y, artist in tops if y > middle], [artist for y, artist in tops if y <= middle]


def _fitted(artist: Text | Legend, figure: Figure) -> _Part:
    """Words in lines that fit, or a key in as many columns as fit."""
    if hasattr(artist, "get_texts"):
        made = _narrowed(artist, figure, (0.0, 0.9), "upper left")
        return _Part(made, _size(made)[1])
    label = str(artist.get_label())
    if label in (f"{TITLE}", f"{NOTE}"):
        artist.set_fontsize(float(label))
        artist.set_label("")  # broken into lines, it is not fitted into one in another language
    artist.set_verticalalignment("top")
    lines, size = _wrap(artist, WIDTH - 2 * EDGE), float(artist.get_fontsize()) / 72
    return _Part(artist, (1.22 * lines + 0.35) * size)


def _settle(figure: Figure, panels: _Panels, head: Sequence[_Part], foot: Sequence[_Part]) -> None:
    """Make the figure as high as its parts, and put each in its place."""
    _place(figure, panels)
    tops, at = [], FIRST + sum(one.height for one in head)
    for axis, height in zip(panels.axes, panels.heights, strict=True):
        over = _over(figure, axis)
        tops.append(at + GAP / 2 + over.above)
        at = tops[-1] + height + over.below + GAP / 2
    figure.set_size_inches(WIDTH, at + sum(one.height for one in foot) + EDGE)
    _place(figure, panels, tops)
    for some, start in ((head, FIRST), (foot, at)):
        for k, one in enumerate(some):
            one.put(figure, start + sum(before.height for before in some[:k]))


def _place(figure: Figure, panels: _Panels, tops: Sequence[float] = ()) -> None:
    """Put panels at their tops, in inches from the upper edge; without them, all at the same place."""
    whole = figure.get_figheight()
    for axis, height, top in zip(panels.axes, panels.heights, tops or [1.0] * len(panels.axes), strict=True):
        axis.set_position((panels.left / WIDTH, 1 - (top + height) / whole, panels.width / WIDTH, height / whole))


def _sides(figure: Figure, axes: Sequence[Axes], heights: Sequence[float]) -> tuple[float, float]:
    """Where panels begin and how wide they are, in inches, so that the words beside all of them fit."""
    left, right, width = 0.0, 0.0, WIDTH - 0.8
    for _ in range(3):  # what ticks tell, and so how far they reach, depends on the width
        before = left, right, width
        _place(figure, _Panels(axes, heights, max(left, 0.6), width))
        over = [_over(figure, axis) for axis in axes]
        left, right = max(left, *(one.left for one in over)), max(right, *(one.right for one in over))
        width = max(WIDTH - 2 * EDGE - left - right, LEAST)
        if (left, right, width) == before:
            break  # it would be measured as it stands again
    return EDGE + left, width


class _Over(NamedTuple):
    """How far a panel's words reach beyond it, in inches."""

    left: float
    right: float
    above: float
    below: float


def _over(figure: Figure, axis: Axes) -> _Over:
    """How far the words of a panel reach beyond it, as it stands."""
    box, drawn = axis.get_window_extent(), axis.get_tightbbox(_renderer(figure))
    if drawn is None:
        return _Over(0.0, 0.0, 0.0, 0.0)
    ends = (box.x0 - drawn.x0, drawn.x1 - box.x1, drawn.y1 - box.y1, box.y0 - drawn.y0)
    return _Over(*(max(end, 0.0) / figure.dpi for end in ends))


def _entitle(axis: Axes) -> None:
    """A panel's title in lines that fit, above its key if it has one."""
    key, pad = axis.get_legend(), 6.0
    if key is not None:
        pad += 72 * _size(_narrowed(key, axis, (0.0, 1.0), "lower left"))[1]
    if axis.get_title(loc="left"):
        _wrap(axis.set_title(axis.get_title(loc="left"), loc="left", pad=pad), WIDTH - 0.6)


def _wrap(text: Text, width: float) -> int:
    """Break words into lines of a width in inches; how many there are."""
    letter = (BOLD if text.get_fontweight() == "bold" else PLAIN) * float(text.get_fontsize()) / 72
    text.set_text(wrapped(" ".join(text.get_text().split()), max(int(width / letter), 8)))
    return text.get_text().count("\n") + 1


def _narrowed(legend: Any, owner: Any, at: tuple[float, float], where: str) -> Legend:
    """The same legend of a figure or a panel, in as many columns as fit, its words broken into lines."""
    texts, handles = legend.get_texts(), legend.legend_handles
    if not texts:  # nothing was found to tell
        return legend  # type: ignore[no-any-return]
    size, colours = float(texts[0].get_fontsize()), [text.get_color() for text in texts]
    told = [wrapped(text.get_text(), max(int((WIDTH - 0.6) * 72 / (PLAIN * size)), 8)) for text in texts]
    legend.remove()
    how: dict[str, Any] = {"frameon": False, "fontsize": size, "borderaxespad": 0.2, "columnspacing": 1.2, "handletextpad": 0.5}
    for made in _tries(owner, len(told), {"handles": handles, "labels": told, "loc": where, "bbox_to_anchor": at, **how}):
        if _size(made)[0] <= WIDTH - (4 * EDGE if where == "upper left" else 0.9):
            break
    for text, colour in zip(made.get_texts(), colours, strict=True):
        text.set_color(colour)
    return made


def _tries(owner: Any, most: int, how: dict[str, Any]) -> Iterator[Legend]:
    """Legends in fewer and fewer columns; each takes the place of the one before."""
    made = owner.legend(ncols=most, **how)
    yield made
    for columns in range(most - 1, 0, -1):
        made.remove()
        made = owner.legend(ncols=columns, **how)
        yield made


def _size(legend: Legend) -> tuple[float, float]:
    """Width and height of a legend in inches."""
    figure: Any = legend.figure
    box = legend.get_window_extent(_renderer(figure))
    return box.width / figure.dpi, box.height / figure.dpi


def _renderer(figure: Any) -> Any:
    return figure.canvas.get_renderer()
