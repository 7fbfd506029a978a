"""The page in a real browser, served as the command serves it: everything that a class does, with no request that leaves the machine."""

from __future__ import annotations

import io
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("solara", reason="the extra 'ui' is not installed: pip install 'linkage-sim[ui]'")

from linkage_sim.views.app.server import MOST_TABS
from tests.browser import Visit, chromium

PROJECTOR, TABLET = {"width": 1280, "height": 720}, {"width": 1024, "height": 768}
# Serves the page as the command does, and reports every connection that the server itself makes to another machine.
SERVER = """
import socket, sys
connect = socket.socket.connect
def watched(self, address):
    if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
        print("OUTSIDE", address, file=sys.stderr, flush=True)
    return connect(self, address)
socket.socket.connect = watched
from linkage_sim.views.app.server import ui
ui(sys.argv[1], 0, browser=False)
"""


class Served:
    """A running server: its address, and what it said on the error stream."""

    def __init__(self, log: Any, scenario: str = "junpu") -> None:
        self._log = log
        self.process = subprocess.Popen([sys.executable, "-c", SERVER, scenario], stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, "the server did not start"
        self.address = line.split()[5]

    @property
    def said(self) -> str:
        self._log.seek(0)
        return str(self._log.read())

    def tabs(self) -> int:
        """How many tabs the server keeps."""
        with urllib.request.urlopen(f"{self.address}resourcez", timeout=10) as answer:
            return int(json.load(answer)["kernels"]["total"])


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    with (tmp_path_factory.mktemp("server") / "log").open("w+") as log:
        server = Served(log)
        yield server
        server.process.terminate()
        server.process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser, served) -> Iterator[Visit]:
    with opened(browser, served) as visit:
        yield visit


def opened(browser, served, query: str = "", viewport: dict[str, int] = PROJECTOR) -> Visit:
    visit = Visit(browser, served.address + query, viewport)
    visit.page.set_default_timeout(30_000)
    visit.page.wait_for_selector("[data-test=village] .dots circle")
    return visit


def at(name: str) -> str:
    return f"[data-test='{name}']"


def when(visit: Visit, text: str) -> None:
    visit.page.wait_for_selector(f"{at('when')}:has-text('{text}')")


def stores_after(visit: Visit, month: int) -> str:
    """What the curve of stores says once it has been drawn up to a month; the clock may be ahead of it for a moment."""
    visit.page.wait_for_selector(f"{at('curves')}[data-month='{month}']")
    return str(visit.page.inner_text(at("chart-stores")))


def test_nothing_leaves_the_machine(browser, served):
    with opened(browser, served) as visit:
        visit.page.click(at("year"))
        when(visit, "December 2012")
        assert [url for url in visit.requests if not url.startswith((served.address, "blob:", "data:"))] == []
        assert [text for text in visit.complaints if "rror" in text] == []
        packages = {re.match(r".*/_solara/cdn/(.+?)@\d", url)[1] for url in visit.requests if "/_solara/cdn/" in url}
        assert packages == {"@widgetti/solara-vuetify-app", "requirejs"}  # docs/install.md says what can be left out
    assert served.said == ""


def test_months_in_which_two_lines_read_the_same_do_not_freeze_the_page(browser, served):
    """Two actors may match as many households as each other: in seed 2 that stopped the page for good in March 2016."""
    with opened(browser, served, "?scenario=junpu&seed=2&month=49&lang=en") as visit:
        for month in ("February 2016", "March 2016", "April 2016", "May 2016"):
            visit.page.click(at("step"))
            when(visit, month)
        rows = visit.page.eval_on_selector_all("[data-test='dial'] p span, .stage p span", "all => all.map((one) => one.textContent)")
        assert len(rows) > 4
        assert [text for text in visit.complaints if "rror" in text] == []


