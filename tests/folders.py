"""Result folders that are not as the program would have left them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from linkage_sim.experiments.manifest import file_hash
from linkage_sim.experiments.stored import MANIFEST, write_manifest
from linkage_sim.experiments.summary import MONTHLY_COLUMNS, RUN_COLUMNS
from linkage_sim.experiments.tables import read_table, write_table

COLUMNS = {"monthly": MONTHLY_COLUMNS, "runs": RUN_COLUMNS}


def altered(folder: Path, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Change a table, as if it had been written so."""
    path = folder / f"{table}.parquet"
    write_table(path, change(read_table(path)), COLUMNS[table])
    tell(folder, lambda known: known | {"files": known["files"] | {path.name: file_hash(path)}})


def tell(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change what the manifest tells, as if it had been written so."""
    write_manifest(folder, change(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))))
