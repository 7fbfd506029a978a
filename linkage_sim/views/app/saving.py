"""What can be taken home: the run as a result folder, the scenario as a file, the figures."""

from __future__ import annotations

import io
import shlex
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...experiments.export import export
from ...experiments.running import run
from ...findings.language import words_of
from ...findings.words import listing
from ...scenario import Scenario
from ...scenario.bundled import bundled
from ...scenario.evidence import Evidence
from ...scenario.writing import as_yaml
from ..emergence import emergence
from ..style import styled
from ..targets import targets_for
from .changes import change_shown
from .run import place_name
from .setting import Setting

if TYPE_CHECKING:
    from ...experiments.study.study import Study

WHY = "set in the classroom page"
ZIP, XLSX = "application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    content: dict[str, Any] = {
        "schema": 1,
        "name": _stem(setting),
        "title": _title(setting),
        "extends": setting.known,
    }
    if setting.known not in bundled():
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


def result_zip(setting: Setting, seeds: Sequence[int] = ()) -> Saved:
    """The run, or the class's runs, from the first to the last month, as a result folder that ``compare`` and ``report`` accept."""
    with _folder(setting, seeds) as folder:
        return Saved(f"{folder.name}.zip", ZIP, _zipped(folder))


def tables(setting: Setting, format: str, seeds: Sequence[int] = ()) -> Saved:
    """The tables of the run, or of the class's runs: ``xlsx`` as one workbook, ``csv`` and ``stata`` as archives of their files."""
    with _folder(setting, seeds) as folder:
        made = export(folder, format)
        if len(made) == 1:
            return Saved(f"{folder.name}{made[0].suffix}", XLSX, made[0].read_bytes())
        return Saved(f"{folder.name}-{format}.zip", ZIP, _zipped(made[0].parent))


@contextmanager
def _folder(setting: Setting, seeds: Sequence[int]) -> Iterator[Path]:
    """A result folder of the runs of these seeds, which vanishes."""
    seeds = seeds or (setting.seed,)
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / _run_stem(setting, seeds)
        run(_named(setting), seeds=sorted(seeds), out=folder, command=_command(setting, seeds))
        yield folder


def figure(setting: Setting, ending: str, seeds: Sequence[int] = (), ghost: Setting | None = None) -> Saved:
    """The figure of the take-off of the run, or of the class's runs, beside the ghost if there is one, as ``png`` or ``svg``."""
    seeds = seeds or (setting.seed,)
    results = run(_named(setting), seeds=sorted(seeds))
    other = None if ghost is None else run(_named(ghost), seeds=sorted(seeds if len(seeds) > 1 else (ghost.seed,)))
    kind = {"png": "image/png", "svg": "image/svg+xml"}[ending]
    return Saved(f"{_run_stem(setting, seeds)}.{ending}", kind, _drawn(results, other, ending, _about(setting, seeds, ghost)))


def saver(kind: str) -> Callable[[Setting, Sequence[int], Setting | None], Saved]:
    """What makes a file of a kind: ``results``, ``xlsx``, ``csv``, ``stata``, ``scenario``, ``png`` or ``svg``."""
    return {
        **{kind: _tables_as(kind) for kind in ("xlsx", "csv", "stata")},
        "results": lambda setting, seeds, _: result_zip(setting, seeds),
        "scenario": lambda setting, _, __: scenario_file(setting),
        "png": lambda setting, seeds, ghost: figure(setting, "png", seeds, ghost),
        "svg": lambda setting, seeds, ghost: figure(setting, "svg", seeds, ghost),
    }[kind]


def _tables_as(kind: str) -> Callable[[Setting, Sequence[int], Setting | None], Saved]:
    return lambda setting, seeds, _: tables(setting, kind, seeds)


def ranges(seeds: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of the seeds that follow each other."""
    found: list[tuple[int, int]] = []
    for seed in sorted(seeds):
        if found and found[-1][1] == seed - 1:
            found[-1] = (found[-1][0], seed)
        else:
            found.append((seed, seed))
    return found


def _about(setting: Setting, seeds: Sequence[int], ghost: Setting | None) -> str:
    """Seeds and changes of what is drawn, and of the ghost beside it where that is another."""
    told = [_setting_words(setting, seeds)]
    if ghost is not None:
        told.append(f"ghost: {_setting_words(ghost, seeds if len(seeds) > 1 else (ghost.seed,))}")
    return "; ".join(told)


def _setting_words(setting: Setting, seeds: Sequence[int]) -> str:
    """Seeds, and what is changed, as the page tells it."""
    words = words_of("en")
    shown = [str(first) if first == last else words("crowd.seeds", first=str(first), last=str(last)) for first, last in ranges(seeds)]
    place = place_name(setting.parent, 0)
    changes = [change_shown(path, setting, place, words) for path, _ in setting.changes]
    return ", ".join([f"seed{'s' if len(seeds) > 1 else ''} {listing(shown)}", *(changes or ["unchanged"])])


def _drawn(results: Study, ghost: Study | None, ending: str, about: str) -> bytes:
    targets = targets_for(results.scenario.name, Evidence.load())
    drawing = emergence(results.monthly, results.scenario.title, targets, None if ghost is None else ghost.monthly, about)
    out = io.BytesIO()
    metadata: dict[str, None] = {"Software": None} if ending == "png" else {"Date": None, "Creator": None}
    with styled():
        drawing.figure.savefig(out, format=ending, metadata=metadata)
    return out.getvalue()


def _named(setting: Setting) -> Scenario:
    """The scenario as the saved file would be loaded, so that both have one name, one title and one hash."""
    if not setting.changes:
        return setting.parent
    return setting.parent.with_overrides({**dict(setting.changes), "name": _stem(setting), "title": _title(setting)})


def _title(setting: Setting) -> str:
    """Title of what is saved; that of a bundled scenario which is changed says nothing that the change may have undone."""
    if not setting.changes:
        return setting.parent.title
    return f"{words_of('en').known(f'scenarios.{setting.known}', setting.parent.title)}; changed in class"


def _stem(setting: Setting) -> str:
    return f"{setting.parent.name}-changed" if setting.changes else setting.parent.name


def _run_stem(setting: Setting, seeds: Sequence[int]) -> str:
    """Name of what runs gave: another one for the class's runs than for the run that is shown."""
    return f"{_stem(setting)}-seed{min(seeds)}" + (f"-{len(seeds)}-runs" if len(seeds) > 1 else "")


def _command(setting: Setting, seeds: Sequence[int]) -> str:
    """What gives the same runs: a command for each range of seeds; of a file its name alone, for where it lies is nobody's business."""
    changes = [word for path, value in setting.changes for word in ("--set", f"{path}={_yaml(value)}")]
    words = ["linkage-sim", "run", Path(setting.name).name if setting.alone is None else f"{setting.known}.yaml"]
    asked = [["--replicates", str(last - first + 1), "--seed", str(first)] for first, last in ranges(seeds)]
    return "; ".join(shlex.join(words + some + changes) for some in asked)


def _yaml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lay(content: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        content = content.setdefault(key, {})
    content[keys[-1]] = value


def _of_places(path: str, content: dict[str, Any]) -> bool:
    return "places" in content and path.startswith("places")


def _zipped(folder: Path) -> bytes:
    """An archive of a folder's files but hidden ones, without the time at which they were made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                name = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix())
                archive.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