def test_play_goes_on_and_pauses(visit):
    visit.page.locator(at("speed")).focus()
    for _ in range(5):
        visit.page.keyboard.press("ArrowRight")
    visit.page.click(at("play"))
    visit.page.wait_for_function("document.querySelector('[data-test=when]').textContent.includes('2013')")
    visit.page.click(at("play"))
    visit.page.wait_for_selector(f"{at('play')}[aria-pressed=false]")
    shown = visit.page.inner_text(at("when"))
    visit.page.wait_for_timeout(700)
    assert visit.page.inner_text(at("when")) == shown


def test_the_keyboard_is_enough(visit):
    page = visit.page
    page.keyboard.press("y")
    when(visit, "December 2012")
    page.keyboard.press("ArrowRight")
    when(visit, "January 2013")
    page.locator(at("village")).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(f"{at('body-story')} h3:has-text('Household 2')")
    page.locator(at("actor-society")).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{at('body-story')} h3:has-text('Society')")
    page.keyboard.press("2")
    page.wait_for_selector(f"{at('body-lesson')} h3:has-text('One actor missing')")
    page.keyboard.press("l")
    page.wait_for_selector("h3:has-text('少一个主体')")
    page.keyboard.press("r")
    page.wait_for_selector(f"{at('when')}:has-text('2012年1月之前')")


def test_a_household_and_an_actor_are_clicked_and_a_lever_is_moved(visit):
    visit.page.click(at("year"))
    when(visit, "December 2012")
    visit.page.locator(".dots circle.s-poor").nth(3).click()
    visit.page.wait_for_selector(f"{at('body-story')} h3:has-text('Household')")
    assert "What a shop takes".upper() in visit.page.inner_text(at("body-story")).upper()
    visit.page.click(at("actor-government"))
    visit.page.wait_for_selector(f"{at('body-story')} h3:has-text('Government')")
    page = visit.page
    page.click(f"{at('group-government')} summary")
    lever = page.locator(at("actors.government.public_funds"))
    shown = f"{at('group-government')} output >> nth=0"
    before = page.inner_text(shown)
    lever.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(f"{at('undo')}:has-text('1 changed')")
    page.wait_for_function("([one, before]) => one.textContent !== before", arg=[page.query_selector(shown), before])
    when(visit, "December 2012")
    page.click(at("undo"))
    page.wait_for_selector(at("undo"), state="detached")


def test_an_actor_is_taken_away_beside_the_ghost(visit):
    page = visit.page
    page.click(at("year"))
    page.click(at("year"))
    when(visit, "December 2013")
    page.click(at("keep"))
    page.wait_for_selector(f"{at('chart-stores')} path.ghost", state="attached")
    page.locator(at("switch-market")).click(force=True)
    page.wait_for_selector(f"{at('chart-stores')} em:has-text('vs ghost'):not(:has-text('±0'))")
    page.wait_for_selector(f"{at('actor-market')}.off")
    page.wait_for_selector(f"{at('body-whatif')}:has-text('Market: off')")


@pytest.mark.parametrize(("language", "name", "result"), [("en", "1 Take-off", "The run"), ("zh", "1 起飞", "运行")])
def test_a_lesson_in_both_languages(browser, served, language, name, result):
    with opened(browser, served) as visit:
        page = visit.page
        page.click(at(f"language-{language}"))
        page.click(f"{at('lessons')} summary")
        page.click(f"{at('lessons')} >> text={name}")
        page.click(at("answer-1"))
        for _ in range(3):
            page.click(at("year"))
        page.wait_for_selector(f"{at('result')}:has-text('{result}')")
        assert page.evaluate("document.documentElement.lang") == language


