"""What a compiled stage depends on.

The code of every rule that it reaches, the constants that these name, the layout of the world, and the versions and the processor for
which it was compiled. A line moved or a comment changed makes no difference.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from .rules import Rule
from .state import Field, Row, Tables

_PACKAGE = __name__.split(".")[0]


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names that a function and those inside it use."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _used(function: Any) -> dict[str, Any]:
    """Return what a function refers to by name outside itself: globals, closed-over values, and what it takes from our own modules."""
    code = function.__code__
    used = {name: function.__globals__[name] for name in dict.fromkeys(_names(code)) if name in function.__globals__}
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        used[name] = cell.cell_contents
    for name, value in list(used.items()):
        if isinstance(value, ModuleType) and value.__name__.split(".")[0] == _PACKAGE:
            used.update({f"{name}.{inner}": getattr(value, inner) for inner in _names(code) if hasattr(value, inner)})
    return used


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
        parts.append(f"{one!r} {one.copied} {_of_code(one.current.__code__)} {used}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _kernel_sources() -> list[str]:
    """Return the sources that decide how rules are translated."""
    from pathlib import Path

    here = Path(__file__).parent
    return [hashlib.sha256((here / name).read_bytes()).hexdigest() for name in ("compiler.py", "lowering.py")]
