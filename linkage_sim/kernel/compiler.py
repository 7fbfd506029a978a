"""How stages are compiled, and where they are kept.

A stage is compiled as one piece: the rules that it reaches are translated one by one, linked once and optimised once. (Left to itself,
numba would optimise every rule and every level above it again, and make machine code and a door to Python for each.) What was
compiled is kept on disk under a fingerprint of everything that it depends on; nothing that has changed can be found there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar

from numba import njit, types
from numba.core import caching
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder

from . import cache
from .fingerprint import fingerprint, reached
from .lowering import world_at
from .rules import Replaced, Stage, in_force
from .state import Tables

_OPTIONS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
_one_at_a_time = RLock()
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


def inner(function: Callable[..., Any], copied: bool) -> Any:
    """Return a function for compiled callers alone; ``copied`` to each of them, or called."""
    return njit(pipeline_class=_RuleCompiler, no_cpython_wrapper=True, forceinline=copied, **_OPTIONS)(function)


class _Place(caching._CacheLocator):  # type: ignore[misc]
    """The folder of one compiled stage."""

    def __init__(self, folder: str, mark: str) -> None:
        self._folder, self._mark = folder, mark

    def get_cache_path(self) -> str:
        """Return the folder."""
        return self._folder

    def get_source_stamp(self) -> str:
        """Return what the stage depends on."""
        return self._mark

    def get_disambiguator(self) -> None:
        """Return nothing: the folder is the stage's own."""


def _cache_at(function: Callable[..., Any], folder: str, mark: str) -> Any:
    """Return numba's cache of a function in a folder of ours."""

    class Locator(_Place):
        @classmethod
        def from_function(cls, py_func: Any, py_file: str) -> _Place:
            return cls(folder, mark)

    class Impl(caching.CompileResultCacheImpl):  # type: ignore[misc]
        _locator_classes: ClassVar[list[type[_Place]]] = [Locator]

    class Cache(caching.FunctionCache):  # type: ignore[misc]
        _impl_class = Impl

    return Cache(function)


def _entry(stage: Stage, world: type[Tables]) -> Any:
    """Return a stage as a function of a world's address, to be compiled."""
    name = stage.rule.function.__name__
    namespace: dict[str, Any] = {"rule": stage.rule, "world_at": world_at(world), "__name__": "linkage_sim"}
    exec(compile(f"def {name}(address, first, last):\n    rule(world_at(address), first, last)", "<stage>", "exec"), namespace)
    return namespace[name]


def place_of(stage: Stage, world: type[Tables], replaced: Replaced) -> tuple[Path, str]:
    """Return the folder in which a compiled stage is kept, and its fingerprint. Neither need exist."""
    with in_force(replaced):
        mark = fingerprint(stage.rule, world)
    return cache.folder() / f"{stage.rule.function.__name__}-{mark}", mark


def is_kept(stage: Stage, world: type[Tables], replaced: Replaced) -> bool:
    """Return whether a stage is found compiled, in this process or on disk."""
    return stage.is_ready(replaced) or any(place_of(stage, world, replaced)[0].glob("*.nbi"))


def compiled(stage: Stage, world: type[Tables], replaced: Replaced) -> Callable[[int, int, int], None]:
    """Return a stage as a function of a world's address and a range of rows; compiled now, or as it was found on disk."""
    folder, mark = place_of(stage, world, replaced)
    function = _entry(stage, world)
    dispatcher = njit(pipeline_class=_StageCompiler, **_OPTIONS)(function)
    if cache.make(folder):
        dispatcher._cache = _cache_at(function, str(folder), mark)
    with _one_at_a_time, in_force(replaced):
        dispatcher.compile((types.int64, types.int64, types.int64))
    dispatcher.disable_compile()
    return dispatcher  # type: ignore[no-any-return]


def count_rules(stage: Stage, replaced: Replaced) -> int:
    """Return how many rules a stage reaches, itself included: each is translated once or a few times."""
    with in_force(replaced):
        return len(reached(stage.rule))
