from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.files import LOCK, new_folder, occupied, passing_folder, write_file
from linkage_sim.experiments.study.ledger import Ledger
from linkage_sim.views.handout.file import _refuse_other as refuse_other_handout
from linkage_sim.views.report.making import refuse_other as refuse_other_report

LIMITED = """
import resource, sys
from pathlib import Path
from linkage_sim.errors import LinkageError
from linkage_sim.experiments.files import new_folder, write_file
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
target = Path(sys.argv[1])
try:
    {work}
except LinkageError as error:
    print(error)
    sys.exit(error.exit_code)
"""
FOLDER = """
    with new_folder(target) as partial:
        (partial / "small").write_bytes(b"x" * 10)
        (partial / "large").write_bytes(b"x" * 5000)
"""


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def break_half_way(target: Path, error: type[BaseException]) -> None:
    with new_folder(target) as partial:
        (partial / "table").touch()
        raise error


def write_meanwhile(path: Path) -> None:
    path.parent.mkdir()
    path.touch()


def limited(work: str, target: Path) -> subprocess.CompletedProcess[str]:
    """Write in a process that may write files of 1,000 bytes at most: a true failure of the system, as a full disk is."""
    return subprocess.run([sys.executable, "-c", LIMITED.format(work=work), str(target)], capture_output=True, text=True, check=False)


def test_a_folder_appears_whole_at_the_end(tmp_path):
    with new_folder(tmp_path / "results") as partial:
        (partial / "table").write_text("all of it")
        assert not (tmp_path / "results").exists()
        assert partial.name.startswith(".results.partial-")
    assert left(tmp_path) == ["results"]
    assert (tmp_path / "results" / "table").read_text() == "all of it"


def test_folders_above_are_made(tmp_path):
    with new_folder(tmp_path / "a" / "b" / "results") as partial:
        (partial / "table").touch()
    assert (tmp_path / "a" / "b" / "results" / "table").exists()


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "results").mkdir()
    with new_folder(tmp_path / "results") as partial:
        (partial / "table").touch()
    assert left(tmp_path / "results") == ["table"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_is_left_when_the_work_breaks(tmp_path, error):
    with pytest.raises(error):
        break_half_way(tmp_path / "new" / "results", error)
    assert left(tmp_path) == []


def test_a_folder_with_something_in_it_is_refused_and_kept(tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "mine").write_text("precious")
    with pytest.raises(LinkageError, match="not empty, and results are never overwritten") as refused, new_folder(tmp_path / "results"):
        pytest.fail("the work must not begin")
    assert refused.value.exit_code == 2
    assert left(tmp_path) == ["results"]
    assert (tmp_path / "results" / "mine").read_text() == "precious"


def test_a_folder_filled_by_another_run_meanwhile_is_kept(tmp_path):
    with pytest.raises(LinkageError, match="not empty"), new_folder(tmp_path / "results"):
        write_meanwhile(tmp_path / "results" / "theirs")
    assert left(tmp_path) == ["results"]
    assert left(tmp_path / "results") == ["theirs"]


def test_a_file_of_that_name_is_refused(tmp_path):
    (tmp_path / "results").touch()
    with pytest.raises(LinkageError, match="there is a file of this name") as refused, new_folder(tmp_path / "results"):
        pytest.fail("the work must not begin")
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("place", ["file/results", "file/further/results"])
def test_a_place_below_a_file_is_refused_before_the_work(tmp_path, place):
    (tmp_path / "file").touch()
    with pytest.raises(LinkageError, match="cannot be written") as refused, new_folder(tmp_path / place):
        pytest.fail("the work must not begin")
    assert refused.value.exit_code == 2


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system here that refuses even its owner")
def test_a_place_where_nobody_may_write_is_refused_before_the_work():
    with pytest.raises(LinkageError, match="cannot be written") as refused, new_folder(Path("/proc/results")):
        pytest.fail("the work must not begin")
    assert refused.value.exit_code == 2


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system here that refuses even its owner")
def test_a_file_where_nobody_may_write_wants_another_place_and_not_more_room():
    with pytest.raises(LinkageError, match=r"could not be written .* Name a place that you may write to"):
        write_file(Path("/proc/report.html"), b"text")


@pytest.mark.skipif(os.name == "nt", reason="no such limit")
def test_a_disk_that_is_full_half_way_leaves_nothing(tmp_path):
    done = limited(FOLDER, tmp_path / "deep" / "results")
    assert done.returncode == 1
    assert "could not be written (file too large); nothing of it was kept. Free some space" in done.stdout
    assert left(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="no such limit")
def test_a_file_that_cannot_be_replaced_whole_stays_as_it_was(tmp_path):
    (tmp_path / "ledger").write_text("old")
    done = limited("write_file(target, b'x' * 5000)", tmp_path / "ledger")
    assert done.returncode == 1
    assert left(tmp_path) == ["ledger"]
    assert (tmp_path / "ledger").read_text() == "old"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes")
def test_a_pipe_or_a_device_is_neither_read_nor_replaced(tmp_path):
    pipe = tmp_path / "report.html"
    os.mkfifo(pipe)
    for write in (lambda: write_file(pipe, b"x"), lambda: refuse_other_report(pipe), lambda: refuse_other_handout(pipe)):
        with pytest.raises(LinkageError, match="is a device or a pipe"):
            write()
    assert pipe.is_fifo()
    assert left(tmp_path) == ["report.html"]


def test_a_file_is_replaced_whole(tmp_path):
    for text in (b"one", b"two"):
        write_file(tmp_path / "ledger", text)
    assert (tmp_path / "ledger").read_bytes() == b"two"
    assert left(tmp_path) == ["ledger"]


def test_what_is_kept_is_on_the_disk_and_what_goes_with_the_process_need_not_be(tmp_path, monkeypatch):
    flushed: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(True))
    with passing_folder() as passing:
        for folder, whole in ((tmp_path, True), (Path(passing), False), (Path(passing).resolve() / "deep", False)):
            folder.mkdir(exist_ok=True)
            flushed.clear()
            write_file(folder / "file", b"content")
            with new_folder(folder / "folder") as partial:
                (partial / "file").write_bytes(b"content")
            assert bool(flushed) is whole
            ledger = Ledger(folder / "ledger.sqlite")
            assert (ledger._db.execute("PRAGMA synchronous").fetchone()[0] == 2) is whole
            ledger.close()


