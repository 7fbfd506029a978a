"""The figures of a report: those that lie in the folder, or else some drawn for it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...findings.words import capital
from ...scenario.evidence import Evidence
from ...scenario.reading import content_of, text_of
from ..figures import drawings
from ..style import Drawing, styled
from ..targets import targets_for
from .content import Figure
from .inline import inlined
from .sweeps import NAMES, study_drawings

if TYPE_CHECKING:
    from ...experiments.study.study import Study

FOLDERS = ("figures", "comparison")
CAPTIONS: Mapping[str, str] = {
    "emergence": "How the cluster of shops emerged: stores, households, people and sales",
    "poverty": "What became of poverty and of the register of the poor",
    "loop": "What each actor did at each stage of the loop",
    "network": "Who helped whom in the village, at four moments",
    "map": "The provinces, in some of the years",
    "levels": "Each factor's levels, the factor that matters most first",
    "reform": "Baseline and reform over time",
    "months": "The two ends of the sweep, month by month",
    "comparison": "Effects with their 95 % intervals, over what luck alone does",
    "points": "What the reform changes at each point, with 95 % intervals",
    "attribution": "What each player contributed, and how much is linkage",
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


def kept(folder: Path, labels: Labels | None = None) -> tuple[Figure, ...]:
    """The figures that lie in a folder, but for those of a sweep, which are drawn anew from tables that are known to be sound.

    Parameters
    ----------
    folder : Path
        The result folder.
    labels : mapping of str to str, optional
        What people call the outcomes, by name, the most important first.
    """
    known = labels or {}
    found = [path for name in FOLDERS for path in (folder / name).glob("*.svg") if path.stem not in NAMES]
    paths = sorted(found, key=lambda path: (*_place(path.stem, known), path.stem, path.parent.name))
    return tuple(
        _figure(number, _caption(path.stem, known), _lying(path), str(path), _beside(path)) for number, path in enumerate(paths, 1)
    )


def _lying(path: Path) -> str:
    """Read a drawing that lies in a folder, if it is a file of a size that one has."""
    return text_of(content_of(path, MOST_BYTES), str(path))


def kept_below(folder: Path, names: Sequence[str]) -> tuple[Figure, ...]:
    """The figures that lie in a folder, and in the folders of these names below it: the same figure of each side by side.

    Those of several scenarios stand in the order of the names, which is that of the answer.
    """
    labels = {name: name for name in names}
    found = [(path, "") for place in FOLDERS for path in sorted((folder / place).glob("*.svg"))]
    found += [(path, name) for name in names for path in sorted((folder / name / FOLDERS[0]).glob("*.svg"))]
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


def _svg(drawing: Drawing) -> str:
    with styled(), io.StringIO() as text:
        drawing.figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
        return text.getvalue()


def _figure(number: int, caption: str, svg: str, source: str, more: str = "") -> Figure:
    name = f"figure-{number}"
    clean = inlined(svg, name, source)
    return Figure(name, f"{caption}.{more}", clean, _is_tall(clean), Path(source).name.removesuffix(".svg"))


def _is_tall(svg: str) -> bool:
    """Whether a drawing is nearly as high as it is wide, or higher."""
    _, _, width, height = svg.partition('viewBox="')[2].partition('"')[0].split()
    return float(height) > TALL * float(width)
