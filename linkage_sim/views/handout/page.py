"""The page of a handout: recorded worlds, words of both languages and the specification of every drawing, in one HTML document."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ...experiments.ensemble.ensemble import Ensemble
from ...findings.language import LANGUAGES, words_of
from ...model import MODEL_VERSION
from ...scenario.programmes import NEEDS
from ...state.month import ACTORS, STAGES
from ..app.lessons import LESSONS, Lesson
from ..report.html import embedded, hash_of
from .drawing import drawing, evidence
from .households import STEPS
from .layout import layout_of
from .recording import FINE
from .worlds import PLAYERS, World

HERE = Path(__file__).parent
APP = HERE.parent / "app"
MARK = '<meta name="generator" content="linkage_sim handout">'
"""By this a file is known that a handout may take the place of."""
SCRIPTS = ("data", "words", "world", "curves", "loop", "village", "story", "panel", "lesson", "controls", "start")
"""Parts of the script in their order; they share one scope."""
SPOKEN = (
    "page", "months", "ordinals", "listing", "stages", "loop", "actors", "platform", "states", "village", "controls", "programmes",
    "curves", "events", "story", "deeds", "needs", "pieces", "flows", "whatif", "crowd", "lessons", "help", "handout",
)  # fmt: skip
"""Parts of the catalogues that the page speaks."""
TERMS = ("household", "card", "ghost", "class", "evidence", "seed")
KEYS = {"space": "play", "→ ←": "step", "Y": "year", "R": "reset", "L": "language", "1 2 3 4 5": "lesson", "?": "help"}
ENSEMBLE = "junpu"
"""The calibration whose centre is the behaviour of all scenarios."""


@dataclass(frozen=True)
class Content:
    """What a page holds.

    Attributes
    ----------
    worlds : sequence of World
        What was recorded.
    recordings : sequence of bytes
        What was kept of each.
    lessons : sequence of Lesson
        Lessons that are held.
    vary : sequence of str
        Players that may be switched off.
    seeds : tuple of int
        Seeds of the runs; the first is watched.
    months : int or None
        Length of the runs, where it is not the scenario's own.
    language : str or None
        Language in which the page opens; by the browser's where there is none.
    """

    worlds: Sequence[World]
    recordings: Sequence[bytes]
    lessons: Sequence[Lesson]
    vary: Sequence[str]
    seeds: tuple[int, ...]
    months: int | None
    language: str | None


def page(content: Content) -> str:
    """Set the page: a whole HTML document that fetches nothing and runs no script but its own."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    script = '"use strict";\n(() => {\n' + "\n".join(_text(HERE / "script" / f"{name}.js") for name in SCRIPTS) + "})();\n"
    language = content.language or "en"
    keys = [world.key for world in content.worlds]
    return environment.get_template("handout.html.j2").render(
        language=language, title=words_of(language)("page.title"), mark=Markup(MARK), data=embedded(data(content)),
        style=Markup(_text(APP / "vue" / "page.css") + _text(HERE / "handout.css")),
        worlds=[(key, base64.b64encode(made).decode()) for key, made in zip(keys, content.recordings, strict=True)],
        script=Markup(script), script_hash=hash_of(script),
    )  # fmt: skip


def data(content: Content) -> dict[str, Any]:
    """All that the page knows beside the recordings."""
    scenarios = {world.setting.name: world.scenario(content.months) for world in content.worlds}
    keys = {world.setting: world.key for world in content.worlds}
    return {
        "language": content.language or "",
        "languages": LANGUAGES,
        "words": {language: _spoken(language) for language in LANGUAGES},
        "about": _about(content),
        "players": list(PLAYERS),
        "vary": list(content.vary),
        "seeds": list(content.seeds),
        "student": _student(len(content.seeds)),
        "first": content.worlds[0].key,
        "worlds": {world.key: _described(world, content) for world in content.worlds},
        "plans": {name: layout_of(scenario, content.seeds[0]) for name, scenario in scenarios.items()},
        "lessons": [_lesson(lesson, keys) for lesson in content.lessons],
        "evidence": {name: evidence(scenario) for name, scenario in scenarios.items()},
        "steps": STEPS,
        "fine": FINE,
        "needs": NEEDS,
        "actors": ACTORS,
        "stages": STAGES,
        "terms": TERMS,
        "keys": [[key, f"help.keys.{name}"] for key, name in KEYS.items()],
        **drawing(),
    }


def _about(content: Content) -> dict[str, Any]:
    """Which model, ensemble and seeds the runs are of."""
    from linkage_sim import __version__

    ensemble = Ensemble.load(ENSEMBLE)
    return {
        "model": MODEL_VERSION,
        "version": __version__,
        "ensemble": ensemble.name,
        "members": len(ensemble.weights),
        "ensemble_hash": ensemble.hash[:12],
    }


def _described(world: World, content: Content) -> dict[str, Any]:
    """Scenario and absent players of a world, and the command that runs it."""
    settings = dict(world.setting.changes)
    absent = [player for player, path in PLAYERS.items() if settings.get(path) is False]
    words = ["linkage-sim", "run", world.setting.name, "--seed", str(content.seeds[0]), "--replicates", str(len(content.seeds))]
    words += ["--months", str(content.months)] if content.months is not None else []
    words += [word for path, value in settings.items() for word in ("--set", f"{path}={str(value).lower()}")]
    name = "" if world.key.isdigit() else f"handout.worlds.{world.key}"
    return {"scenario": world.setting.name, "absent": absent, "name": name, "command": shlex.join([*words, "--out", "mine"])}


def _lesson(lesson: Lesson, keys: Mapping[Any, str]) -> dict[str, Any]:
    number = next(place for place, one in enumerate(LESSONS, 1) if one.key == lesson.key)
    other = lesson.other
    return {
        "key": lesson.key,
        "number": str(number),
        "own": keys[lesson.setting],
        "other": None if other is None else keys[other],
        "column": lesson.column,
        "month": lesson.month,
        "limits": lesson.limits,
    }


def _spoken(language: str) -> dict[str, str]:
    words = words_of(language)
    return {name: words(name) for name in sorted(words.names()) if name.split(".")[0] in SPOKEN}


def _student(count: int) -> float:
    """How many standard errors half of a 95 % interval is."""
    from scipy.stats import t

    return float(t.ppf(0.975, count - 1)) if count > 1 else 0.0


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
