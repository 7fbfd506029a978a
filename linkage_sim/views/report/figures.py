"""The figures of a report: those that lie in the folder, or else some drawn for it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ...findings.answer import Answer
from ...findings.words import capital
from ...scenario.evidence import Evidence
from ...scenario.reading import content_of, text_of
from ..course import course
from ..figures import drawings
from ..style import NARROW, UNDATED, Drawing, styled
from ..targets import targets_for
from .content import Figure
from .inline import inlined
from .sweeps import NAMES, study_drawings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MatplotlibFigure

    from ...experiments.study.study import Study

FOLDERS = ("figures", "comparison")
CAPTIONS: Mapping[str, str] = {
    "emergence": "How the cluster of shops emerged: stores, households, people and sales",
    "poverty": "What became of poverty and of the register of the poor",
    "loop": "What each actor did at each stage of the loop",
    "network": "Who helped whom in the village, at four moments",
    "map": "The provinces, in some of the years",
    "levels": "Each factor's levels, the factor that matters most first",
    "months": "The two ends of the sweep, month by month",
    "attribution": "What each player contributed, and how much is linkage",
    "reform": "What is compared, over time",
    "comparison": "Effects with their 95 % intervals, over what luck alone does",
    "points": "What the reform changes at each point, with 95 % intervals",
    "linkage": "Where linkage pays, and where it does not",
    "tornado": "Which factors move the outcome, and which evidence stands behind them",
    "sobol": "Which factors are behind the variance",
    "morris": "How much each factor moves the outcome, and how evenly",
    "discovery_box": "Where it happens: the box",
    "discovery_tree": "Where it happens: the tree",
    "fit": "The model beside what was observed",
    "posterior": "What the evidence tells of each parameter",
    "forecast": "What the model says of the years ahead",
    "course": "The course of the model through what was observed",
    "patterns": "In how many runs each pattern shows",
    "controls": "Negative controls: in how many runs an effect goes with its cause",
}
"""Captions by the name of the drawing, or by what its name begins with, in the order in which they are shown."""
TALL = 0.85
MOST_BYTES = 50_000_000
"""Of a drawing; the largest that are made take a hundredth of it."""
Labels = Mapping[str, str]


class Shown(NamedTuple):
    """The texts of a drawing's SVG and of that for narrow screens, which is empty where there is none."""

    wide: str
    narrow: str = ""


class Source(NamedTuple):
    """A drawing as a page takes it: its name, its SVG with that for narrow screens, where it comes from, where its numbers are."""

    name: str
    svg: Shown
    source: str
    beside: str = ""


def kept(folder: Path, labels: Labels | None = None, more: Iterable[Drawing] = ()) -> tuple[Figure, ...]:
    """The figures that lie in a folder, but for those of a sweep, which are drawn anew from tables that are known to be sound.

    Parameters
    ----------
    folder : Path
        The result folder.
    labels : mapping of str to str, optional
        What people call the outcomes, by name, the most important first.
    more : iterable of Drawing
        Drawn for the page alone, shown in their places among the others.
    """
    known = labels or {}
    paths = [path for name in FOLDERS for path in _drawings_in(folder / name) if path.stem not in NAMES]
    found = [Source(path.stem, _lying(path), str(path), _beside(path)) for path in paths]
    found += [Source(one.name, _svg(one), one.name) for one in more]
    found.sort(key=lambda one: (*_place(one.name, known), one.name))
    return tuple(_figure(number, _caption(one.name, known), one.svg, one.source, one.beside) for number, one in enumerate(found, 1))


def over_time(folder: Path, found: Sequence[Answer]) -> Iterator[Drawing]:
    """The points that stand for the first answer, over time: baseline and reform above all."""
    made = course(folder, found[0].analysis) if found else None
    if made is not None:
        yield made


def _drawings_in(folder: Path) -> list[Path]:
    """The drawings of a folder, without their forms for narrow screens."""
    return [path for path in sorted(folder.glob("*.svg")) if not path.stem.endswith(NARROW)]


def _lying(path: Path) -> Shown:
    """Read a drawing that lies in a folder, if it is a file of a size that one has, and its form for narrow screens if there is one."""
    narrow = path.with_suffix(f"{NARROW}.svg")
    return Shown(*(text_of(content_of(one, MOST_BYTES), str(one)) for one in (path, narrow) if one == path or one.is_file()))


