"""SVG drawings as parts of a page: nothing that runs, nothing that is fetched, no name that another drawing has too."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from ...errors import LinkageError

SVG = "{http://www.w3.org/2000/svg}"
HREF = ("href", "{http://www.w3.org/1999/xlink}href")
DRAWN = frozenset((
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs", "clipPath", "mask", "pattern",
    "marker", "symbol", "use", "image", "linearGradient", "radialGradient", "stop", "title", "desc",
))  # fmt: skip
"""What a drawing may consist of; everything else is left out, scripts and foreign content above all."""
FONTS = "'DejaVu Sans', Verdana, sans-serif"
"""The letters that the drawings were laid out with, or some that are as wide."""
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_LONG = re.compile(r"(-?\d+\.\d\d)\d+")
_COORDINATES = frozenset(("d", "points", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy"))
_FAMILY = re.compile(r"'DejaVu Sans'[^;]*")


def inlined(text: str, name: str, source: str, apart: str = "") -> str:
    """Make a drawing fit to stand in a page.

    Parameters
    ----------
    text : str
        A whole SVG file.
    name : str
        Put before all ids, so that drawings on one page keep apart.
    source : str
        Where it comes from, for the error message.
    apart : str
        Put behind the name in ids, so that two forms of the same figure keep apart.

    Returns
    -------
    str
        An ``svg`` element without size, which fills the width that it is given.

    Raises
    ------
    LinkageError
        If it is no SVG.
    """
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise LinkageError(f"{source}: is no readable SVG ({error}). Draw it anew, or remove it.") from error
    if root.tag != f"{SVG}svg" or "viewBox" not in root.attrib:
        raise LinkageError(f"{source}: is no SVG with a viewBox. Draw it anew, or remove it.")
    used = _used(root)
    clean = _cleaned(root, f"{name}-{apart}".rstrip("-"), used)
    clean.attrib = {
        "viewBox": root.attrib["viewBox"],
        "preserveAspectRatio": "xMinYMid",
        "stroke-linejoin": "round",
        "role": "img",
        "aria-labelledby": f"{name}-caption",
    }
    return ElementTree.tostring(clean, encoding="unicode")


def _used(root: ElementTree.Element) -> set[str]:
    """Ids that something refers to."""
    values = [value for element in root.iter() for value in element.attrib.values()]
    links = [element.attrib[key][1:] for element in root.iter() for key in HREF if element.attrib.get(key, "").startswith("#")]
    return {found for value in values for found in _REFERENCE.findall(value)} | set(links)


def _cleaned(element: ElementTree.Element, name: str, used: set[str]) -> ElementTree.Element:
    """Copy an element with what may be drawn."""
    made = ElementTree.Element(element.tag.removeprefix(SVG))
    made.text, made.tail = _spaced(element.text), _spaced(element.tail)
    for key, value in element.attrib.items():
        kept = _attribute(key, value, name, used)
        if kept is not None:
            made.set("href" if key in HREF else key, kept)
    made.extend(_cleaned(child, name, used) for child in element if isinstance(child.tag, str) and child.tag.removeprefix(SVG) in DRAWN)
    return made


def _spaced(text: str | None) -> str | None:
    """Text between elements as it is, but for the mere layout of the file."""
    return text if text is None or text.strip() or "\n" not in text else "\n"


def _attribute(key: str, value: str, name: str, used: set[str]) -> str | None:
    """Value of an attribute as it may stand in the page; None where it may not."""
    if key in HREF:
        return f"#{name}-{value[1:]}" if value.startswith("#") else value if value.startswith("data:image/png;base64,") else None
    if key == "id":
        return f"{name}-{value}" if value in used else None
    if key.startswith(("on", "{")):
        return None
    value = _REFERENCE.sub(lambda found: f"url(#{name}-{found[1]})", value)
    if "\\" in value or len(re.findall(r"url\s*\(", value, re.IGNORECASE)) > len(_REFERENCE.findall(value)):
        return None
    return _LONG.sub(r"\1", value) if key in _COORDINATES else _FAMILY.sub(FONTS, value)
