"""The numbers of a small fixed run are those that were stored, unless somebody has said why not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).resolve().parents[1] / "baseline.py"
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\nTo come.\n\n### Added\n\n- A thing.\n\n## [0.1.0]\n\n### Changed\n\n- Old.\n"


@pytest.fixture
def baseline(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("linkage_sim_baseline", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "linkage_sim_baseline", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def apart(baseline, monkeypatch, tmp_path) -> ModuleType:
    """The tool with a baseline and a changelog of its own, and a run of two months."""
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    monkeypatch.setattr(baseline, "ROOT", tmp_path)
    monkeypatch.setattr(baseline, "STORED", tmp_path / "baseline.json")
    monkeypatch.setattr(baseline, "CHANGELOG", tmp_path / "CHANGELOG.md")
    monkeypatch.setattr(baseline, "current", lambda: {"stores": [3.0, 0.1 + 0.2], "sales": [0.0, 1e7]})
    return baseline


def test_the_run_gives_the_stored_numbers(baseline) -> None:
    found = baseline.compare()
    assert found is not None, 'no baseline yet: make baseline REASON="..." stores one'
    assert found == [], f'{len(found)} columns differ; if that is meant: make baseline REASON="..."\n' + "\n".join(found)


def test_the_run_is_one_in_which_much_happens(baseline) -> None:
    known = baseline.stored()
    assert known is not None
    happens = [name for name, column in known[1].items() if any(column)]
    assert len(happens) > 0.75 * len(known[1])
    assert all(len(column) == 24 for column in known[1].values())


def test_numbers_are_kept_to_the_last_digit(apart) -> None:
    assert apart.main(["refresh", "--reason", "the first"]) == 0
    assert apart.stored()[1] == apart.current()
    assert apart.compare() == []
    assert apart.check() == 0
    assert apart.CHANGELOG.read_text() == CHANGELOG  # nothing has changed by a first baseline


def test_a_last_digit_counts_on_the_same_machine_and_not_on_another(apart, monkeypatch, capsys) -> None:
    apart.main(["refresh", "--reason", "the first"])
    monkeypatch.setattr(apart, "current", lambda: {"stores": [3.0, 0.3], "sales": [0.0, 1e7]})
    assert apart.compare() == ["stores: 0.30000000000000004 before, 0.3 now, in month 1; 1 months differ"]
    assert apart.check() == 1
    assert "stores" in capsys.readouterr().err
    monkeypatch.setattr(apart, "tag", lambda: "another machine")
    assert apart.compare() == []
    monkeypatch.setattr(apart, "current", lambda: {"stores": [3.0, 0.30001], "sales": [0.0, 1e7]})
    assert len(apart.compare()) == 1


def test_columns_and_months_that_come_or_go_are_told(apart, monkeypatch) -> None:
    apart.main(["refresh", "--reason", "the first"])
    monkeypatch.setattr(apart, "current", lambda: {"stores": [3.0], "gini": [0.0, 0.4]})
    assert apart.compare() == ["gini: only in the run", "sales: only in the baseline", "stores: 2 months before, 1 now"]


def test_a_refresh_says_why_in_the_changelog(apart, monkeypatch) -> None:
    apart.main(["refresh", "--reason", "the first"])
    monkeypatch.setattr(apart, "current", lambda: {"stores": [4.0, 5.0], "sales": [0.0, 1e7]})
    apart.main(["refresh", "--reason", "founders count as online kin."])
    monkeypatch.setattr(apart, "current", lambda: {"stores": [4.0, 5.0], "sales": [1.0, 1e7]})
    apart.main(["refresh", "--reason", "sales come earlier"])
    entries = [
        "- *changes numbers*: founders count as online kin. In the baseline move `stores`.",
        "- *changes numbers*: sales come earlier. In the baseline move `sales`.",
    ]
    text = CHANGELOG.replace("- A thing.\n", "- A thing.\n\n### Changed\n\n" + "\n".join(entries) + "\n")
    assert apart.CHANGELOG.read_text() == text
    assert apart.compare() == []


def test_a_refresh_without_a_change_says_nothing(apart, capsys) -> None:
    apart.main(["refresh", "--reason", "the first"])
    apart.main(["refresh", "--reason", "again"])
    assert "nothing to refresh" in capsys.readouterr().out
    assert apart.CHANGELOG.read_text() == CHANGELOG


@pytest.mark.parametrize("arguments", [["refresh"], ["refresh", "--reason", "  "]])
def test_a_refresh_needs_a_reason(apart, arguments) -> None:
    with pytest.raises(SystemExit):
        apart.main(arguments)
    assert not apart.STORED.exists()


def test_there_is_no_baseline_before_the_first(apart, capsys) -> None:
    assert apart.compare() is None
    assert apart.check() == 1
    assert "No baseline yet" in capsys.readouterr().err
