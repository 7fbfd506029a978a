"""Where the numbers of a folder come from, and how to make them again: what its manifest says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...experiments.manifest import file_hash
from .content import Provenance, Table, table


def provenance(folder: Path, manifest: Mapping[str, Any], again: str) -> Provenance:
    """Tell what a manifest knows.

    Parameters
    ----------
    folder : Path
        The result folder.
    manifest : mapping
        Its manifest.
    again : str
        What to type to make the folder again where no command made it.
    """
    return Provenance(
        table("What made it", ("", ""), [row for row in _facts(manifest) if row[1]]),
        _files(manifest.get("files", {})),
        str(manifest.get("command") or again),
        " ".join(_remarks(folder, manifest)),
    )


def _facts(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What and when, from which code."""
    yield "Experiment", str(manifest.get("experiment", ""))
    yield "Ensemble", str(manifest.get("ensemble") or "")
    yield from ((f"Hash of scenario {name}", str(value)) for name, value in manifest.get("scenarios", {}).items())
    yield "Months", _span(manifest)
    yield "Design points", _count(manifest.get("points"))
    yield "Replicates", _count(manifest.get("replicates"))
    yield "Seeds", seeds_text(manifest.get("seeds", []), "runs" not in manifest)
    yield "Commit", str(manifest.get("commit") or "").replace("+changes", ", with changes that were not committed")
    versions = manifest.get("versions", {})
    yield "Version of the model", str(versions.get("model", ""))
    yield "Versions of the libraries", ", ".join(f"{name} {value}" for name, value in versions.items() if name != "model")
    yield "Started", _moment(manifest.get("started"))
    yield "Finished", _moment(manifest.get("finished"))
    yield "Format", str(manifest.get("format", ""))


def _span(manifest: Mapping[str, Any]) -> str:
    return f"{manifest['months']} from {manifest.get('start', '')}" if manifest.get("months") else ""


def _count(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else ""


def _moment(value: Any) -> str:
    return str(value or "").replace("T", " ").replace("+00:00", " UTC")


def seeds_text(seeds: Sequence[int], ends: bool = False) -> str:
    """Seeds as briefly as they can be told: 1 to 10.

    Parameters
    ----------
    seeds : sequence of int
        The seeds.
    ends : bool
        Whether these are only the first and the last of them.
    """
    if not seeds:
        return ""
    low, high = min(seeds), max(seeds)
    if ends or list(seeds) == list(range(low, high + 1)):
        return f"{low} to {high}" if high > low else f"{low}"
    return ", ".join(map(str, seeds))


def _files(known: Mapping[str, str]) -> Table | None:
    return table("Files", ("file", "SHA-256"), list(known.items())) if known else None


def _remarks(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """What does not fit what the manifest says."""
    changed = [name for name, known in manifest.get("files", {}).items() if not _is_as_it_was(folder / name, known)]
    if changed:
        yield f"Missing, or changed since the manifest was written: {', '.join(changed)}."
    if not manifest.get("command"):
        yield "No command made this folder, but a script; this makes the same numbers again."


def _is_as_it_was(path: Path, known: str) -> bool:
    return path.is_file() and file_hash(path) == known
