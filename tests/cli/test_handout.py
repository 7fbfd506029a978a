from __future__ import annotations

from tests.cli.calling import assert_refused, command


def test_the_command_writes_the_page_and_says_how_large_it_is(tmp_path):
    done = command("handout", "--out", tmp_path / "class.html", "--seeds", "1", "--months", "12", "--vary", "market", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Handout: {tmp_path / 'class.html'} (")
    assert (tmp_path / "class.html").stat().st_size < 1_000_000


def test_bad_words_are_refused_in_a_sentence(tmp_path):
    out = tmp_path / "class.html"
    assert_refused("no actor 'banks'", "handout", "--out", out, "--vary", "banks")
    assert_refused("1 to 40 seeds", "handout", "--out", out, "--seeds", "99")
    assert_refused("--out", "handout")
    assert not out.exists()
