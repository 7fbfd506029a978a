"""What can be taken home: the run as a result folder, the scenario as a file, the figures."""

from __future__ import annotations

import io
import shlex
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...experiments.results import write_result_folder
from ...experiments.running import run
from ...scenario import Scenario
from ...scenario.evidence import Evidence
from ...scenario.loading import bundled
from ...scenario.writing import as_yaml
from ..emergence import emergence
from ..style import styled
from ..targets import targets_for
from .setting import Setting

if TYPE_CHECKING:
    from ...experiments.results import Results

WHY = "set in the classroom page"


class Saved(NamedTuple):
    """A file for the browser to keep."""

    name: str
    kind: str
    content: bytes


def scenario_file(setting: Setting) -> Saved:
    """The scenario as YAML that ``run`` accepts: only what differs from its parent."""
    return Saved(f"{_stem(setting)}.yaml", "application/yaml", scenario_text(setting).encode())


def scenario_text(setting: Setting) -> str:
    """Write a scenario that extends the setting's own; a changed village means that the list of places is written whole.

    One that is laid over a file is written whole as well: where that file lies is nothing that others should read.
    """
    parent = setting.parent
    content: dict[str, Any] = {
        "schema": 1,
        "name": _stem(setting),
        "title": f"{parent.title}; changed in class" if setting.changes else parent.title,
        "extends": setting.name,
    }
    if setting.name not in bundled():
        return _whole(setting, content["title"])
    resolved = setting.parent.with_overrides(dict(setting.changes)).resolved() if setting.changes else {}
    for path, value in setting.changes:
        if path.startswith("places."):
            content["places"] = resolved["places"]
        else:
            _lay(content, path.split("."), value)
    links = {path: link for path, link in resolved.get("evidence", {}).items() if _of_places(path, content)}
    links |= {path: {"assumed": WHY} for path, _ in setting.changes}
    return as_yaml(content | ({"evidence": links} if links else {}))


def _whole(setting: Setting, title: str) -> str:
    changed = setting.parent.with_overrides({**dict(setting.changes), "name": _stem(setting), "title": title})
    content = changed.resolved()
    content["evidence"] |= {path: {"assumed": WHY} for path, _ in setting.changes}
    return as_yaml(content)


def result_zip(setting: Setting, runs: int = 1) -> Saved:
    """The run, or the class's runs, from the first to the last month, as a result folder that ``compare`` and ``report`` accept."""
    scenario = _named(setting)
    results = run(scenario, replicates=runs, seed=setting.seed)
    name = _run_stem(setting, runs)
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / name
        write_result_folder(folder, results, _command(setting, runs))
        return Saved(f"{name}.zip", "application/zip", _zipped(folder))


def figure(setting: Setting, ending: str, runs: int = 1) -> Saved:
    """The figure of the take-off of the run, or of the class's runs, as ``png`` or ``svg``."""
    results = run(_named(setting), replicates=runs, seed=setting.seed)
    kind = {"png": "image/png", "svg": "image/svg+xml"}[ending]
    return Saved(f"{_run_stem(setting, runs)}.{ending}", kind, _drawn(results, ending))


def saver(kind: str) -> Callable[[Setting, int], Saved]:
    """What makes a file of a kind: ``results``, ``scenario``, ``png`` or ``svg``."""
    return {
        "results": result_zip,
        "scenario": lambda setting, _: scenario_file(setting),
        "png": lambda setting, runs: figure(setting, "png", runs),
        "svg": lambda setting, runs: figure(setting, "svg", runs),
    }[kind]


def _drawn(results: Results, ending: str) -> bytes:
    targets = targets_for(results.scenario.name, Evidence.load())
    drawing = emergence(results.monthly, results.scenario.title, targets)
    out = io.BytesIO()
    metadata: dict[str, None] = {"Software": None} if ending == "png" else {"Date": None, "Creator": None}
    with styled():
        drawing.figure.savefig(out, format=ending, metadata=metadata)
    return out.getvalue()


def _named(setting: Setting) -> Scenario:
    """The scenario as the saved file would be loaded, so that both have one name, one title and one hash."""
    if not setting.changes:
        return setting.parent
    return setting.parent.with_overrides(
        {**dict(setting.changes), "name": _stem(setting), "title": f"{setting.parent.title}; changed in class"}
    )


def _stem(setting: Setting) -> str:
    return f"{setting.parent.name}-changed" if setting.changes else setting.parent.name


def _run_stem(setting: Setting, runs: int) -> str:
    """Name of what runs gave: another one for the class's runs than for the run that is shown."""
    return f"{_stem(setting)}-seed{setting.seed}" + (f"-{runs}-runs" if runs > 1 else "")


def _command(setting: Setting, runs: int) -> str:
    words = ["linkage-sim", "run", Path(setting.name).name, "--replicates", str(runs), "--seed", str(setting.seed)]
    return shlex.join(words + [word for path, value in setting.changes for word in ("--set", f"{path}={_yaml(value)}")])


def _yaml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lay(content: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        content = content.setdefault(key, {})
    content[keys[-1]] = value


def _of_places(path: str, content: dict[str, Any]) -> bool:
    return "places" in content and path.startswith("places")


def _zipped(folder: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))
    return out.getvalue()
