"""Tables that are wrong are refused in one sentence with file, line and remedy."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.scenario.country import products_of, provinces_of
from linkage_sim.scenario.csv_tables import table_path

Rows = list[dict[str, str]]


def changed(tmp_path: Path, name: str, change: Callable[[Rows], Rows | None]) -> str:
    """Write a bundled table with a change; return its path."""
    with table_path(name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows) or rows
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def put(row: int, **values: object) -> Callable[[Rows], None]:
    return lambda rows: rows[row].update({key: str(value) for key, value in values.items()})


def without(column: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{key: value for key, value in row.items() if key != column} for row in rows]


PROVINCES = {
    "missing column": (without("villages_model"), "line 1: lacks the column villages_model; rename villages_model_c, if that is meant"),
    "unknown province": (put(0, province="Bejing"), 'line 2: province is the text "Bejing", which is none of the 31; write Beijing'),
    "wrong code": (put(0, adcode=120000), "line 2: adcode is 120000, which is not that of Beijing; write 110000"),
    "twice": (lambda rows: [*rows, rows[0]], "line 33: repeats the province Beijing of line 2; keep one"),
    "poor counties": (put(1, poor_counties_832=17), "line 3: Tianjin has 17 poor counties of 16 counties; correct one"),
    "few villages": (put(2, villages_model=171), "line 4: Hebei has 171 villages in 172 counties, fewer than one for each"),
    "many villages": (put(0, villages_model=200000), "line 2: Beijing has 200000 villages in 16 counties, more than 9999 in each"),
    "negative": (put(5, income_scale=-1), 'line 7: income_scale is the text "-1", but must be a number from 0.05 to 20; correct it'),
    "no number": (put(5, counties_2013="many"), 'line 7: counties_2013 is the text "many", but must be a whole number from 1'),
    "infinite": (put(5, income_scale="inf"), 'line 7: income_scale is the text "inf", but must be a number'),
    "part of a county": (put(5, counties_2013=3.5), 'line 7: counties_2013 is the text "3.5", but must be a whole number'),
    "empty": (put(5, households_model=""), "line 7: has an empty cell in the column households_model; write a whole number from 1"),
    "region": (put(5, region="north"), 'line 7: region is the text "north", but must be one of E, C, W, N'),
    "share over one": (put(5, express_share=1.5), 'line 7: express_share is the text "1.5", but must be a number from 0 to 1'),
    "shares over one": (put(5, express_share=0.9), "the shares in the column express_share add up to 1.887, but must not add up to more"),
}
PRODUCTS = {
    "missing column": (without("found"), "line 1: lacks the column found"),
    "not all of it": (put(0, share=0.1), "the shares in the column share add up to 0.9, but must add up to 1; correct them"),
    "found twice": (put(0, found=0.9), "the shares in the column found add up to 1.88, but must add up to 1"),
    "no kind": (put(0, kind="thing"), 'line 2: kind is the text "thing", but must be one of farm, craft, wares, none'),
    "not found": (put(0, found=0), "line 2: clothing is found in no village, but of a kind that villages make"),
    "found by none": (put(0, kind="none"), "line 2: clothing is of the kind none, but found in villages"),
    "no name": (put(0, product="7 things"), 'line 2: product is the text "7 things", which is no name'),
    "twice": (put(1, product="clothing"), "line 3: repeats the product clothing of line 2"),
    "no niche": (put(0, niches=0), 'line 2: niches is the text "0", but must be a whole number from 1'),
}


def refused(read: Callable[[str], object], path: str) -> str:
    with pytest.raises(LinkageError) as error:
        read(path)
    sentence = str(error.value)
    assert sentence.startswith(path)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("name", PROVINCES)
def test_a_wrong_table_of_provinces_is_refused(tmp_path: Path, name: str) -> None:
    change, told = PROVINCES[name]
    assert told in refused(provinces_of, changed(tmp_path, "provinces.csv", change))


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_wrong_table_of_products_is_refused(tmp_path: Path, name: str) -> None:
    change, told = PRODUCTS[name]
    assert told in refused(products_of, changed(tmp_path, "products.csv", change))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no line below its head"),
        (b"province\n", "has no line below its head"),
        (b"\xff\xfe\x00", "is not a text file in UTF-8"),
        (b'province\n"open', "is not a valid CSV table"),
        (b"province,province\na,b\n", "line 1: lacks the column adcode"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "none.csv"
    path.write_bytes(content)
    assert told in refused(provinces_of, str(path))


@pytest.mark.parametrize("name", ["x" * 5000, "/dev/zero", "a\0b"], ids=["long", "device", "zero"])
def test_a_name_that_is_no_table_is_refused(name: str) -> None:
    with pytest.raises(LinkageError, match="cannot be read as a table"):
        provinces_of(name)


def test_a_table_that_nobody_wrote_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("province\n" + "beijing\n" * 300_000, encoding="utf-8")
    assert "is larger than 2,000,000 bytes" in refused(provinces_of, str(path))


def test_a_line_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    lines = table_path("provinces.csv").read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:3], lines[3] + ",1"]), encoding="utf-8")
    assert "line 4: has" in refused(provinces_of, str(path))


def test_some_provinces_may_be_left_out(tmp_path: Path) -> None:
    path = changed(tmp_path, "provinces.csv", lambda rows: rows[:3])
    assert [one.name for one in provinces_of(path)] == ["beijing", "tianjin", "hebei"]


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    assert "cannot be read as a table" in refused(provinces_of, str(tmp_path))
