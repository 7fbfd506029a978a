"""The centre of an ensemble as the behaviour that all scenarios share: written into marked blocks of the scenario that extends nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from ...errors import LinkageError
from ...scenario import Scenario, shape
from ...scenario.behaviour import behaviour
from ...scenario.bundled import bundled_folder
from ...scenario.reading import read_file, read_text
from ...scenario.writing import as_yaml
from ..ensemble.ensemble import Ensemble
from ..files import write_file

ROOT = "base.yaml"
DIGITS = 4  # significant: far finer than the targets tell of any parameter
BEGIN, END = "# >>> calibrated", "# <<< calibrated"
BLOCK = re.compile(rf"^ *{BEGIN}.*?^ *{END}\n(?:(?<=^{END}\n)\n)?", re.MULTILINE | re.DOTALL)
EVIDENCE = re.compile(r"^evidence:(.*)\n", re.MULTILINE)


def root_file() -> Path:
    """File of the bundled scenario that all others extend."""
    return bundled_folder() / ROOT


def adopt(ensemble: str | os.PathLike[str] | Ensemble, into: str | os.PathLike[str] | None = None) -> bool:
    """Write the centre of an ensemble into a scenario file; all else in it stays as it is, comments included.

    Every scenario that extends the file behaves so from then on, and gives other results than before.

    Parameters
    ----------
    ensemble : str, path or Ensemble
        Parameter sets that the evidence allows: those of a scenario with a bundled ensemble, or of a file.
    into : str or path, optional
        A scenario that extends nothing, so that all that extend it share the behaviour; the bundled ``base.yaml`` if not given.

    Returns
    -------
    bool
        Whether the file has changed.

    Raises
    ------
    LinkageError
        Where the file is no such scenario, sets behaviour outside the block, or the ensemble varies facts.
    """
    ensemble = ensemble if isinstance(ensemble, Ensemble) else Ensemble.load(ensemble)
    path = Path(into) if into is not None else root_file()
    document = read_file(path)
    before = path.read_text(encoding="utf-8-sig")
    _without_blocks(before, str(path))  # said first: whatever else is wrong may come of it
    Scenario.load(path)
    if document.value.get("extends") is not None:
        what = f"extends {document.value['extends']}, and behaviour is shared by all scenarios"
        raise LinkageError(f"{path}: {what}. Write it into the scenario that extends nothing.")
    after = with_centre(before, ensemble, str(path))
    Scenario.from_dict(read_text(after, str(path)).value)
    if after != before:
        write_file(path, after.encode())
    return after != before


def rounded_centre(ensemble: Ensemble) -> dict[str, Any]:
    """Values of the centre by path, with the digits that a scenario file gives them, in the order of the declarations.

    Raises
    ------
    LinkageError
        Where the ensemble varies a fact, which no other place shares.
    """
    centre, ranges = ensemble.centre, {factor.path: factor.range for factor in ensemble.data.factors.values()}
    facts = [path for path in centre if path not in behaviour()]
    if facts:
        raise LinkageError(f"The ensemble {ensemble.name} varies {facts[0]}, which is a fact of a place or a policy and not shared by all.")
    return {path: _rounded(path, centre[path], ranges[path]) for path in behaviour() if path in centre}


def with_centre(text: str, ensemble: Ensemble, name: str) -> str:
    """Give a scenario file's text with the centre of an ensemble in its marked blocks, made where there are none.

    Parameters
    ----------
    text : str
        The file as it is.
    ensemble : Ensemble
        Whose centre is written.
    name : str
        Name of the file, for messages.
    """
    rest = _without_blocks(text, name)
    values = rounded_centre(ensemble)
    found = EVIDENCE.search(rest)
    if found is None:
        rest, found = f"{rest}\nevidence:\n", EVIDENCE.search(f"{rest}\nevidence:\n")
    if found is None or found[1].split("#")[0].strip():
        raise LinkageError(f"{name}: its evidence stands on one line. Write a link per line below 'evidence:'.")
    return rest[: found.start()] + _value_block(values, ensemble) + found[0] + _link_block(values, ensemble) + rest[found.end() :]


def _without_blocks(text: str, name: str) -> str:
    """Give a text without its marked blocks; a block that holds another beginning has run on to the end of the next one."""
    text = text if text.endswith("\n") else f"{text}\n"
    rest = BLOCK.sub("", text)
    if BEGIN in rest or END in rest or any(block.count(BEGIN) > 1 for block in BLOCK.findall(text)):
        raise LinkageError(f"{name}: a line '{BEGIN}' or '{END}' has lost its other end. Restore the file, or remove that line.")
    return rest


def _value_block(values: dict[str, Any], ensemble: Ensemble) -> str:
    nested: dict[str, Any] = {}
    for path, value in values.items():
        *blocks, last = path.split(".")
        holder = nested
        for block in blocks:
            holder = holder.setdefault(block, {})
        holder[last] = value
    head = f"{BEGIN}: behaviour that all scenarios share, the centre of the ensemble {ensemble.name}\n"
    return head + f"# written by 'linkage-sim adopt {ensemble.name}'; do not edit\n{as_yaml(nested)}{END}\n\n"


def _link_block(values: dict[str, Any], ensemble: Ensemble) -> str:
    lines = [f"  {path}: {{calibrated: {ensemble.name}}}\n" for path in values]
    return "".join([f"  {BEGIN}\n", *lines, f"  {END}\n"])


def _rounded(path: str, value: float, limits: tuple[float, ...] | None) -> float:
    """A value with few digits, inside the range of its prior."""
    node = shape.at(tuple(path.split(".")))
    short = float(f"{value:.{DIGITS}g}")
    low, high = limits or (short, short)
    inside = min(max(short, low), high)
    return round(inside) if node is not None and node.kind == "integer" else inside