def test_files_are_downloaded_and_the_class_grows(visit):
    page = visit.page
    for kind, name in (
        ("results", "junpu-seed1.zip"),
        ("xlsx", "junpu-seed1.xlsx"),
        ("scenario", "junpu.yaml"),
        ("svg", "junpu-seed1.svg"),
    ):
        page.click(f"{at('save')} summary")
        with page.expect_download() as waiting:
            page.click(at(f"save-{kind}"))
        assert waiting.value.suggested_filename == name
        content = waiting.value.path().read_bytes()
        if kind == "results":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                assert "junpu-seed1/manifest.json" in archive.namelist()
        assert len(content) > 50
    visit.page.click(at("tab-crowd"))
    visit.page.click(at("add-10"))
    visit.page.wait_for_selector(f"{at('runs')}:has-text('10 runs')")
    visit.page.wait_for_selector(f"{at('chart-stores')} path.band", state="attached")


def test_a_link_reopens_the_moment(browser, served, visit):
    page = visit.page
    page.fill(at("seed"), "7")
    page.keyboard.press("Enter")
    page.click(at("year"))
    when(visit, "December 2012")
    page.wait_for_function(
        "(link) => ['seed=7', 'month=12'].every((part) => link.value.includes(part))", arg=page.query_selector(at("link"))
    )
    link, shown = page.input_value(at("link")), stores_after(visit, 12)
    with opened(browser, served, link.removeprefix(served.address)) as again:
        when(again, "December 2012")
        assert stores_after(again, 12) == shown


def tabs_become(served, wanted: Callable[[int], bool]) -> bool:
    """Wait until the number of tabs that the server holds is as wanted; those of earlier tests go a moment after they close, or later."""
    end = time.monotonic() + 60
    while not wanted(served.tabs()) and time.monotonic() < end:
        time.sleep(0.2)
    return wanted(served.tabs())


def test_a_second_tab_is_independent_and_is_freed_when_it_closes(browser, served, visit):
    tabs_become(served, lambda count: count == 1)
    held = served.tabs()
    with opened(browser, served) as second:
        assert tabs_become(served, lambda count: count > held)
        second.page.click(at("year"))
        when(second, "December 2012")
        assert "before January 2012" in visit.page.inner_text(at("when"))
        second.page.close(run_before_unload=True)
        assert tabs_become(served, lambda count: count <= held)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_is_on_one_screen(browser, served, language):
    with opened(browser, served, f"?month=24&lang={language}") as visit:
        for viewport in (PROJECTOR, TABLET):
            visit.page.set_viewport_size(viewport)
            assert visit.sideways <= 0
            assert visit.page.evaluate("document.documentElement.scrollHeight") <= viewport["height"] + 1
            for part in ("play", "village", "loop", "chart-headcount", "tab-events"):
                box = visit.page.locator(at(part)).bounding_box()
                assert box["x"] >= 0
                assert box["y"] >= 0
                assert box["x"] + box["width"] <= viewport["width"] + 1
                assert box["y"] + box["height"] <= viewport["height"] + 1
            assert visit.page.evaluate(SMALLEST) >= 12.5
            heights = visit.page.eval_on_selector_all(".ls-curves svg", "all => all.map((one) => one.getBoundingClientRect().height)")
            assert len(heights) == 3
            if viewport == PROJECTOR:
                assert min(heights) > 95
                assert visit.page.evaluate(SMALLEST_OF_CURVES) >= 13


def test_help_is_a_key_away_levers_that_are_opened_are_in_sight_and_all_five_curves_a_click_away(visit):
    visit.page.keyboard.press("?")
    told = visit.page.inner_text(at("help"))
    assert all(word in told for word in ("Ghost", "Card", "keep this run as a ghost"))
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_selector(f"{at('help')} .ls-help", state="hidden")
    for group, lever in (("platform", "platform.delay"), ("programmes", "programmes.subsistence.capacity")):
        visit.page.click(f"{at('group-' + group)} summary")
        visit.page.wait_for_timeout(300)
        box = visit.page.locator(at(lever)).bounding_box()
        assert box["y"] > 0
        assert box["y"] + box["height"] <= PROJECTOR["height"]
    visit.page.click(at("all-curves"))
    visit.page.wait_for_selector(at("chart-spending"))
    assert visit.page.evaluate(SMALLEST_OF_CURVES) >= 13


