"""What numba makes of rules and stages.

The rules that a stage reaches are translated one by one, linked once and optimised once. (Left to itself, numba would optimise every rule
and every level above it again, and make machine code and a door to Python for each.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder

from .rules import Rule, those_in_force

_OPTIONS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
heard: list[Callable[[str], None]] = []
"""Who is told the name of each rule that was translated."""


class _NoEnvironment:
    """Stands for the code generator where numba would note a rule's environment: rules raise nothing, and need none."""

    def set_env(self, name: str, env: object) -> None:
        """Note nothing."""


class _InnerLibrary(JITCodeLibrary):  # type: ignore[misc]
    """A rule's code as it was translated, to be linked into a stage: neither optimised nor made machine code by itself."""

    codegen = property(lambda self: _NoEnvironment())

    def _optimize_functions(self, ll_module: Any) -> None:
        pass

    def finalize(self) -> None:
        """Keep the code as it is; what it calls is linked by the stage."""
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Say that there is nothing to call from Python."""
        self._ensure_finalized()
        return 0


class _StageLibrary(JITCodeLibrary):  # type: ignore[misc]
    """A stage's code, with that of all rules that it reaches, each once."""

    _linking_libraries: list[Any]

    def finalize(self) -> None:
        """Link all that is reached, then optimise and make machine code."""
        reached: dict[Any, None] = {}
        waiting = list(self._linking_libraries)
        while waiting:
            library = waiting.pop()
            if library not in reached:
                reached[library] = None
                if isinstance(library, _InnerLibrary):
                    waiting += library._linking_libraries
        self._linking_libraries = list(reached)
        super().finalize()


class _Compiler(CompilerBase):  # type: ignore[misc]
    """numba's own passes, into a library of ours."""

    library: type[JITCodeLibrary]

    def define_pipelines(self) -> list[Any]:
        """Return the passes."""
        name = self.state.func_id.func_qualname
        self.state.library = self.library(self.state.targetctx.codegen(), name)
        if self.library is _StageLibrary:
            self.state.library.enable_object_caching()
        for tell in heard:
            tell(name)
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


class _RuleCompiler(_Compiler):
    library = _InnerLibrary


class _StageCompiler(_Compiler):
    library = _StageLibrary


def inner(rule: Rule[Any, Any]) -> Any:
    """Return a rule, as it is in force, for compiled callers alone: copied to each of them, or called."""
    replaced = those_in_force()
    if replaced not in rule.dispatchers:
        make = njit(pipeline_class=_RuleCompiler, no_cpython_wrapper=True, forceinline=rule.copied, **_OPTIONS)
        rule.dispatchers[replaced] = make(rule.current)
    return rule.dispatchers[replaced]


def outer(function: Callable[..., Any]) -> Any:
    """Return a function to be compiled with all that it reaches, and called from Python."""
    return njit(pipeline_class=_StageCompiler, **_OPTIONS)(function)
