from __future__ import annotations

import pytest

from tests.cli.calling import assert_refused, command
from tests.views.report_cases import make_run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("report") / "ran", replicates=2, months=8)


def test_the_report_lies_in_the_folder_unless_said_otherwise(folder, tmp_path):
    done = command("report", folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Report: {folder / 'report.html'}\n"
    done = command("report", folder, "--out", tmp_path / "other.html")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "other.html").read_bytes() == (folder / "report.html").read_bytes()


def test_a_file_that_is_no_report_is_not_overwritten(folder, tmp_path):
    (tmp_path / "mine.html").write_text("mine")
    assert_refused("no report, and it is not overwritten", "report", folder, "--out", tmp_path / "mine.html")
    assert (tmp_path / "mine.html").read_text() == "mine"


def test_help_is_quick_and_says_what_is_not_overwritten():
    done = command("report", "--help")
    assert done.returncode == 0
    assert "An older report is replaced; any other file is not." in " ".join(done.stdout.split())
