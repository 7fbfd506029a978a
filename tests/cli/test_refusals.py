"""Bad words of every command: one sentence on the error stream, exit code 2, nothing printed, nothing run, nothing left behind."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.calling import assert_refused
from tests.ensembles import few

SMALL = """\
schema: 1
name: small
title: A small experiment
scenario: junpu
months: 60
replicates: 3
factors:
  platform: {path: platform.on, values: [true, false]}
  founders: {path: places.junpu.founders, range: [0, 12], scale: integer, steps: 2}
outcomes:
  stores: {column: stores, better: more, title: online stores}
  people: {column: people}
"""
FILES = {
    "grid.yaml": SMALL,
    "morris.yaml": f"{SMALL}design: {{kind: morris, points: 500}}\n".replace(", steps: 2", ""),
    "few.yaml": few().to_yaml(),
}
COMPARE = "compare junpu scattered --replicates 4 --months 14 --engine inprocess"
SPREAD = "linkage where-linkage-pays"

# What is typed in a folder that holds FILES and an empty folder; what is told.
CASES = [
    # any command
    ("bogus", "No such command 'bogus'"),
    ("describe", "Missing argument"),
    ("validate", "Missing argument"),
    ("report", "Missing argument"),
    ("describe junpu --bogus", "No such option"),
    ("report . -x", "No such option"),
    ("describe jumpu", "'jumpu' is neither a bundled scenario nor a file; write junpu."),
    ("report nowhere", "there is no such folder"),
    ("schema 'a\u202eb'", "(a\\u202eb)"),
    (f"validate {'x' * 5000}", "cannot be used"),
    (f"compare {'x' * 5000} junpu", "cannot be used"),
    (f"report {'x' * 5000}", "cannot be used"),
    ("film junpu --out film.gif --months 2 --seed 99999999999999999999", "give a whole number from 0"),
    # run
    ("run junpu --set platform.on=no", "true or false"),
    ("run junpu --set platform.onn=true", "platform.on"),
    ("run junpu --set platform", "path=value"),
    ("run junpu --set places=3", "a list of places"),
    ("run junpu --set 'platform.accuracy=50 %'", "write 0.5"),
    ("run junpu --replicates 0", "--replicates"),
    ("run junpu --villages", "--out DIR"),
    ("run junpu --months 100000", "months"),
    (f"run junpu --seed {2**63}", "give a smaller seed"),
    ("run junpu --ensemble jumpu", "write junpu"),
    # sweep
    ("sweep grid.yaml", "say where with --out DIR"),
    ("sweep grid.yaml --out s --resume --dry-run", "leave --resume out to see it"),
    ("sweep grid.yaml --out s --engine cloud", "There is no engine 'cloud'"),
    ("sweep grid.yaml --out s --scheduler tcp://127.0.0.1:1", "add --engine dask"),
    ("sweep grid.yaml --out s --replicates 1000000", "4 design points and 1,000,000 replicates, 4,000,000 runs in all; add --yes"),
    ("sweep grid.yaml --out s --replicates 0", "should be greater than or equal to 1"),
    # compare
    ("compare junpu", "REFORM"),
    ("compare junpu scatterd", "write scattered"),
    ("compare junpu platform.onn=false", "write platform.on"),
    (f"{COMPARE} --outcome storse", "write stores"),
    (f"{COMPARE} --precision poor_people", "write for example poor_people=50"),
    (f"{COMPARE} --precision poor_people=5", "at least 10 first pairs"),
    (f"{COMPARE} --precision gini=5 --replicates 20", "no outcome of the name 'gini' is compared"),
    (f"{COMPARE} --budget-neutral actors.government.public_funds", "--lever-range low:high"),
    (f"{COMPARE} --lever-range 0:5", "--budget-neutral PATH"),
    (f"{COMPARE} --budget-neutral actors.society.donations --lever-range 5", "write for example 0:1e6"),
    (f"{COMPARE} --resume", "--out DIR"),
    (f"{COMPARE} --scheduler tcp://nowhere:1", "add --engine dask"),
    (f"{COMPARE} --seed 99999999999999999999", "seed"),
    (f"{COMPARE} --replicates 1", "--replicates"),
    (f"{COMPARE} --replicates 100000", "--yes"),
    # attribute
    ("attribute junpuu", "junpu"),
    ("attribute junpu --replicates 1", "--replicates"),
    ("attribute junpu --replicates 4000", "--yes"),
    ("attribute junpu --outcome store", "'store' is not a known outcome; write stores"),
    ("attribute junpu --set platform.on=false", "platform.on: is switched by the attribution itself"),
    ("attribute junpu --set actors.market.active=false", "actors.market.active: is switched by the attribution itself"),
    ("attribute junpu --resume", "--out DIR"),
    ("attribute junpu --engine horses --months 2", "horses"),
    ("attribute junpu --scale-capacity", "add --equal-funds"),
    ("attribute junpu --members 5", "--ensemble NAME"),
    ("attribute junpu --ensemble junpoo", "write junpu"),
    ("attribute junpu --ensemble junpu --members 1", "--members"),
    ("attribute junpu --ensemble few.yaml --members 2 --replicates 2000", "--yes"),  # 128,000 runs for each
    # linkage
    ("linkage nonsense", "nonsense"),
    ("linkage where-takeoff-happens", "has design kind lhs"),
    ("linkage actors-needed", "6 factors and 1 scenario"),
    (f"{SPREAD} --resume", "--out DIR"),
    (f"{SPREAD} --replicates 1", "at least 2 are needed"),
    (f"{SPREAD} --replicates 1000", "--yes"),
    (f"{SPREAD} --members 5", "--ensemble NAME"),
    (f"{SPREAD} --ensemble few.yaml --members 2 --replicates 60", "--yes"),  # 126,720 runs for each
    (f"{SPREAD} --scale-capacity", "add --equal-funds"),
    # sensitivity and discover
    ("sensitivity nowhere.yaml", "nowhere.yaml"),
    ("sensitivity morris.yaml --outcome store", "store is no outcome of experiment small; write stores."),
    ("sensitivity morris.yaml --where 'store > 3'", "write stores"),
    ("sensitivity morris.yaml --resume", "say which with --out DIR"),
    ("sensitivity empty", "'linkage-sim sweep --out' has made"),
    ("discover morris.yaml", "add --where 'OUTCOME >= NUMBER' with one of stores, people"),
    ("discover morris.yaml --where 'stores => 3'", "is no condition"),
    ("discover morris.yaml --where 'stores >= few'", "is no number"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("refused")
    (folder / "empty").mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(("typed", "told"), CASES, ids=[typed for typed, _ in CASES])
def test_bad_words_are_told_in_a_sentence_before_anything_is_run(folder: Path, typed: str, told: str) -> None:
    assert_refused(told, *shlex.split(typed), cwd=folder)
    assert {path.name for path in folder.rglob("*")} == {*FILES, "empty"}
