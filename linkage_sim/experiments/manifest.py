"""What made a result folder: command, scenario, seeds, versions, times; and the identity of a run."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

NO_MODEL = ("cli", "views", "experiments", "findings")
FORMAT, UNSEALED = "linkage_sim results 2", "linkage_sim results 1"
"""Format of a manifest, and the one before it, which has no hash of itself and is still read."""
LIBRARIES = ("linkage-sim", "mesa", "numpy", "numba", "scipy", "pandas", "pyarrow", "networkx", "pydantic", "pyyaml", "matplotlib")


def run_id(scenario_hash: str, seed: int, months: int, model_version: str) -> str:
    """Identity of a run: change any of these and it is another run.

    Returns
    -------
    str
        16 hexadecimal characters.
    """
    text = "\n".join([scenario_hash, str(seed), str(months), model_version])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def model_hash() -> str:
    """SHA-256 of the sources of the model: all of the package but commands, views and experiments, which move no number of a run."""
    package = Path(__file__).resolve().parents[1]
    found = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name.split("/")[0] not in NO_MODEL:
            found.update(f"{name}\n".encode() + path.read_bytes())
    return found.hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def now() -> str:
    """The present moment, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def versions(model_version: str) -> dict[str, str]:
    """Versions of the model, of Python and of the libraries that can move a number or a file."""
    return {"model": model_version, "python": platform.python_version()} | _libraries()


@cache
def _libraries() -> dict[str, str]:
    """Versions of the libraries that are here: those of a process do not change."""
    found: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def commit() -> str | None:
    """Commit of the project's own checkout, with ``+changes`` where files differ from it; None outside a checkout."""
    top = Path(__file__).resolve().parents[2]
    if not (top / ".git").exists() or not (top / "pyproject.toml").exists():
        return None
    head = _git(top, "rev-parse", "HEAD")
    if not head:
        return None
    return f"{head}+changes" if _git(top, "status", "--porcelain", "--untracked-files=no") else head


def _git(top: Path, *arguments: str) -> str:
    try:
        words = ["git", "-C", str(top), *arguments]
        done = subprocess.run(words, capture_output=True, encoding="utf-8", errors="replace", timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
