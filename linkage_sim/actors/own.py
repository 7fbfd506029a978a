"""Extensions put to work: replaced rules, effects as rules, actors and measures for a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from linkage_sim.assistance.programmes import build_own_effects
from linkage_sim.errors import LinkageError
from linkage_sim.extending import Extension, Own, load_all
from linkage_sim.kernel.rules import AS_BUILT, Replaced, rule
from linkage_sim.scenario.scenario import Scenario

from .household.assistance import take_own_effects

_made: dict[tuple[str, ...], Replaced] = {}


def extensions_of(scenarios: Sequence[Scenario]) -> tuple[Extension, ...]:
    """Return the extensions of runs that are calculated side by side.

    Raises
    ------
    LinkageError
        If they do not have the same ones.
    """
    sets = {scenario.data.extensions for scenario in scenarios}
    if len(sets) > 1:
        raise LinkageError("runs side by side need the same extensions; run the others in another model.")
    return load_all(sets.pop())


def replaced_by(extensions: Sequence[Extension]) -> Replaced:
    """Return what replaces built-in rules under some extensions; later ones prevail."""
    if not extensions:
        return AS_BUILT
    key = tuple(extension.digest for extension in extensions)
    if key not in _made:
        functions: dict[Any, Callable[..., Any]] = {}
        for extension in extensions:
            functions.update(extension.replaced)
        effects = [own for extension in extensions for own in extension.effects.values()]
        for hook, on, arguments in ((take_own_effects, "household", ", parameters"), (build_own_effects, "village", "")):
            acting = [own for own in effects if own.on == on]
            if acting:
                functions[hook] = _calling(acting, on, arguments)
        _made[key] = Replaced(functions) if functions else AS_BUILT
    return _made[key]


def _calling(effects: Sequence[Own], on: str, arguments: str) -> Callable[..., Any]:
    """Return a function that calls every effect of which a programme has an amount."""
    rules = {f"effect_{number}": rule(own.function) for number, own in enumerate(effects) if own.function is not None}
    lines = [f"def call_own_effects({on}, programme{arguments}):", "    own = programme.own"]
    for name, own in zip(rules, effects, strict=True):
        lines += [f"    if own[{own.slot}] > 0.0:", f"        {name}({on}, own[{own.slot}]{arguments})"]
    namespace: dict[str, Any] = {**rules, "__name__": "linkage_sim"}
    exec(compile("\n".join(lines), "<effects>", "exec"), namespace)
    made: Callable[..., Any] = namespace["call_own_effects"]
    return made
