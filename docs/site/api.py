"""The reference of the Python interface: a page for each public name, and for each class that a public function returns."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import linkage_sim

PACKAGE = "linkage_sim"
STOP = "Model, ABC, tuple, object"
"""Bases whose members are described elsewhere."""
RETURNED = "returned"
INTRODUCTION = "What ``dir(linkage_sim)`` lists, and the classes of what its functions return. All else may change without notice."


def public() -> dict[str, Any]:
    """Public functions and classes by their names."""
    return {name: getattr(linkage_sim, name) for name in dir(linkage_sim) if not name.startswith("_")}


def returned() -> dict[str, Any]:
    """Classes that public functions return and that are not public themselves, by their full names."""
    found = {}
    for one in public().values():
        for name in re.findall(r"\w+", str(inspect.signature(one).return_annotation)) if inspect.isfunction(one) else ():
            made = _imported(one, name)
            if inspect.isclass(made) and made.__module__.startswith(PACKAGE) and made not in public().values():
                found[f"{made.__module__}.{made.__qualname__}"] = made
    return dict(sorted(found.items(), key=lambda pair: pair[1].__name__))


def write(folder: Path) -> None:
    """Write the pages and the list of them; classes that are returned stand apart, for Linkage differs from linkage by a capital only."""
    (folder / RETURNED).mkdir(parents=True)
    for name, one in public().items():
        (folder / f"{name}.rst").write_text(page(f"{PACKAGE}.{name}", one), encoding="utf-8")
    for full, one in returned().items():
        (folder / RETURNED / f"{one.__name__}.rst").write_text(page(full, one), encoding="utf-8")
    functions = [name for name, one in public().items() if inspect.isfunction(one)]
    classes = [name for name, one in public().items() if inspect.isclass(one)]
    results = [f"{RETURNED}/{one.__name__}" for one in returned().values()]
    trees = [_tree(title, names) for title, names in (("Functions", functions), ("Classes", classes), ("What functions return", results))]
    (folder / "index.rst").write_text("\n\n".join([_heading("Python reference"), INTRODUCTION, *trees]) + "\n", encoding="utf-8")


def page(full: str, one: Any) -> str:
    """What stands on the page of a name: its docstring, and examples of the gallery that use it."""
    members = ["   :members:", f"   :inherited-members: {STOP}"] if inspect.isclass(one) else []
    lines = [f".. auto{'class' if members else 'function'}:: {full}", *members]
    examples = [f".. minigallery:: {full}", "   :add-heading: Examples"] if full.count(".") == 1 else []
    return "\n".join([_heading(full.rsplit(".", 1)[-1]), "", *lines, "", *examples]) + "\n"


def _imported(function: Any, name: str) -> Any:
    """What a name of an annotation stands for; it may be imported for the type checker only."""
    known = vars(inspect.getmodule(function)).get(name)
    if known is not None:
        return known
    source = inspect.getsource(inspect.getmodule(function))
    found = re.search(rf"^\s+from (\.[\w.]*|linkage_sim[\w.]*) import .*\b{name}\b", source, re.MULTILINE)
    if found is None:
        return None
    from importlib import import_module

    return getattr(import_module(found[1], function.__module__.rpartition(".")[0]), name, None)


def _tree(title: str, names: list[str]) -> str:
    return "\n".join([".. toctree::", f"   :caption: {title}", "   :maxdepth: 1", "", *(f"   {name}" for name in sorted(names))])


def _heading(title: str) -> str:
    return f"{title}\n{'=' * len(title)}"