def test_folders_left_by_a_killed_run_are_no_obstacle(tmp_path):
    with new_folder(tmp_path / "results") as partial:
        at_work = partial.with_name(partial.name[:-3] + "001")
        for other in (at_work, partial.with_name(".results.partial-abcdef-1000"), tmp_path / ".results.partial-other"):
            other.mkdir()
        (partial / "table").touch()
    assert (tmp_path / "results" / "table").exists()
    assert at_work.is_dir()


def test_a_file_that_never_took_its_name_does_not_take_the_folder(tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / ".ensemble.yaml.partial-1a2b").write_text("half")
    with new_folder(tmp_path / "results") as partial:
        (partial / "table").touch()
    assert left(tmp_path / "results") == ["table"]


def test_folders_left_by_a_killed_run_are_removed_by_the_next(tmp_path):
    script = (
        "import os, signal, sys; from pathlib import Path; from linkage_sim.experiments.files import new_folder\n"
        "with new_folder(Path(sys.argv[1])) as partial:\n"
        "    (partial / 'half').touch(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    for _ in range(3):
        assert subprocess.run([sys.executable, "-c", script, str(tmp_path / "results")], check=False).returncode == -signal.SIGKILL
        assert len(left(tmp_path)) == 1
    with new_folder(tmp_path / "results") as partial:
        (partial / "table").touch()
    assert left(tmp_path) == ["results"]


def test_what_is_left_of_a_folder_that_a_killed_command_was_removing_goes_with_the_next_of_its_name(tmp_path):
    script = (
        "import os, shutil, signal, sys; from pathlib import Path; from linkage_sim.experiments import files\n"
        "shutil.rmtree = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.remove_folder(Path(sys.argv[1]))"
    )
    results = tmp_path / "results"
    results.mkdir()
    (results / "table").touch()
    assert subprocess.run([sys.executable, "-c", script, str(results)], check=False).returncode == -signal.SIGKILL
    assert left(tmp_path)[0].startswith(".results.partial-")
    with occupied(results):
        assert left(tmp_path) == ["results"]
    assert left(results) in ([], [LOCK])


def test_files_left_by_a_killed_command_are_removed_by_the_next(tmp_path):
    script = (
        "import os, signal, sys; from pathlib import Path; from linkage_sim.experiments.files import new_file\n"
        "with new_file(Path(sys.argv[1])) as aside:\n"
        "    aside.touch(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    report = tmp_path / "report.html"
    assert subprocess.run([sys.executable, "-c", script, str(report)], check=False).returncode == -signal.SIGKILL
    (half,) = left(tmp_path)
    of_others = half.replace(half.split("-")[-2], "abcdef")  # another machine's, of which nobody here knows whether it is at work
    (tmp_path / of_others).touch()
    write_file(report, b"whole")
    assert left(tmp_path) == [of_others, "report.html"]
