"""The rules as WebAssembly: the stages of a month, as a browser runs them.

    python benchmarks/browser/to_wasm.py OUT [SCENARIO [SEED]]
    node benchmarks/browser/play.mjs OUT

The first compiles the stages and links them (a minute; it needs ``wasm-ld`` of LLVM's lld), and writes a world before its first month
and what Python records of it. The second plays that world in WebAssembly, compares every number that is recorded, and times it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.update(NUMBA_CPU_NAME="generic", NUMBA_LOOP_VECTORIZE="0", NUMBA_SLP_VECTORIZE="0")  # before numba is imported

import llvmlite.binding as llvm
from numba import njit, types

from linkage_sim import LinkageModel
from linkage_sim.actors import month
from linkage_sim.kernel.compiler import _entry
from linkage_sim.kernel.dispatchers import _OPTIONS, _StageCompiler
from linkage_sim.kernel.rules import AS_BUILT, in_force
from linkage_sim.kernel.stages import Stage
from linkage_sim.state.world import World

TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals"  # what browsers have since 2021
LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
LINE = 64


def translated(stage: Stage) -> tuple[str, str]:
    """A stage in LLVM's language, and its name there."""
    dispatcher: Any = njit(pipeline_class=_StageCompiler, no_cpython_wrapper=True, **_OPTIONS)(_entry(stage.rule, World))
    with in_force(AS_BUILT):
        dispatcher.compile((types.int64, types.int64, types.int64))
    (result,) = dispatcher.overloads.values()
    return result.library.get_llvm_str(), result.fndesc.llvm_func_name


def machine() -> Any:
    """What makes code for WebAssembly."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    return llvm.Target.from_triple(TRIPLE).create_target_machine(opt=2, features=FEATURES, reloc="static", codemodel="default")


def made(text: str, name: str, target: Any) -> bytes:
    """Code for WebAssembly of a stage that was translated for this machine; its only door is ``name``."""
    text = re.sub(r"^target triple = .*", f'target triple = "{TRIPLE}"', text, flags=re.MULTILINE)
    text = re.sub(r"^target datalayout = .*", f'target datalayout = "{LAYOUT}"', text, flags=re.MULTILINE)
    module = llvm.parse_assembly(text.replace("= common ", "= internal "))
    module.verify()
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name == name else "internal"
    return target.emit_object(module)


def link(out: Path) -> dict[str, str]:
    """Write ``rules.wasm``; return the stages' names in it."""
    target, names = machine(), {}
    with tempfile.TemporaryDirectory() as folder:
        for stage in month.ALL_STAGES:
            text, names[stage.rule.function.__name__] = translated(stage)
            Path(folder, f"{len(names)}.o").write_bytes(made(text, list(names.values())[-1], target))
        doors = [f"--export={name}" for name in (*names.values(), "__heap_base")]
        options = ["--no-entry", "--allow-undefined", "--gc-sections", "--strip-all", f"--initial-memory={16 << 20}"]
        linker = shutil.which("wasm-ld") or shutil.which("wasm-ld-14") or sys.exit("wasm-ld is missing: install LLVM's lld")
        subprocess.run([linker, *options, *doors, "-o", str(out / "rules.wasm"), *map(str, sorted(Path(folder).glob("*.o")))], check=True)
    return names


def image(world: World) -> tuple[bytes, list[dict[str, Any]], list[int]]:
    """A world's tables and arrays one after the other, where each begins, and what stages look them up by."""
    content, places, slots = b"", [], world._slots.tolist()
    slot = 0
    for name, member in world.members.items():
        array = getattr(world, name) if member.row is None else getattr(world, name).array
        content += b"\0" * (-len(content) % LINE)
        places.append({"name": name, "slot": slot, "offset": len(content), "bytes": array.nbytes})
        content += array.tobytes()
        slot += 1 + array.ndim
    return content, places, slots


def main(out: Path, scenario: str = "junpu", seed: str = "1") -> None:
    """Write all that ``play.mjs`` and ``index.html`` need."""
    out.mkdir(parents=True, exist_ok=True)
    model = LinkageModel(scenario, int(seed))
    if model._policy.changes:
        sys.exit("Policy that changes by month is written by Python, and is not played here.")
    content, places, slots = image(model.world)
    plan = {"places": places, "slots": slots, "bytes": len(content), "villages": len(model.villages), "months": model.scenario.months}
    (out / "world.bin").write_bytes(content)
    (out / "record.bin").write_bytes(model.run().world.record.tobytes())
    names = json.loads((out / "plan.json").read_text())["names"] if (out / "rules.wasm").is_file() else link(out)
    (out / "plan.json").write_text(json.dumps({**plan, "names": names}))
    for page in ("play.mjs", "index.html"):
        shutil.copy(Path(__file__).with_name(page), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
