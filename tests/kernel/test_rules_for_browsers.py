"""A stage is made WebAssembly as ``benchmarks/browser`` does it: in a process of its own, as it has numba compile for no processor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from benchmarks.browser.to_wasm import machine, made, month, translated
text, name = translated(month.STAGES_IN_ORDER[0])
sys.stdout.buffer.write(name.encode() + b"|" + made(text, name, machine()))
"""


def test_a_stage_is_made_a_module_that_asks_nothing_of_python() -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment.pop("NUMBA_DISABLE_JIT", None)
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    name, _, code = done.stdout.partition(b"|")
    assert code.startswith(b"\0asm\1\0\0\0")
    assert name in code
    assert b"input_stage" in name
    assert [asked for asked in (b"PyErr_", b"PyArg_", b"NRT_", b"numba_") if asked in code] == []
