"""The site: built once, strictly, with its gallery; every link followed, and the search tried in a page opened from the folder."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

import linkage_sim
from docs.site import commands, documents, gallery
from docs.site.build import build
from tests.browser import PHONE, Visit, chromium
from tests.docs.scripts import DOCS

# Of Sphinx's extensions among each other; they are nothing to this package.
pytestmark = [
    pytest.mark.slow,
    *(pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("DeprecationWarning", "PendingDeprecationWarning")),
]
GALLERY = sorted((DOCS.parent / "examples" / "gallery").glob("*.py"))
WIDE = {"width": 1280, "height": 800}


class Page(HTMLParser):
    """What a page links to, what it loads, and where it can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = {"", "top"}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.anchors |= {known[name] for name in ("id", "name") if name in known}
        if tag == "a" and "href" in known:
            self.links.append(known["href"])
        elif tag in ("script", "img", "iframe", "source") and known.get("src"):
            self.loaded.append(known["src"])
        elif tag == "link" and known.get("rel") not in ("canonical",):
            self.loaded.append(known.get("href", ""))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "site"
    assert build(out) == 0
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def broken(pages: dict[Path, Page]) -> Iterator[str]:
    """Links of the site that lead nowhere in it; those to other places are not followed."""
    for path, page in pages.items():
        for link in (*page.links, *page.loaded):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (target in pages and unquote(parts.fragment) not in pages[target].anchors):
                yield f"{path.name}: {link}"


def test_every_link_and_anchor_leads_somewhere(pages: dict[Path, Page]) -> None:
    assert sum(len(page.links) for page in pages.values()) > 1000
    assert not list(broken(pages))


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    assert not [url for page in pages.values() for url in page.loaded if urlsplit(url).scheme not in ("", "data")]
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert "url(http" not in styles
    assert "@import" not in styles


def test_every_document_command_and_public_name_has_a_page(site: Path) -> None:
    made = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    assert {*documents.documents()} <= made
    assert {f"commands/{name}" for name in commands.commands()} <= made
    assert {f"api/{name}" for name in dir(linkage_sim) if not name.startswith("_")} <= made
    assert {f"gallery/{path.stem}" for path in GALLERY} <= made
    assert len({name.casefold() for name in made}) == len(made)  # some machines do not tell Linkage.html from linkage.html
    assert (site / ".nojekyll").exists()  # a host that drops folders with an underscore would take the scripts away


def test_what_a_command_and_a_function_take_stands_on_their_pages(site: Path) -> None:
    run = (site / "commands" / "run.html").read_text(encoding="utf-8")
    assert all(option in run for option in ("--replicates", "--ensemble", "PATH=VALUE", "Seed of the first run."))
    compare = (site / "api" / "compare.html").read_text(encoding="utf-8")
    assert "budget_neutral" in compare
    assert "gallery/compare_a_reform.html" in compare


def test_examples_are_short_and_show_what_they_made(site: Path) -> None:
    assert set(gallery.ORDER) <= {path.stem for path in GALLERY}
    for path in GALLERY:
        assert len(path.read_text(encoding="utf-8").splitlines()) < 40, path.name
        shown = (site / "gallery" / f"{path.stem}.html").read_text(encoding="utf-8")
        assert f"sphx_glr_{path.stem}_001" in shown, path.name
        assert "matplotlib.figure" not in shown
    tables = (site / "gallery" / "first_run.html").read_text(encoding="utf-8")
    assert 'class="dataframe"' in tables


def test_the_tutorial_has_its_notebook(site: Path, pages: dict[Path, Page]) -> None:
    assert any(link.endswith("tutorial.ipynb") for link in pages[site / "tutorial.html"].links)


def test_the_search_finds_in_a_page_that_is_opened_from_the_folder(site: Path, browser: Any) -> None:
    with Visit(browser, (site / "index.html").as_uri(), WIDE) as visit:
        visit.page.fill("input.sidebar-search", "Shapley")
        visit.page.press("input.sidebar-search", "Enter")
        visit.page.wait_for_selector("#search-results li:has(a:has-text('Glossary')) .context:has-text('all orders in which the actors')")
        visit.page.click("#search-results li a:has-text('Glossary')")
        visit.page.wait_for_selector("h1:has-text('Glossary')")
        assert {urlsplit(one).scheme for one in visit.requests} <= {"file", "data"}
        assert not visit.complaints


@pytest.mark.parametrize("name", ["index", "parameters", "commands/run", "api/compare", "gallery/index", "gallery/compare_a_reform"])
def test_a_phone_shows_no_page_wider_than_itself(site: Path, browser: Any, name: str) -> None:
    with Visit(browser, (site / f"{name}.html").as_uri(), PHONE) as visit:
        assert visit.sideways == 0
        assert not visit.complaints


# ---------------------------------------------------------------- the sources


def test_links_hold_in_the_site_and_files_are_taken_along(tmp_path: Path) -> None:
    text = "[a](compare.md#in-python) [b](../README.md#run-it) [c](../scenarios/county.yaml) [d](https://example.org/x.md) [e](#here)\n"
    fenced = "```\n[a](../README.md)\n```\n"
    told = documents.linked(text + fenced, DOCS / "index.md", tmp_path)
    assert told.startswith("[a](compare.md#in-python) [b](index.md) [c](files/scenarios/county.yaml)")
    assert "[d](https://example.org/x.md) [e](#here)" in told
    assert told.endswith(fenced)
    assert (tmp_path / "files" / "scenarios" / "county.yaml").is_file()


def test_every_page_stands_in_the_contents_once(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [page for chapter in documents.chapters().values() for page in chapter]
    assert sorted([*listed, documents.HOME]) == sorted({*documents.documents(), *documents.MADE})
    known = documents.documents() | {"brand-new": DOCS / "brand-new.md"}
    monkeypatch.setattr(documents, "documents", lambda: known)
    assert documents.chapters()["More"] == ["brand-new"]


def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit, match="no site of an earlier build"):
        build(tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
