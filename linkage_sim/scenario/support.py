"""Which evidence, or which assumption, stands behind each value of a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import shape
from .bundled import ensembles
from .evidence import NEVER_FED, Entry, Evidence
from .loading import Layer
from .problems import Mark, Marks, Path, Problem, dotted, nearest, refusal, shown
from .shaping import plain

# A run's length is chosen freely; switches and rules are what an experiment turns, not what it measures.
FREE = frozenset({"months"})
SUPPORTED_KINDS = (*shape.NUMERIC, "month")


@dataclass(frozen=True)
class Support:
    """What stands behind one value.

    Attributes
    ----------
    path : str
        Path of the parameter; places go by their names.
    value : object
        Its value in the scenario.
    unit : str
        Unit in words.
    evidence, grade : str or None
        Entry that supports it, and how far that can be trusted.
    assumed : str or None
        Why the value was chosen where no evidence supports it.
    prior : tuple of float or None
        Range for calibration and sensitivity analysis.
    calibrated : str or None
        Ensemble from whose centre the value was taken: it was fitted to that scenario's targets, not observed.
    """

    path: str
    value: Any
    unit: str
    evidence: str | None = None
    grade: str | None = None
    assumed: str | None = None
    prior: tuple[float, float] | None = None
    calibrated: str | None = None

    def __str__(self) -> str:
        return f"{self.evidence}, {self.grade}" if self.evidence else self.reason or "not supported"

    @property
    def reason(self) -> str:
        """Where a value comes from that no evidence supports; empty where nothing is said."""
        if self.calibrated:
            return f"calibrated: ensemble {self.calibrated}"
        return f"assumed: {self.assumed}" if self.assumed else ""


def coverage(content: Mapping[str, Any], evidence: Evidence | None = None) -> list[Support]:
    """List every parameter of a resolved scenario with what supports its value.

    A programme's effects are listed where they differ from nothing.
    """
    base = evidence or Evidence.load()
    links, content = content["evidence"], {key: value for key, value in content.items() if key != "evidence"}
    return [_support(path, node, value, links, base) for path, node, value in _quantities(content) if not _idle(path, node, value)]


def _quantities(content: Mapping[Any, Any]) -> Iterator[tuple[Path, shape.Node, Any]]:
    return (leaf for leaf in shape.leaves(shape.ROOT, content) if shape.known(leaf[1]))


def _idle(path: Path, node: shape.Node, value: Any) -> bool:
    return path[0] == "programmes" and "effect" in path and _is_default(node, value)


def _support(path: Path, node: shape.Node, value: Any, links: Mapping[str, Any], evidence: Evidence) -> Support:
    declared = shape.known(node)
    standing = not _needs_support(path, node, value)
    link = links.get(dotted(path)) if standing else _closest(path, links)
    if link is None and standing:
        link = declared["evidence"] or {"assumed": declared["assumed"]}
    name = link if isinstance(link, str) else None
    told = link if isinstance(link, Mapping) else {}
    grade = evidence[name].grade if name is not None and name in evidence else None
    return Support(dotted(path), value, declared["unit"], name, grade, told.get("assumed"), declared["prior"], told.get("calibrated"))


def _closest(path: Path, links: Mapping[str, Any]) -> Any:
    """Find the link of the path or of the nearest block around it."""
    around = (dotted(path[:length]) for length in range(len(path), 0, -1))
    return next((links[name] for name in around if name in links), None)


def _is_default(node: shape.Node, value: Any) -> bool:
    if node.field is None or node.field.is_required():
        return False
    default = node.field.default
    if isinstance(default, dict) and isinstance(value, Mapping):
        return all(default.get(key) == item for key, item in value.items())
    return bool((list(default) if isinstance(default, tuple) else default) == (list(value) if isinstance(value, tuple) else value))


def check_links(content: Mapping[Any, Any], marks: Marks, evidence: Evidence) -> None:
    """Refuse links from paths that do not exist, or to entries that do not exist or may not be fed to the model.

    Raises
    ------
    LinkageError
        One sentence on the first such link.
    """
    paths = _linkable(content)
    links = content.get("evidence", {})
    problems = [problem for path, link in links.items() if (problem := _link_problem(path, link, paths, evidence))]
    if problems:
        raise refusal(marks, problems)


def _linkable(content: Mapping[Any, Any]) -> set[str]:
    """All paths of a scenario and of the blocks around them."""
    whole = [path for path, _, _ in shape.leaves(shape.ROOT, content) if path[0] != "evidence"]
    return {dotted(path[:length]) for path in whole for length in range(1, len(path) + 1)}


def _link_problem(path: str, link: Any, paths: set[str], evidence: Evidence) -> Problem | None:
    where = ("evidence", path)
    if path not in paths:
        return Problem(where, "links a parameter that does not exist", lambda: _path_meant(path, paths))
    if isinstance(link, Mapping):
        return _ensemble_problem(where, link)
    if link not in evidence:
        return Problem(where, f"names {shown(link)}, which is no entry of the evidence base", lambda: evidence.suggestion(link))
    return _fed(where, evidence[link])


def _path_meant(path: str, paths: set[str]) -> str:
    guess = nearest(path, sorted(paths))
    return f"write {guess}" if guess else "correct the path"


def _ensemble_problem(where: Path, link: Mapping[str, str]) -> Problem | None:
    name, known = link.get("calibrated"), ensembles()
    if name is None or name in known:
        return None
    guess = nearest(name, known)
    return Problem(where, f"names {shown(name)}, which is no bundled ensemble", f"write {guess or ' or '.join(known)}")


def _fed(where: Path, entry: Entry) -> Problem | None:
    if entry.use not in NEVER_FED:
        return None
    return Problem(
        where, f"names {entry.id}, {NEVER_FED[entry.use]}, never an input", "name an input or a prior, or say 'assumed: \"why\"'"
    )


def check_covered(layers: list[Layer]) -> None:
    """Refuse files that change a parameter from its declared default without saying why.

    Each file must support what it sets itself; a link of a file that it extends does not do.

    Raises
    ------
    LinkageError
        One sentence that names the first such path.
    """
    for layer in layers:
        links = layer.value.get("evidence") or {}
        content = plain(layer.value, shape.ROOT, (), [])
        changed = [path for path, node, value in shape.leaves(shape.ROOT, content) if _needs_support(path, node, value)]
        problems = [_bare(path) for path in changed if _closest(path, links) is None]
        if problems:
            raise refusal(_named_marks(layer), problems)


def _needs_support(path: Path, node: shape.Node, value: Any) -> bool:
    return dotted(path) not in FREE and bool(shape.known(node)) and node.kind in SUPPORTED_KINDS and not _is_default(node, value)


def _bare(path: Path) -> Problem:
    name = dotted(path)
    remedy = f"add '{name}' under evidence with the id of an entry or with 'assumed: \"why\"'"
    return Problem(path, "is changed from its declared default without support", remedy)


def _named_marks(layer: Layer) -> dict[Path, Mark]:
    """Mark the values of places by the places' names, as their paths are told."""
    places = layer.value.get("places") or []
    marks = dict(layer.marks)
    for path, mark in layer.marks.items():
        if path[0:1] == ("places",) and len(path) > 1 and isinstance(path[1], int) and isinstance(places[path[1]], Mapping):
            marks[("places", places[path[1]].get("name", path[1]), *path[2:])] = mark
    return marks
