"""What a compiled stage depends on.

The code of every rule that it reaches, the constants that these name, the layout of the world, and the versions and the processor for
which it was compiled. A line moved or a comment changed makes no difference.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from enum import Enum
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from .rules import Rule
from .state import Field, Row, Tables

_LIBRARIES = ("numpy", "math", "numba", "builtins", "operator")
"""Modules whose versions are part of every fingerprint, or that never change."""


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names that a function and those inside it use."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _within(label: str, value: Any, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield a value and what code may take from it by name: from modules that are not libraries, and out of tuples and lists."""
    yield label, value
    if isinstance(value, ModuleType) and value.__name__.split(".")[0] not in _LIBRARIES:
        for name in names:
            if hasattr(value, name):
                yield from _within(f"{label}.{name}", getattr(value, name), tuple(other for other in names if other != name))
    elif isinstance(value, (tuple, list)):
        for number, item in enumerate(value):
            yield from _within(f"{label}[{number}]", item, names)


def _used(function: Any) -> dict[str, Any]:
    """Return what a function refers to outside itself: globals, closed-over values, defaults, and what it takes out of them by name."""
    code = function.__code__
    names = tuple(dict.fromkeys(_names(code)))
    named = {name: function.__globals__[name] for name in names if name in function.__globals__}
    closed = dict(zip(code.co_freevars, [cell.cell_contents for cell in function.__closure__ or ()], strict=True))
    defaults = {"defaults": function.__defaults__ or (), "keyword defaults": tuple(sorted((function.__kwdefaults__ or {}).items()))}
    return {label: one for name, value in {**named, **closed, **defaults}.items() for label, one in _within(name, value, names)}


def reached(rule: Rule[Any, Any]) -> list[Rule[Any, Any]]:
    """Return a rule and all rules that it reaches, each once."""
    found: dict[Rule[Any, Any], None] = {}
    waiting = [rule]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += [value for value in _used(one.current).values() if isinstance(value, Rule)]
    return list(found)


def _of_code(code: CodeType) -> str:
    """Return a function's code, without the places of its lines."""
    constants = [_of_code(one) if isinstance(one, CodeType) else repr(one) for one in code.co_consts]
    return f"{code.co_code.hex()} {constants} {code.co_names} {code.co_varnames} {code.co_freevars} {code.co_flags}"


def _of_value(value: Any) -> str:
    """Return a constant as text that differs where the constant does."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.shape}{hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()}"
    if isinstance(value, type) and issubclass(value, Row):
        return value.layout()
    if isinstance(value, type) and issubclass(value, Enum):
        return repr([(member.name, member.value) for member in value])
    if isinstance(value, Field):
        return f"{value.kind}{value.shape}"
    if isinstance(value, Rule):
        return repr(value)
    if isinstance(value, FunctionType):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, ModuleType):
        return value.__name__
    return repr(value)


def fingerprint(rule: Rule[Any, Any], world: type[Tables]) -> str:
    """Return a hash of all that a compiled stage depends on."""
    import llvmlite
    import numba
    from numba.core.registry import cpu_target

    versions = f"{sys.version}{numba.__version__}{llvmlite.__version__}{np.__version__}"
    parts = [versions, repr(cpu_target.target_context.codegen().magic_tuple()), world.layout(), *_kernel_sources()]
    for one in sorted(reached(rule), key=repr):
        used = sorted((name, _of_value(value)) for name, value in _used(one.current).items())
        home = "" if one.current is one.function else f" {one.current.__module__}"  # compiled code is found again by its module's name
        parts.append(f"{one!r}{home} {one.copied} {_of_code(one.current.__code__)} {used}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _kernel_sources() -> list[str]:
    """Return the sources that decide how rules are translated."""
    from pathlib import Path

    here = Path(__file__).parent
    return [hashlib.sha256((here / name).read_bytes()).hexdigest() for name in ("compiler.py", "dispatchers.py", "lowering.py")]