@pytest.mark.parametrize("language", ["en", "zh"])
def test_head_and_help_hold_together_on_narrow_screens(browser, served, language):
    with opened(browser, served, f"?month=24&lang={language}", {"width": 820, "height": 1000}) as visit:
        for width in (820, 390):
            visit.page.set_viewport_size({"width": width, "height": 1000})
            visit.page.keyboard.press("?")
            box = visit.page.locator(f"{at('help')} .ls-help").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width + 1
            visit.page.keyboard.press("Escape")
            visit.page.wait_for_selector(f"{at('help')} .ls-help", state="hidden")
            parts = [visit.page.locator(f".ls-{name}").bounding_box() for name in ("name", "clock", "stages", "menus")]
            for k, one in enumerate(parts):
                assert one["x"] >= 0
                assert one["x"] + one["width"] <= width
                for other in parts[:k]:
                    beside = one["x"] >= other["x"] + other["width"] - 1 or other["x"] >= one["x"] + one["width"] - 1
                    assert beside or one["y"] >= other["y"] + other["height"] - 1 or other["y"] >= one["y"] + one["height"] - 1
            assert visit.page.evaluate("Math.max(...[...document.querySelectorAll('div, section')].map((e) => e.scrollWidth))") <= width


def test_a_reload_comes_back_to_the_moment_and_a_bad_seed_is_a_sentence(visit):
    page = visit.page
    page.fill(at("seed"), "9")
    page.keyboard.press("Enter")
    page.click(at("year"))
    when(visit, "December 2012")
    shown = stores_after(visit, 12)
    page.wait_for_function("location.search.includes('month=12')")
    page.reload()
    when(visit, "December 2012")
    assert stores_after(visit, 12) == shown
    assert page.input_value(at("seed")) == "9"
    page.fill(at("seed"), "-5")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{at('problem')}:has-text('no whole number')")
    assert page.input_value(at("seed")) == "9"
    page.click(at("step"))
    page.wait_for_selector(at("problem"), state="detached")
    when(visit, "January 2013")


SMALLEST_OF_CURVES = """
Math.min(...[...document.querySelectorAll('.ls-curves svg')].flatMap((svg) => [...svg.querySelectorAll('text')]
  .map((e) => parseFloat(getComputedStyle(e).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)))
"""


SMALLEST = """
Math.min(...[...document.querySelectorAll('.ls-room *')]
  .filter((e) => !e.closest('svg') && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .map((e) => parseFloat(getComputedStyle(e).fontSize)))
"""


def socket_opened(served, kernel: str, **headers: str) -> str:
    """Ask for the page's socket as a script would; return the first line of the answer."""
    port = int(served.address.rstrip("/").rpartition(":")[2])
    own = {"Host": f"127.0.0.1:{port}", "Origin": f"http://127.0.0.1:{port}", "Cookie": "solara-session-id=made-up"}
    keys = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version": "13"}
    lines = [
        f"GET /jupyter/api/kernels/{kernel}/channels?session_id=x HTTP/1.1",
        *(f"{k}: {v}" for k, v in {**own, **keys, **headers}.items()),
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as asking:
        asking.sendall("\r\n".join([*lines, "", ""]).encode())
        return asking.recv(200).decode("latin-1").partition("\r\n")[0]


def test_strangers_are_not_let_in(served):
    before = served.tabs()
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Cookie": "x=1"}):
        assert " 403 " in socket_opened(served, "stranger", **headers), headers
    asked = urllib.request.Request(served.address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(asked, timeout=10)
    assert served.tabs() <= before, "a tab of an earlier test may close meanwhile; none may come"


def test_abandoned_connections_are_bounded(served):
    answers = [socket_opened(served, f"abandoned-{k}") for k in range(120)]
    assert " 101 " in answers[0]
    assert " 403 " in answers[-1]
    assert served.tabs() <= MOST_TABS
