"""The documents say what the code does: generated parts, names, constants, links, and the example that readers are told to try."""

import re

import pytest

from linkage_sim.actors.household.assistance import MAX_DEPENDENCE
from linkage_sim.actors.household.stores import MAX_STORES
from linkage_sim.actors.market import MAX_SUPPLIERS
from linkage_sim.actors.schedule import schedule
from linkage_sim.assistance.budgets import ALLOCATION_MONTHS
from linkage_sim.assistance.programmes import VILLAGE_VOICE
from linkage_sim.population import initialise
from linkage_sim.population.network import MAX_TIES
from linkage_sim.register.identification import BINS
from linkage_sim.scenario import validate
from linkage_sim.scenario.evidence import Evidence
from linkage_sim.scenario.parameters import parameters
from linkage_sim.scenario.places import MAX_VILLAGE_HOUSEHOLDS
from linkage_sim.scenario.programmes import ELIGIBILITIES, NEEDS, Effect, Programme
from linkage_sim.state.household import INDICATORS, Household
from linkage_sim.state.ledger import ACCOUNTS
from linkage_sim.state.month import ACTORS
from tests.docs.scripts import DOCS, script

PAGES = sorted(DOCS.glob("*.md"))
ODD = (DOCS / "ODD.md").read_text(encoding="utf-8")
PACKED = {"flags", "traits"}  # columns of bits, described by what their bits mean
LABELS = {"title", "theme"}  # of a programme: they do nothing


generate = script("generate")


def words(text):
    return set(re.findall(r"[a-z]\w*", text))