def kept_below(folder: Path, names: Sequence[str]) -> tuple[Figure, ...]:
    """The figures that lie in a folder, and in the folders of these names below it: the same figure of each side by side.

    Those of several scenarios stand in the order of the names, which is that of the answer.
    """
    labels = {name: name for name in names}
    found = [(path, "") for place in FOLDERS for path in _drawings_in(folder / place)]
    found += [(path, name) for name in names for path in _drawings_in(folder / name / FOLDERS[0])]
    found.sort(key=lambda one: _place(one[0].stem, labels))
    captions = [": ".join(filter(None, (_caption(path.stem, {}), name if len(names) > 1 else ""))) for path, name in found]
    return tuple(
        _figure(number, caption, _lying(path), str(path), _beside(path))
        for number, ((path, _), caption) in enumerate(zip(found, captions, strict=True), 1)
    )


def _split(name: str) -> tuple[str, str]:
    """What a drawing's name begins with, and the rest; the whole is the rest where the beginning is not known."""
    start = next((start for start in CAPTIONS if name == start or name.startswith(f"{start}_")), "")
    return start, name.removeprefix(start).strip("_")


def _place(name: str, labels: Labels) -> tuple[int, int]:
    """Where a drawing stands: by its kind, then by its outcome."""
    start, rest = _split(name)
    outcome = _outcome(rest, labels)
    return list(CAPTIONS).index(start) if start else len(CAPTIONS), list(labels).index(outcome) if outcome else len(labels)


def _outcome(rest: str, labels: Labels) -> str:
    """The outcome that a name is about; of several that fit, the longest."""
    fitting = [name for name in labels if rest == name or rest.startswith(f"{name}_")]
    return max(fitting, key=len, default="")


def _caption(name: str, labels: Labels) -> str:
    start, rest = _split(name)
    outcome = _outcome(rest, labels)
    about = [labels.get(outcome, ""), rest.removeprefix(outcome).replace("_", " ").strip()]
    told = ", ".join(filter(None, about))
    return f"{CAPTIONS[start]}: {told}" if start and told else CAPTIONS[start] if start else capital(told)


def _beside(path: Path) -> str:
    """Where the numbers are, if they are kept."""
    names = sorted(one.name for one in path.parent.glob("*.csv") if one.stem == path.stem or one.stem.startswith(f"{path.stem}_"))
    return f" Its numbers: {', '.join(f'{path.parent.name}/{name}' for name in names[:2])}." if names else ""


def drawn_for_run(results: Study) -> tuple[Figure, ...]:
    """Draw the figures of a folder that was made without."""
    if results.monthly.empty:
        return ()
    targets = targets_for(results.scenario.name, Evidence.load())
    return drawn(drawings(results.monthly, results.scenario.title, targets, provinces=results.provinces))


def drawn_for_study(study: Study) -> tuple[Figure, ...]:
    """Draw what a sweep shows at a glance."""
    return drawn(study_drawings(study))


def drawn(some: Iterable[Drawing]) -> tuple[Figure, ...]:
    """Drawings as figures of a page."""
    return tuple(_figure(number, _caption(one.name, {}), _svg(one), one.name) for number, one in enumerate(some, 1))


def _svg(drawing: Drawing) -> Shown:
    return Shown(_written(drawing.figure), _written(drawing.narrow()) if drawing.narrow is not None else "")


def _written(figure: MatplotlibFigure) -> str:
    with styled(), io.StringIO() as text:
        figure.savefig(text, format="svg", metadata=UNDATED)
        return text.getvalue()


def _figure(number: int, caption: str, svg: Shown, source: str, more: str = "") -> Figure:
    name = f"figure-{number}"
    clean = inlined(svg.wide, name, source)
    narrow = inlined(svg.narrow, name, source, "narrow-") if svg.narrow else ""
    return Figure(name, f"{caption}.{more}", clean, _is_tall(clean), Path(source).name.removesuffix(".svg"), narrow)


def _is_tall(svg: str) -> bool:
    """Whether a drawing is nearly as high as it is wide, or higher."""
    _, _, width, height = svg.partition('viewBox="')[2].partition('"')[0].split()
    return float(height) > TALL * float(width)
