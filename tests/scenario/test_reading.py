"""Strict YAML: what the words mean, and what is refused."""

from __future__ import annotations

import math

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.scenario.problems import Mark
from linkage_sim.scenario.reading import read_file, read_text, scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1e3", 1000.0),
        ("1E3", 1000.0),
        ("-2.5e-1", -0.25),
        (".5", 0.5),
        ("1_000", "1_000"),
        ("010", 10),
        ("0o10", 8),
        ("0xff", 255),
        ("2012-01", "2012-01"),
        ("2012-01-05", "2012-01-05"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("-.inf", -math.inf),
        (".INF", math.inf),
        ("1.2.3", "1.2.3"),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    read = scalar(text)
    assert read == value
    assert type(read) is type(value)


def test_quoted_scalars_are_text() -> None:
    assert read_text("{a: \"5\", b: 'true'}", "x").value == {"a": "5", "b": "true"}


def test_the_line_of_every_node_is_kept() -> None:
    marks = read_text("a: 1\nb:\n  - 2\n  - c: 3\n", "x.yaml").marks
    assert marks[("a",)] == Mark("x.yaml", 1)
    assert marks[("b", 0)] == Mark("x.yaml", 3)
    assert marks[("b", 1, "c")] == Mark("x.yaml", 4)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a is given twice (first in line 1); keep one of them"),
        ("a:\n  b: 1\n  b: 1\n", 3, "a.b is given twice"),
        ("2012: 1\n2012: 2\n", 2, "is given twice"),
        ("a:\n\tb: 1\n", 2, "tab"),
        ("a: [1, 2\nb: 3\n", 2, "is not valid YAML"),
        ("a: 'x\n", 2, "is not valid YAML"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: &x 1\n", 1, "anchor &x"),
        ("a: 1\nb: *x\n", 2, "alias *x"),
        ("a: !!python/object:os.system 1\n", 1, "tag"),
        ("a: 1\n? [x]\n: 2\n", 2, "key that is neither a name nor a year"),
        ("true: 1\n", 1, "key that is neither a name nor a year"),
        ("a: \x07\n", 1, "character that YAML does not allow"),
        ("a: " + "9" * 500, 1, "too many digits"),
        ("[" * 20_000, 1, "nested more than"),
        ("a: 1\n" + "- " * 20_000, 2, ""),
    ],
)
def test_what_is_refused_is_told_in_one_sentence_with_the_line(text: str, line: int, what: str) -> None:
    with pytest.raises(LinkageError) as caught:
        read_text(text, "x.yaml")
    told = str(caught.value)
    assert told.startswith(f"x.yaml, line {line}: ")
    assert what in told
    assert told.endswith(".")
    assert "\n" not in told


def test_a_file_that_is_not_text_is_refused(tmp_path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: \xff\xfe")
    with pytest.raises(LinkageError, match=r"x.yaml, line 1: is not a text file in UTF-8 \(byte 4 of the line\); save it as UTF-8"):
        read_file(path)


def test_a_byte_order_mark_is_passed_over(tmp_path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_file(path).value == {"a": 1}


def test_a_folder_and_a_missing_file_are_refused(tmp_path) -> None:
    with pytest.raises(LinkageError, match="is a folder; name a file in it"):
        read_file(tmp_path)
    with pytest.raises(LinkageError, match="does not exist; check the path"):
        read_file(tmp_path / "none.yaml")