def anchors(text):
    """Anchors that a Markdown page offers, as the usual viewers make them."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.lower().replace("`", "")).replace(" ", "-")
        found.add(plain)
    return found


def test_generated_parts_are_up_to_date(capsys):
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_page_is_told_in_one_sentence(tmp_path, monkeypatch, capsys):
    (tmp_path / "page.md").write_text("Mine.\n<!-- generated: effects -->\nold\n<!-- end -->\nMine too.\n")
    monkeypatch.setattr(generate, "_documents", lambda _: [tmp_path / "page.md"])
    assert generate.main(["--check"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "page.md" in told
    assert generate.main([]) == 0
    text = (tmp_path / "page.md").read_text()
    assert text.startswith("Mine.\n")
    assert text.endswith("Mine too.\n")
    assert "`awareness`" in text
    assert generate.main(["--check"]) == 0


def test_an_unknown_generated_part_is_refused():
    with pytest.raises(SystemExit, match="no generated part 'nonsense'"):
        generate.renewed("<!-- generated: nonsense -->\n<!-- end -->")


def test_the_protocol_names_every_parameter():
    missing = [parameter.path for parameter in parameters() if parameter.name not in words(ODD)]
    assert not missing, f"docs/ODD.md does not describe {missing}"


# Names in the protocol that it defines itself, outside its tables.
DEFINED = {
    *("names_like_this", "draw_up_list", "review_cards", "update_list", "active_share", "job_share", "open_jobs", "at_work"),
    *("couriers_nearby", "suppliers_nearby", "goods_near", "jobs_near"),
}


def test_the_protocol_writes_no_name_that_does_not_exist():
    """A name with an underscore in code style is a parameter, phase, column, evidence id, or a variable that the protocol defines."""
    text = generate.PART.sub("", ODD)
    known = {parameter.name for parameter in parameters()} | {phase.name for phase in schedule()} | words(" ".join(Evidence.load()))
    known |= {column.name for column in (*generate.COLUMNS, *generate.KEYS)} | {*INDICATORS, *Household.fields, *ELIGIBILITIES}
    known |= words(" ".join(re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE)))
    used = {name for code in re.findall(r"`([^`\n]+)`", text) for name in words(code) if "_" in name}
    assert sorted(used - known) == sorted(DEFINED)


@pytest.mark.parametrize("name", [*Effect.model_fields, *sorted(set(Programme.model_fields) - LABELS - {"effect", "handout"})])
def test_the_protocol_describes_every_field_of_a_programme(name):
    assert name in words(ODD)


def test_the_protocol_lists_every_need_indicator_and_eligibility():
    for name in (*NEEDS, *INDICATORS, *ELIGIBILITIES):
        assert f"`{name}`" in ODD, name


def test_the_protocol_has_every_column_of_a_household():
    missing = [name for name in Household.fields if f"`{name}`" not in ODD and name not in PACKED]
    assert not missing


def test_every_phase_has_its_submodel():
    text = generate.PART.sub("", ODD)
    missing = {phase.name for phase in schedule()} - words(text)
    assert not missing, f"docs/ODD.md has no submodel for {sorted(missing)}"


def test_constants_in_the_protocol_are_those_of_the_code():
    for values in (initialise._SCHOOLING, initialise._AGE, initialise._SIZE, initialise._SCHOOLING_SKILL, initialise._AGE_SKILL):
        assert _written(values), values
    for text in (
        f"* {initialise.STRUCTURAL_SHARE:g} / 12",
        f"L = {ALLOCATION_MONTHS:g} * cost",
        f"claims >= {VILLAGE_VOICE:g} n",
        f"dependence + 2, {MAX_DEPENDENCE}",
        f"stores >= {MAX_STORES}",
        f"suppliers_nearby))), {MAX_SUPPLIERS:g})",
        f"* {BINS}), 0, {BINS - 1}",
        f"at most {MAX_TIES} ties",
        f"at most {MAX_VILLAGE_HOUSEHOLDS:,} households",
    ):
        assert text in ODD, text


def _written(values):
    """Whether a list of numbers stands in the protocol, whatever zeros are written behind them."""
    lists = re.findall(r"\((\d+\.\d+(?:, \d+\.\d+)+)\)", ODD)
    return any([float(part) for part in found.split(",")] == list(values) for found in lists)


def test_the_protocol_knows_all_subjects_and_accounts():
    for name in (*ACTORS, *ACCOUNTS):
        assert name in words(ODD)


def test_equations_are_numbered_once_and_without_gaps():
    """An equation is defined where its number begins a line of a block, or stands in bold."""
    blocks = "".join(re.findall(r"```\n(.*?)```", ODD, re.DOTALL))
    defined = re.findall(r"^\(E(\d+)\)", blocks, re.MULTILINE) + re.findall(r"\*\*\(E(\d+)\)\*\*", ODD)
    assert sorted(map(int, defined)) == list(range(1, len(defined) + 1))


def test_equations_that_are_cited_exist():
    blocks = "".join(re.findall(r"```\n(.*?)```", ODD, re.DOTALL))
    last = max(int(number) for number in re.findall(r"^\(E(\d+)\)", blocks, re.MULTILINE))
    assert all(1 <= int(number) <= last for number in re.findall(r"\bE(\d+)\b", ODD))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_resolve(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = page.parent / name if name else page
        assert linked.exists(), f"{page.name} links {target}"
        if anchor:
            assert anchor in anchors(linked.read_text(encoding="utf-8")), f"{page.name} links {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_evidence_that_a_page_cites_exists(page):
    known = Evidence.load()
    groups = {entry.split(".")[0] for entry in known}
    named = re.findall(r"`([a-z]+\.[a-z]\w*)`", page.read_text(encoding="utf-8"))
    cited = {name for name in named if name.split(".")[0] in groups}
    assert not sorted(cited - set(known))


def test_every_page_is_reached_from_the_index():
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if page.name != "index.md" and f"({page.name})" not in index] == []


def test_the_example_of_a_village_is_valid(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", (DOCS / "villages.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    path = tmp_path / "orange-valley.yaml"
    path.write_text(example, encoding="utf-8")
    scenario = validate(path)
    assert scenario.name == "orange-valley"
    assert "tourism" not in scenario.programmes
    assert "harvest_loans" in scenario.programmes
    assert scenario.with_overrides({"platform.on": False, "places.orange-valley.founders": 0}) != scenario
