"""The server: the page on this machine's own address, with every script and font from this machine.

Solara asks its page's scripts from a public address unless told otherwise, and reports its use; both are switched off here, before
it is imported, and a script that should be missing is refused, not fetched.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets  # noqa: TID251  a key that nobody may guess: no draw of a run
import socket
import threading
import urllib.request
import warnings
import webbrowser
from typing import Any

from ...errors import LinkageError
from ...model import compile_rules
from .guard import EVERYWHERE, KEY, Guard, bracketed
from .scripts import script_at
from .setting import FIRST, Setting

HOST = "127.0.0.1"
SETTINGS = {
    "SOLARA_MODE": "production",
    "SOLARA_ASSETS_PROXY": "True",  # scripts come from this server, which has them from the package solara-assets
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_VARIANT": "light",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_TITLE": "linkage_sim",
    "SOLARA_KERNEL_CULL_TIMEOUT": "5m",  # a tab whose connection broke is kept so long; one that is closed goes at once
    "SOLARA_KERNEL_MAX_PER_SESSION": "40",
}
MOST_TABS = 40
"""Tabs that are kept at one time, those included whose connection broke a moment ago; each takes some megabytes."""
INSTALL = "Install it with: pip install 'linkage-sim[ui]'"


def ui(scenario: str = FIRST, port: int = 8765, browser: bool = True, host: str = HOST) -> None:
    """Open the classroom page: a village, its actors, its curves, what if, five lessons. It is served until interrupted.

    Parameters
    ----------
    scenario : str
        Bundled scenario or file that tabs open with.
    port : int
        Port; 0 takes one that is free.
    browser : bool
        Whether to open the browser.
    host : str
        Name or address at which the page is served: that of this machine for itself, unless others are to open it. Those need the key
        that the printed link holds, a new one each time.

    Raises
    ------
    LinkageError
        If the extra is not installed, the scenario is refused, or the port is taken.
    """
    _ = Setting(scenario).parent  # a scenario that cannot be read is told before anything is started
    compile_rules()
    application = _application(scenario)
    _warm(scenario)
    listening = _listen(port, host)
    at, port = listening.getsockname()[:2]
    key = "" if ipaddress.ip_address(at.partition("%")[0]).is_loopback else secrets.token_urlsafe(12)
    address = f"http://{bracketed(_own_address() if host in EVERYWHERE else host)}:{port}/{f'?{KEY}={key}' if key else ''}"
    import uvicorn

    guarded = Guard(application, port, host, _has_room, key)
    server = uvicorn.Server(uvicorn.Config(guarded, log_level="error", ws_ping_interval=20.0, ws_ping_timeout=60.0))
    threading.Thread(target=_announce, args=(address, browser), daemon=True).start()
    server.run(sockets=[listening])


def _announce(address: str, browser: bool) -> None:
    """Ask for the page once, so that the first tab does not wait for what is only made once; then say where it is, and open it."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
    with contextlib.suppress(OSError), direct.open(address, timeout=60) as answer:
        answer.read()
    to_whom = " to everybody who has this link" if f"?{KEY}=" in address else ""
    print(f"The page is open at {address}{to_whom} - stop with Ctrl-C.", flush=True)
    if browser:
        webbrowser.open(address)


def _application(scenario: str) -> Any:
    """The web application, with Solara told to stay at home."""
    os.environ.update(SETTINGS)
    try:
        import solara.server.app as apps
        from solara.server import cdn_helper, starlette
    except ImportError as error:
        raise LinkageError(f"The page needs the extra 'ui', which is not installed ({error}). {INSTALL}") from error
    from . import page

    _check_assets()
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")  # the page stands in no frame of another one
    starlette.get_path, cdn_helper.fetch_from_cdn = script_at, _refuse
    page.started_with[:] = [scenario]
    apps.apps["__default__"] = apps.AppScript("linkage_sim.views.app.page")
    return starlette.app


def _warm(scenario: str) -> None:
    """Compile or load the rules and build a village once, so that the first tab does not wait for it."""
    from .country.atlas import Atlas
    from .setting import FIRST
    from .tab import Tab
    from .view import view_of

    tabs = [Tab(scenario)]
    if isinstance(tabs[0].room, Atlas):
        tabs.append(Tab(FIRST))
    room = tabs[-1].room
    if not isinstance(room, Atlas):
        room.act("step")
        view_of(room)
    for tab in tabs:
        tab.close()


def _check_assets() -> None:
    from solara.server.settings import assets

    if not (assets.proxy_cache_dir / "@widgetti").is_dir():
        raise LinkageError(f"The page's scripts are missing (package solara-assets), and nothing is fetched from outside. {INSTALL}")


def _refuse(url: str) -> bytes:
    """Stand in for what fetches a missing script from outside."""
    raise FileNotFoundError(f"{url} is not on this machine, and nothing is fetched from outside")


def _has_room(tabs: set[str]) -> bool:
    """Whether these tabs are not too many, with those that are still kept."""
    from solara.server.kernel_context import contexts

    return len(tabs.union(contexts)) <= MOST_TABS


def _own_address() -> str:
    """The address by which others in the network find this machine; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # an address of no machine, by which the system names the way out
            return str(asking.getsockname()[0])
        except OSError:
            return socket.gethostname()


def _listen(port: int, host: str = HOST) -> socket.socket:
    """Take the port, at one address only."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise LinkageError(
            f"The address {host} is not known ({(error.strerror or str(error)).lower()}). Name another with --host."
        ) from error
    listening = socket.socket(family, kind, protocol)
    if os.name != "nt":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        raise LinkageError(f"Port {port} of {host} cannot be used ({reason}). Name another with --port.") from error
    listening.listen(128)
    return listening
